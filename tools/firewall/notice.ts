import { openings } from "../../stacks/perimeter";
import { configurationOf } from "../configuration";
import { stateDirectory } from "../pulumi/paths";
import type { Workspace } from "../workspace";
import { areLoaded, rememberedRules } from "./remembered";
import { ruleset } from "./ruleset";

/** What an operator should know of the host's firewall after `make up`; undefined when there is nothing to do. */
export async function firewallNotice(workspace: Workspace, env = process.env): Promise<string | undefined> {
  const config = await configurationOf(workspace);
  const remembered = rememberedRules(stateDirectory(env), workspace.stack);
  if (openings(config).length === 0 && !remembered) return undefined;
  if (areLoaded(remembered, ruleset(config))) return undefined;
  return remembered
    ? "this host's firewall rules were made from other settings, or before its last restart: run 'make firewall'."
    : "this host's own firewall rules are not made yet: run 'make firewall'. Until then the services alone turn other networks away.";
}
