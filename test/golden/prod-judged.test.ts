import { describe, expect, it } from "vitest";
import { evaluate, fromGolden } from "../../policies/evaluate";
import { certify } from "../e2e/support/certificates";
import { clusterSettings, recordProd } from "./stacks";

type Graph = Awaited<ReturnType<typeof recordProd>>;

const authority = certify("Company authority").certificate;
const byDirectory = (address: string) => ({
  signOn: {
    by: "ldap",
    ldap: {
      ...{ url: "ldaps://directory.example.org", bindDn: "cn=lakehouse,dc=example", baseDn: "dc=example" },
      ...{ address, authority },
    },
  },
  signOnSecret: "never-shown-0123456789",
});

/** What policies find in the whole of a cluster's graph: the cases and the mutants look at each kind once. */
async function findings(graph: Graph) {
  const found = await evaluate(fromGolden(graph).filter(({ type }) => type.startsWith("kubernetes:")));
  // The catalogue has no digest for some images yet.
  return found.filter(({ policy }) => policy !== "pod-images-are-pinned");
}
const specOf = (graph: Graph, type: RegExp, name: string) =>
  (graph.find((each) => type.test(each.type) && each.name === name)?.inputs as { spec: object }).spec;

describe("prod's graph violates no policy", () => {
  it.each([
    ["with every profile that it has", {}],
    ["while it is stopped", { lifecycle: "stopped" }],
    ["without a mesh", { kubernetes: { ...clusterSettings.kubernetes, mesh: "none" } }],
    ["where a company's directory knows people, at an address", byDirectory("203.0.113.7")],
  ])("%s", async (_, changes) => {
    expect(await findings(await recordProd(changes))).toEqual([]);
  });
});

describe("prod's way to who knows people", () => {
  it("leads to one address alone, where that is named", async () => {
    const graph = await recordProd(byDirectory("203.0.113.7"));
    expect(specOf(graph, /NetworkPolicy$/, "sign-on-egress-outward")).toMatchObject({
      egress: [{ to: [{ ipBlock: { cidr: "203.0.113.7/32" } }], ports: [{ protocol: "TCP", port: 636 }] }],
    });
    expect(specOf(graph, /ServiceEntry$/, "sign-on-egress-outside")).toMatchObject({
      hosts: ["directory.example.org"],
      resolution: "STATIC",
      endpoints: [{ address: "203.0.113.7" }],
    });
    expect(graph.map(({ name }) => name)).not.toContain("directory-pods");
  });
});
