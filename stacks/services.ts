import type * as pulumi from "@pulumi/pulumi";
import { supersetBodyBytes } from "../components/presentation/superset/superset";
import type { Endpoint } from "../components/platform/platform";
import { publishedPorts, type PublishedPort } from "./perimeter";
import type { Config, Profile } from "./schema";

/** Whether a profile runs. */
export const runs = (config: Config, profile: Profile): boolean => config.profiles.includes(profile);

/** What people reach by the edge, by workload: the name in the address bar, and what answers while it is well. */
export const webInterfaces = {
  superset: {
    ...({
      profile: "dashboards",
      title: "Superset",
      name: "superset",
      port: 8088,
      health: "/health",
    } as const),
    bodyBytes: supersetBodyBytes,
  },
  dremio: { profile: "query", title: "Dremio", name: "dremio", port: 9047, health: "/apiv2/server_status" },
  identity: { profile: "query", title: "Sign-on", name: "login", port: 5556, health: "/dex/healthz" },
} as const;
type WebInterface = keyof typeof webInterfaces;

/** Whether there is anything that people sign on to. */
export const signsOn = (config: Config): boolean => runs(config, "query");

/** Whether people are known to a directory of the stack's own. */
export const embedsSignOn = (config: Config): boolean => signsOn(config) && config.signOn.by === "embedded";

/** What leads out to who knows people elsewhere. */
export const signOnEgress = "sign-on-egress";

/** Web interfaces of the profiles that run. */
const webInterfacesOf = (config: Config): WebInterface[] =>
  (Object.keys(webInterfaces) as WebInterface[]).filter(
    (workload) =>
      runs(config, webInterfaces[workload].profile) && (workload !== "identity" || signsOn(config)),
  );

/** A service's address at the edge. */
export const webAddress = (config: Config, workload: WebInterface): string => {
  const { edge } = config.publish;
  return `https://${webInterfaces[workload].name}.${config.edge.domain}${edge === 443 ? "" : `:${edge}`}`;
};

/** Web interfaces of the profiles that run. */
export const webRoutes = (config: Config) =>
  webInterfacesOf(config).map((workload) => {
    const { name, profile: _profile, ...route } = webInterfaces[workload];
    return { workload, ...route, hostname: `${name}.${config.edge.domain}` };
  });

/** What looks at people's groups in front of services that know none. */
export const accessProxy = { workload: "access-proxy", port: 8443 } as const;

/** The same as the edge leads there: to Dremio by way of what looks at people's groups. */
export const edgeRoutes = (config: Config) =>
  webRoutes(config).map((route) =>
    route.workload === "dremio" && signsOn(config) ? { ...route, ...accessProxy } : route,
  );

const credentials = (service: string) => `make credentials SERVICE=${service}`;

/** Where the operator finds logins of a web interface: who signs on to the dashboards is known to the identity provider. */
function credentialsOf(config: Config, workload: WebInterface): string {
  if (workload === "dremio") return credentials(workload);
  return embedsSignOn(config) ? credentials("identity") : "the company's own";
}

/**
 * The object store as clients reach it.
 * @param address where it is tried @default the name it has
 */
export const objectStoreService = (
  { host, port }: Endpoint,
  caFile: pulumi.Input<string>,
  address: string = host,
) => ({
  title: "Object store (S3)",
  url: `https://${host}:${port}`,
  probe: { host: address, port, servername: host },
  credentials: credentials("object-store"),
  environment: {
    AWS_ENDPOINT_URL: `https://${host}:${port}`,
    AWS_REGION: "us-east-1",
    AWS_ACCESS_KEY_ID: "{user}",
    AWS_SECRET_ACCESS_KEY: "{password}",
    AWS_CA_BUNDLE: caFile,
    // Empty: a session's that is still there would be taken for this login's.
    AWS_SESSION_TOKEN: "",
  },
});

/**
 * PostgreSQL as clients reach it.
 * @param address where it is tried @default the name it has
 */
export const postgresqlService = (
  { host, port }: Endpoint,
  caFile: pulumi.Input<string>,
  address: string = host,
) => ({
  title: "PostgreSQL 17",
  url: `postgresql://${host}:${port}/live?sslmode=verify-full`,
  probe: { host: address, port, servername: host, starttls: "postgresql" },
  credentials: credentials("postgresql"),
  environment: {
    PGHOST: host,
    PGPORT: String(port),
    PGDATABASE: "live",
    PGUSER: "{user}",
    PGPASSWORD: "{password}",
    PGSSLMODE: "verify-full",
    PGSSLROOTCERT: caFile,
  },
});

/**
 * Elasticsearch as clients reach it.
 * @param address where it is tried @default the name it has
 */
export const searchStoreService = (
  { host, port }: Endpoint,
  caFile: pulumi.Input<string>,
  address: string = host,
) => ({
  title: "Elasticsearch 9",
  url: `https://${host}:${port}`,
  probe: { host: address, port, servername: host },
  credentials: credentials("search-store"),
  environment: {
    ELASTICSEARCH_URL: `https://${host}:${port}`,
    ELASTICSEARCH_USERNAME: "{user}",
    ELASTICSEARCH_PASSWORD: "{password}",
    ELASTICSEARCH_CA_FILE: caFile,
  },
});

/**
 * What the operator's commands print of each service, and how a client reaches it. `{user}`, `{password}`: a login's.
 * @param signOn how a command signs people on for the object store @default they cannot
 */
export function services(
  config: Config,
  caFile: pulumi.Input<string>,
  signOn?: { issuer: string; clientId: string; callback: string },
): Record<string, object> {
  const { address, objectStore, postgresql, searchStore } = config.publish;
  const published = publishedPorts(config);
  const [edge, flight] = (["edge", "flight"] as const).map((key) =>
    published.find((each) => each.key === key),
  );
  return {
    "object-store": {
      ...objectStoreService({ host: "localhost", port: objectStore }, caFile, address),
      ...(signOn ? { signOn } : {}),
    },
    postgresql: postgresqlService({ host: "localhost", port: postgresql }, caFile, address),
    ...(runs(config, "search")
      ? { "search-store": searchStoreService({ host: "localhost", port: searchStore }, caFile, address) }
      : {}),
    ...webServices(config, caFile, edge),
    ...(flight ? { "dremio-flight": flightService(flight, caFile) } : {}),
  };
}

/**
 * What people reach by the edge, as the operator's commands print it.
 * @param edge where it is tried @default the name of each, at the port that people use
 */
export const webServices = (
  config: Config,
  caFile: pulumi.Input<string>,
  edge?: { address: string; port: number },
): Record<string, object> =>
  Object.fromEntries(
    webRoutes(config).map(({ workload, title, hostname, health }) => {
      const name = workload.toUpperCase();
      const url = webAddress(config, workload);
      const { address, port } = edge ?? { address: hostname, port: config.publish.edge };
      return [
        workload,
        {
          ...{ title, url, credentials: credentialsOf(config, workload) },
          probe: { host: address, port, servername: hostname, path: health },
          ...(edge ? {} : { untried: "not tried: people's names may not lead there yet" }),
          environment: {
            [`${name}_URL`]: url,
            [`${name}_USERNAME`]: "{user}",
            [`${name}_PASSWORD`]: "{password}",
            [`${name}_CA_FILE`]: caFile,
          },
        },
      ];
    }),
  );

/** Arrow Flight, where it is published; logins are Dremio's own. */
function flightService({ address, port, networks }: PublishedPort, caFile: pulumi.Input<string>): object {
  const host = networks.length > 0 ? address : "localhost";
  return {
    title: "Dremio (Arrow Flight)",
    url: `grpc+tls://${host}:${port}`,
    probe: { host: address, port, servername: "localhost" },
    credentials: "make credentials SERVICE=dremio-flight",
    environment: {
      DREMIO_FLIGHT_URL: `grpc+tls://${host}:${port}`,
      DREMIO_FLIGHT_USERNAME: "{user}",
      DREMIO_FLIGHT_PASSWORD: "{password}",
      DREMIO_FLIGHT_CA_FILE: caFile,
    },
  };
}
