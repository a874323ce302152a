import { asSecret, unknownText, type GraphResource } from "../../policies/evaluate";
import * as files from "./fixture-files";
import { allow, closed, document, hardened, noHostAddress, noMasquerade } from "./fixture-files";
import { cluster } from "./fixture-cluster";
import { gateway } from "./fixture-gateway";
import { searchStore } from "./fixture-search-store";

/** A word that stands in every secret of the graph; no message may hold it. */
export const canary = "hunter2-never-shown-0123456789";

const digest = `sha256:${"0a".repeat(32)}`;

const container = (name: string, inputs: object, parent = "store"): GraphResource => ({
  type: "docker:index/container:Container",
  name,
  inputs: { ...hardened, image: `registry.example/${name}@${digest}`, ...inputs },
  options: { parent },
});

const role = (name: string, inputs: object = {}): GraphResource => ({
  type: "postgresql:index/role:Role",
  name: `role-${name}`,
  inputs: { name, login: false, superuser: false, ...inputs },
});

const iamPolicy = (name: string, policy: string): GraphResource => ({
  type: "minio:index/iamPolicy:IamPolicy",
  name: `policy-${name}`,
  inputs: { name: `lakehouse-${name}`, policy },
});

const grant = (name: string, privileges: string[]): GraphResource => ({
  type: "postgresql:index/grant:Grant",
  name: `grant-${name}`,
  inputs: { database: "live", objectType: "table", schema: "sample", role: name, privileges },
});

/** A small stack in which nothing is wrong. A copy for each test, which then breaks one thing. */
export const compliant = (): GraphResource[] => structuredClone(graph);

const graph: GraphResource[] = [
  { type: "lakehouse:platform:Workload", name: "store", inputs: {} },
  { type: "lakehouse:platform:Workload", name: "database", inputs: {} },
  {
    type: "docker:index/network:Network",
    name: "net-inside",
    inputs: {
      name: "inside",
      internal: true,
      options: noHostAddress,
      ipamConfigs: [{ subnet: "10.214.0.0/29" }],
    },
  },
  {
    type: "docker:index/network:Network",
    name: "net-published",
    inputs: {
      name: "published",
      driver: "bridge",
      internal: false,
      options: noMasquerade,
      ipamConfigs: [{ subnet: "10.214.0.8/29" }],
    },
  },
  {
    type: "docker:index/volume:Volume",
    name: "volume",
    inputs: { name: "store-data" },
    options: { protect: true },
  },
  {
    type: "docker:index/remoteImage:RemoteImage",
    name: "image",
    inputs: { name: `haproxy:3.2.22@${digest}` },
  },
  { type: "pulumi:providers:docker", name: "engine", inputs: { host: "unix:///var/run/docker.sock" } },
  container("sandbox", {
    image: unknownText,
    entrypoints: ["sleep"],
    command: ["infinity"],
    user: "99:99",
    networksAdvanced: [{ name: "inside" }, { name: "published" }],
    ports: [{ internal: 9000, external: 9000, ip: "127.0.0.1", protocol: "tcp" }],
  }),
  container("object-store", {
    command: ["server", "--address", "127.0.0.1:9900", "/data"],
    user: "1000:1000",
    networkMode: unknownText,
    envs: [
      "MINIO_BROWSER=off",
      "MINIO_KMS_AUTO_ENCRYPTION=on",
      "MINIO_KMS_SECRET_KEY_FILE=/etc/store/encryption.key",
      "MINIO_ROOT_PASSWORD_FILE=/etc/store/password",
      "MINIO_ROOT_USER_FILE=/etc/store/user",
    ],
    uploads: [
      { file: "/etc/store/encryption.key", content: asSecret(canary), permissions: "0400" },
      { file: "/etc/store/user", content: "administrator", permissions: "0444" },
      { file: "/etc/store/password", content: asSecret(unknownText), permissions: "0400" },
    ],
    volumes: [{ volumeName: "store-data", containerPath: "/data" }, { containerPath: "/etc/store" }],
  }),
  container("terminator", {
    command: ["haproxy", "-f", "/etc/haproxy/haproxy.cfg"],
    user: "99:99",
    networkMode: unknownText,
    uploads: [
      { file: "/etc/haproxy/haproxy.cfg", content: files.haproxyText, permissions: "0444" },
      {
        file: "/etc/tls/tls.pem",
        content: asSecret(`-----BEGIN PRIVATE KEY-----\n${canary}\n-----END PRIVATE KEY-----`),
        permissions: "0400",
      },
    ],
    healthcheck: { tests: ["CMD", "true"] },
  }),
  container("owner-job", {
    entrypoints: ["chown"],
    command: ["1000:1000", "/volumes/0"],
    user: "0:0",
    capabilities: { drops: ["ALL"], adds: ["CHOWN"] },
    networkMode: "none",
    mustRun: false,
    attach: true,
    restart: "no",
  }),
  container(
    "postgresql",
    {
      command: ["postgres", "-c", "config_file=/etc/pg/postgresql.conf"],
      user: "26:26",
      networksAdvanced: [{ name: "inside", ipv4Address: "10.214.0.2" }],
      envs: ["PGDATA=/data/db", "POSTGRES_PASSWORD_FILE=/etc/pg/password"],
      uploads: [
        { file: "/etc/pg/postgresql.conf", content: files.settingsText, permissions: "0444" },
        { file: "/etc/pg/pg_hba.conf", content: files.hbaText, permissions: "0444" },
        { file: "/etc/pg/init.sql", content: files.initText, permissions: "0444" },
        { file: "/etc/pg/server.crt", content: "certificate", permissions: "0444" },
        { file: "/etc/pg/server.key", content: asSecret(canary), permissions: "0400" },
        { file: "/etc/pg/password", content: asSecret(canary), permissions: "0400" },
      ],
      volumes: [
        { volumeName: "pg-data", containerPath: "/data/db" },
        { volumeName: "pg-keys", containerPath: "/data/keys" },
      ],
      healthcheck: { tests: ["CMD", "pg_isready"] },
    },
    "database",
  ),
  ...searchStore(container, canary),
  ...gateway(container),
  ...cluster,
  {
    type: "docker:index/service:Service",
    name: "service",
    inputs: {
      taskSpec: {
        containerSpec: {
          image: `registry.example/service@${digest}`,
          commands: ["serve"],
          user: "1000",
          readOnly: true,
          capDrops: ["CAP_ALL"],
          healthcheck: { tests: ["CMD", "true"] },
          env: { LOG_LEVEL: "info" },
        },
        resources: { limits: { memoryBytes: 268435456, nanoCpus: 500000000 } },
        networksAdvanceds: [{ name: "inside" }],
        logDriver: { name: "local" },
      },
    },
  },
  {
    type: "docker:index/serviceConfig:ServiceConfig",
    name: "service-config",
    inputs: { data: Buffer.from(files.haproxyText).toString("base64") },
  },
  {
    type: "pulumi:providers:minio",
    name: "minio",
    inputs: { minioSsl: "true", minioPassword: asSecret(canary) },
  },
  {
    type: "pulumi:providers:postgresql",
    name: "postgresql-provider",
    inputs: { sslmode: "verify-full", password: asSecret(canary) },
  },
  {
    type: "minio:index/s3Bucket:S3Bucket",
    name: "lake",
    inputs: { bucket: "datalake", acl: "private" },
    options: { protect: true },
  },
  {
    type: "minio:index/s3BucketVersioning:S3BucketVersioning",
    name: "lake-versions",
    inputs: { bucket: "datalake", versioningConfiguration: { status: "Enabled" } },
    options: { protect: true },
  },
  {
    type: "minio:index/s3BucketPolicy:S3BucketPolicy",
    name: "bucket-policy",
    inputs: {
      bucket: "datalake",
      policy: document([
        {
          Effect: "Allow",
          Principal: { AWS: ["arn:aws:iam::minio:user/backup"] },
          Action: ["s3:GetObject"],
          Resource: ["arn:aws:s3:::datalake/*"],
        },
      ]),
    },
  },
  {
    type: "minio:index/ilmPolicy:IlmPolicy",
    name: "lifecycle",
    inputs: {
      bucket: "datalake",
      rules: [{ id: "gold", filter: "gold/", noncurrentExpiration: { days: "30d" } }],
    },
  },
  iamPolicy("admin", allow(["s3:*", "admin:*"], ["arn:aws:s3:::*"])),
  iamPolicy("data-engineer", allow(["s3:GetObject", "s3:PutObject"], ["arn:aws:s3:::datalake/*"])),
  iamPolicy(
    "analyst",
    allow(["s3:GetObject", "s3:ListBucket"], ["arn:aws:s3:::datalake", "arn:aws:s3:::datalake/*"]),
  ),
  iamPolicy("viewer", document([{ Effect: "Deny", Action: ["s3:*"], Resource: ["arn:aws:s3:::*"] }])),
  role("admin", { createRole: true, createDatabase: true }),
  role("data_engineer"),
  role("analyst"),
  role("viewer"),
  role("example_analyst", { login: true, password: asSecret(unknownText), roles: ["analyst"] }),
  grant("data_engineer", ["SELECT", "INSERT"]),
  grant("analyst", ["SELECT"]),
  ...["live", "postgres", "template1"].map(closed),
  {
    type: "postgresql:index/database:Database",
    name: "db",
    inputs: { name: "live" },
    options: { protect: true },
  },
  {
    type: "random:index/randomPassword:RandomPassword",
    name: "password",
    inputs: { length: 32, special: false },
  },
  {
    type: "random:index/randomBytes:RandomBytes",
    name: "key",
    inputs: { length: 32 },
    options: { protect: true },
  },
  {
    type: "tls:index/privateKey:PrivateKey",
    name: "ca-key",
    inputs: { algorithm: "ECDSA", ecdsaCurve: "P384" },
  },
  {
    type: "tls:index/selfSignedCert:SelfSignedCert",
    name: "ca",
    inputs: {
      isCaCertificate: true,
      allowedUses: ["cert_signing", "crl_signing"],
      validityPeriodHours: 3650 * 24,
      earlyRenewalHours: 120 * 24,
      privateKeyPem: asSecret(canary),
    },
  },
  {
    type: "tls:index/certRequest:CertRequest",
    name: "request",
    inputs: {
      dnsNames: ["object-store", "localhost"],
      ipAddresses: ["127.0.0.1"],
      privateKeyPem: asSecret(canary),
    },
  },
  {
    type: "tls:index/locallySignedCert:LocallySignedCert",
    name: "leaf",
    inputs: {
      allowedUses: ["digital_signature", "server_auth"],
      validityPeriodHours: 90 * 24,
      earlyRenewalHours: 30 * 24,
      caPrivateKeyPem: asSecret(canary),
    },
  },
];

/** The resource of that name in a graph. */
export function named(graph: readonly GraphResource[], name: string): GraphResource {
  const found = graph.find((resource) => resource.name === name && !resource.type.startsWith("lakehouse:"));
  if (!found) throw new Error(`the fixture has no resource '${name}'`);
  return found;
}
