/** Mutants that gain what a hardened resource does without. */
import type { GraphResource } from "../../../policies/evaluate";
import { dangersInCluster } from "./dangers-in-cluster";
import { mutant, type Inputs, type Mutant } from "./mutant";

const append =
  (key: string, ...items: unknown[]) =>
  (inputs: Inputs) =>
    (inputs[key] = [...(inputs[key] ?? []), ...items]);
const assign = (values: Inputs) => (inputs: Inputs) => Object.assign(inputs, values);

/** What each type of resource can be given, in words. */
const dangers: Record<string, Record<string, (inputs: Inputs) => unknown>> = {
  Container: {
    "is privileged": assign({ privileged: true }),
    "may administer the system": assign({ capabilities: { drops: ["ALL"], adds: ["SYS_ADMIN"] } }),
    "is not confined by seccomp": append("securityOpts", "seccomp=unconfined"),
    "is not confined by AppArmor": append("securityOpts", "apparmor=unconfined"),
    "is in the host's network": assign({
      networkMode: "host",
      networksAdvanced: undefined,
      ports: undefined,
    }),
    "sees the host's processes": assign({ pidMode: "host" }),
    "shares the host's memory": assign({ ipcMode: "host" }),
    "is in the host's user namespace": assign({ usernsMode: "host" }),
    "publishes every port": assign({ publishAllPorts: true }),
    "publishes a port to everyone": append("ports", { internal: 5432, external: 5432 }),
    "has the engine's socket": append("volumes", {
      hostPath: "/var/run/docker.sock",
      containerPath: "/var/run/docker.sock",
    }),
    "has the host's settings": append("volumes", { hostPath: "/etc", containerPath: "/host" }),
    "has a device": append("devices", { hostPath: "/dev/sda" }),
    "has a password in its environment": append("envs", "PGPASSWORD=canary"),
    "has a search store's password in its environment": append("envs", "ELASTIC_PASSWORD=canary"),
    "has a password on its command line": append("command", "postgresql://app:canary@postgresql/app"),
    "has a key in its environment": append("envs", "SIGNING=-----BEGIN PRIVATE KEY-----"),
  },
  Network: {
    "has IPv6": assign({ ipv6: true }),
    "is an overlay in the clear": assign({ driver: "overlay", options: {} }),
    masquerades: (inputs) => (inputs["options"]["com.docker.network.bridge.enable_ip_masquerade"] = "true"),
  },
  Volume: {
    "is a share of another host": assign({ driverOpts: { type: "nfs", o: "addr=10.9.9.9", device: ":/x" } }),
    "is in memory": assign({ driverOpts: { type: "tmpfs", device: "tmpfs" } }),
    "is the host's settings": assign({ driverOpts: { type: "none", o: "bind", device: "/etc" } }),
    "is a matter of a plugin": assign({ driver: "rclone" }),
  },
  RemoteImage: {
    "is the latest": (inputs) => (inputs["name"] = (inputs["name"] as string).replace(/:.*/, ":latest")),
    "has no tag": (inputs) => (inputs["name"] = (inputs["name"] as string).replace(/:.*/, "")),
  },
  docker: { "is reached over plain TCP": assign({ host: "tcp://10.0.0.1:2375" }) },
  minio: { "does not verify the server": assign({ minioInsecure: "true" }) },
  S3BucketVersioning: {
    "leaves bronze out": (inputs) => (inputs["versioningConfiguration"].excludedPrefixes = ["bronze/*"]),
  },
  IlmPolicy: {
    "expires bronze": append("rules", { id: "bronze", filter: "bronze/", expiration: "1d" }),
  },
  Role: {
    "is a superuser": assign({ superuser: true }),
    "may make roles": assign({ createRole: true }),
    "may make databases": assign({ createDatabase: true }),
    "passes row security": assign({ bypassRowLevelSecurity: true }),
    "may replicate": assign({ replication: true }),
    "is a member of data_engineer": append("roles", "data_engineer"),
  },
  Grant: {
    "may be passed on": assign({ withGrantOption: true }),
    "is for everybody": assign({ role: "public" }),
    "is for the viewer": assign({ role: "viewer" }),
    "lets write": append("privileges", "INSERT", "CREATE"),
  },
  DefaultPrivileges: {
    "may be passed on": assign({ withGrantOption: true }),
    "is for everybody": assign({ role: "public" }),
    "is for the viewer": assign({ role: "viewer" }),
    "lets write": append("privileges", "INSERT"),
  },
  GrantRole: {
    "is for the viewer": assign({ role: "viewer", grantRole: "analyst" }),
    "is for the analyst": assign({ role: "analyst", grantRole: "data_engineer" }),
  },
  IamGroupPolicyAttachment: { "is the administrator's": assign({ policyName: "lakehouse-admin" }) },
  IamUserPolicyAttachment: { "is the administrator's": assign({ policyName: "lakehouse-admin" }) },
  IamGroupMembership: { "is of the administrators": assign({ group: "lakehouse-admin" }) },
  CertRequest: { "names a wildcard": append("dnsNames", "*.example.org") },
  LocallySignedCert: {
    "is an authority": assign({ isCaCertificate: true }),
    "may sign": append("allowedUses", "cert_signing"),
  },
  SelfSignedCert: { serves: append("allowedUses", "server_auth") },
};

const dangersOf = ({ type }: GraphResource) =>
  (type.startsWith("kubernetes:") ? dangersInCluster : dangers)[type.split(":").at(-1)!] ?? {};

/** The resource with each danger its type knows. */
export const endangered = (resource: GraphResource): Mutant[] =>
  Object.entries(dangersOf(resource))
    .map(([change, edit]) => mutant(resource, change, ({ inputs }) => void edit(inputs)))
    .filter(({ becomes }) => JSON.stringify(becomes) !== JSON.stringify(resource));

/** A password that is not kept secret by its generator. */
export const disclosed = (resource: GraphResource): Mutant[] =>
  resource.type === "random:index/randomPassword:RandomPassword"
    ? [
        mutant(resource, "is a plain text", (copy) => {
          copy.type = "random:index/randomString:RandomString";
        }),
      ]
    : [];
