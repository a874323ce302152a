import { unknownText } from "../../../policies/evaluate";
import { inputs, type Change, type PolicyCases } from "../cases";

// eslint-disable-next-line @typescript-eslint/no-explicit-any
type Spec = Record<string, any>;

const cluster = "postgresql-cluster-servers";
export const onCluster = (change: (spec: Spec) => unknown): Change =>
  inputs(cluster, ({ spec }) => void change(spec as Spec));
const setting = (name: string, value: string | undefined) =>
  onCluster(({ patroni }) => (patroni.dynamicConfiguration.postgresql.parameters[name] = value));
const pooler = (values: Spec) => onCluster(({ proxy }) => Object.assign(proxy.pgBouncer, values));
const pooling = (values: Spec) =>
  onCluster(({ proxy }) => Object.assign(proxy.pgBouncer.config.global, values));
const rules = (...list: string[]) =>
  onCluster(({ patroni }) => (patroni.dynamicConfiguration.postgresql.pg_hba = list));
const tde = (values: Spec) => onCluster(({ extensions }) => Object.assign(extensions.pg_tde, values));
const vault = (values: Spec) => onCluster(({ extensions }) => Object.assign(extensions.pg_tde.vault, values));
const set = (change: (set: Spec) => unknown) => onCluster(({ instances }) => change(instances[0] as Spec));
const patroni = (values: Spec) =>
  onCluster((spec) => Object.assign(spec["patroni"].dynamicConfiguration, values));
const repository = (values: Spec) =>
  onCluster((spec) => (spec["backups"] = { enabled: false, pgbackrest: { global: values } }));

/** The SQL that is run once, in which one text is another. */
const sql = (from: string, to: string): Change =>
  inputs("postgresql-cluster-sql", ({ data }) => {
    const text = data["encryption.sql"] as string;
    if (!text.includes(from)) throw new Error(`the file does not hold: ${from}`);
    data["encryption.sql"] = text.replace(from, to);
  });

const fromPods = "hostssl live all 10.0.0.0/8 scram-sha-256";

/** Ways to break a cluster of PostgreSQL, by the policy that judges it. */
export const postgresqlClusters: Record<string, PolicyCases> = {
  "postgresql-clusters-require-tls-1-3": {
    fail: {
      "by default": setting("ssl_min_protocol_version", undefined),
      "an older one": setting("ssl_min_protocol_version", "TLSv1.2"),
      "where nothing reads it": onCluster((spec) => {
        delete spec["patroni"].dynamicConfiguration.postgresql.parameters.ssl_min_protocol_version;
        spec["config"] = { parameters: { ssl_min_protocol_version: "TLSv1.3" } };
      }),
      "plain too": onCluster((spec) => delete spec["tlsOnly"]),
      "a pooler of older clients": pooling({ client_tls_protocols: "secure" }),
      "a pooler of any clients": pooling({ client_tls_protocols: undefined }),
      "a pooler of plain clients": pooling({ client_tls_sslmode: "prefer" }),
      "a pooler of older servers": pooling({ server_tls_protocols: "tlsv1.2,tlsv1.3" }),
      "a pooler of any servers": pooling({ server_tls_sslmode: "require" }),
    },
    pass: {
      "without a pooler": onCluster((spec) => delete spec["proxy"]),
      "with clients' certificates": pooling({ client_tls_sslmode: "verify-full" }),
    },
  },
  "postgresql-clusters-admit-by-scram": {
    fail: {
      "superusers by the pooler": pooler({ exposeSuperusers: true }),
      plain: rules("host live all 10.0.0.0/8 scram-sha-256"),
      "by an older hash": rules("hostssl live all 10.0.0.0/8 md5"),
      "by trust": rules(fromPods, "hostssl live all 10.0.0.0/8 trust"),
      "from everywhere": rules("hostssl live all all scram-sha-256"),
      "from the world": rules("hostssl live all 0.0.0.0/0 scram-sha-256"),
      "by the operator's rule": rules(),
      "by rules that come before": onCluster(
        (spec) => (spec["authentication"] = { rules: [{ connection: "host", method: "trust" }] }),
      ),
    },
    pass: {
      "from pods": rules(fromPods),
      "plain refused": rules("hostnossl all all all reject", fromPods, "host all all all reject"),
    },
  },
  "postgresql-clusters-encrypt-data": {
    fail: {
      "not at all": onCluster((spec) => delete spec["extensions"]),
      "not enabled": tde({ enabled: false, walEncryption: false }),
      "tables alone": tde({ walEncryption: false }),
      "with short keys": setting("pg_tde.cipher", "aes_128"),
      "with keys of the default": setting("pg_tde.cipher", undefined),
      "with keys in plain": vault({ host: "http://openbao:8200" }),
      "with keys of anybody": vault({ caSecret: undefined }),
    },
    pass: { "elsewhere mounted": vault({ mountPath: "other" }) },
  },
  "postgresql-clusters-make-encrypted-tables": {
    fail: {
      "not by default": sql(
        "default_table_access_method = 'tde_heap'",
        "default_table_access_method = 'heap'",
      ),
      "where somebody asks for it": sql("pg_tde.enforce_encryption = on", "pg_tde.enforce_encryption = off"),
      "in a comment": sql("ALTER ROLE ALL SET pg_tde", "-- ALTER ROLE ALL SET pg_tde"),
      "but for one role": sql(
        "\\connect template1",
        "ALTER ROLE airbyte SET pg_tde.enforce_encryption = off;\n\\connect template1",
      ),
      "by no file": onCluster((spec) => delete spec["databaseInitSQL"]),
      "by another file": inputs("postgresql-cluster-sql", ({ metadata }) => (metadata.name = "other")),
    },
    pass: { "as they are": sql("Run once", "Run") },
  },
  "postgresql-clusters-survive-a-zone": {
    fail: {
      "two servers": set((given) => Object.assign(given, { replicas: 2, minAvailable: 1 })),
      "one of three left": set((given) => (given["minAvailable"] = 1)),
      "one zone": set((given) => delete given["topologySpreadConstraints"]),
      "zones where there is room": set(
        (given) => (given["topologySpreadConstraints"][0].whenUnsatisfiable = "ScheduleAnyway"),
      ),
      "zones of other pods": set(
        (given) => (given["topologySpreadConstraints"][0].labelSelector.matchLabels = { app: "other" }),
      ),
      "one node": set((given) => delete given["affinity"].podAntiAffinity),
      "nodes where there is room": set((given) => {
        const { requiredDuringSchedulingIgnoredDuringExecution: terms } = given["affinity"]
          .podAntiAffinity as Spec;
        given["affinity"].podAntiAffinity = {
          preferredDuringSchedulingIgnoredDuringExecution: [{ weight: 1, podAffinityTerm: terms[0] as Spec }],
        };
      }),
      "confirmed by one": patroni({ synchronous_mode: false }),
      "confirmed by one by default": patroni({ synchronous_mode: undefined }),
      "confirmed by none else": patroni({ synchronous_node_count: 0 }),
    },
    pass: {
      "five servers": set((given) => Object.assign(given, { replicas: 5, minAvailable: 4 })),
      "or no writes": patroni({ synchronous_mode_strict: true }),
    },
  },
  "postgresql-clusters-run-restricted": {
    fail: {
      "as root": set((given) => (given["securityContext"].runAsUser = 0)),
      "in root's group": set((given) => (given["securityContext"].runAsGroup = 0)),
      "with files of root's group": set((given) => (given["securityContext"].fsGroup = 0)),
      "as whoever": set((given) => delete given["securityContext"].runAsNonRoot),
      "a pooler as whoever": pooler({ securityContext: undefined }),
      "every system call": set((given) => (given["securityContext"].seccompProfile.type = "Unconfined")),
      "no priority": set((given) => delete given["priorityClassName"]),
      "no limit": set((given) => delete given["resources"].limits.memory),
      "no request": pooler({ resources: { limits: { cpu: "1", memory: "1Gi" } } }),
      "a helper without limits": set((given) => delete given["containers"]),
      "a pooler's helper without limits": pooler({ containers: {} }),
      "a beginning without limits": onCluster(({ initContainer }) => delete initContainer.resources),
      "a container more": set((given) => (given["sidecars"] = [{ name: "exporter", image: "exporter" }])),
      "a container before": set((given) => (given["initContainers"] = [{ name: "setup", image: "setup" }])),
    },
    pass: { "another user": set((given) => (given["securityContext"].runAsUser = 1000)) },
  },
  "postgresql-clusters-hold-no-secrets": {
    fail: {
      "a password": patroni({ password: "x" }),
      "a connection": patroni({ primary_conninfo: "host=a password=x" }),
      "a repository's key": repository({ "repo1-cipher-pass": "x" }),
      "a store's key": repository({ "repo1-s3-key-secret": "x" }),
      "a variable": set((given) => (given["env"] = [{ name: "VAULT_TOKEN", value: "x" }])),
      "a private key": set(
        (given) =>
          (given["metadata"].annotations = {
            note: "-----BEGIN EC PRIVATE KEY-----\nQQ==\n-----END EC PRIVATE KEY-----",
          }),
      ),
    },
    pass: {
      "a variable of another kind": set((given) => (given["env"] = [{ name: "PGAPPNAME", value: "x" }])),
      "a secret by its name": set(
        (given) =>
          (given["env"] = [{ name: "TOKEN", valueFrom: { secretKeyRef: { name: "a", key: "token" } } }]),
      ),
      "a secret whose name is not known yet": onCluster(({ users }) => (users[0].secretName = unknownText)),
      "another setting of the repository": repository({ "repo1-s3-uri-style": "path" }),
    },
  },
};
