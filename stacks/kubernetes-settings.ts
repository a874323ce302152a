import { z } from "zod";
import { keyStoreSettings } from "./key-store-settings";
import { network, visible } from "./settings";

const dnsName = /^[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*$/;
const objectName = z
  .string()
  .max(253)
  .regex(dnsName, "lower-case letters, digits, hyphens and dots, as Kubernetes names objects");

/** Networks that are nobody's on the internet (RFC 1918, RFC 6598): pods have their addresses from one of them. */
const privateNetworks = ["10.0.0.0/8", "100.64.0.0/10", "172.16.0.0/12", "192.168.0.0/16"];

const storage = z
  .strictObject({
    class: objectName
      .optional()
      .describe("A StorageClass of the cluster. Its volumes must be encrypted SSD."),
    encryptedBy: visible
      .optional()
      .describe("What encrypts the class's volumes, in words, where its parameters do not say so."),
    provisioner: objectName
      .optional()
      .describe("CSI driver of a StorageClass that the program makes, such as ebs.csi.aws.com."),
    parameters: z
      .record(z.string(), z.string())
      .default({})
      .describe("Its parameters, which must ask for encrypted SSD, such as {type: gp3, encrypted: 'true'}."),
  })
  .refine((value) => value.class === undefined || value.provisioner === undefined, {
    message: "either class or provisioner, not both: a class of the cluster's own, or one that is made",
  })
  .refine((value) => value.encryptedBy === undefined || value.class !== undefined, {
    message: "encryptedBy speaks of a class of the cluster's own; set class, or take it away",
    path: ["encryptedBy"],
  })
  .prefault({});

const endpoint = z.strictObject({
  host: z.string().regex(dnsName, "a DNS name or an IPv4 address"),
  port: z.number().int().min(1).max(65535),
});

const administration = z
  .strictObject({
    endpoints: z
      .record(
        z.string().regex(/^[a-z-]+\.[a-z0-9]+$/, "<workload>.<port>, such as object-store.s3"),
        endpoint,
      )
      .default({})
      .describe(
        "Where this machine reaches stores to administer them, such as {object-store.s3: {host: s3.internal, port: 9000}}: " +
          "a way that passes bytes on as they are, for TLS ends in the pod. Unset: through the API server, to which `make` leads " +
          "ports of this machine (`publish`) while a command runs, or `make forward` does.",
      ),
    networks: z
      .array(network)
      .default([])
      .describe(
        "Networks from which that way leads to the pods. In a mesh these have no identity, so they are no way.",
      ),
    identity: z
      .strictObject({ namespace: objectName, serviceAccount: objectName })
      .optional()
      .describe("Whose pods it leads through: a gateway's, or those in which this program runs."),
  })
  .prefault({});

const apiServer = z
  .strictObject({
    networks: z
      .array(network)
      .default([])
      .describe(
        "Networks of the API server's addresses, to which PostgreSQL's servers must come, such as [10.0.0.0/16]: what " +
          "`kubectl get endpointslices kubernetes` says.",
      ),
    port: z.number().int().min(1).max(65535).default(6443).describe("Its port there."),
  })
  .prefault({});

const entrance = z
  .strictObject({
    networks: z
      .array(network)
      .default([])
      .describe("Networks from which people may come to the edge, such as [10.20.0.0/16] or a VPN's."),
    gateway: z
      .strictObject({
        namespace: objectName.default("istio-ingress").describe("Namespace of its pods."),
        selector: z
          .record(z.string(), z.string())
          .refine((labels) => Object.keys(labels).length > 0, "at least one label, such as {istio: ingress}")
          .default({ istio: "ingress" })
          .describe("Labels of its pods."),
      })
      .prefault({})
      .describe(
        "Istio's ingress gateway, through which people come in a mesh: the defaults are those of its chart, installed as istio-ingress. Without a mesh a load balancer leads to the edge.",
      ),
  })
  .prefault({});

/** What can be set of the cluster that prod runs in. */
export const kubernetesSettings = {
  kubernetes: z
    .strictObject({
      context: visible.optional().describe("Context of the kubeconfig. Unset: its current one."),
      clusterDomain: z
        .string()
        .regex(dnsName, "a DNS name")
        .default("cluster.local")
        .describe("Domain of the cluster's services."),
      availabilityZones: z
        .number()
        .int()
        .min(1)
        .max(9)
        .default(3)
        .describe("Zones with nodes that the cluster must have; replicas are spread over them."),
      podNetworks: z
        .array(network)
        .min(1)
        .default(privateNetworks)
        .describe("Networks of pods: a connection from anywhere else is refused by whoever accepts it."),
      mesh: z
        .enum(["istio", "none"])
        .default("istio")
        .describe(
          "`istio`: mutual TLS 1.3 with an identity for each workload around every connection; it is taken as installed, " +
            "with meshConfig.meshMTLS and tlsDefaults at TLSV1_3. " +
            "`none`: TLS 1.3 by the pods' own terminators alone.",
        ),
      storage,
      groupPrefix: z
        .string()
        .regex(/^[A-Za-z0-9:_.-]{0,40}$/, "up to 40 letters, digits and :_.-")
        .default("lakehouse:")
        .describe(
          "What the API server puts in front of people's groups (`--oidc-groups-prefix`); Roles of the catalogue are bound to these.",
        ),
      administration,
      entrance,
      apiServer,
    })
    .prefault({}),
  keyStore: keyStoreSettings,
};
