/**
 * The `runtime.options` of a Pulumi.yaml or PulumiPolicy.yaml that this host honours.
 * Source of the names and defaults: https://www.pulumi.com/docs/iac/concepts/projects/project-file/#runtime-options
 */
export interface RuntimeOptions {
  /** Compile TypeScript with ts-node. @default true */
  typescript: boolean;
  /** Arguments of the Node.js process itself. @default none */
  nodeargs: string[];
  /** The tsconfig.json that ts-node reads. @default tsconfig.json of the program directory */
  tsconfig?: string;
}

function optional<T>(
  options: Record<string, unknown>,
  name: string,
  type: "boolean" | "string",
): T | undefined {
  const value = options[name];
  if (value === undefined) return undefined;
  if (typeof value !== type)
    throw new Error(`The runtime option ${name} must be a ${type}, not ${JSON.stringify(value)}.`);
  return value as T;
}

/** Reads the options as the engine hands them over. */
export function parseRuntimeOptions(options: Record<string, unknown>): RuntimeOptions {
  return {
    typescript: optional<boolean>(options, "typescript", "boolean") ?? true,
    nodeargs: splitArguments(optional<string>(options, "nodeargs", "string") ?? ""),
    tsconfig: optional<string>(options, "tsconfig", "string"),
  };
}

/** Splits a command line into words as a shell would: blanks part words, quotes and backslashes keep them. */
export function splitArguments(line: string): string[] {
  const words: string[] = [];
  const word = /\s*((?:[^\s"'\\]|\\.|"(?:[^"\\]|\\.)*"|'[^']*')+)/gy;
  let end = 0;
  for (let match = word.exec(line); match; match = word.exec(line)) {
    words.push(match[1]!.replace(/"((?:[^"\\]|\\.)*)"|'([^']*)'|\\(.)/g, unquote));
    end = word.lastIndex;
  }
  if (line.slice(end).trim() !== "")
    throw new Error(`The runtime option nodeargs has an unclosed quote: ${line}`);
  return words;
}

function unquote(_: string, double?: string, single?: string, escaped?: string): string {
  return double?.replace(/\\(["\\])/g, "$1") ?? single ?? escaped ?? "";
}

/** What ts-node needs to know, in the variables that `@pulumi/pulumi/cmd/run` reads. */
export function runtimeEnvironment(options: RuntimeOptions): NodeJS.ProcessEnv {
  return {
    ...(options.typescript ? { PULUMI_NODEJS_TYPESCRIPT: "true" } : {}),
    ...(options.tsconfig ? { PULUMI_NODEJS_TSCONFIG_PATH: options.tsconfig } : {}),
  };
}
