import type { Config } from "../stacks/schema";
import type { Workspace } from "./workspace";

/** Whether a value of the configuration, or a part of it, is encrypted. */
export const isSecret = (value: unknown): boolean => /"secure":/.test(JSON.stringify(value));

/**
 * A stack's configuration, checked as its program checks it, before an engine is started.
 * @throws pulumi.RunError naming each wrong key
 */
export async function configurationOf({ config, stack }: Workspace): Promise<Config> {
  const { configFrom } = await import("../stacks/config");
  return configFrom({
    // As the engine hands values over: text as it is, anything else as JSON.
    texts: Object.fromEntries(
      Object.entries(config).map(([key, value]) => [
        key,
        typeof value === "string" ? value : JSON.stringify(value),
      ]),
    ),
    secrets: Object.keys(config).filter((key) => isSecret(config[key])),
    stack,
  });
}
