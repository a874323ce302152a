import { describe, expect, it } from "vitest";
import { describeFailure } from "../../providers/postgresql/errors";
import { privilegesEqual, privilegesProblem } from "../../providers/postgresql/privileges";
import { postgresqlProvider } from "../../providers/postgresql/provider";
import { isVerifier, passwordMatches, passwordProblem, verifierOf } from "../../providers/postgresql/scram";
import { Semaphore } from "../../providers/postgresql/semaphore";

const type = (name: string) => {
  const found = Object.entries(postgresqlProvider.resources).find(([token]) => token.endsWith(`:${name}`));
  if (found === undefined) throw new Error(name);
  return found[1];
};

describe("SCRAM verifiers", () => {
  it("are those of RFC 7677's example", () => {
    // Password "pencil", salt and iterations of the RFC's exchange; its proof verifies with this stored key.
    const salt = Buffer.from("W22ZaJ0SNY7soEsUEjb6gQ==", "base64");
    expect(verifierOf("pencil", salt, 4096)).toBe(
      "SCRAM-SHA-256$4096:W22ZaJ0SNY7soEsUEjb6gQ==$" +
        "WG5d8oPm3OtcPnkdi4Uo7BkeZkBFzpcXkuLmtbsT4qY=:wfPLwcE6nTWhTAmQ7tl2KeoiWGPlZqQxSrmfPwDl2dU=",
    );
  });

  it("match their password alone", () => {
    const stored = verifierOf("sesame");
    expect(isVerifier(stored)).toBe(true);
    expect(passwordMatches(stored, "sesame")).toBe(true);
    expect(passwordMatches(stored, "sesam")).toBe(false);
    expect(passwordMatches(stored, stored)).toBe(true);
    expect(passwordMatches(verifierOf("sesame"), stored)).toBe(false);
    expect(passwordMatches("", "sesame")).toBe(false);
  });

  it("are only made of passwords that SASLprep leaves alone", () => {
    expect(passwordProblem("!aZ ~")).toBeUndefined();
    for (const password of ["ü", "a\tb", "\u00a0"]) expect(passwordProblem(password)).toContain("ASCII");
  });
});

describe("privileges", () => {
  it("are checked by object type", () => {
    expect(privilegesProblem("table", ["SELECT", "MAINTAIN", "ALL"])).toBeUndefined();
    expect(privilegesProblem("schema", [])).toBeUndefined();
    expect(privilegesProblem("schema", ["USAGE", "SELECT"])).toContain(
      '"SELECT"; for a schema allowed: ALL, CREATE, USAGE',
    );
    expect(privilegesProblem("table", ["select"])).toContain('"select"');
  });

  it("are sets, and ALL is the whole list", () => {
    expect(privilegesEqual("schema", ["USAGE", "CREATE"], ["CREATE", "USAGE"])).toBe(true);
    expect(privilegesEqual("schema", ["USAGE", "CREATE"], ["ALL"])).toBe(true);
    expect(privilegesEqual("schema", ["USAGE"], ["ALL"])).toBe(false);
    expect(privilegesEqual("schema", ["USAGE"], ["CREATE"])).toBe(false);
    expect(privilegesEqual("schema", [], ["USAGE"])).toBe(false);
  });
});

describe("checks", () => {
  it.each([
    ["Grant", { role: "r", database: "d", objectType: "table", privileges: ["SELECT"] }, "schema"],
    [
      "Grant",
      { role: "r", database: "d", objectType: "database", objects: ["t"], privileges: [] },
      "objects",
    ],
    [
      "Grant",
      { role: "r", database: "d", schema: "s", objectType: "table", privileges: ["USAGE"] },
      "privileges",
    ],
    [
      "Grant",
      { role: "r", database: "d", schema: "s", objectType: "function", objects: ["f(); x"], privileges: [] },
      "objects",
    ],
    [
      "DefaultPrivileges",
      { role: "r", database: "d", owner: "o", schema: "s", objectType: "schema", privileges: [] },
      "schema",
    ],
    [
      "DefaultPrivileges",
      {
        role: "public",
        database: "d",
        owner: "o",
        objectType: "table",
        privileges: [],
        withGrantOption: true,
      },
      "withGrantOption",
    ],
    ["Role", { name: "x".repeat(64) }, "name"],
    ["Role", { name: "r", password: "pä" }, "password"],
    ["Role", { name: "r", connectionLimit: -2 }, "connectionLimit"],
    ["Role", { name: "r", searchPaths: ["a, b"] }, "searchPaths"],
    ["Database", { name: "d", connectionLimit: 1.5 }, "connectionLimit"],
    ["GrantRole", { role: "", grantRole: "g" }, "role"],
  ])("%s refuses %o", (name, inputs, property) => {
    expect(type(name).check!(inputs).map((failure) => failure.property)).toEqual([property]);
  });

  it("let good arguments pass", () => {
    expect(
      type("Grant").check!({ role: "public", database: "d", objectType: "database", privileges: [] }),
    ).toEqual([]);
    expect(type("Role").check!({ name: 'r"; --', password: "p'", searchPaths: ["a b"] })).toEqual([]);
  });
});

describe("semaphore", () => {
  it.each([1, 3])("lets %i tasks in and no more, also after a failure", async (limit) => {
    const semaphore = new Semaphore(limit);
    let now = 0;
    let most = 0;
    const task = (index: number) => async () => {
      most = Math.max(most, ++now);
      await new Promise((resolve) => setTimeout(resolve, 1));
      now--;
      if (index % 3 === 0) throw new Error("x");
    };
    const results = await Promise.allSettled(
      Array.from({ length: 12 }, (_, index) => semaphore.run(task(index))),
    );
    expect(most).toBe(limit);
    expect(results.filter(({ status }) => status === "rejected")).toHaveLength(4);
  });
});

describe("configuration", () => {
  const good = {
    host: "h",
    port: 5432,
    username: "u",
    password: "hidden-value",
    database: "postgres",
    sslmode: "verify-full",
    sslrootcert: "/ca.pem",
    superuser: true,
    connectTimeout: 180,
    maxConnections: 20,
  };

  it("is taken without connecting", () => {
    expect(postgresqlProvider.connect(good).configuration).toMatchObject({ host: "h", caFile: "/ca.pem" });
  });

  it("is refused with every problem in one message and without the password", () => {
    const connect = () =>
      postgresqlProvider.connect({ ...good, host: "", sslmode: "require", superuser: false });
    expect(connect).toThrow(/host is missing.*verify-full.*superuser: false/);
    expect(connect).not.toThrow(/hidden-value/);
  });
});

describe("errors", () => {
  it("say what, where and how to fix; only details about dependents are shown", () => {
    const server = (code: string) => Object.assign(new Error("m"), { code, detail: "Key (x)=(secret)" });
    expect(describeFailure('drop role "r"', "h:5432", server("2BP01")).message).toContain("Key (x)");
    expect(describeFailure('drop role "r"', "h:5432", server("23505")).message).toBe(
      'could not drop role "r" on PostgreSQL at h:5432: m (23505)',
    );
    expect(describeFailure("x", "h:5432", server("28P01")).message).toContain(
      "username or password is wrong",
    );
  });
});

describe("replacement", () => {
  // From the official package's schema, version 3.18.1: inputs with willReplaceOnChanges.
  const official: Record<string, string[]> = {
    Database: ["encoding", "lcCollate", "lcCtype", "template"],
    Role: [],
    Schema: ["database"],
    Grant: ["database", "objectType", "objects", "role", "schema", "withGrantOption"],
    GrantRole: ["grantRole", "role", "withAdminOption"],
    DefaultPrivileges: ["database", "objectType", "owner", "role", "schema", "withGrantOption"],
    Extension: ["database", "name"],
  };

  it("happens for the official arguments, type by type", () => {
    const ours = Object.keys(official).map((name) => {
      const { inputs } = type(name);
      return [
        name,
        Object.keys(inputs)
          .filter((each) => inputs[each]?.forceNew)
          .sort(),
      ];
    });
    expect(Object.fromEntries(ours)).toEqual(official);
    expect(Object.keys(postgresqlProvider.resources)).toHaveLength(Object.keys(official).length);
  });

  it("deletes a grant first, as officially, and nothing else", () => {
    const first = Object.keys(official).filter((name) => type(name).deleteBeforeReplace);
    expect(first).toEqual(["Grant"]);
  });

  it("secrets are the official ones", () => {
    expect(type("Role").inputs.password?.secret).toBe(true);
    expect(postgresqlProvider.configuration.password?.secret).toBe(true);
  });
});
