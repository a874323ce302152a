import { describe, expect, it } from "vitest";
import { configOf, recordDev } from "../../golden/stacks";

const told = async (changes: Record<string, unknown>) => {
  const graph = await recordDev(changes);
  const inputsOf = (resource: (typeof graph)[number]) => resource.inputs as Record<string, unknown>;
  const of = (name: string) => inputsOf(graph.find((resource) => resource.name === name)!);
  const policies = graph
    .filter(({ type }) => type === "minio:index/iamPolicy:IamPolicy")
    .map((resource) => inputsOf(resource)["name"] as string);
  return {
    environment: (of("object-store-process")["envs"] as string[]).join("\n"),
    proxy: JSON.stringify(of("object-store-terminator-files")["uploads"]),
    policies,
  };
};

describe("people's sign-on to the object store", () => {
  it("is not there without the identity provider", async () => {
    const { environment, proxy, policies } = await told({ profiles: [] });
    expect(environment).not.toMatch(/OPENID|STS|CONFIG_ENV_FILE/);
    expect(proxy).not.toContain("ask-identity");
    expect(policies.every((name) => name.startsWith("lakehouse-"))).toBe(true);
  });

  it("comes with it, as long as is configured", async () => {
    const { environment, proxy, policies } = await told({
      profiles: ["query"],
      objectStore: { sessionMinutes: 20 },
    });
    expect(environment).toContain("MINIO_STS_DURATION=20m");
    expect(environment).toContain("MINIO_IDENTITY_OPENID_CLAIM_NAME=groups");
    expect(environment).not.toContain("CLIENT_SECRET");
    expect(proxy).toContain("ssl verify required");
    expect(policies).toEqual(expect.arrayContaining(["admin", "data-engineer", "analyst", "viewer"]));
  });

  it.each([14, 61, 30.5])("cannot last %s minutes", (sessionMinutes) => {
    expect(() => configOf("dev", { objectStore: { sessionMinutes } })).toThrow(/objectStore\.sessionMinutes/);
  });
});
