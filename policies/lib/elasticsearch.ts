import { posix } from "node:path";
import { parse } from "yaml";
import type { ContainerView } from "./container";
import { SearchClusterView, searchClusterType } from "./elasticsearch-cluster";
import { flatSettings, type Settings } from "./elasticsearch-settings";
import { resourcePolicy, type PolicyData, type Report } from "./policy";
import { processesOf, processTypes } from "./process";
import { commandsOf, startedScripts } from "./script";
import { softwareOf } from "./software";

/** The two interfaces of a node: for clients, and for other nodes. */
export const layers = ["http", "transport"] as const;
export type Layer = (typeof layers)[number];

const fileName = "elasticsearch.yml";
/** Where the image looks, and what it finds there when nobody puts anything. */
const imageDirectory = "/usr/share/elasticsearch/config";
const imageText = "network.host: 0.0.0.0";
const imageData = "/usr/share/elasticsearch/data";

/**
 * What a node of Elasticsearch is told, as the server puts it together: its file, over that the settings of its
 * environment and command line, over those what is forced (`InternalSettingsPreparer`, `elasticsearch-env`).
 */
export class ElasticsearchView {
  private readonly settings: Settings;

  constructor(
    readonly container: ContainerView,
    /** The configuration file; what it names lies beside it. */
    readonly file: string,
    fromFile: Settings,
    /** Whether an operator puts together its files and addresses. */
    readonly isOperated = false,
  ) {
    const given = [...fromFile, ...overrides(container)];
    const forced = given.filter(([name]) => name.startsWith("force."));
    this.settings = new Map([
      ...given,
      ...forced.map(([name, values]): [string, string[]] => [name.slice("force.".length), values]),
    ]);
  }

  /** Names of all settings. */
  get names(): string[] {
    return [...this.settings.keys()];
  }
  /** A setting's values; one text with commas is a list too. Undefined when it is not set. */
  list(name: string): string[] | undefined {
    return this.settings
      .get(name)
      ?.flatMap((value) => this.resolved(value).split(","))
      .map((value) => value.trim())
      .filter((value) => value !== "");
  }
  /** A setting's single value. */
  value(name: string): string | undefined {
    return this.list(name)?.join(",");
  }
  /** Addresses an interface listens at. Without any the server takes loopback. */
  hosts(layer: Layer): string[] {
    const names = [`${layer}.bind_host`, `${layer}.host`, "network.bind_host", "network.host"];
    const set = names.map((name) => this.list(name)).find((values) => values !== undefined);
    return set ?? ["_local_"];
  }
  get isSingleNode(): boolean {
    return this.value("discovery.type") === "single-node";
  }
  get dataDirectories(): string[] {
    return this.list("path.data") ?? [imageData];
  }
  /** A path as the server takes it: from its configuration directory. */
  path(relative: string): string {
    return posix.resolve(posix.dirname(this.file), relative);
  }
  /** Options of the Java machine: in files of that name, and after them what the environment says. */
  get javaOptions(): string[] {
    const files = this.container.files.filter(({ path }) =>
      /\/(jvm\.options|jvm\.options\.d\/[^/]+\.options)$/.test(path),
    );
    const lines = files.flatMap((file) => (file.content() ?? "").split("\n"));
    const environment = ["ES_JAVA_OPTS", "CLI_JAVA_OPTS", "JDK_JAVA_OPTIONS"].map(
      (name) => this.container.variable(name) ?? "",
    );
    return [...lines.filter((line) => !line.startsWith("#")), ...environment].flatMap((text) =>
      text.split(/\s+/).filter(Boolean),
    );
  }

  /** `${NAME}` and `${NAME:otherwise}` stand for variables of the environment. */
  private resolved(value: string): string {
    return value.replace(
      /\$\{([^}:]+)(?::([^}]*))?\}/g,
      (whole, name: string, otherwise?: string) => this.container.variable(name) ?? otherwise ?? whole,
    );
  }
}

/** Settings given by variables and by `-Ename=value`, also where a started script says so. */
function overrides(container: ContainerView): [string, string[]][] {
  const variables = container.environment.flatMap(([name, value]): [string, string[]][] => {
    const setting = settingOf(name);
    return setting === undefined || value === "" ? [] : [[setting, [value]]];
  });
  const scripts = startedScripts(container).flatMap((script) => commandsOf(script.content() ?? ""));
  const assigned = scripts.flat().flatMap((word): [string, string[]][] => {
    const [, name = "", value = ""] = /^([\w.-]+)=(.*)$/.exec(word) ?? [];
    const setting = settingOf(name);
    return setting === undefined ? [] : [[setting, [value]]];
  });
  const words = [container.program.flatMap((word) => word.split(/\s+/)), ...scripts];
  return [...variables, ...assigned, ...words.flatMap((command) => flags(command))];
}

/** The setting that a variable of the image's environment names. */
function settingOf(variable: string): string | undefined {
  if (/^[-a-z0-9_]+(\.[-a-z0-9_]+)+$/.test(variable)) return variable;
  if (!/^ES_SETTING(_{1,2}[A-Z]+)+$/.test(variable)) return undefined;
  return variable.slice("ES_SETTING_".length).replace(/_/g, ".").replace(/\.\./g, "_").toLowerCase();
}

function flags(words: readonly string[]): [string, string[]][] {
  return words.flatMap((word, index): [string, string[]][] => {
    const text = word === "-E" ? (words[index + 1] ?? "") : /^-E(.+=.*)$/.exec(word)?.[1];
    const [, name, value] = /^([^=]+)=(.*)$/.exec(text ?? "") ?? [];
    return name === undefined ? [] : [[name, [value ?? ""]]];
  });
}

/** Settings of a file, or undefined when it holds none that can be read. */
function settingsOf(text: string): Settings | undefined {
  let document: unknown;
  try {
    document = parse(text);
  } catch {
    // The error quotes the file.
    return undefined;
  }
  if (document === null) return new Map();
  return typeof document === "object" && !Array.isArray(document)
    ? new Map(flatSettings("", document))
    : undefined;
}

/** Every configuration the server may start with; the image's own, where nothing shows that it reads another. */
export function elasticsearchViews(container: ContainerView, report: Report): ElasticsearchView[] {
  const directory = container.variable("ES_PATH_CONF") ?? imageDirectory;
  const named = container.files.filter(({ path }) => posix.basename(path) === fileName);
  const isCopied = startedScripts(container).some((script) =>
    commandsOf(script.content() ?? "").some((words) => words.some((word) => word.endsWith(fileName))),
  );
  const read = named.filter(({ path }) => isCopied || posix.dirname(path) === posix.resolve(directory));
  if (read.length === 0)
    return [new ElasticsearchView(container, posix.join(imageDirectory, fileName), settingsOf(imageText)!)];
  return read.flatMap((file) => {
    const text = file.content();
    const settings = text === undefined ? undefined : settingsOf(text);
    if (settings) return [new ElasticsearchView(container, file.path, settings)];
    report(`${file.path} holds no settings that can be judged`);
    return [];
  });
}

/** A policy that judges every Elasticsearch server, whether a container runs it or an operator. */
export const elasticsearchPolicy = (
  policy: PolicyData & { judge(server: ElasticsearchView, report: Report): void },
) =>
  resourcePolicy({
    ...policy,
    types: [...processTypes, searchClusterType],
    judge(subject, report) {
      if (subject.type === searchClusterType) {
        for (const { name, container, file, settings } of new SearchClusterView(subject.props).sets)
          policy.judge(new ElasticsearchView(container, file, settings, true), (finding) =>
            report(`${name} ${finding}`),
          );
        return;
      }
      for (const { container, report: tell } of processesOf(subject, report)) {
        if (container.neverStarts || softwareOf(container) !== "elasticsearch") continue;
        for (const server of elasticsearchViews(container, tell)) policy.judge(server, tell);
      }
    },
  });
