import { posix } from "node:path";
import { policyOn } from "./configured-by-file";
import { roleOf } from "./roles";

/** What a setting of oauth2-proxy's may be. */
type Setting = string | boolean | readonly string[] | undefined;

/** One `name = value` to a line; literal strings are as they stand. What takes more is not read: its line's number is kept. */
function parse(text: string): { settings: Record<string, Setting>; unread: number[] } {
  const settings: Record<string, Setting> = {};
  const unread: number[] = [];
  for (const [index, line] of text.split("\n").entries()) {
    if (/^\s*(#.*)?$/.test(line)) continue;
    const [, name, written] = /^\s*(\w+)\s*=\s*(.*?)\s*$/.exec(line) ?? [];
    const value = written === undefined ? undefined : valueOf(written);
    if (name === undefined || value === undefined || name in settings) unread.push(index + 1);
    if (name !== undefined) settings[name] = value ?? written;
  }
  return { settings, unread };
}

/** Undefined for what is no value in one line. */
function valueOf(written: string): Setting {
  const [, literal] = /^'([^']*)'$/.exec(written) ?? [];
  if (literal !== undefined) return literal;
  try {
    return JSON.parse(written) as Setting;
  } catch {
    return undefined;
  }
}

/** Settings of an oauth2-proxy, by their names in its file. Source: oauth2-proxy 7.15, docs/configuration/overview.md. */
export class Oauth2ProxyView {
  constructor(
    /** All that its file says. */
    readonly settings: Readonly<Record<string, Setting>>,
    /** Groups by role, where a file beside it says that they have names of their own. */
    readonly groups: Readonly<Record<string, readonly string[]>> = {},
    /** Numbers of lines that say something else, or something again. */
    readonly unread: readonly number[] = [],
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
    const { settings, unread } = parse(text);
    return new Oauth2ProxyView(settings, groupsIn(groups?.content()), unread);
  },
});
