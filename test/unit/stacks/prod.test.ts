import { describe, expect, it } from "vitest";
import { requirements } from "../../../stacks/prod";
import { certify } from "../../e2e/support/certificates";
import { clusterSettings, configOf } from "../../golden/stacks";

const { kubernetes, keyStore } = clusterSettings;
/** Ways to stores that somebody has made. */
const administration = {
  endpoints: {
    "object-store.s3": { host: "s3.lakehouse.internal", port: 9000 },
    "postgresql.sql": { host: "postgresql.lakehouse.internal", port: 5432 },
    "search-store.https": { host: "search.lakehouse.internal", port: 9200 },
  },
  identity: { namespace: "lakehouse-administration", serviceAccount: "pulumi" },
};
const configured = (more: object) => () => requirements(configOf("prod", { ...clusterSettings, ...more }));
const asked = (more: object) => configured({ kubernetes: { ...kubernetes, ...more } });

describe("what prod asks of its cluster", () => {
  it("follows from its configuration", () => {
    expect(asked({})()).toEqual({
      context: undefined,
      mesh: "istio",
      storage: { provisioner: "ebs.csi.aws.com", parameters: { encrypted: "true", type: "gp3" } },
      availabilityZones: 3,
      search: true,
    });
  });

  it.each([
    ["no storage", { storage: {} }, /kubernetes\.storage is not set/],
    [
      "no way to a store",
      { administration: { endpoints: { "object-store.s3": { host: "s3", port: 9000 } } } },
      /endpoints lacks postgresql\.sql, search-store\.https/,
    ],
    [
      "somebody who may come, and nowhere to come to",
      { administration: { identity: administration.identity } },
      /administration names who may come \(identity\) and not where/,
    ],
    [
      "a way to what is not there",
      {
        administration: {
          ...administration,
          endpoints: { ...administration.endpoints, "dremio.ui": { host: "x", port: 1 } },
        },
      },
      /endpoints names dremio\.ui, which this stack does not have; it has object-store\.s3, postgresql\.sql, search-store\.https/,
    ],
    [
      "networks as a way through a mesh",
      { administration: { ...administration, networks: ["10.0.0.0/8"] } },
      /networks has no effect with kubernetes\.mesh: istio/,
    ],
    [
      "nobody who may come",
      { mesh: "none", administration: { endpoints: administration.endpoints } },
      /Nobody may come to the stores to administer them: .*or lakehouse:kubernetes\.administration\.networks/,
    ],
    [
      "nobody who may come to the edge",
      { entrance: {} },
      /kubernetes\.entrance\.networks is not set: nobody may come to the edge/,
    ],
    ["no way to the API server", { apiServer: {} }, /kubernetes\.apiServer\.networks is not set: .*primary/],
  ])("is refused with %s, in one message", (_, more, message) => {
    expect(asked(more)).toThrow(message);
  });

  it.each([
    [
      "a class and a provisioner",
      { storage: { class: "a", provisioner: "b" } },
      /either class or provisioner/,
    ],
    ["words about a class that is made", { storage: { provisioner: "b", encryptedBy: "x" } }, /encryptedBy/],
    ["a network with host bits", { podNetworks: ["10.1.2.3/8"] }, /no host bits set/],
    ["no network of pods", { podNetworks: [] }, /podNetworks/],
    ["a mesh nobody knows", { mesh: "linkerd" }, /mesh/],
  ])("is refused with %s, with the key", (_, more, message) => {
    expect(asked(more)).toThrow(message);
  });

  it.each([
    [
      "names that lead people to themselves",
      { edge: { domain: "data.localhost" } },
      /edge\.domain is "data\.localhost": to people's machines that is themselves/,
    ],
    [
      "a company's directory of which only the name is known",
      {
        signOn: {
          by: "ldap",
          ldap: {
            ...{ url: "ldaps://directory.example.org", bindDn: "cn=lakehouse", baseDn: "dc=example" },
            authority: certify("Company authority").certificate,
          },
        },
        signOnSecret: "never-shown-0123456789",
      },
      /signOn\.ldap\.address is not set: .*IPv4 address of directory\.example\.org/,
    ],
    [
      "a profile that runs in no cluster",
      { profiles: ["ingest", "query"] },
      /profiles has ingest, which do not run on Kubernetes yet/,
    ],
    [
      "no key store",
      { keyStore: undefined, keyStoreToken: undefined },
      /^lakehouse:keyStore is not set: PostgreSQL's encryption keys must be kept apart/,
    ],
    ["no token for it", { keyStoreToken: undefined }, /keyStoreToken not set: keyStore needs it/],
    ["a token for none", { keyStore: undefined }, /keyStoreToken is set and has no effect/],
    [
      "a key store in plain",
      { keyStore: { ...keyStore, address: "http://openbao:8200" } },
      /keyStore\.address .*https:\/\/, a host name and a port/,
    ],
    [
      "an address with a path",
      { keyStore: { ...keyStore, address: "https://openbao:8200/v1" } },
      /keyStore\.address .*without a path/,
    ],
    ["no way to a key store", { keyStore: { ...keyStore, networks: [] } }, /keyStore\.networks/],
    [
      "two servers",
      { postgresql: { cluster: { instances: 2 } } },
      /postgresql\.cluster\.instances .*at least 3/,
    ],
    ["two nodes", { searchStore: { cluster: { nodes: 2 } } }, /searchStore\.cluster\.nodes .*at least 3/],
    [
      "more copies than nodes for them",
      { searchStore: { cluster: { nodes: 3, replicas: 3 } } },
      /searchStore\.cluster\.replicas .*replicas must be below nodes/,
    ],
    [
      "an operator in no namespace",
      { searchStore: { cluster: { operatorNamespace: "Elastic System" } } },
      /searchStore\.cluster\.operatorNamespace .*lower-case letters/,
    ],
  ])("is refused with %s, in a word about it", (_, more, message) => {
    expect(configured(more)).toThrow(message);
  });

  it("takes a way to stores that somebody has made", () => {
    expect(asked({ administration })).not.toThrow();
  });

  it("is refused where the API server does not lead to the store's one server", () => {
    expect(configured({ objectStore: {} })).toThrow(/objectStore\.distributed is not set: .*endpoints/);
  });

  it("takes parity for no more than half of all drives", () => {
    const distributed = { servers: 4, drives: 1, parity: 3, driveSize: "10Gi" };
    expect(() => configOf("prod", { objectStore: { distributed } })).toThrow(/parity must be at most half/);
  });
});
