import type { ContainerView } from "./container";
import { flatSettings, type Settings } from "./elasticsearch-settings";
import { isGiven, type Spec } from "./pod";
import { resourcePolicy, type PolicyData, type Report } from "./policy";
import { containerOf } from "./process";
import { list } from "./values";

/** A cluster of Elastic's operator. */
export const searchClusterType = "kubernetes:elasticsearch.k8s.elastic.co/v1:Elasticsearch";

/** The operator's container, which is the server. */
const serverName = "elasticsearch";
const configuration = "/usr/share/elasticsearch/config";

/**
 * What the operator sets by itself, before what it is told goes over it.
 * Source: its pkg/controller/elasticsearch/settings/merged_config.go, 3.5.0.
 */
const operatorSettings = (speaksTls: boolean): Spec => ({
  "cluster.routing.allocation.awareness.attributes": "k8s_node_name,zone",
  "network.host": "0",
  "xpack.security.enabled": true,
  "xpack.security.authc.reserved_realm.enabled": false,
  "xpack.security.http.ssl.enabled": speaksTls,
  "xpack.security.http.ssl.certificate": "http-certs/tls.crt",
  "xpack.security.http.ssl.key": "http-certs/tls.key",
  "xpack.security.transport.ssl.enabled": true,
  "xpack.security.transport.ssl.verification_mode": "certificate",
  "xpack.security.transport.ssl.certificate": "transport-certs/tls.crt",
  "xpack.security.transport.ssl.key": "transport-certs/tls.key",
  "xpack.security.transport.ssl.certificate_authorities": ["transport-certs/ca.crt"],
});

/** One reading of a set of nodes. Properties are read when asked for. */
export class NodeSetView {
  constructor(
    private readonly cluster: SearchClusterView,
    readonly set: Spec,
  ) {}

  get name(): string {
    return `set ${this.set["name"]}`;
  }
  /** What the operator makes of its own settings and those that are given. */
  get settings(): Settings {
    return new Map([
      ...flatSettings("", operatorSettings(this.cluster.speaksTls)),
      ...flatSettings("", this.set["config"] ?? {}),
    ]);
  }
  get pod(): Spec {
    return this.set["podTemplate"]?.["spec"] ?? {};
  }
  get labels(): Record<string, string> {
    return this.set["podTemplate"]?.["metadata"]?.["labels"] ?? {};
  }
  get containers(): Spec[] {
    return list<Spec>(this.pod["containers"]);
  }
  /** What is said of the server's container. */
  get server(): Spec {
    return this.containers.find(({ name }) => name === serverName) ?? {};
  }
  get claims(): Spec[] {
    return list<Spec>(this.set["volumeClaimTemplates"]);
  }
  /** The server as policies on programs see one. */
  get container(): ContainerView {
    const { server, cluster } = this;
    const mounted = [
      ["transport", "transport-certs"],
      ...(cluster.certificate ? [["http", "http-certs"]] : []),
    ];
    return containerOf(this.name, {
      envs: list<{ name: string; value?: string }>(server["env"]).map(
        ({ name, value = "" }) => `${name}=${value}`,
      ),
      entrypoints: server["command"],
      command: server["args"],
      volumes: mounted.map(([volumeName, at]) => ({ volumeName, containerPath: `${configuration}/${at}` })),
    });
  }
  /** Where the operator puts the settings. */
  get file(): string {
    return `${configuration}/elasticsearch.yml`;
  }
}

/** One reading of a cluster's resource. */
export class SearchClusterView {
  constructor(private readonly props: Spec) {}

  get spec(): Spec {
    return this.props["spec"] ?? {};
  }
  private get tls(): Spec {
    return this.spec["http"]?.["tls"] ?? {};
  }
  /** Whether clients are shown a certificate that is given. */
  get certificate(): boolean {
    return isGiven(() => this.tls["certificate"]?.["secretName"] as unknown);
  }
  /** Without one the operator makes its own, unless it is told not to. */
  get speaksTls(): boolean {
    return this.certificate || this.tls["selfSignedCertificate"]?.["disabled"] !== true;
  }
  get sets(): NodeSetView[] {
    return list<Spec>(this.spec["nodeSets"]).map((set) => new NodeSetView(this, set));
  }
  /** Claims by where they are asked for. */
  get claims(): [at: string, claim: Spec][] {
    return this.sets.flatMap(({ name, claims }) =>
      claims.map((claim): [string, Spec] => [
        `claim ${claim["metadata"]?.["name"]} of ${name}`,
        claim["spec"] ?? {},
      ]),
    );
  }
}

/** Pods that the operator keeps from starting their server. Source: its docs, "Troubleshooting methods": suspend. */
const suspended = "eck.k8s.elastic.co/suspend";

/** Whether any node of a cluster runs: a stack that is stopped keeps all of them from it. */
export function serves({ props }: { props: Spec }): boolean {
  const named = String(props["metadata"]?.["annotations"]?.[suspended] ?? "").split(",");
  const nodes = list<Spec>(props["spec"]?.["nodeSets"]).reduce((sum, { count }) => sum + Number(count), 0);
  return new Set(named.filter(Boolean)).size < nodes;
}

/** A policy that judges every cluster of Elasticsearch. */
export const searchClusterPolicy = (
  policy: PolicyData & { judge(cluster: SearchClusterView, report: Report): void },
) =>
  resourcePolicy({
    ...policy,
    types: [searchClusterType],
    judge: ({ props }, report) => policy.judge(new SearchClusterView(props), report),
  });
