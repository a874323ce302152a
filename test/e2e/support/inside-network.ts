import { runFrom } from "./namespaces";

/** Where packets from a network namespace may go, and whether it passes on packets of others. */
export interface Routing {
  /** IPv4 routing table: destinations, `default` among them, each with the neighbour that takes the packets on. */
  routes: { to: string; via: string | undefined }[];
  forwards: boolean;
}

const routing = `
const { execFileSync } = require("node:child_process");
const { readFileSync } = require("node:fs");
const lines = execFileSync("ip", ["-4", "route", "show"], { encoding: "utf8", env: { PATH: "/usr/sbin:/sbin:/usr/bin:/bin" } });
output({
  routes: lines.split("\\n").filter(Boolean).map((line) => ({ to: line.split(" ")[0], via: / via (\\S+)/.exec(line)?.[1] })),
  forwards: readFileSync("/proc/sys/net/ipv4/ip_forward", "utf8").trim() !== "0",
});
`;

/** Reads a process's routes. */
export const routingOf = (pid: number): Promise<Routing> => runFrom(pid, routing, null);

/** The engine's name server stands at this address of every container on a network of its own. */
const resolve = `
const { Resolver } = require("node:dns/promises");
const resolver = new Resolver({ timeout: 2000, tries: 1 });
resolver.setServers(["127.0.0.11"]);
resolver.resolve4(input).then((list) => output(list.sort()), (error) => output([error.code]));
`;

/** Addresses to which a host name leads a process in its network namespace, or the error's code. */
export const addressesOf = (pid: number, name: string): Promise<string[]> => runFrom(pid, resolve, name);
