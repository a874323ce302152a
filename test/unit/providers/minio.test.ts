import { describe, expect, it } from "vitest";
import { describeFailure } from "../../providers/minio/errors";
import { KeyedMutex } from "../../providers/minio/keyed-mutex";
import { policyNameProblem, principalNameProblem, uniqueId } from "../../providers/minio/names";
import {
  keepUnlessChanged,
  normalizePolicy,
  policiesEqual,
  policyProblem,
} from "../../providers/minio/policy-document";
import { minioProvider } from "../../providers/minio/provider";
import { fromLifecycleRule, parseExpiration } from "../../providers/minio/resources/lifecycle-policy";

const policy = (statement: object, version = "2012-10-17") =>
  JSON.stringify({ Version: version, Statement: [statement] });

describe("policy documents", () => {
  const known = policy({
    Effect: "Allow",
    Action: ["s3:GetObject", "s3:PutObject"],
    Resource: "arn:aws:s3:::a/*",
  });

  it("are equal in any order and with a list for a single value", () => {
    const other = `{"Statement": {"Resource": ["arn:aws:s3:::a/*"], "Sid": "",
      "Action": ["s3:PutObject", "s3:GetObject"], "Effect": "Allow"}, "Version": "2012-10-17"}`;
    expect(policiesEqual(known, other)).toBe(true);
    expect(keepUnlessChanged(known, other)).toBe(known);
  });

  it.each([
    ["an action less", policy({ Effect: "Allow", Action: ["s3:GetObject"], Resource: "arn:aws:s3:::a/*" })],
    ["Deny", known.replace("Allow", "Deny")],
    ["another resource", known.replace("a/*", "b/*")],
    [
      "a condition",
      known.replace('"Resource"', '"Condition":{"Bool":{"aws:SecureTransport":"true"}},"Resource"'),
    ],
    ["another version", known.replace("2012-10-17", "2008-10-17")],
    ["a second statement", known.replace("]}", ',{"Effect":"Deny","Action":"s3:*","Resource":"*"}]}')],
    ["no policy", ""],
    ["no JSON", "{"],
  ])("differ by %s", (_name, other) => {
    expect(policiesEqual(known, other)).toBe(false);
    expect(keepUnlessChanged(known, other)).toBe(other);
  });

  it("take everybody in both spellings for the same, and nobody else", () => {
    const open = (principal: unknown) =>
      policy({ Effect: "Allow", Principal: principal, Action: "s3:GetObject" });
    expect(policiesEqual(open("*"), open({ AWS: ["*"] }))).toBe(true);
    expect(policiesEqual(open("*"), open({ AWS: ["arn:aws:iam:::user/a"] }))).toBe(false);
  });

  it("are normalised to compact JSON with sorted keys; lists keep their order", () => {
    expect(normalizePolicy(' {"b": {"d": 1, "c": ["z", "a"]}, "a": "<&>"} ')).toBe(
      '{"a":"<&>","b":{"c":["z","a"],"d":1}}',
    );
  });

  it("must be JSON objects", () => {
    expect(policyProblem(known)).toBeUndefined();
    expect(policyProblem("")).toContain("{");
    expect(policyProblem("[]")).toContain("{");
    expect(policyProblem('{"a":')).toContain("not valid JSON");
  });
});

describe("lifecycle rules", () => {
  it("read the three forms of an expiration", () => {
    expect(parseExpiration("7d")).toEqual({ Days: 7 });
    expect(parseExpiration("2030-01-31")).toEqual({ Date: new Date("2030-01-31T00:00:00Z") });
    expect(parseExpiration("DeleteMarker")).toEqual({ ExpiredObjectDeleteMarker: true });
    for (const wrong of ["", "7", "0d", "7 days", "2030-13-01", "soon"])
      expect(parseExpiration(wrong)).toBeUndefined();
  });

  it("come back from S3's form as they were given, with their status", () => {
    expect(
      fromLifecycleRule({ ID: "a", Status: "Enabled", Filter: { Prefix: "x/" }, Expiration: { Days: 3 } }),
    ).toEqual({
      id: "a",
      expiration: "3d",
      filter: "x/",
      status: "Enabled",
    });
    expect(
      fromLifecycleRule({ ID: "b", Status: "Disabled", NoncurrentVersionExpiration: { NoncurrentDays: 9 } }),
    ).toEqual({ id: "b", noncurrentVersionExpirationDays: 9, status: "Disabled" });
  });

  it("show no change for the status the provider adds, and one for anything else", () => {
    const rules = minioProvider.resources["minio:index/ilmPolicy:IlmPolicy"]!.inputs.rules!;
    const rule = { id: "a", expiration: "3d" };
    expect(rules.suppressDiff!([{ ...rule, status: "Enabled" }], [rule])).toBe(true);
    expect(rules.suppressDiff!([{ ...rule, status: "Enabled" }], [{ ...rule, expiration: "4d" }])).toBe(
      false,
    );
    expect(rules.suppressDiff!([{ ...rule, status: "Enabled" }], [])).toBe(false);
  });
});

describe("names", () => {
  it("follow the official rules", () => {
    for (const name of ["a", "svc-query@lake.example", "A+b=c,d_e"])
      expect(principalNameProblem(name)).toBeUndefined();
    for (const name of ["", "a b", "a/b", "ü", "a\nb"]) expect(principalNameProblem(name)).toBeDefined();
    expect(policyNameProblem("a".repeat(96))).toBeUndefined();
    for (const name of ["", "a".repeat(97), "a b"]) expect(policyNameProblem(name)).toBeDefined();
  });

  it("get Terraform's suffix, never twice", () => {
    const now = new Date("2026-01-02T03:04:05.678Z");
    expect(uniqueId("user-", now)).toMatch(/^user-202601020304056780[0-9a-f]{8}$/);
    expect(uniqueId("user-", now)).not.toBe(uniqueId("user-", now));
  });
});

describe("keyed mutex", () => {
  it("keeps tasks of one key apart, also after a failure, and lets other keys pass", async () => {
    const mutex = new KeyedMutex();
    const events: string[] = [];
    const task =
      (name: string, fails = false) =>
      async () => {
        events.push(`+${name}`);
        await new Promise((resolve) => setTimeout(resolve, 5));
        events.push(`-${name}`);
        if (fails) throw new Error(name);
      };
    const results = await Promise.allSettled([
      mutex.run("a", task("a1", true)),
      mutex.run("a", task("a2")),
      mutex.run("b", task("b1")),
    ]);
    expect(results.map(({ status }) => status)).toEqual(["rejected", "fulfilled", "fulfilled"]);
    expect(events.indexOf("-a1")).toBeLessThan(events.indexOf("+a2"));
    expect(events.indexOf("+b1")).toBeLessThan(events.indexOf("-a1"));
  });
});

describe("configuration", () => {
  const good = { minioServer: "h:9000", minioUser: "u", minioPassword: "p", minioSsl: true };

  it("is taken without connecting", () => {
    expect(minioProvider.connect(good).configuration).toMatchObject({
      server: "h:9000",
      region: "us-east-1",
    });
  });

  it("is refused with every problem in one message and without the password", () => {
    const connect = () => minioProvider.connect({ minioServer: "https://h", minioPassword: "hidden-value" });
    expect(connect).toThrow(/minioUser is missing.*host:port.*minioSsl: true/);
    expect(connect).not.toThrow(/hidden-value/);
  });
});

describe("errors", () => {
  it("say what, where and how to fix", () => {
    const down = Object.assign(new Error("connect ECONNREFUSED"), { code: "ECONNREFUSED" });
    expect(describeFailure('create bucket "b"', "h:9000", down).message).toBe(
      'could not create bucket "b" on the object store at h:9000: connect ECONNREFUSED (ECONNREFUSED); ' +
        "nothing listens there: start the object store or correct minioServer",
    );
  });

  it("take the code of an answer without a body from its header", () => {
    const head = {
      name: "Unknown",
      message: "UnknownError",
      $response: { headers: { "x-minio-error-code": "AccessDenied" } },
    };
    expect(describeFailure("read", "h:9000", head).message).toContain("AccessDenied");
  });
});

describe("replacement", () => {
  // From the official package's schema, version 0.17.1: inputs with willReplaceOnChanges.
  const official: Record<string, string[]> = {
    "minio:index/s3Bucket:S3Bucket": ["bucket"],
    "minio:index/s3BucketVersioning:S3BucketVersioning": ["bucket"],
    "minio:index/s3BucketServerSideEncryption:S3BucketServerSideEncryption": ["bucket"],
    "minio:index/s3BucketPolicy:S3BucketPolicy": ["bucket"],
    "minio:index/ilmPolicy:IlmPolicy": ["bucket"],
    "minio:index/iamPolicy:IamPolicy": ["name"],
    "minio:index/iamUser:IamUser": ["name"],
    "minio:index/iamUserPolicyAttachment:IamUserPolicyAttachment": ["policyName", "userName"],
    "minio:index/iamGroup:IamGroup": [],
    "minio:index/iamGroupMembership:IamGroupMembership": ["group", "name"],
    "minio:index/iamGroupPolicyAttachment:IamGroupPolicyAttachment": ["groupName", "policyName"],
    "minio:index/iamServiceAccount:IamServiceAccount": ["targetUser"],
  };

  it("happens for the official arguments, type by type", () => {
    const ours = Object.entries(minioProvider.resources).map(([token, { inputs }]) => [
      token,
      Object.keys(inputs)
        .filter((name) => inputs[name]?.forceNew)
        .sort(),
    ]);
    expect(Object.fromEntries(ours)).toEqual(official);
  });

  it("secrets are the official ones", () => {
    const { iamUser, iamServiceAccount } = {
      iamUser: minioProvider.resources["minio:index/iamUser:IamUser"]!,
      iamServiceAccount: minioProvider.resources["minio:index/iamServiceAccount:IamServiceAccount"]!,
    };
    expect(iamUser.inputs.secret?.secret).toBe(true);
    expect(iamServiceAccount.outputs?.secretKey?.secret).toBe(true);
    expect(minioProvider.configuration.minioPassword?.secret).toBe(true);
  });
});
