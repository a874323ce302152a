import { checkArguments, type Failure } from "./check";
import type { TestProvider, Values } from "./resource-type";
import { isUnknown, plain } from "./wire";

/** Settings of every provider resource that are the engine's business. */
const ENGINE_KEYS: ReadonlySet<string> = new Set(["version", "pluginDownloadURL", "pluginChecksums"]);

/** Provider arguments other than strings travel as JSON text. */
function parsed(value: unknown, type: string): unknown {
  if (type === "string" || typeof value !== "string" || isUnknown(value)) return value;
  try {
    return JSON.parse(value) as unknown;
  } catch {
    return value;
  }
}

/** Provider arguments with defaults, and what is wrong with them. */
export function resolveConfiguration(
  provider: TestProvider<unknown>,
  wire: Values,
): { configuration: Values; failures: Failure[] } {
  const configuration: Values = {};
  for (const [name, value] of Object.entries(plain(wire))) {
    if (ENGINE_KEYS.has(name)) continue;
    configuration[name] = parsed(value, provider.configuration[name]?.type ?? "string");
  }
  for (const [name, property] of Object.entries(provider.configuration)) {
    if (configuration[name] === undefined && property.default !== undefined)
      configuration[name] = property.default;
  }
  const failures = checkArguments(
    configuration,
    provider.configuration,
    provider.unsupportedConfiguration ?? [],
  );
  return { configuration, failures };
}
