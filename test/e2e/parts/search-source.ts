import { expect, it } from "vitest";
import { mainPath } from "../../../stacks/schema";
import { loginOf, targetOf } from "../../../tools/sample-data/clients";
import { DremioClient } from "../support/dremio-client";
import { SearchStoreClient } from "../support/search-store-client";
import type { TestStack } from "../stack";

const index = "lake-airport-notes";
const table = `search."${index}"."_doc"`;

/** The search store beside the main path, as a source of Dremio's; more than dev has memory for by default. */
export function searchSource(stack: () => TestStack): void {
  it("brings the search store, and Dremio reads it", async () => {
    stack().configure({
      "lakehouse:profiles": [...mainPath, "search"],
      "lakehouse:docker": { memory: "12Gi" },
    });
    const { code, output } = await stack().make("up");
    expect(code, output).toBe(0);
    const outputs = await stack().outputs();
    const engineer = new SearchStoreClient(
      targetOf(outputs, "search-store"),
      loginOf(outputs, "search-store", "data-engineer"),
    );
    await engineer.ask("PUT", `/${index}`, {
      mappings: { properties: { airport: { type: "keyword" }, note: { type: "text" } } },
    });
    for (const airport of ["ABE", "ABQ"])
      await engineer.ask("PUT", `/${index}/_doc/${airport}?refresh=true`, { airport, note: "seen" });
    const client = await DremioClient.signOn(outputs);
    expect(await client.sql(`SELECT airport FROM ${table} ORDER BY airport`)).toEqual([
      { airport: "ABE" },
      { airport: "ABQ" },
    ]);
    const joined = `SELECT count(*) AS n FROM silver.flights AS f JOIN ${table} AS a ON a.airport = f.origin`;
    expect(Number((await client.sql(joined))[0]!["n"])).toBeGreaterThan(0);
    await expect(client.sql(`INSERT INTO ${table} (airport) SELECT 'X'`)).rejects.toThrow(/not supported/);
  });

  // An update that takes minutes; that a profile's data goes by name alone is a drill's.
  it.runIf(process.env["LAKEHOUSE_DATA_PATH"] === "whole")(
    "takes the source away with the profile",
    async () => {
      stack().configure({ "lakehouse:profiles": mainPath });
      const { code, output } = await stack().make("up", { DISCARD: "search-store-data" });
      expect(code, output).toBe(0);
      const client = await DremioClient.signOn(await stack().outputs());
      const { data } = await client.ask<{ data: { path: string[]; containerType: string }[] }>(
        "GET",
        "/api/v3/catalog",
      );
      const sources = data.filter(({ containerType }) => containerType === "SOURCE");
      expect(sources.map(({ path }) => path[0]).sort()).toEqual(["lake", "live"]);
    },
  );
}
