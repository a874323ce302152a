import * as fc from "fast-check";
import * as ipaddr from "ipaddr.js";
import { describe, expect, it } from "vitest";
import { subnet } from "../../../components/platform/subnets";

describe("a flow's subnet", () => {
  it("has fixed places for gateway, client and server", () => {
    expect(subnet("10.214.0.0/20", 1)).toEqual({
      cidr: "10.214.0.8/29",
      gateway: "10.214.0.9",
      client: "10.214.0.10",
      server: "10.214.0.11",
    });
  });

  it("lies in the pool, and two flows never share an address", () => {
    const number = fc.integer({ min: 0, max: 511 });
    fc.assert(
      fc.property(number, number, (a, b) => {
        const [one, two] = [subnet("10.214.0.0/20", a), subnet("10.214.0.0/20", b)];
        const pool = ipaddr.IPv4.parseCIDR("10.214.0.0/20");
        for (const address of [one.gateway, one.client, one.server]) {
          expect(ipaddr.IPv4.parse(address).match(pool)).toBe(true);
        }
        expect(ipaddr.IPv4.parse(two.server).match(ipaddr.IPv4.parseCIDR(one.cidr))).toBe(a === b);
      }),
    );
  });

  it("does not exist beyond the pool, and the message says what to configure", () => {
    expect(() => subnet("10.214.0.0/24", 32)).toThrow(/holds flows 0 to 31, but flow 32.*10\.214\.0\.0\/23/s);
  });
});
