import type Docker from "dockerode";
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer, connect, type AddressInfo, type Server, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { imageReference, type ImageKey } from "../../../components/platform/images";

/** A server of a company's: what it runs, and the files it finds in `/etc/company`. */
export interface CompanyServer {
  /** Its name on the company's network, which its certificate carries. */
  name: string;
  image: ImageKey;
  command: string[];
  /** @default none */
  environment?: string[];
  /** @param at port at which others find it */
  files: (at: number) => Record<string, string>;
  /** Port it listens at. */
  port: number;
}

/** Where a company's server is found. */
export interface Site {
  address: string;
  port: number;
  /** What the server has logged so far. */
  log: () => Promise<string>;
}

/** Times at which a server that was just started is tried, and milliseconds between two. */
const [patience, pause] = [100, 100];

/**
 * Servers that are no part of the stack: containers on a network of their own. Bridges do not reach one another, so this
 * process stands for the company's router: at an address of the host on that network it passes connections on.
 */
export class Company {
  private readonly closings: (() => unknown)[] = [];

  private constructor(
    private readonly docker: Docker,
    private readonly name: string,
  ) {}

  static async open(docker: Docker, name: string): Promise<Company> {
    const company = new Company(docker, name);
    const network = await docker.createNetwork({ Name: name, Driver: "bridge", CheckDuplicate: true });
    company.closings.push(() => network.remove());
    return company;
  }

  async add({ name, image, command, environment = [], files, port }: CompanyServer): Promise<Site> {
    const { IPAM } = await this.docker.getNetwork(this.name).inspect();
    const address = IPAM!.Config![0]!["Gateway"]!;
    let inside = "";
    const router = createServer((from) => this.join(from, connect(port, inside)));
    await new Promise<void>((resolve) => router.listen(0, address, resolve));
    this.closings.push(() => this.close(router));
    const { port: at } = router.address() as AddressInfo;
    const container = await this.docker.createContainer({
      name: `${this.name}-${image}`,
      Image: imageReference(image, "local"),
      Entrypoint: command,
      Cmd: [],
      Env: environment,
      HostConfig: {
        NetworkMode: this.name,
        Binds: [`${this.write(files(at))}:/etc/company:ro`],
        ReadonlyRootfs: true,
        CapDrop: ["ALL"],
      },
      NetworkingConfig: { EndpointsConfig: { [this.name]: { Aliases: [name] } } },
    });
    this.closings.push(() => container.remove({ force: true, v: true }));
    await container.start();
    inside = (await container.inspect()).NetworkSettings.Networks[this.name]!.IPAddress;
    const log = async () => (await container.logs({ stdout: true, stderr: true })).toString();
    if (!(await answers(inside, port))) throw new Error(`${name} does not answer: ${await log()}`);
    return { address, port: at, log };
  }

  private readonly open = new Set<Socket>();

  private join(one: Socket, other: Socket): void {
    for (const [from, to] of [
      [one, other],
      [other, one],
    ] as const) {
      this.open.add(from);
      from.pipe(to);
      from.on("error", () => to.destroy());
      from.on("close", () => this.open.delete(from));
    }
  }

  private close(router: Server): void {
    router.close();
    for (const socket of this.open) socket.destroy();
  }

  /** A directory with files that any user may read. */
  private write(files: Record<string, string>): string {
    const directory = mkdtempSync(join(tmpdir(), "lakehouse-company-"));
    this.closings.push(() => rmSync(directory, { recursive: true }));
    chmodSync(directory, 0o755);
    for (const [file, content] of Object.entries(files)) writeFileSync(join(directory, file), content);
    return directory;
  }

  /** Takes everything away, the last first. */
  async remove(): Promise<void> {
    for (const close of this.closings.splice(0).reverse()) await close();
  }
}

async function answers(host: string, port: number): Promise<boolean> {
  for (let tries = patience; tries > 0; tries--) {
    const opened = await new Promise<boolean>((resolve) => {
      const socket = connect(port, host, () => resolve(true));
      socket.on("error", () => resolve(false));
      socket.on("connect", () => socket.destroy());
    });
    if (opened) return true;
    await sleep(pause);
  }
  return false;
}
