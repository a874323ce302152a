/** Elastic's own operator, built from its Go module, outside the cluster that it looks after. */
import { spawn, type ChildProcess } from "node:child_process";
import { openSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { ControlPlane } from "./control-plane";
import { ensurePrograms } from "./programs";

/** Where it would be installed. */
export const operatorNamespace = "elastic-system";

export interface ElasticOperatorOptions {
  /** The only namespace it looks at. */
  namespace: string;
  /** Addresses of hosts by name: it finds pods by names that only a cluster's name service knows. */
  hosts: Readonly<Record<string, string>>;
}

/** Gives the program a file of hosts of its own, and becomes it. */
const withHosts = 'mount --bind "$1" /etc/hosts && shift && exec "$@"';

export class ElasticOperator {
  private constructor(
    private readonly child: ChildProcess,
    private readonly logFile: string,
  ) {}

  static async start(
    plane: ControlPlane,
    { namespace, hosts }: ElasticOperatorOptions,
  ): Promise<ElasticOperator> {
    const { "elastic-operator": program } = await ensurePrograms(["elastic-operator"]);
    await plane.kubectl("create", "namespace", operatorNamespace);
    const hostsFile = join(plane.directory, "hosts");
    writeFileSync(
      hostsFile,
      Object.entries(hosts)
        .map(([name, address]) => `${address} ${name}\n`)
        .join(""),
    );
    const logFile = join(plane.directory, "elastic-operator.log");
    const log = openSync(logFile, "w");
    const args = [
      ...["--pdeathsig", "KILL", "--", "unshare", "--mount", "--propagation", "private"],
      ...["sh", "-ceu", withHosts, "-", hostsFile, program, "manager"],
      `--operator-namespace=${operatorNamespace}`,
      `--namespaces=${namespace}`,
      "--enable-webhook=false",
      "--enable-leader-election=false",
      "--disable-telemetry",
      "--metrics-port=0",
      "--elasticsearch-observation-interval=1s",
    ];
    const env = { ...process.env, KUBECONFIG: plane.kubeconfig };
    return new ElasticOperator(spawn("setpriv", args, { stdio: ["ignore", log, log], env }), logFile);
  }

  /** Lines of its log that are errors, or warnings of what it was given. */
  complaints(): string[] {
    return readFileSync(this.logFile, "utf8")
      .split("\n")
      .filter((line) => /"log\.level":"(error|warn)"|unshare|mount/.test(line));
  }

  async stop(): Promise<void> {
    this.child.kill("SIGKILL");
    if (this.child.exitCode === null) await new Promise((resolve) => this.child.once("exit", resolve));
  }
}
