/** `make forward`: leads ports of this machine to the stores of a cluster, until it is interrupted. */
import { once } from "node:events";
import { table } from "../components/platform/table";
import { openWays } from "./forwarding/ways";
import { OperatorError, runCommand } from "./pulumi/report";
import { openWorkspace, stackName } from "./workspace";

export async function forwardPorts(stack: string): Promise<void> {
  const opened = await openWays(openWorkspace(stack));
  if ("by" in opened) throw new OperatorError(`Process ${opened.by} leads there already.`);
  if (opened.ways.length === 0)
    throw new OperatorError(
      stack === "prod"
        ? "lakehouse:kubernetes.administration.endpoints says how stores are reached: nothing is to be forwarded."
        : `Ports of ${stack} are published on this machine already: nothing is to be forwarded.`,
    );
  const rows = opened.ways.map(({ port, namespace, service }) => [
    `localhost:${port}`,
    `${namespace}/${service}`,
  ]);
  console.log(
    `${table(["HERE", "LEADS TO"], rows)}\n\nLogins: make credentials STACK=${stack}. Ctrl-C ends this.`,
  );
  // A listener of its own keeps the process; what leads there does not.
  const hold = setInterval(() => undefined, 2 ** 30);
  await Promise.race([once(process, "SIGINT"), once(process, "SIGTERM"), once(process, "SIGHUP")]);
  clearInterval(hold);
}

if (require.main === module)
  void runCommand(() => forwardPorts(stackName(process.env.STACK))).then(() => process.exit());
