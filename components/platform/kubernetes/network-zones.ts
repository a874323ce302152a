import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import type { NetworkZone } from "../network-zones";
import type { Kubernetes } from "./kubernetes";
import { metadata } from "./labels";
import { denyAll, requireMutualTls } from "./mesh";
import { meshNamespace } from "./mesh-settings";

/** Pods may be nothing but restricted. Source: kubernetes.io, "Pod Security Standards". */
const podSecurity = Object.fromEntries(
  ["enforce", "audit", "warn"].map((mode) => [`pod-security.kubernetes.io/${mode}`, "restricted"]),
);

/** A namespace for each network zone in use, in which nothing may talk to anything until a flow says so. */
export class NetworkZones extends pulumi.ComponentResource {
  private readonly namespaces = new Map<NetworkZone, k8s.core.v1.Namespace>();

  constructor(
    private readonly name: string,
    private readonly args: { platform: Kubernetes },
    opts: pulumi.ComponentResourceOptions,
  ) {
    super("lakehouse:platform:NetworkZones", name, {}, opts);
    for (const zone of args.platform.usedZones) this.create(zone);
    this.registerOutputs();
  }

  namespace(zone: NetworkZone): k8s.core.v1.Namespace {
    return this.namespaces.get(zone)!;
  }

  private create(zone: NetworkZone): void {
    const { platform } = this.args;
    const id = `${this.name}-${zone}`;
    const namespace = new k8s.core.v1.Namespace(
      `${id}-namespace`,
      {
        metadata: metadata(platform, undefined, platform.namespaceName(zone), {
          "lakehouse.io/zone": zone,
          ...podSecurity,
          ...(platform.args.mesh === "istio" ? { "istio-injection": "enabled" } : {}),
        }),
      },
      // Claims go with their namespace.
      platform.under(this, { protect: platform.lifecycle !== "disposable" }),
    );
    this.namespaces.set(zone, namespace);
    const at = (name: string) => metadata(platform, namespace.metadata.name, name);
    new k8s.networking.v1.NetworkPolicy(
      `${id}-default-deny`,
      { metadata: at("default-deny"), spec: { podSelector: {}, policyTypes: ["Ingress", "Egress"] } },
      platform.under(this),
    );
    new k8s.networking.v1.NetworkPolicy(
      `${id}-name-service`,
      {
        metadata: at("name-service"),
        spec: {
          podSelector: {},
          policyTypes: ["Egress"],
          egress: [
            {
              to: [
                {
                  namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": "kube-system" } },
                  podSelector: { matchLabels: { "k8s-app": "kube-dns" } },
                },
              ],
              ports: ["UDP", "TCP"].map((protocol) => ({ protocol, port: 53 })),
            },
          ],
        },
      },
      platform.under(this),
    );
    if (platform.args.mesh === "istio") {
      requireMutualTls(`${id}-mutual-tls`, at("default"), platform.under(this));
      denyAll(`${id}-deny-all`, at("deny-all"), platform.under(this));
      this.reachMeshControl(id, at("mesh-control"));
    }
  }

  /** Proxies fetch their certificates and configuration from Istio's control plane. */
  private reachMeshControl(id: string, at: ReturnType<typeof metadata>): void {
    const { platform } = this.args;
    new k8s.networking.v1.NetworkPolicy(
      `${id}-mesh-control`,
      {
        metadata: at,
        spec: {
          podSelector: {},
          policyTypes: ["Egress"],
          egress: [
            {
              to: [
                {
                  namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": meshNamespace } },
                  podSelector: { matchLabels: { app: "istiod" } },
                },
              ],
              // Discovery over TLS 1.3 with the proxy's own identity. Source: Istio, "Ports used by Istio".
              ports: [{ protocol: "TCP", port: 15012 }],
            },
          ],
        },
      },
      platform.under(this),
    );
  }
}
