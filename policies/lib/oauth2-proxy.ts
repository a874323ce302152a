import { posix } from "node:path";
import { policyOn } from "./configured-by-file";
import { roleOf } from "./roles";

/** What a setting of oauth2-proxy's may be. */
type Setting = string | boolean | readonly string[] | undefined;

/** One `name = value` to a line; what takes more is not read, and so missed. Literal strings are as they stand. */
function parse(text: string): Record<string, Setting> {
  const lines = text.split("\n").flatMap((line) => {
    const [, name, value] = /^\s*(\w+)\s*=\s*(.*?)\s*$/.exec(line) ?? [];
    if (name === undefined || value === undefined) return [];
    try {
      return [[name, JSON.parse(value) as Setting] as const];
    } catch {
      return [[name, value.replace(/^'(.*)'$/, "$1")] as const];
    }
  });
  return Object.fromEntries(lines);
}

/** Settings of an oauth2-proxy, by their names in its file. Source: oauth2-proxy 7.15, docs/configuration/overview.md. */
export class Oauth2ProxyView {
  constructor(
    /** All that its file says. */
    readonly settings: Readonly<Record<string, Setting>>,
    /** Groups by role, where a file beside it says that they have names of their own. */
    readonly groups: Readonly<Record<string, readonly string[]>> = {},
  ) {}

  /** Roles of a group's members. */
  rolesOf(group: string): string[] {
    const named = Object.keys(this.groups).filter((role) => this.groups[role]!.includes(group));
    if (Object.keys(this.groups).length > 0) return named;
    const role = roleOf(group);
    return role === undefined ? [] : [role];
  }

  text(name: string): string {
    const value = this.settings[name];
    return typeof value === "string" ? value : "";
  }
  list(name: string): readonly string[] {
    const value = this.settings[name];
    return Array.isArray(value) ? (value as string[]) : value === undefined ? [] : [String(value)];
  }
  is(name: string): boolean {
    return this.settings[name] === true;
  }
}

/** Beside the settings; not read by the proxy itself. */
const groupsFile = "groups.json";

const groupsIn = (text: string | undefined) =>
  text === undefined ? {} : (JSON.parse(text) as Record<string, string[]>);

/** A policy that judges every oauth2-proxy. */
export const oauth2ProxyPolicy = policyOn({
  title: "oauth2-proxy",
  program: "oauth2-proxy",
  before: "--config",
  isRunBy: ({ files }) => files.some(({ path }) => path.endsWith("/oauth2-proxy.toml")),
  read(text, { environment, files }, path) {
    if (environment.some(([name]) => name.startsWith("OAUTH2_PROXY_")))
      return { finding: "has settings of oauth2-proxy in its environment" };
    const groups = files.find((file) => file.path === posix.join(posix.dirname(path), groupsFile));
    return new Oauth2ProxyView(parse(text), groupsIn(groups?.content()));
  },
});
