import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { identifier, integer, literal, nameProblem, routine } from "../../providers/postgresql/sql";
import {
  alterDatabaseStatements,
  createDatabaseStatement,
} from "../../providers/postgresql/resources/database";
import { defaultPrivilegesStatements } from "../../providers/postgresql/resources/default-privileges";
import { grantId } from "../../providers/postgresql/resources/grant";
import { grantStatement, revokeStatement } from "../../providers/postgresql/resources/grant-statements";
import { grantRoleStatements } from "../../providers/postgresql/resources/grant-role";
import {
  alterRoleStatements,
  createRoleStatements,
  parseSearchPath,
  roleSetting,
} from "../../providers/postgresql/resources/role-statements";

const HOSTILE = 'a"; DROP TABLE t; --';
const QUOTED = '"a""; DROP TABLE t; --"';

/** The statement with every quoted name and string taken out: what is left must be ours alone. */
function skeleton(statement: string): string {
  return statement.replace(/"(?:[^"]|"")*"/g, "NAME").replace(/ ?E?'(?:[^'\\]|''|\\.)*'/g, " TEXT");
}

describe("quoting", () => {
  it("keeps any name inside its quotes", () => {
    fc.assert(
      fc.property(fc.string({ minLength: 1, maxLength: 15 }), (name) => {
        fc.pre(nameProblem(name) === undefined);
        const quoted = identifier(name);
        expect(quoted).toBe(`"${name.replace(/"/g, '""')}"`);
        expect(skeleton(quoted)).toBe("NAME");
      }),
    );
  });

  it("keeps any text inside its quotes", () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        expect(skeleton(literal(text)).trim()).toBe("TEXT");
      }),
    );
  });

  it("refuses names that PostgreSQL would cut off or not take", () => {
    expect(() => identifier("x".repeat(64))).toThrow("64 bytes");
    expect(() => identifier("ü".repeat(32))).toThrow("64 bytes");
    expect(identifier("x".repeat(63))).toHaveLength(65);
    expect(() => identifier("")).toThrow("empty");
    expect(() => identifier("a\0b")).toThrow("NUL");
  });

  it("takes whole numbers only", () => {
    expect(integer(-1)).toBe("-1");
    for (const wrong of [1.5, "1; DROP TABLE t", Number.NaN, undefined])
      expect(() => integer(wrong)).toThrow("whole number");
  });

  it("takes functions with argument types and nothing behind them", () => {
    expect(routine("f")).toBe('"f"');
    expect(routine('f"(text, integer[])')).toBe('"f"""(text, integer[])');
    for (const wrong of ["f(a); DROP TABLE t; --", "f(a) TO public", "f(a", "f('x')"])
      expect(() => routine(wrong)).toThrow();
  });
});

describe("CREATE and ALTER DATABASE", () => {
  it("has the official defaults", () => {
    expect(createDatabaseStatement({ name: HOSTILE }, "admin")).toBe(
      `CREATE DATABASE ${QUOTED} OWNER "admin" TEMPLATE "template0" ENCODING 'UTF8' ` +
        "ALLOW_CONNECTIONS true CONNECTION LIMIT -1 IS_TEMPLATE false",
    );
  });

  it("takes DEFAULT as the keyword and quotes the rest", () => {
    const statement = createDatabaseStatement(
      {
        name: "d",
        owner: HOSTILE,
        template: "default",
        encoding: "it's",
        lcCollate: "C",
        lcCtype: "DEFAULT",
      },
      "admin",
    );
    expect(statement).toContain(
      `OWNER ${QUOTED} TEMPLATE DEFAULT ENCODING 'it''s' LC_COLLATE 'C' LC_CTYPE DEFAULT`,
    );
  });

  it("changes only what differs, under the new name", () => {
    const state = { name: "a", owner: "o", connectionLimit: -1, allowConnections: true, isTemplate: false };
    expect(alterDatabaseStatements(state, state)).toEqual([]);
    expect(
      alterDatabaseStatements(state, { ...state, name: "b", connectionLimit: 3, isTemplate: undefined }),
    ).toEqual(['ALTER DATABASE "a" RENAME TO "b"', 'ALTER DATABASE "b" CONNECTION LIMIT = 3']);
  });
});

describe("CREATE and ALTER ROLE", () => {
  const attributes = { name: HOSTILE, inherit: true, connectionLimit: -1, validUntil: "infinity" };

  it("sends a verifier and never the password", () => {
    const statements = createRoleStatements({
      ...attributes,
      login: true,
      password: "sesame-17",
      roles: ["g"],
    });
    expect(statements[0]).toMatch(/^CREATE ROLE "a""; DROP TABLE t; --" WITH PASSWORD 'SCRAM-SHA-256\$4096:/);
    expect(statements[0]).toContain(
      "VALID UNTIL 'infinity' CONNECTION LIMIT -1 NOSUPERUSER NOCREATEDB NOCREATEROLE INHERIT LOGIN NOREPLICATION NOBYPASSRLS",
    );
    expect(statements.slice(1)).toEqual([
      `GRANT "g" TO ${QUOTED}`,
      `ALTER ROLE ${QUOTED} SET search_path TO DEFAULT`,
    ]);
    expect(statements.join()).not.toContain("sesame-17");
  });

  it("has no password clause without a password, and takes NULL as none", () => {
    expect(createRoleStatements(attributes)[0]).not.toContain("PASSWORD");
    expect(createRoleStatements({ ...attributes, password: "null" })[0]).toContain("PASSWORD NULL");
  });

  it("changes only what differs, and sets memberships and search path anew", () => {
    const state = { ...attributes, name: "r", roles: ["old"], statementTimeout: 5, password: "p" };
    expect(
      alterRoleStatements(state, { ...state, roles: ["new"], login: true, statementTimeout: undefined }, [
        "old",
      ]),
    ).toEqual([
      'ALTER ROLE "r" WITH LOGIN',
      'REVOKE "old" FROM "r"',
      'GRANT "new" TO "r"',
      'ALTER ROLE "r" SET search_path TO DEFAULT',
      'ALTER ROLE "r" RESET statement_timeout',
    ]);
    expect(alterRoleStatements(state, { ...state, password: "q" }, [])[0]).toMatch(
      /^ALTER ROLE "r" WITH PASSWORD 'SCRAM/,
    );
  });

  it("reads settings back", () => {
    const configuration = ['search_path="a b", "q""q", public', "statement_timeout=5000", "role=x"];
    expect(parseSearchPath(roleSetting(configuration, "search_path"))).toEqual(["a b", 'q"q', "public"]);
    expect(roleSetting(configuration, "role")).toBe("x");
    expect(roleSetting(null, "role")).toBeUndefined();
    expect(parseSearchPath(undefined)).toEqual([]);
  });
});

describe("GRANT and REVOKE", () => {
  const base = {
    database: "d",
    role: HOSTILE,
    schema: "s",
    objectType: "table",
    privileges: ["SELECT", "INSERT"],
  };

  it.each([
    [{ objectType: "database" }, 'DATABASE "d"'],
    [{ objectType: "schema" }, 'SCHEMA "s"'],
    [{}, 'ALL TABLES IN SCHEMA "s"'],
    [{ objectType: "sequence" }, 'ALL SEQUENCES IN SCHEMA "s"'],
    [{ objectType: "routine" }, 'ALL ROUTINES IN SCHEMA "s"'],
    [{ objects: ["t", 'u"v'] }, 'TABLE "s"."t","s"."u""v"'],
    [{ objectType: "function", objects: ["f(text)"] }, 'FUNCTION "s"."f"(text)'],
  ])("covers %o", (change, target) => {
    expect(grantStatement({ ...base, ...change })).toBe(`GRANT SELECT,INSERT ON ${target} TO ${QUOTED}`);
  });

  it("revokes everything, on named objects only what was granted", () => {
    expect(revokeStatement(base)).toBe(`REVOKE ALL PRIVILEGES ON ALL TABLES IN SCHEMA "s" FROM ${QUOTED}`);
    expect(revokeStatement({ ...base, objects: ["t"] })).toBe(
      `REVOKE SELECT,INSERT ON TABLE "s"."t" FROM ${QUOTED}`,
    );
    expect(revokeStatement({ ...base, objects: ["t"], privileges: [] })).toBe(
      `REVOKE ALL PRIVILEGES ON TABLE "s"."t" FROM ${QUOTED}`,
    );
  });

  it("grants nothing for an empty list, and the option when asked", () => {
    expect(grantStatement({ ...base, privileges: [] })).toBeUndefined();
    expect(grantStatement({ ...base, withGrantOption: true })).toMatch(/ WITH GRANT OPTION$/);
  });

  it("has the official identifier, objects in Terraform's set order", () => {
    expect(grantId({ ...base, role: "r" })).toBe("r_d_s_table");
    expect(grantId({ ...base, role: "r", objectType: "database" })).toBe("r_d_database");
    // CRC-32: b = 1908338681, c = 112844655, a = 3904355907; ordered as decimal text.
    expect(grantId({ ...base, role: "r", objects: ["a", "b", "c"] })).toBe("r_d_s_table_c_b_a");
  });
});

describe("ALTER DEFAULT PRIVILEGES and memberships", () => {
  const base = { role: "public", database: "d", owner: HOSTILE, objectType: "table", privileges: ["SELECT"] };

  it("revokes, then grants", () => {
    expect(defaultPrivilegesStatements({ ...base, schema: "s" })).toEqual([
      `ALTER DEFAULT PRIVILEGES FOR ROLE ${QUOTED} IN SCHEMA "s" REVOKE ALL ON TABLES FROM "public"`,
      `ALTER DEFAULT PRIVILEGES FOR ROLE ${QUOTED} IN SCHEMA "s" GRANT SELECT ON TABLES TO "public"`,
    ]);
    expect(defaultPrivilegesStatements({ ...base, privileges: [] })).toHaveLength(1);
  });

  it("sets a membership anew", () => {
    expect(grantRoleStatements({ role: "a", grantRole: HOSTILE, withAdminOption: true })).toEqual([
      `REVOKE ${QUOTED} FROM "a"`,
      `GRANT ${QUOTED} TO "a" WITH ADMIN OPTION`,
    ]);
  });
});
