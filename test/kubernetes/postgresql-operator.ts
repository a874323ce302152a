/**
 * Stands in for Percona's operator for PostgreSQL. It makes of a cluster's resource what the operator makes, as far as this
 * program relies on it, and its servers are real ones that stream to each other. What it is not: Patroni (the first server is
 * the primary for good), PgBouncer (its pods are played), pg_tde's key store (a file stands for it), pgBackRest.
 */
import * as k8s from "@kubernetes/client-node";
import { setTimeout as sleep } from "node:timers/promises";
import { group, plural, version } from "./postgresql-definition";
import { indexes, instanceName, objectsOf, podName, primary, roleLabel } from "./postgresql-objects";
import type { ClusterResource, ClusterSpec } from "./postgresql-resource";

const manager = "percona-postgresql-operator";

/** Runs a command in the only container of a pod; the answer is what it prints. */
export type Exec = (pod: string, command: string[]) => Promise<string>;

export class PostgresqlOperator {
  /** What went wrong, once for each kind. */
  readonly complaints = new Set<string>();
  private readonly core: k8s.CoreV1Api;
  private readonly apps: k8s.AppsV1Api;
  private readonly custom: k8s.CustomObjectsApi;
  private readonly objects: k8s.KubernetesObjectApi;
  /** Clusters whose database is as it should be, by what it was made of. */
  private readonly prepared = new Map<string, string>();
  private stopped = false;
  private readonly following: Promise<void>;

  private constructor(
    config: k8s.KubeConfig,
    private readonly exec: Exec,
  ) {
    this.core = config.makeApiClient(k8s.CoreV1Api);
    this.apps = config.makeApiClient(k8s.AppsV1Api);
    this.custom = config.makeApiClient(k8s.CustomObjectsApi);
    this.objects = k8s.KubernetesObjectApi.makeApiClient(config);
    this.following = this.loop();
  }

  /** Follows the clusters' resources until it is stopped. */
  static follow(config: k8s.KubeConfig, exec: Exec): PostgresqlOperator {
    return new PostgresqlOperator(config, exec);
  }

  async stop(): Promise<void> {
    this.stopped = true;
    await this.following;
  }

  private async loop(): Promise<void> {
    while (!this.stopped) {
      // What fails is done again, and said: a controller's loop never ends.
      await this.pass().catch((error: Error) => void this.complaints.add(error.message));
      await sleep(500);
    }
  }

  private async pass(): Promise<void> {
    const { items } = (await this.custom.listCustomObjectForAllNamespaces({
      group,
      version,
      plural,
    })) as { items: ClusterResource[] };
    for (const cluster of items) await this.reconcile(cluster);
  }

  private async reconcile(cluster: ClusterResource): Promise<void> {
    if (cluster.status?.observedGeneration !== cluster.metadata.generation) {
      await this.say(cluster, "initializing", { instances: 0, poolers: 0 });
      await this.checkSecrets(cluster);
      for (const object of objectsOf(cluster)) await this.apply(object);
      await this.patchStatus(cluster, { observedGeneration: cluster.metadata.generation });
      return;
    }
    const { namespace, name } = cluster.metadata;
    const deployment = await this.apps.readNamespacedDeployment({ namespace, name: `${name}-pgbouncer` });
    const poolers = deployment.status?.readyReplicas ?? 0;
    const pods = await this.podsOf(cluster);
    const ready = pods.filter(isReady).length;
    if (cluster.spec.pause)
      return this.say(cluster, pods.length > 0 ? "stopping" : "paused", { instances: ready, poolers });
    await this.tellRoles(cluster, pods);
    const wanted = indexes(cluster).length;
    if (ready < wanted || (await this.rollNext(cluster, pods)))
      return this.say(cluster, "initializing", { instances: ready, poolers });
    await this.prepare(cluster);
    const complete = poolers === cluster.spec.proxy.pgBouncer.replicas;
    await this.say(cluster, complete ? "ready" : "initializing", { instances: ready, poolers }, true);
  }

  private async podsOf(cluster: ClusterResource): Promise<k8s.V1Pod[]> {
    const names = indexes(cluster).map((index) => podName(cluster, index));
    const { items } = await this.core.listNamespacedPod({ namespace: cluster.metadata.namespace });
    return items.filter(({ metadata }) => names.includes(metadata!.name!) && !metadata!.deletionTimestamp);
  }

  /** Patroni's label, which moves with the primary. */
  private async tellRoles(cluster: ClusterResource, pods: readonly k8s.V1Pod[]): Promise<void> {
    for (const { metadata } of pods) {
      const role = metadata!.name === podName(cluster, primary) ? "primary" : "replica";
      if (metadata!.labels![roleLabel] === role) continue;
      const path = `/metadata/labels/${roleLabel.replace("/", "~1")}`;
      await this.core.patchNamespacedPod({
        name: metadata!.name!,
        namespace: metadata!.namespace!,
        body: [{ op: "add", path, value: role }],
      });
    }
  }

  /** Ends the next pod that is of an older template; the primary last. */
  private async rollNext(cluster: ClusterResource, pods: readonly k8s.V1Pod[]): Promise<boolean> {
    const { namespace } = cluster.metadata;
    for (const index of indexes(cluster).reverse()) {
      const { metadata, status } = await this.apps.readNamespacedStatefulSet({
        namespace,
        name: instanceName(cluster, index),
      });
      if (status?.observedGeneration !== metadata!.generation) return true;
      const pod = pods.find(({ metadata }) => metadata!.name === podName(cluster, index))!;
      if (pod.metadata!.labels!["controller-revision-hash"] === status?.updateRevision) continue;
      await this.core.deleteNamespacedPod({ namespace, name: pod.metadata!.name! });
      return true;
    }
    return false;
  }

  private async checkSecrets(cluster: ClusterResource): Promise<void> {
    const { secrets, proxy, extensions, users } = cluster.spec;
    const pair = ["ca.crt", "tls.crt", "tls.key"];
    const { vault } = extensions.pg_tde;
    const wanted: [name: string, keys: string[]][] = [
      [secrets.customRootCATLSSecret.name, ["root.crt", "root.key"]],
      [secrets.customTLSSecret.name, pair],
      [secrets.customReplicationTLSSecret.name, pair],
      [proxy.pgBouncer.customTLSSecret.name, pair],
      [vault.tokenSecret.name, [vault.tokenSecret.key, vault.caSecret.key]],
      ...users.map(({ secretName }): [string, string[]] => [secretName, ["password"]]),
    ];
    for (const [name, keys] of wanted) {
      const data = await this.secret(cluster, name);
      const missing = keys.filter((key) => !data[key]);
      if (missing.length > 0) throw new Error(`secret ${name} lacks ${missing.join(", ")}`);
    }
  }

  private async secret({ metadata: { namespace } }: ClusterResource, name: string) {
    const { data = {} } = await this.core.readNamespacedSecret({ namespace, name });
    return Object.fromEntries(
      Object.entries(data).map(([key, value]) => [key, Buffer.from(value, "base64").toString()]),
    );
  }

  private sql(cluster: ClusterResource, text: string, database = "postgres"): Promise<string> {
    const psql = `psql -Xqw --host=/tmp --set=ON_ERROR_STOP=1 --dbname=${database} --file=- <<<"$1"`;
    return this.exec(podName(cluster, primary), ["bash", "-ceu", psql, "-", text]);
  }

  /** What the operator does inside the primary: once all of it, later a password that has changed. */
  private async prepare(cluster: ClusterResource): Promise<void> {
    const { metadata, spec } = cluster;
    const verifiers = await this.setPasswords(cluster, this.prepared.get(metadata.uid));
    if (!this.prepared.has(metadata.uid)) {
      await this.encrypt(cluster);
      const { name, key } = spec.databaseInitSQL;
      const { data } = await this.core.readNamespacedConfigMap({ namespace: metadata.namespace, name });
      await this.sql(cluster, data![key]!);
      await this.synchronise(cluster, spec.patroni.dynamicConfiguration);
    }
    this.prepared.set(metadata.uid, verifiers);
  }

  /** Takes each user's password from the verifier in its Secret, where the operator adds what clients need besides. */
  private async setPasswords(cluster: ClusterResource, known: string | undefined): Promise<string> {
    const { namespace } = cluster.metadata;
    const users = await Promise.all(
      cluster.spec.users.map(async ({ name, secretName }) => {
        const { verifier } = await this.secret(cluster, secretName);
        return { name, secretName, verifier };
      }),
    );
    const verifiers = JSON.stringify(users);
    if (verifiers === known) return verifiers;
    for (const { name, secretName, verifier } of users) {
      await this.sql(cluster, `ALTER ROLE "${name}" WITH PASSWORD '${verifier}'`);
      const data = { user: Buffer.from(name).toString("base64") };
      await this.apply({ apiVersion: "v1", kind: "Secret", metadata: { namespace, name: secretName }, data });
    }
    return verifiers;
  }

  private async apply(object: k8s.KubernetesObject & { data?: object }): Promise<void> {
    const strategy = k8s.PatchStrategy.ServerSideApply;
    await this.objects.patch(object, undefined, undefined, manager, true, strategy);
  }

  /** The extension everywhere, a provider of keys, and a key. */
  private async encrypt(cluster: ClusterResource): Promise<void> {
    for (const database of ["postgres", "template1"])
      await this.sql(cluster, "CREATE EXTENSION pg_tde", database);
    const { uid } = cluster.metadata;
    await this.sql(
      cluster,
      `SELECT pg_tde_add_global_key_provider_file('vault-provider', '/pgdata/keyring.per');
       SELECT pg_tde_create_key_using_global_key_provider('global-master-key-${uid}', 'vault-provider');
       SELECT pg_tde_set_default_key_using_global_key_provider('global-master-key-${uid}', 'vault-provider');`,
    );
  }

  /** What Patroni does once replicas follow. */
  private async synchronise(
    cluster: ClusterResource,
    { synchronous_mode, synchronous_node_count }: ClusterSpec["patroni"]["dynamicConfiguration"],
  ): Promise<void> {
    if (!synchronous_mode) return;
    const names = indexes(cluster)
      .filter((index) => index !== primary)
      .map((index) => `"${instanceName(cluster, index)}"`);
    await this.sql(
      cluster,
      `ALTER SYSTEM SET synchronous_standby_names = 'ANY ${synchronous_node_count} (${names.join(", ")})';
       SELECT pg_reload_conf();`,
    );
  }

  private async say(
    cluster: ClusterResource,
    state: string,
    { instances, poolers }: { instances: number; poolers: number },
    keys = false,
  ): Promise<void> {
    const condition = (type: string) => ({
      type,
      status: keys ? "True" : "False",
      reason: "Reconciled",
      message: "",
      lastTransitionTime: new Date().toISOString().replace(/\.\d+/, ""),
    });
    await this.patchStatus(cluster, {
      state,
      postgres: { ready: instances, size: indexes(cluster).length },
      pgbouncer: { ready: poolers, size: cluster.spec.proxy.pgBouncer.replicas },
      conditions: ["PGTDEEnabled", "PGTDEVaultProviderReady"].map(condition),
    });
  }

  private async patchStatus(
    { metadata: { name, namespace } }: ClusterResource,
    status: object,
  ): Promise<void> {
    await this.custom.patchNamespacedCustomObjectStatus(
      { group, version, plural, namespace, name, body: { status } },
      k8s.setHeaderOptions("Content-Type", k8s.PatchStrategy.MergePatch),
    );
  }
}

const isReady = ({ status }: k8s.V1Pod): boolean =>
  (status?.conditions ?? []).some(({ type, status }) => type === "Ready" && status === "True");
