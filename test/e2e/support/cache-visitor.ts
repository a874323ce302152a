import type { V1Pod } from "@kubernetes/client-node";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { catalogue, imageReference } from "../../../components/platform/images";
import type { CacheClient } from "../../../components/storage/cache/users";
import { ROOT } from "../../../tools/pulumi/paths";
import { namespace, visitor, type NodeStack } from "./node-stack";

const files = "/files";
const { user: runAsUser, group: runAsGroup } = catalogue.superset;

const podOf = (name: string, user: string): V1Pod => ({
  metadata: { name, namespace, labels: { "lakehouse.io/workload": visitor } },
  spec: {
    restartPolicy: "Never",
    automountServiceAccountToken: false,
    securityContext: { runAsNonRoot: true, fsGroup: runAsGroup, seccompProfile: { type: "RuntimeDefault" } },
    containers: [
      {
        name: "process",
        image: imageReference("superset", "local"),
        command: ["python", `${files}/cache_attempts.py`],
        env: [
          { name: "LAKEHOUSE_FILES", value: files },
          { name: "CACHE_SERVER", value: `cache.${namespace}.svc.cluster.local:6379` },
          { name: "CACHE_USER", value: user },
        ],
        securityContext: {
          runAsUser,
          runAsGroup,
          allowPrivilegeEscalation: false,
          readOnlyRootFilesystem: true,
          capabilities: { drop: ["ALL"] },
        },
        volumeMounts: [{ name: "files", mountPath: files, readOnly: true }],
      },
    ],
    volumes: [{ name: "files", secret: { secretName: name, defaultMode: 0o440 } }],
  },
});

/** Tries the cache as one of its clients, from a pod of its own: by the cluster's names and services. Gives what it prints. */
export async function visitCache(stack: NodeStack, client: CacheClient): Promise<string> {
  const name = `visitor-${client}`;
  const { trustBundle } = await stack.outputs();
  const stringData = {
    "cache_attempts.py": readFileSync(join(__dirname, "cache_attempts.py"), "utf8"),
    "store.py": readFileSync(join(ROOT, "components/presentation/superset/server/store.py"), "utf8"),
    "ca.crt": trustBundle,
    "cache-password": await stack.password(`cache-${client}-password`),
  };
  await stack.core.createNamespacedSecret({ namespace, body: { metadata: { name }, stringData } });
  await stack.core.createNamespacedPod({ namespace, body: podOf(name, client) });
  const of = [`--namespace=${namespace}`, `pod/${name}`];
  const ended = await stack.plane.kubectl(
    "wait",
    "--for=jsonpath={.status.phase}=Succeeded",
    "--timeout=120s",
    ...of,
  );
  const { stdout, stderr } = await stack.plane.kubectl("logs", ...of);
  if (ended.code !== 0) throw new Error(`${name} does not end well: ${ended.stderr}${stdout}${stderr}`);
  await stack.core.deleteNamespacedPod({ namespace, name });
  return stdout;
}
