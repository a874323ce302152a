import { join } from "node:path";
import { render } from "../../components/platform/template";
import { publishedPorts } from "../../stacks/perimeter";
import type { Config } from "../../stacks/schema";

/** A stack's table. Nothing else is called so, whatever the stack's name: what is made here is deleted by that name. */
export const tableOf = (name: string): string => `perimeter_${name.replaceAll("-", "_")}`;

/** The rules by which this host lets other machines come to what a stack publishes, as a file for `nft -f`. */
export const ruleset = (config: Config): string =>
  render(join(__dirname, "ruleset.nft.eta"), {
    name: config.name,
    table: tableOf(config.name),
    pool: config.network.pool,
    ports: publishedPorts(config),
  });
