import { lookup } from "node:dns/promises";
import { companyDestination } from "../../stacks/company-sign-on";
import type { Config } from "../../stacks/schema";
import { embedsSignOn, signsOn } from "../../stacks/services";

/**
 * What an operator should know where the name of who knows people means nothing here: the engine's network may know it.
 * @param resolve looks a name up, and fails where it cannot @default this machine's name service
 */
export async function unresolvedNotice(
  config: Config,
  resolve: (host: string) => Promise<unknown> = lookup,
): Promise<string | undefined> {
  if (!signsOn(config) || embedsSignOn(config)) return undefined;
  const { host, address } = companyDestination(config);
  if (address !== undefined) return undefined;
  const { by } = config.signOn;
  return resolve(host).then(
    () => undefined,
    () =>
      `${host} (lakehouse:signOn) cannot be resolved from this machine. If the engine's containers do not know it either, ` +
      `nobody can sign on: correct the name, or say where it is with signOn.${by}.address.`,
  );
}
