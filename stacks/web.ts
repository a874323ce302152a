import * as pulumi from "@pulumi/pulumi";
import type { Platform } from "../components/platform/platform";
import { Superset, type SupersetCluster } from "../components/presentation/superset/superset";
import type { Dremio } from "../components/processing/dremio/dremio";
import { AccessProxy, accessProxyClient } from "../components/security/access-proxy/access-proxy";
import type { CertificateAuthority } from "../components/security/certificate-authority";
import { Edge } from "../components/security/edge/edge";
import { EncryptionKey } from "../components/security/encryption-key";
import { webGrants } from "../components/security/roles";
import type { Cache } from "../components/storage/cache/cache";
import type { RelationalStore } from "../components/storage/relational-store/relational-store";
import type { Config } from "./schema";
import { accessProxy, edgeRoutes, webAddress, webInterfaces, webRoutes } from "./services";
import { groupsOfRoles, type SignOn } from "./sign-on";

/** What stands behind the edge, and whom it asks. */
export interface Behind {
  platform: Platform;
  authority: CertificateAuthority;
  rotation: string | undefined;
  relationalStore: RelationalStore;
  /** @default none */
  signOn?: SignOn | undefined;
  /** @default none */
  dremio?: Dremio | undefined;
  /** @default none: there are no dashboards */
  cache?: Cache | undefined;
}

/** How many there are of each, where there may be several. */
export interface Replicas {
  superset: SupersetCluster;
  edge: number;
  accessProxy: number;
}

/**
 * What people use, and the only door to it: dashboards, Dremio's interface behind a rule by group, the edge.
 * @param replicas @default one of each
 * @returns what the operator is to be told
 */
export function web(config: Config, behind: Behind, replicas?: Replicas): { warnings: string[] } {
  const { platform, authority, rotation, signOn, dremio } = behind;
  const common = { platform, authority, rotation };
  if (signOn && dremio)
    new AccessProxy(
      accessProxy.workload,
      {
        ...common,
        ...config.accessProxy,
        replicas: replicas?.accessProxy,
        ...{ upstream: dremio.url, address: webAddress(config, "dremio") },
        health: webInterfaces.dremio.health,
        roles: webGrants.dremio,
        groups: groupsOfRoles(config),
        identity: { ...signOn.identity, secret: signOn.identity.secrets[accessProxyClient]! },
      },
      { dependsOn: [signOn.identity.ready] },
    );
  const warnings = dashboards(config, behind, replicas?.superset);
  const routes = webRoutes(config);
  if (routes[0])
    new Edge("edge", {
      ...common,
      ...config.edge,
      replicas: replicas?.edge,
      bodyBytes: config.edge.bodyMegabytes * 10 ** 6,
      home: webAddress(config, routes[0].workload),
      routes: edgeRoutes(config),
    });
  return { warnings };
}

function dashboards(
  config: Config,
  { platform, authority, relationalStore, signOn, dremio, cache }: Behind,
  cluster?: SupersetCluster,
): string[] {
  // It stays with Superset's tables in PostgreSQL, whether Superset runs or not.
  const key = new EncryptionKey(
    "superset-key",
    { lifecycle: config.lifecycle, protects: "the password of Superset's connection to Dremio" },
    { aliases: [{ parent: pulumi.createUrn("superset", Superset.type) }] },
  );
  if (!cache || !dremio || !signOn) return [];
  new Superset(
    "superset",
    {
      ...{ platform, authority, ...config.superset, cluster, cache, key },
      databases: {
        superset: relationalStore.logins["superset"]!,
        live: relationalStore.logins["superset-live"]!,
      },
      dremioPassword: dremio.logins.superset.password,
      signOn: {
        issuer: signOn.identity.issuer,
        internalUrl: signOn.identity.internalUrl,
        clientId: "superset",
        clientSecret: signOn.identity.secrets["superset"]!,
        groupsClaim: "groups",
        groups: groupsOfRoles(config),
      },
    },
    { dependsOn: [relationalStore, dremio.ready, cache, signOn.identity.ready] },
  );
  return [key.warning];
}
