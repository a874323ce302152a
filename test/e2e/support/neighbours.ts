import { capture } from "../../../tools/pulumi/process";

/** Milliseconds after which an attempt that nobody answers counts as refused. */
const patience = 1_500;

async function run(program: string, ...args: string[]): Promise<string> {
  const { code, stdout, stderr } = await capture(program, args);
  if (code !== 0) throw new Error(`${program} ${args.join(" ")}: ${stderr || stdout}`);
  return stdout;
}

/** Another machine, in a network of its own with a host: a network namespace, with a cable to the host's. Root only. */
export class Neighbour {
  private constructor(
    private readonly name: string,
    readonly address: string,
  ) {}

  /**
   * @param host name of the host's network namespace
   * @param network first three numbers of its network, such as `10.220.1`; the host is 1 there, the neighbour 2
   */
  static async join(host: string, name: string, network: string): Promise<Neighbour> {
    const own = `${host}-${name}`;
    await run("ip", "netns", "add", own);
    await run(
      "ip",
      "link",
      "add",
      `to-${name}`,
      "netns",
      host,
      "type",
      "veth",
      "peer",
      "name",
      "to-host",
      "netns",
      own,
    );
    for (const [at, device, address] of [
      [host, `to-${name}`, `${network}.1/24`],
      [own, "to-host", `${network}.2/24`],
    ] as const) {
      await run("ip", "-n", at, "address", "add", address, "dev", device);
      await run("ip", "-n", at, "link", "set", device, "up");
    }
    await run("ip", "-n", own, "route", "add", "default", "via", `${network}.1`);
    return new Neighbour(own, `${network}.2`);
  }

  /** Whether a connection opens. */
  reaches(address: string, port: number): Promise<boolean> {
    return reachesFrom(["nsenter", `--net=/run/netns/${this.name}`], address, port);
  }

  leave(): Promise<unknown> {
    return capture("ip", ["netns", "delete", this.name]);
  }
}

const program = `
const [address, port] = process.argv.slice(1);
const socket = require("node:net").connect({ host: address, port: Number(port) });
const end = (word) => { process.stdout.write(word); process.exit(0); };
socket.setTimeout(${patience}, () => end("timeout"));
socket.once("connect", () => end("open"));
socket.once("error", (error) => end(error.code));
`;

/** Whether a connection opens from a place. @param within a program and its arguments that enter it */
export async function reachesFrom(
  within: readonly string[],
  address: string,
  port: number,
): Promise<boolean> {
  const [first, ...others] = [...within, process.execPath, "-e", program, address, String(port)];
  return (await run(first, ...others)) === "open";
}
