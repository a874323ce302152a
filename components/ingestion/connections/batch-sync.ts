import * as pulumi from "@pulumi/pulumi";
import type { Platform, RunJob } from "../../platform/platform";
import type { CertificateAuthority } from "../../security/certificate-authority";
import { connectionFiles, connections, type ConnectionPasswords } from "./connection-files";

/** The job's name, from which its flows lead. */
export const batchSync = "batch-sync";

export interface BatchSyncArgs extends ConnectionPasswords {
  platform: Platform;
  authority: CertificateAuthority;
  /** Memory limit, for example `384Mi`: three processes, whose memory does not grow with the rows. */
  memory: string;
  cpus: number;
}

/**
 * Both connections once, so that all that a build reads is there: `airline-bronze`, rows of the source that are new since
 * the last run as Parquet, and `airline-live`, changes to the live tables. A run that was cut short is made good by the
 * next one. It runs with each deployment in which something of it changes; in between, the scheduler runs them.
 */
export class BatchSync extends pulumi.ComponentResource {
  readonly job: RunJob;

  constructor(args: BatchSyncArgs, opts: pulumi.ComponentResourceOptions = {}) {
    super("lakehouse:ingestion:BatchSync", batchSync, {}, opts);
    this.job = args.platform.runJob(
      batchSync,
      {
        image: "pipeline",
        command: [
          "/opt/venv/bin/python",
          "-m",
          "lakehouse_connectors.sync",
          connections.batch,
          connections.changes,
        ],
        ...connectionFiles(args.authority.certificatePem, args),
        scratch: { "/tmp": "8Mi" },
        resources: { memory: args.memory, cpus: args.cpus },
      },
      { parent: this },
    );
    this.registerOutputs();
  }
}
