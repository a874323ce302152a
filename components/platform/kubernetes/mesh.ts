import * as k8s from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";
import type { metadata } from "./labels";

type Metadata = ReturnType<typeof metadata>;

const security = "security.istio.io/v1";

/** Nothing in the namespace accepts a connection without a certificate of the mesh. */
export const requireMutualTls = (name: string, at: Metadata, opts: pulumi.CustomResourceOptions) =>
  new k8s.apiextensions.CustomResource(
    name,
    { apiVersion: security, kind: "PeerAuthentication", metadata: at, spec: { mtls: { mode: "STRICT" } } },
    opts,
  );

/** An empty policy lets nobody in. Source: Istio, "Authorization Policy": allow-nothing. */
export const denyAll = (name: string, at: Metadata, opts: pulumi.CustomResourceOptions) =>
  new k8s.apiextensions.CustomResource(
    name,
    { apiVersion: security, kind: "AuthorizationPolicy", metadata: at, spec: {} },
    opts,
  );

/** One allowed way to a workload's port: who, by the identity in the mesh certificate. */
export interface AllowedWay {
  /** SPIFFE identity without its scheme, such as `cluster.local/ns/lakehouse-prod-edge/sa/edge`. */
  principal: string;
  port: number;
}

/** Lets the named identities come to the named ports of the selected pods. */
export const allow = (
  name: string,
  at: Metadata,
  { labels, ways }: { labels: Record<string, string>; ways: readonly AllowedWay[] },
  opts: pulumi.CustomResourceOptions,
) =>
  new k8s.apiextensions.CustomResource(
    name,
    {
      apiVersion: security,
      kind: "AuthorizationPolicy",
      metadata: at,
      spec: {
        selector: { matchLabels: labels },
        action: "ALLOW",
        rules: ways.map(({ principal, port }) => ({
          from: [{ source: { principals: [principal] } }],
          to: [{ operation: { ports: [String(port)] } }],
        })),
      },
    },
    opts,
  );
