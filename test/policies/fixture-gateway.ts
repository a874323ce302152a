/** A process that listens everywhere, behind a gateway; nothing is wrong with them. */
import type { GraphResource } from "../../policies/evaluate";
import { noHostAddress } from "./fixture-files";

const gatewayText = `# TLS 1.3 for others, and the process's way out
global
  ssl-default-bind-options ssl-min-ver TLSv1.3 no-tls-tickets
defaults
  timeout connect 5s
frontend web
  mode http
  bind 10.214.0.5:8443 ssl crt /etc/tls/tls.pem
  default_backend web
backend web
  mode http
  server workload 10.214.0.19:8080 check
frontend to-postgresql
  mode tcp
  bind 10.214.0.20:5432
  tcp-request connection reject unless { src 10.214.0.19 }
  default_backend to-postgresql
backend to-postgresql
  mode tcp
  server postgresql 10.214.0.2:5432
frontend health
  mode http
  bind 127.0.0.1:8404
`;

/** @param container makes a hardened container */
export const gateway = (
  container: (name: string, inputs: object, parent: string) => GraphResource,
): GraphResource[] => [
  { type: "lakehouse:platform:Workload", name: "vault", inputs: {} },
  {
    type: "lakehouse:platform:Terminator",
    name: "vault-gateway",
    inputs: {},
    options: { parent: "vault" },
  },
  {
    type: "docker:index/network:Network",
    name: "net-gateway",
    inputs: {
      name: "vault-gateway",
      internal: true,
      options: noHostAddress,
      ipamConfigs: [{ subnet: "10.214.0.16/29" }],
    },
  },
  container(
    "hidden",
    {
      command: ["serve", "--everywhere"],
      user: "1000:1000",
      networksAdvanced: [{ name: "vault-gateway", ipv4Address: "10.214.0.19" }],
    },
    "vault",
  ),
  container(
    "gateway",
    {
      command: ["haproxy", "-f", "/etc/haproxy/haproxy.cfg"],
      user: "99:99",
      networksAdvanced: [
        { name: "inside", ipv4Address: "10.214.0.5", aliases: ["vault"] },
        { name: "vault-gateway", ipv4Address: "10.214.0.20", aliases: ["postgresql"] },
      ],
      sysctls: { "net.ipv4.ip_forward": "0" },
      uploads: [{ file: "/etc/haproxy/haproxy.cfg", content: gatewayText, permissions: "0444" }],
      healthcheck: { tests: ["CMD", "true"] },
    },
    "vault-gateway",
  ),
];
