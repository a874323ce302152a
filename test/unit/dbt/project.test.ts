import { readdirSync, readFileSync } from "node:fs";
import * as path from "node:path";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";

const root = path.resolve(__dirname, "../../..");
const project = path.join(root, "components/processing/dbt/project");
const files = (readdirSync(project, { recursive: true }) as string[]).sort();

interface Described {
  name: string;
  description?: string;
  columns?: Described[];
}
interface Properties {
  models?: Described[];
  sources?: (Described & { tables: Described[] })[];
  exposures?: (Described & { depends_on: string[] })[];
}
const read = (name: string): unknown => parse(readFileSync(path.join(project, name), "utf8"));
const properties = files
  .filter((name) => name.startsWith("models/") && name.endsWith(".yml"))
  .map((name) => read(name) as Properties);
const models = properties.flatMap((file) => file.models ?? []);
const tables = properties.flatMap((file) => file.sources ?? []).flatMap((source) => source.tables);

describe("the dbt project", () => {
  it("describes every model that there is, and no other", () => {
    const written = files
      .filter((name) => /^models\/.*\.sql$/.test(name))
      .map((name) => path.basename(name, ".sql"));
    expect(models.map(({ name }) => name).sort()).toEqual(written.sort());
  });

  it.each([...models, ...tables].map((described) => [described.name, described] as const))(
    "says in sentences what %s and its columns are",
    (_, { description, columns = [] }) => {
      expect(description).toMatch(/^[A-Z].*\.\s*$/s);
      expect(columns.length).toBeGreaterThan(0);
      for (const column of columns) {
        expect(column.description, column.name).toMatch(/^[A-Z].*\.$/s);
      }
    },
  );

  it("tests that every key is there, and there once", () => {
    const keyed = models.filter(({ columns = [] }) => columns.some(({ name }) => name === "id"));
    expect(keyed.map(({ name }) => name).sort()).toEqual(["silver_flights", "unified_flights"]);
    for (const { columns = [] } of keyed) {
      expect(columns.find(({ name }) => name === "id")).toMatchObject({ data_tests: ["not_null", "unique"] });
    }
  });

  it("knows what the dashboard is made of", () => {
    const exposures = properties.flatMap((file) => file.exposures ?? []);
    expect(exposures).toMatchObject([{ name: "airline_delays", depends_on: ["ref('monthly_delays')"] }]);
  });

  it("sends no statement with a comment that a parser could stumble over", () => {
    for (const name of files.filter((name) => name.endsWith(".sql"))) {
      expect(readFileSync(path.join(project, name), "utf8"), name).not.toMatch(/^\s*--/m);
    }
  });
});

describe("its profiles", () => {
  const { lakehouse } = read("profiles.yml") as {
    lakehouse: { outputs: Record<string, Record<string, unknown>> };
  };

  it("check certificates unless a test says otherwise", () => {
    expect(lakehouse.outputs.dremio).toMatchObject({ use_ssl: true, verify_ssl: true });
    expect(lakehouse.outputs.postgres).toMatchObject({
      sslmode: "{{ env_var('PGSSLMODE', 'verify-full') }}",
    });
  });

  it.each(Object.entries(lakehouse.outputs))(
    "hold no password, and take it from where dbt blanks it: %s",
    (_, output) => {
      expect(output.password).toBe("{{ env_var('DBT_ENV_SECRET_PASSWORD') }}");
    },
  );

  it("send nobody statistics", () => {
    expect(read("dbt_project.yml")).toMatchObject({ flags: { send_anonymous_usage_stats: false } });
  });
});

describe("the image's lock file", () => {
  const lines = (name: string) => readFileSync(path.join(root, "images/pipeline", name), "utf8").split("\n");
  const locked = lines("requirements.txt");

  it("holds what was asked for, in the versions asked for", () => {
    for (const wanted of lines("requirements.in").filter((line) => /^\w/.test(line))) {
      expect(locked).toContain(`${wanted} \\`);
    }
  });

  it("has a hash for every package, and no address", () => {
    const packages = locked.flatMap((line, at) => (/^[\w.-]+==/.test(line) ? [at] : []));
    for (const at of packages) expect(locked[at + 1]).toMatch(/^ {4}--hash=sha256:[0-9a-f]{64}/);
    expect(locked.join("\n")).not.toMatch(/https?:|--index|--find-links/);
  });
});
