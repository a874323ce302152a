import { posix } from "node:path";
import { containerPolicy, type ContainerView } from "./container";
import { type PolicyData, type Report } from "./policy";
import { softwareOf } from "./software";
import { known } from "./values";

/** One record of `pg_hba.conf`. */
export interface HbaRecord {
  line: number;
  type: string;
  databases: string[];
  users: string[];
  /** Clients, as one word; empty where the record is for none of the network. */
  address: string;
  method: string;
}

/** Records of `pg_hba.conf`, by its lines. */
export const hbaRecords = (lines: readonly string[]): HbaRecord[] =>
  lines.flatMap((raw, index) => {
    const words = raw.replace(/#.*/, "").trim().split(/\s+/);
    const type = words[0]!.toLowerCase();
    if (type === "") return [];
    const line = index + 1;
    if (type.startsWith("include"))
      return [{ line, type, databases: [], users: [], address: "", method: "" }];
    // A netmask may stand in a column of its own; the method is the first word after the address.
    const separateMask =
      type !== "local" && /^[\d.]+$|^[\da-f:]+$/i.test(words[4] ?? "") && !(words[3] ?? "").includes("/");
    const end = type === "local" ? 3 : separateMask ? 5 : 4;
    const [databases, users] = [words[1], words[2]].map((names) => (names ?? "").split(","));
    return [
      {
        ...{ line, type, databases: databases!, users: users!, address: words.slice(3, end).join("/") },
        method: (words[end] ?? "").toLowerCase(),
      },
    ];
  });

/** A setting as it is given; without a name where a line is none. */
export interface Given {
  at: string;
  name: string;
  value: string;
}

/** What a PostgreSQL container is told: its flags first, then its configuration files, as the server reads them. */
export class PostgresqlView {
  constructor(readonly container: ContainerView) {}

  /** A setting's value, or undefined when neither a flag nor an uploaded file gives it. */
  setting(name: string): string | undefined {
    return flags(this.container.program).get(name) ?? this.fromFiles(name);
  }
  /** The value of a setting that knows no case, in lower case; empty when it is not set. */
  choice(name: string): string {
    return (this.setting(name) ?? "").toLowerCase();
  }
  isOn(name: string): boolean {
    return ["on", "true", "yes", "1"].includes(this.choice(name));
  }
  /** Names in a comma-separated setting. */
  names(name: string): string[] {
    return (this.setting(name) ?? "").split(",").map((word) => word.trim().replaceAll('"', ""));
  }
  /** The uploaded client authentication file, or undefined when there is none. */
  get hba(): HbaRecord[] | undefined {
    const path = this.setting("hba_file") ?? posix.join(this.dataDirectory, "pg_hba.conf");
    const text = this.container.files.find((file) => file.path === path)?.content();
    return text === undefined ? undefined : hbaRecords(text.split("\n"));
  }
  /** All that flags and the main file give, each as often as it is there. */
  get given(): Given[] {
    const path = this.mainFile;
    const text = this.container.files.find((file) => file.path === path)?.content() ?? "";
    const lines = text.split("\n").flatMap((line, index) => {
      if (/^\s*(#.*)?$/.test(line)) return [];
      const [[name, value] = ["", ""]] = settings(line);
      return [{ at: `${path} line ${index + 1}`, name, value }];
    });
    const fromFlags = [...flags(this.container.program)].map(([name, value]) => ({
      ...{ at: "the command line", name, value },
    }));
    return [...fromFlags, ...lines];
  }
  /** SQL and shell run when the data directory is made. Throws when none of the known ones matches and one is unknown. */
  initialises(pattern: RegExp): RegExpMatchArray | undefined {
    const scripts = this.container.files.filter(({ path }) => /\.(sql|sh)$/.test(path));
    for (const script of scripts) {
      const match = known(() => script.content()?.replace(/--.*/g, "").match(pattern) ?? undefined);
      if (match) return match;
    }
    for (const script of scripts) script.content();
    return undefined;
  }
  /** Directory that holds the database. */
  get dataDirectory(): string {
    return this.setting("data_directory") ?? this.container.variable("PGDATA") ?? defaultData;
  }

  /** Only files the server reads count: the main one and what it includes, a later line over an earlier one. */
  private fromFiles(name: string): string | undefined {
    return this.valuesIn(this.mainFile, name).at(-1);
  }
  private get mainFile(): string {
    const initial = flags(this.container.program);
    const directory = initial.get("data_directory") ?? this.container.variable("PGDATA") ?? defaultData;
    return initial.get("config_file") ?? posix.join(directory, "postgresql.conf");
  }
  private valuesIn(path: string, name: string): string[] {
    const text = this.container.files.find((file) => file.path === path)?.content() ?? "";
    return settings(text).flatMap(([key, value]) => {
      const target = posix.resolve(posix.dirname(path), value);
      if (key === "include" || key === "include_if_exists") return this.valuesIn(target, name);
      if (key === "include_dir") {
        const inside = this.container.files.filter(
          (file) => posix.dirname(file.path) === target && file.path.endsWith(".conf"),
        );
        return inside
          .map((file) => file.path)
          .sort()
          .flatMap((file) => this.valuesIn(file, name));
      }
      return key === name ? [value] : [];
    });
  }
}

/** Logins that may replicate say so in their names. */
export const replicates = (login: string): boolean => /(^|_|-)(replicator|replication|cdc)$/.test(login);

/** Where the catalogue's image keeps its data. */
const defaultData = "/data/db";

/** `-c name=value`, `-cname=value` and `--name=value`. */
function flags(program: readonly string[]): Map<string, string> {
  const words = program.flatMap((word) => (/\s-c\s/.test(word) ? word.split(/\s+/) : [word]));
  const result = new Map<string, string>();
  words.forEach((word, index) => {
    const text = word === "-c" ? (words[index + 1] ?? "") : /^(-c|--)(.+=.*)$/.exec(word)?.[2];
    if (text === undefined) return;
    const end = text.indexOf("=");
    if (end > 0)
      result.set(text.slice(0, end).replaceAll("-", "_").toLowerCase(), unquote(text.slice(end + 1)));
  });
  return result;
}

function settings(text: string): [name: string, value: string][] {
  return text.split("\n").flatMap((line): [string, string][] => {
    const match = /^\s*([\w.]+)\s*(?:=|\s)\s*('(?:[^']|'')*'|[^#\s]+)/.exec(line);
    return match ? [[match[1]!.toLowerCase(), unquote(match[2]!)]] : [];
  });
}

const unquote = (value: string) => value.trim().replace(/^'(.*)'$/, "$1");

/** A policy that judges every container that runs a PostgreSQL server. */
export const postgresqlPolicy = (
  policy: PolicyData & { judge(server: PostgresqlView, report: Report): void },
) =>
  containerPolicy({
    ...policy,
    judge: (container, report) => {
      if (softwareOf(container) === "postgresql") policy.judge(new PostgresqlView(container), report);
    },
  });
