import * as k8s from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";
import type { Kubernetes } from "./kubernetes";
import { selector } from "./labels";

/** How people come from outside to the one workload that is for them. */
export interface Entrance {
  /** As `<workload>.<port>`. */
  endpoint: string;
  /** Number under which people find it. */
  port: number;
  /** Names in the address bar. */
  hostnames: readonly string[];
  /** Networks from which people may come. */
  networks: readonly string[];
  /** In a mesh: Istio's ingress gateway, through which they come. */
  gateway?: IngressGateway | undefined;
}

/** Pods of Istio's ingress gateway, which whoever installs Istio runs. */
export interface IngressGateway {
  namespace: string;
  /** Labels by which its pods are found. */
  selector: Readonly<Record<string, string>>;
}

/** Port on which browsers ask in plain, to be led to HTTPS. */
const plainPort = 80;

const networking = "networking.istio.io/v1";

/**
 * Opens the entrance: without a mesh a load balancer that takes named networks alone. In a mesh Istio's gateway, which passes
 * TLS on as it is, by name: it ends in the workload itself, with its floor, its limits and its certificate. The client's address
 * goes in front (PROXY protocol), outside any TLS, so that port stays out of the mesh. Plain HTTP is led to HTTPS.
 * Source: Istio, "Gateway" (`PASSTHROUGH`, `httpsRedirect`), "Destination Rule" (`proxyProtocol`), "Resource Annotations".
 */
export function openEntrance(name: string, { platform, parent }: Opening): void {
  const { entrance } = platform;
  if (entrance?.workload !== name) return;
  if (entrance.gateway === undefined) openLoadBalancer(name, { platform, parent });
  else openGateway(name, entrance.gateway, { platform, parent });
}

/** Keeps the mesh's proxy out of the way of an entrance behind a gateway. */
export const entranceAnnotations = ({ entrance }: Kubernetes, name: string): Record<string, string> =>
  entrance?.workload === name && entrance.gateway
    ? { "traffic.sidecar.istio.io/excludeInboundPorts": String(entrance.number) }
    : {};

interface Opening {
  platform: Kubernetes;
  parent: pulumi.Resource;
}

function openLoadBalancer(name: string, { platform, parent }: Opening): void {
  const { port, networks, number } = platform.entrance!;
  new k8s.core.v1.Service(
    `${name}-entrance`,
    {
      metadata: platform.metadata(name, `${name}-entrance`),
      spec: {
        type: "LoadBalancer",
        selector: selector(name),
        loadBalancerSourceRanges: [...networks],
        // Else a node's address stands for the client's, by which requests are counted and turned away.
        externalTrafficPolicy: "Local",
        ports: [{ name: "tls-https", port, targetPort: number, protocol: "TCP" }],
      },
    },
    platform.under(parent),
  );
}

function openGateway(name: string, gateway: IngressGateway, { platform, parent }: Opening): void {
  const { port, hostnames, number } = platform.entrance!;
  const at = platform.metadata(name, `${name}-entrance`);
  const istio = (suffix: string, kind: string, spec: object) =>
    new k8s.apiextensions.CustomResource(
      `${name}-${suffix}`,
      { apiVersion: networking, kind, metadata: at, spec },
      platform.under(parent),
    );
  istio("gateway", "Gateway", {
    selector: gateway.selector,
    servers: [
      {
        port: { number: port, name: "tls-https", protocol: "TLS" },
        hosts: hostnames,
        tls: { mode: "PASSTHROUGH" },
      },
      {
        port: { number: plainPort, name: "http", protocol: "HTTP" },
        hosts: hostnames,
        tls: { httpsRedirect: true },
      },
    ],
  });
  istio("gateway-route", "VirtualService", {
    hosts: hostnames,
    gateways: [at.name],
    tls: [
      {
        match: [{ port, sniHosts: hostnames }],
        route: [{ destination: { host: platform.hostname(name), port: { number } } }],
      },
    ],
  });
  istio("gateway-destination", "DestinationRule", {
    host: platform.hostname(name),
    // The bytes are TLS 1.3 already, from the browser to the workload.
    trafficPolicy: { tls: { mode: "DISABLE" }, proxyProtocol: { version: "V2" } },
  });
}
