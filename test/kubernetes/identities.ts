/** Who may ask the API server of a test's control plane, each by a kubeconfig of its own. */
import { generateKeyPairSync, randomBytes } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { stringify } from "yaml";
import { capture } from "../../tools/pulumi/process";

export interface Identity {
  user: string;
  /** @default none */
  groups?: readonly string[];
}

export const administrator: Identity = { user: "administrator", groups: ["system:masters"] };

/** A node's kubelet, which the API server lets see what its own pods need. */
export const kubeletOf = (node: string): Identity => ({
  user: `system:node:${node}`,
  groups: ["system:nodes"],
});

/** Where the kubeconfig of somebody lies. */
export const kubeconfigOf = (directory: string, { user }: Identity): string =>
  join(directory, user === administrator.user ? "kubeconfig" : `kubeconfig-${user.replaceAll(":", "-")}`);

/** A certificate for the API server, a key for service accounts, and tokens with the kubeconfigs that hold them. */
export async function writeIdentities(
  directory: string,
  address: string,
  port: number,
  identities: readonly Identity[],
): Promise<void> {
  const at = (name: string) => join(directory, name);
  const made = await capture("openssl", [
    ...["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2"],
    ...["-subj", "/CN=kube-apiserver"],
    ...["-addext", `subjectAltName=IP:${address},DNS:kubernetes.default.svc`],
    ...["-keyout", at("api.key"), "-out", at("api.crt")],
  ]);
  if (made.code !== 0) throw new Error(`openssl: ${made.stderr}`);
  const { publicKey, privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  writeFileSync(at("accounts.key"), privateKey.export({ type: "pkcs8", format: "pem" }), { mode: 0o600 });
  writeFileSync(at("accounts.pub"), publicKey.export({ type: "spki", format: "pem" }));
  const cluster = {
    server: `https://${address}:${port}`,
    "certificate-authority-data": readFileSync(at("api.crt")).toString("base64"),
  };
  const lines = identities.map((identity) => {
    const { user, groups = [] } = identity;
    const token = randomBytes(24).toString("hex");
    const kubeconfig = {
      apiVersion: "v1",
      kind: "Config",
      clusters: [{ name: "test", cluster }],
      users: [{ name: user, user: { token } }],
      contexts: [{ name: "test", context: { cluster: "test", user } }],
      "current-context": "test",
    };
    writeFileSync(kubeconfigOf(directory, identity), stringify(kubeconfig), { mode: 0o600 });
    return `${token},${user},${user},"${groups.join(",")}"\n`;
  });
  writeFileSync(at("tokens.csv"), lines.join(""), { mode: 0o600 });
}
