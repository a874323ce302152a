import { serviceType, type ContainerView } from "./container";
import { resourcePolicy, type PolicyData, type Report } from "./policy";
import { processesOf, processTypes } from "./process";
import { softwareOf } from "./software";
import { decode, hostOf, isLoopbackHost } from "./values";

const serviceConfigType = "docker:index/serviceConfig:ServiceConfig";

/** A directive with where it stands. */
export interface Directive {
  line: number;
  section: string;
  words: string[];
}

export interface Listener {
  /** `haproxy.cfg line 7 (frontend s3)`. */
  at: string;
  /** `frontend s3`; `global` for an administration socket. */
  section: string;
  address: string;
  params: string[];
}

/** What an HAProxy configuration says about its connections. Syntax: HAProxy 3.2 configuration manual. */
export class HaproxyConfig {
  private readonly directives: Directive[];

  constructor(
    private readonly path: string,
    text: string,
  ) {
    this.directives = parse(text);
  }

  /** Every address it accepts connections on, the administration socket included. */
  get listeners(): Listener[] {
    return this.directives.flatMap((directive) => {
      const { words } = directive;
      if (words[0] === "bind") return this.bound(directive, words[1], words.slice(2));
      if (words[0] === "stats" && words[1] === "socket")
        return this.bound(directive, words[2], words.slice(3));
      return [];
    });
  }
  /** Listeners another host could reach. */
  get exposed(): Listener[] {
    return this.listeners.filter(({ address }) => !isLocal(address));
  }
  /** Servers it connects to, with the options their section's and the file's defaults add. */
  get servers(): Listener[] {
    let section = "";
    let fromDefaults: string[] = [];
    let own: string[] = [];
    return this.directives.flatMap((directive) => {
      const isDefaults = directive.section.startsWith("defaults");
      if (directive.section !== section) {
        section = directive.section;
        own = [];
        if (isDefaults) fromDefaults = [];
      }
      const { words } = directive;
      if (words[0] === "default-server") (isDefaults ? fromDefaults : own).push(...words.slice(1));
      if (words[0] !== "server" && words[0] !== "server-template") return [];
      const start = words[0] === "server" ? 2 : 3;
      const params = [...words.slice(start + 1), ...own, ...fromDefaults];
      return [{ at: this.where(directive), section, address: words[start] ?? "", params }];
    });
  }
  /** Listeners another container could reach without TLS. */
  get plainListeners(): Listener[] {
    return this.exposed.filter(({ params }) => !params.includes("ssl"));
  }
  /** Servers outside the network namespace that it speaks to without TLS of its own. */
  get plainServers(): Listener[] {
    return this.servers.filter(({ address, params }) => !isLocal(address) && !params.includes("ssl"));
  }
  /** Whether what arrives at a frontend goes on as it is, byte for byte, wherever the frontend leads. */
  passesOn(section: string): boolean {
    const targets = this.targetsOf(section);
    return targets.length > 0 && [section, ...targets].every((each) => this.isTcp(each));
  }
  /** Frontends that lead to a backend; undefined when the configuration does not say which all of them are. */
  sourcesOf(backend: string): string[] | undefined {
    const frontends = [...new Set(this.directives.map(({ section }) => section))].filter((section) =>
      /^(frontend|listen) /.test(section),
    );
    const targets = new Map(frontends.map((section) => [section, this.targetsOf(section)]));
    if ([...targets.values()].flat().some((target) => !/^(backend|listen) [\w.:-]+$/.test(target)))
      return undefined;
    return frontends.filter((section) => section === backend || targets.get(section)!.includes(backend));
  }

  private targetsOf(section: string): string[] {
    const own = this.directives.filter((directive) => directive.section === section);
    const named = own
      .filter(({ words }) => ["default_backend", "use_backend"].includes(words[0]!))
      .map(({ words }) => `backend ${words[1]}`);
    return section.startsWith("listen ") ? [section, ...named] : named;
  }
  /** Only as its own section says: defaults are easily changed for all. */
  private isTcp(section: string): boolean {
    const modes = this.directives.filter((each) => each.section === section && each.words[0] === "mode");
    return modes.length > 0 && modes.every(({ words }) => words[1] === "tcp");
  }
  /** Frontends and what they listen on for HTTP, with the rules for requests and answers in their order. */
  get webFrontends(): { section: string; rules: string[][] }[] {
    const exposed = new Set(this.exposed.map(({ section }) => section));
    return [...exposed]
      .filter((section) => section.startsWith("frontend ") && !this.isTcp(section))
      .map((section) => ({
        section,
        rules: this.directives.filter((each) => each.section === section).map(({ words }) => words),
      }));
  }
  get defaultBindOptions(): string[] {
    return this.global("ssl-default-bind-options");
  }
  get defaultServerOptions(): string[] {
    return this.global("ssl-default-server-options");
  }

  /** Every line in a section, with where it stands. */
  get lines(): { at: string; section: string; words: string[] }[] {
    return this.directives.map((each) => ({ at: this.where(each), ...each }));
  }
  /** Lines, each with where it stands, that begin with none of some phrases, and are no exception. */
  linesBeside(phrases: readonly string[], exception = /^$/): string[] {
    const begins = (words: string[]) =>
      phrases.some((phrase) => `${words.join(" ")} `.startsWith(`${phrase} `));
    return this.directives
      .filter(({ words }) => !begins(words) && !exception.test(words.join(" ")))
      .map((each) => this.where(each));
  }

  /** Every list of TLS 1.3 cipher suites, wherever it is set. */
  get cipherSuites(): { at: string; suites: string[] }[] {
    return this.directives.flatMap((directive) => {
      const { words } = directive;
      const at = words.findIndex((word) => /^(ssl-default-(bind|server)-)?ciphersuites$/.test(word));
      return at < 0 ? [] : [{ at: this.where(directive), suites: (words[at + 1] ?? "").split(":") }];
    });
  }

  private bound(directive: Directive, addresses = "", params: string[]): Listener[] {
    const at = this.where(directive);
    return addresses.split(",").map((address) => ({ at, section: directive.section, address, params }));
  }
  private where({ line, section }: Directive): string {
    return `${this.path} line ${line}${section ? ` (${section})` : ""}`;
  }
  private global(name: string): string[] {
    // A later line of the same name replaces an earlier one.
    const lines = this.directives.filter(({ section, words }) => section === "global" && words[0] === name);
    return lines.at(-1)?.words.slice(1) ?? [];
  }
}

const sections = new Set(
  "global defaults frontend backend listen peers resolvers userlist mailers ring log-forward program http-errors cache fcgi-app crt-store traces".split(
    " ",
  ),
);

function parse(text: string): Directive[] {
  let section = "";
  return text.split("\n").flatMap((raw, index) => {
    const words = wordsOf(raw);
    if (words.length === 0) return [];
    if (sections.has(words[0]!)) {
      section = words.slice(0, 2).join(" ");
      return [];
    }
    return [{ line: index + 1, section, words }];
  });
}

/** Words of a line, without its comment; quotes and backslashes group as in HAProxy. */
function wordsOf(line: string): string[] {
  const words: string[] = [];
  const pattern = /\s*(?:#.*|((?:\\.|"(?:\\.|[^"])*"|'[^']*'|[^\s#"'\\])+))/gy;
  for (let match = pattern.exec(line); match; match = pattern.exec(line)) {
    if (match[1] === undefined) break;
    words.push(match[1].replace(/\\(.)|["']/g, "$1"));
  }
  return words;
}

/** Whether only processes in the same network namespace reach the address. */
export function isLocal(address: string): boolean {
  if (/^(\/|unix@|abns@|abnsz@|sockpair@)/.test(address)) return true;
  return isLoopbackHost(hostOf(address.replace(/^[a-z0-9+]+@/, "")));
}

/** Value that follows a keyword among a line's parameters. */
export const param = (params: readonly string[], name: string): string | undefined => {
  const at = params.indexOf(name);
  return at < 0 ? undefined : params[at + 1];
};

const versions = ["SSLv3", "TLSv1.0", "TLSv1.1", "TLSv1.2", "TLSv1.3"];

/** Whether TLS options allow 1.3 and nothing else; `own` wins over `defaults` as in HAProxy. */
export function allowsOnlyTls13(own: readonly string[], defaults: readonly string[]): boolean {
  const all = [...own, ...defaults];
  if (all.includes("no-tlsv13") || all.some((word) => /^force-(sslv3|tlsv1[012])$/.test(word))) return false;
  if (all.includes("force-tlsv13")) return true;
  const maximum = param(own, "ssl-max-ver") ?? param(defaults, "ssl-max-ver") ?? "TLSv1.3";
  const minimum = param(own, "ssl-min-ver") ?? param(defaults, "ssl-min-ver");
  return minimum === "TLSv1.3" && versions.indexOf(maximum) === versions.length - 1;
}

/**
 * Beginnings of lines that every HAProxy here may hold: they send nothing elsewhere. Whatever else HAProxy knows may
 * (logs, mails, scripts, agents, other addresses).
 */
export const harmlessLines = [
  ...["log stdout", "log global", "log-format", "option dontlognull"],
  ...["maxconn", "timeout", "retries", "mode"],
  ...["ssl-default-bind-options", "ssl-default-bind-ciphersuites"],
  ...["ssl-default-server-options", "ssl-default-server-ciphersuites"],
  ...[
    "bind",
    "tcp-request connection reject",
    "tcp-request session reject",
    "http-request deny",
    "http-request set-header",
    "monitor-uri",
  ],
  ...["default_backend", "default-server ssl", "server", "hold"],
  // The name service of its network.
  "parse-resolv-conf",
];

/** Options of a server by which somebody else is asked or told. */
export const tellsOthers = /^(socks4|agent-|log-proto|send-proxy|external-check)/;

/**
 * A policy that judges every HAProxy configuration, in whichever way it reaches a container.
 * @param policy.exceptOnSwarm leave out Swarm services @default false
 */
export const haproxyPolicy = (
  policy: PolicyData & {
    exceptOnSwarm?: boolean;
    /** @param container where the configuration is read; undefined for one that any service may read */
    judge(config: HaproxyConfig, report: Report, container?: ContainerView): void;
  },
) =>
  resourcePolicy({
    ...policy,
    types: [...processTypes, serviceConfigType],
    judge: (subject, tell) => {
      const { name, type, props } = subject;
      if (policy.exceptOnSwarm && [serviceType, serviceConfigType].includes(type)) return;
      if (type === serviceConfigType) {
        const text = decode(props["data"]) ?? props["dataRaw"] ?? "";
        if (/^\s*(frontend|backend|listen)\s+\S/m.test(text))
          policy.judge(new HaproxyConfig(name, text), tell);
        return;
      }
      for (const { container, report } of processesOf(subject, tell))
        for (const config of configsOf(container, report)) policy.judge(config, report, container);
    },
  });

/** Every configuration of a container that runs HAProxy; reports one that nobody can judge. */
export function configsOf(container: ContainerView, report: Report): HaproxyConfig[] {
  if (container.neverStarts || softwareOf(container) !== "haproxy") return [];
  const files = configFiles(container);
  if (!files.some(({ path }) => isRead(container, path)) && !container.isService) {
    report("runs HAProxy with a configuration that is not among its uploads, so nobody can judge it");
  }
  return files.flatMap((file) => {
    const text = file.content();
    if (text !== undefined) return [new HaproxyConfig(file.path, text)];
    report(`${file.path} comes from a file on the host, so it cannot be judged`);
    return [];
  });
}

/** What the image's own command line names. */
const defaultConfig = "/usr/local/etc/haproxy/haproxy.cfg";

/** Whether the command line, or without one the image's, names the file or its directory. */
function isRead(container: ContainerView, path: string): boolean {
  const words = container.program.flatMap((word) => word.split(/\s+/));
  const named = words.flatMap((word, index) =>
    word === "-f" && words[index + 1] ? [words[index + 1]!] : [],
  );
  return (named.length > 0 ? named : [defaultConfig]).some(
    (name) => path === name || path.startsWith(`${name}/`),
  );
}

/** Every file that may be one: a spare one is judged too. */
const configFiles = (container: ContainerView) =>
  container.files.filter(({ path }) => path.endsWith(".cfg") || isRead(container, path));
