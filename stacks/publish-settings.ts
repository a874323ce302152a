import * as ipaddr from "ipaddr.js";
import { z } from "zod";
import { hostPort, loopback, port } from "./settings";

const ports = ["objectStore", "postgresql", "searchStore", "edge", "flight"] as const;

/** Whether it can be one interface's, and other machines can come to it. */
export const isReachable = (text: string) =>
  ipaddr.IPv4.isValidFourPartDecimal(text) &&
  !["unspecified", "broadcast", "multicast", "loopback"].includes(ipaddr.IPv4.parse(text).range());

const isNetwork = (text: string) => {
  if (!/^\d+(\.\d+){3}\/(0|[1-9]\d?)$/.test(text) || !ipaddr.IPv4.isValidCIDR(text)) return false;
  return ipaddr.IPv4.networkAddressFromCIDR(text).toString() === text.split("/")[0];
};

/** A line of HAProxy's configuration holds 64 words, of which some are not networks (`MAX_LINE_ARGS`). */
const mostNetworks = 48;

const networks = (what: string) =>
  z
    .array(
      z
        .string()
        .refine(
          isNetwork,
          "an IPv4 network with no host bits set, such as 10.20.0.0/16, or 192.0.2.7/32 for one machine",
        ),
    )
    .max(mostNetworks)
    .default([])
    .describe(`Networks whose machines may come to ${what}; it is then published on \`publish.outside\`.`);

/** What of the stack is reached from outside its networks, and who may come. */
export const publishSettings = {
  publish: z
    .strictObject({
      address: z
        .ipv4({ error: loopback, abort: true })
        .refine((address) => /^127\.(?!0\.0\.0$|255\.255\.255$)/.test(address), loopback)
        .default("127.0.0.1")
        .describe("Loopback address of the host on which administration ports are published."),
      objectStore: port(9000).describe("Host port of the object store's S3 interface."),
      postgresql: port(5432).describe("Host port of PostgreSQL."),
      searchStore: port(9200).describe("Host port of Elasticsearch (profile `search`)."),
      edge: port(443).describe("Host port of the edge, through which people reach every web interface."),
      flight: hostPort
        .optional()
        .describe(
          "Host port of Dremio's Arrow Flight (profile `query`), which JDBC and ODBC drivers for Arrow Flight SQL use. Unset: not published.",
        ),
      outside: z
        .string()
        .refine(isReachable, "an IPv4 address of the host that other machines reach, such as 192.0.2.10")
        .optional()
        .describe(
          "Address of the host on which that is published what `firewall` names networks for. Unset: nothing beyond loopback.",
        ),
    })
    .superRefine((given, context) => {
      for (const [index, key] of ports.entries())
        for (const other of ports.slice(index + 1))
          if (given[key] !== undefined && given[key] === given[other])
            context.addIssue({
              code: "custom",
              path: [],
              message: `${key} and ${other} are both ${given[key]}; they need different ports, also where a profile is off`,
            });
    })
    .prefault({}),
  firewall: z.strictObject({ edge: networks("the edge"), flight: networks("Arrow Flight") }).prefault({}),
};
