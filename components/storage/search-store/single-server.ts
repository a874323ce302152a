import type * as pulumi from "@pulumi/pulumi";
import { join } from "node:path";
import { withLoopback } from "../../platform/listening";
import type { Platform } from "../../platform/platform";
import { render, text } from "../../platform/template";
import type { Volume } from "../../platform/workload";
import { ServerCertificate } from "../../security/certificate-authority";
import { indexPatterns } from "./role-document";
import { administratorFiles, heapFlags, javaOptions, port, type Server, type ServerArgs } from "./server";

const configuration = "/etc/lakehouse/search-store";

/** The server writes as it is given: its volume must lie on encrypted storage. */
export const singleServerVolumes: Record<string, Volume> = {
  data: { path: "/usr/share/elasticsearch/data", size: "10Gi", encryption: { at: "volume" } },
};

/** One node, which is the whole cluster. */
export function singleServer(
  name: string,
  args: ServerArgs & { platform: Platform },
  parent: pulumi.Resource,
): Server {
  const { platform, authority } = args;
  const administrator = administratorFiles(args.administrator);
  const certificate = new ServerCertificate(
    `${name}-certificate`,
    { authority, hostnames: platform.hostnames(name), ipAddresses: platform.ipAddresses(name) },
    { parent },
  );
  const ready = platform.run(
    name,
    {
      image: "elasticsearch",
      command: ["bash", `${configuration}/start.sh`],
      environment: { ES_JAVA_OPTS: heapFlags(args.heap) },
      ports: { https: { number: port, protocol: "http", tls: { mode: "native" } } },
      files: [
        {
          path: `${configuration}/elasticsearch.yml`,
          content: render(join(__dirname, "elasticsearch.yml.eta"), {
            listenAddresses: withLoopback(platform.listenAddresses(name, "https")),
            port,
            indexPatterns: indexPatterns(),
          }),
        },
        { path: `${configuration}/start.sh`, content: text(join(__dirname, "start.sh")) },
        { path: `${configuration}/health.sh`, content: text(join(__dirname, "health.sh")) },
        { path: `${configuration}/jvm.options`, content: javaOptions() },
        { path: `${configuration}/ca.crt`, content: authority.certificatePem },
        { path: `${configuration}/server.crt`, content: certificate.certificatePem },
        { path: `${configuration}/users_roles`, content: administrator.users_roles },
      ],
      secrets: [
        { path: `${configuration}/server.key`, content: certificate.privateKeyPem },
        { path: `${configuration}/users`, content: administrator.users },
      ],
      volumes: singleServerVolumes,
      scratch: {
        "/run/search-store": "8Mi",
        "/tmp": "64Mi",
        "/usr/share/elasticsearch/logs": "16Mi",
      },
      health: { kind: "command", command: ["bash", `${configuration}/health.sh`] },
      resources: { memory: args.memory, cpus: args.cpus },
      identity: "stable",
      logs: "json",
    },
    { parent },
  );
  return { ready };
}
