import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { parseConfig } from "../../stacks/config";
import { profiles, type Config } from "../../stacks/schema";
import { deploy as deployDev } from "../../stacks/dev";
import { deploy as deployProd } from "../../stacks/prod";
import { record, type RecordedResource } from "./record";

const root = join(__dirname, "..", "..");

/** Configuration of a tracked stack file with every default filled in, and with changes for one test. */
export function configOf(stack: string, changes: Record<string, unknown> = {}): Config {
  const file = parse(readFileSync(join(root, `Pulumi.${stack}.yaml`), "utf8")) as {
    config?: Record<string, unknown>;
  };
  const own = Object.entries(file.config ?? {}).map(
    ([key, value]) => [key.replace(/^lakehouse:/, ""), value] as const,
  );
  return parseConfig({ ...Object.fromEntries(own), ...changes }, stack);
}

/** The dev stack's graph, with every profile, on a host that has what the topology asks for. */
export const recordDev = (changes: Record<string, unknown> = {}): Promise<RecordedResource[]> =>
  record(() =>
    deployDev(configOf("dev", { profiles: [...profiles], ...changes }), () =>
      Promise.resolve({ cpus: 4, notices: [] }),
    ),
  );

/** Nobody reads it. */
export const anyCertificate = "-----BEGIN CERTIFICATE-----\nQQ==\n-----END CERTIFICATE-----\n";

/** What every cluster must be told besides what is tracked, as a user of Amazon's would. */
export const clusterSettings = {
  kubernetes: {
    storage: { provisioner: "ebs.csi.aws.com", parameters: { encrypted: "true", type: "gp3" } },
    apiServer: { networks: ["10.0.0.0/24"], port: 6443 },
    entrance: { networks: ["10.20.0.0/16"] },
  },
  edge: { domain: "lakehouse.example.org" },
  keyStore: {
    address: "https://openbao.lakehouse.internal:8200",
    mount: "lakehouse",
    authority: anyCertificate,
    networks: ["10.20.0.0/28"],
  },
  keyStoreToken: "a token of the tests",
};

/** The prod stack's graph, in a cluster that has what it asks for. */
export const recordProd = (changes: Record<string, unknown> = {}): Promise<RecordedResource[]> =>
  record(() =>
    deployProd(configOf("prod", { ...clusterSettings, ...changes }), () => Promise.resolve(undefined)),
  );

/** The part of a graph that is committed: the order of registrations is no property of it, and URNs follow from the rest. */
export const withoutOrder = (graph: RecordedResource[]): object[] =>
  graph.map(({ order: _order, closedAt: _closedAt, urn: _urn, aliases: _aliases, ...rest }) => rest);
