import * as pulumi from "@pulumi/pulumi";
import type { Footprint } from "../../platform/footprint";
import type { Platform } from "../../platform/platform";
import type { CertificateAuthority } from "../../security/certificate-authority";
import { connectionFiles } from "./connection-files";

const directory = "/etc/lakehouse/batch-sync";

/** The job's name, from which its flows lead. */
export const batchSync = "batch-sync";

/** What a sync asks of its host. */
export const batchSyncFootprint = ({ memory }: { memory: string }): Footprint => ({
  workload: batchSync,
  image: "connectors",
  memory,
});

export interface BatchSyncArgs {
  platform: Platform;
  authority: CertificateAuthority;
  /** Memory limit, for example `384Mi`: three processes, whose memory does not grow with the rows. */
  memory: string;
  cpus: number;
  /** Password of the source's reader. */
  sourcePassword: pulumi.Input<string>;
  /** Secret key of the object store's user `airbyte`. */
  objectStorePassword: pulumi.Input<string>;
}

/**
 * The connection `airline-bronze`: rows of the source that are new since the last run go to bronze, as Parquet.
 * A run that was cut short is made good by the next one. It runs with each deployment in which something of it changes.
 */
export class BatchSync extends pulumi.ComponentResource {
  constructor(args: BatchSyncArgs, opts: pulumi.ComponentResourceOptions = {}) {
    super("lakehouse:ingestion:BatchSync", batchSync, {}, opts);
    args.platform.runJob(
      batchSync,
      {
        image: "connectors",
        command: ["/opt/venv/bin/python", "-m", "lakehouse_connectors.sync", directory],
        ...connectionFiles(directory, "airline-bronze", args.authority.certificatePem, {
          "source-password": args.sourcePassword,
          "object-store-password": args.objectStorePassword,
        }),
        scratch: { "/tmp": "8Mi" },
        resources: { memory: args.memory, cpus: args.cpus },
      },
      { parent: this },
    );
    this.registerOutputs();
  }
}
