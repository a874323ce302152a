import * as pulumi from "@pulumi/pulumi";
import { loadConfig } from "./config";
import type { Config } from "./schema";

/** Stacks by name; a stack's file reads like its topology. Loaded on demand: each needs its own providers. */
const stacks: Record<string, () => Promise<{ deploy: (config: Config) => Promise<object> }>> = {
  dev: () => import("./dev"),
  staging: () => import("./staging"),
  prod: () => import("./prod"),
};

/**
 * Builds the stack that is selected.
 * @throws pulumi.RunError for a stack that is not one of these, or whose configuration is not valid
 */
export async function deploy(): Promise<object> {
  try {
    return await build();
  } catch (error) {
    // The stack of a message for the operator is never shown, but Pulumi formats it all the same, which takes many
    // seconds once source maps are on.
    if (pulumi.RunError.isInstance(error)) delete error.stack;
    throw error;
  }
}

async function build(): Promise<object> {
  const stack = pulumi.getStack();
  const load = Object.hasOwn(stacks, stack) ? stacks[stack] : undefined;
  if (!load) {
    throw new pulumi.RunError(
      `There is no stack '${stack}'. Stacks: ${Object.keys(stacks).join(", ")}. Choose one with 'pulumi stack select dev' or 'make up STACK=dev'.`,
    );
  }
  const config = loadConfig();
  return (await load()).deploy(config);
}
