import type { Finding } from "../../components/platform/docker-host/host-checks";
import { openings } from "../../stacks/perimeter";
import type { Config } from "../../stacks/schema";
import { stateDirectory } from "../pulumi/paths";
import { nftMissing, nftPath } from "./nft";
import { areLoaded, rememberedRules } from "./remembered";
import { ruleset, tableOf } from "./ruleset";

/** What `make doctor` says of the host's firewall, where other machines may come. */
export function firewallFindings(config: Config, stack: string, env = process.env): Finding[] {
  if (openings(config).length === 0) return [];
  const subject = "firewall";
  if (nftPath(env) === undefined) {
    const [what = "", remedy = ""] = nftMissing.split(". ");
    return [{ subject, state: "short", what, remedy: `${remedy}.` }];
  }
  if (areLoaded(rememberedRules(stateDirectory(env), stack), ruleset(config)))
    return [{ subject, state: "ok", what: `table inet ${tableOf(config.name)}, loaded by 'make firewall'` }];
  return [
    {
      ...{ subject, state: "short" },
      what: "its rules are not made yet, or from other settings, or before the last restart",
      remedy: "run 'make firewall'.",
    },
  ];
}
