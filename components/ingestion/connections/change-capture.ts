import * as pulumi from "@pulumi/pulumi";
import type { Footprint } from "../../platform/footprint";
import type { Platform } from "../../platform/platform";
import type { CertificateAuthority } from "../../security/certificate-authority";
import { connectionFiles } from "./connection-files";

const directory = "/etc/lakehouse/change-capture";
const alive = "/tmp/last-good-run";
const python = ["/opt/venv/bin/python", "-m", "lakehouse_connectors.schedule", directory];

/** The workload's name, from which its flows lead. */
export const changeCapture = "change-capture";

/** What change data capture asks of its host. */
export const changeCaptureFootprint = ({ memory }: { memory: string }): Footprint => ({
  workload: changeCapture,
  image: "connectors",
  memory,
});

export interface ChangeCaptureArgs {
  platform: Platform;
  authority: CertificateAuthority;
  /** Memory limit, for example `256Mi`: a scheduler and, while one runs, the three processes of a run. */
  memory: string;
  cpus: number;
  /** Password of the source's reader. */
  sourcePassword: pulumi.Input<string>;
  /** Password of PostgreSQL's login `airbyte`. */
  postgresqlPassword: pulumi.Input<string>;
  /** Secret key of the object store's user `airbyte`: the connection's state lies there. */
  objectStorePassword: pulumi.Input<string>;
}

/**
 * The connection `airline-live`: every change of the source's rows reaches schema `cdc` of database `live` within a
 * minute. Each run reads up to where the source's log ends and stops; what starts the next one is a process of ours,
 * since one Docker host has no scheduler. The source keeps its log until a run has saved what it has committed.
 */
export class ChangeCapture extends pulumi.ComponentResource {
  constructor(args: ChangeCaptureArgs, opts: pulumi.ComponentResourceOptions = {}) {
    super("lakehouse:ingestion:ChangeCapture", changeCapture, {}, opts);
    args.platform.run(
      changeCapture,
      {
        image: "connectors",
        zone: "application",
        command: [...python, "--alive", alive],
        ports: {},
        ...connectionFiles(directory, "airline-live", args.authority.certificatePem, {
          "source-password": args.sourcePassword,
          "postgresql-password": args.postgresqlPassword,
          "object-store-password": args.objectStorePassword,
        }),
        scratch: { "/tmp": "8Mi" },
        health: { kind: "command", command: [...python, "--is-alive", alive] },
        resources: { memory: args.memory, cpus: args.cpus },
        logs: "text",
      },
      { parent: this },
    );
    this.registerOutputs();
  }
}
