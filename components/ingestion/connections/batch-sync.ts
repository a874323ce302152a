import * as pulumi from "@pulumi/pulumi";
import type { Platform } from "../../platform/platform";
import type { CertificateAuthority } from "../../security/certificate-authority";
import { connectionFiles } from "./connection-files";

const directory = "/etc/lakehouse/batch-sync";

/** The job's name, from which its flows lead. */
export const batchSync = "batch-sync";
/** Memory limit of the job: three processes, whose memory does not grow with the rows. */
export const batchSyncMemory = "384Mi";

export interface BatchSyncArgs {
  platform: Platform;
  authority: CertificateAuthority;
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
        resources: { memory: batchSyncMemory, cpus: 1 },
      },
      { parent: this },
    );
    this.registerOutputs();
  }
}
