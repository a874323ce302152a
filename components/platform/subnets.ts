import * as pulumi from "@pulumi/pulumi";
import * as ipaddr from "ipaddr.js";

/** Addresses a flow's network needs: network, gateway, client, server, broadcast; a /29 is the least that holds them. */
const subnetBits = 29;
const subnetSize = 2 ** (32 - subnetBits);

/** The fixed addresses of one flow's network. */
export interface Subnet {
  cidr: string;
  gateway: string;
  client: string;
  server: string;
}

/**
 * The subnet of flow `number` in `pool`. Depends on nothing else, so it never changes when flows are added.
 * @throws pulumi.RunError when the pool is too small for the number
 */
export function subnet(pool: string, number: number): Subnet {
  const [network, bits] = ipaddr.IPv4.parseCIDR(pool);
  const capacity = 2 ** (subnetBits - bits);
  if (number < 0 || number >= capacity) {
    throw new pulumi.RunError(
      `lakehouse:network.pool ${pool} holds flows 0 to ${capacity - 1}, but flow ${number} is needed; ` +
        `configure a larger pool, for example ${network.toString()}/${bits - 1}.`,
    );
  }
  const base = network.octets.reduce((sum, octet) => sum * 256 + octet, 0) + number * subnetSize;
  const at = (offset: number) => [24, 16, 8, 0].map((shift) => ((base + offset) >>> shift) & 255).join(".");
  return { cidr: `${at(0)}/${subnetBits}`, gateway: at(1), client: at(2), server: at(3) };
}
