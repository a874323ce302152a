import { describe, expect, it } from "vitest";
import { losses, type Step } from "../../e2e/support/preview-steps";

const step = (op: string, type: string, more: object = {}): Step => ({
  op,
  urn: `urn:pulumi:prod::lakehouse::${type}::one`,
  oldState: { type, inputs: {}, ...more },
});
const claims = { inputs: { spec: { volumeClaimTemplates: [{}] } } };

describe("a preview", () => {
  it.each([
    ["a volume that is deleted", step("delete", "docker:index/volume:Volume")],
    [
      "a cluster that is replaced",
      step("delete-replaced", "kubernetes:pgv2.percona.com/v2:PerconaPGCluster"),
    ],
    ["a password that is made anew", step("replace", "random:index/randomPassword:RandomPassword")],
    ["a password's successor", step("create-replacement", "random:index/randomPassword:RandomPassword")],
    ["servers with claims", step("replace", "kubernetes:apps/v1:StatefulSet", claims)],
    [
      "an authority's key",
      step("delete", "lakehouse:security:CertificateAuthority$tls:index/privateKey:PrivateKey"),
    ],
    ["whatever is protected", step("delete", "any:index/thing:Thing", { protect: true })],
  ])("loses %s", (_what, one) => {
    const type = one.urn.split("::")[2]!.split("$").at(-1)!;
    const known = { ...one, oldState: { ...one.oldState!, type } };
    expect(losses([known])).toEqual([`${one.op} ${one.urn}`]);
  });

  it.each([
    ["a volume that stays", step("same", "docker:index/volume:Volume")],
    ["a cluster that is changed", step("update", "kubernetes:pgv2.percona.com/v2:PerconaPGCluster")],
    ["servers without claims", step("replace", "kubernetes:apps/v1:StatefulSet", { inputs: { spec: {} } })],
    ["a server's key", step("replace", "tls:index/privateKey:PrivateKey")],
    ["a container", step("delete", "docker:index/container:Container")],
  ])("does not lose %s", (_what, one) => {
    expect(losses([one])).toEqual([]);
  });
});
