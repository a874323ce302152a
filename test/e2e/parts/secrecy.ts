import { PutObjectCommand } from "@aws-sdk/client-s3";
import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import {
  loginOf,
  objectStoreClient,
  postgresqlConfig,
  targetOf,
  withPostgresql,
} from "../../../tools/sample-data/clients";
import { findOnDevice } from "../support/device-plaintext";
import { findPlaintext } from "../support/plaintext-probe";
import { SearchStoreClient } from "../support/search-store-client";
import { findSecrets, secretsOf, type Text } from "../support/secrets-probe";
import type { TestStack } from "../stack";

const marker = "plaintext-marker-7c1f6e0b9a";

export function secrecy(stack: () => TestStack): void {
  it("an object's bytes on the drive hold no plaintext", async () => {
    const outputs = await stack().outputs();
    const client = objectStoreClient(
      targetOf(outputs, "object-store"),
      loginOf(outputs, "object-store", "data-engineer"),
    );
    try {
      // Larger than what is kept inline in metadata, so that both forms of storage are searched.
      for (const [key, size] of [
        ["small", 1],
        ["large", 40_000],
      ] as const) {
        const Body = `${marker} `.repeat(size);
        await client.send(new PutObjectCommand({ Bucket: "datalake", Key: `bronze/probe/${key}`, Body }));
      }
    } finally {
      client.destroy();
    }
    const { Mountpoint } = await stack().docker.getVolume(`${stack().name}-object-store-data`).inspect();
    const search = await findPlaintext(Mountpoint, marker);
    expect(search.bytes).toBeGreaterThan(1_000_000);
    expect(search.hits).toEqual([]);
  });

  it("the same search finds a marker that is written in plain", async () => {
    const directory = mkdtempSync(join(tmpdir(), "plaintext-"));
    writeFileSync(join(directory, "part.1"), `x${marker}x`);
    expect((await findPlaintext(directory, marker)).hits).not.toEqual([]);
  });

  it("what Elasticsearch and PostgreSQL leave to the encrypted volume is not on its device in plain", async () => {
    const outputs = await stack().outputs();
    const engineer = loginOf(outputs, "search-store", "data-engineer");
    const search = new SearchStoreClient(targetOf(outputs, "search-store"), engineer);
    const index = `lake-${marker}`;
    for (const id of [marker, "many"]) {
      const note = `${marker} `.repeat(id === "many" ? 40_000 : 1);
      await search.ask("PUT", `/${index}/_doc/${id}?refresh=true`, { note });
    }
    const administrator = loginOf(outputs, "postgresql", "administrator");
    const config = postgresqlConfig(targetOf(outputs, "postgresql"), administrator, "live");
    await withPostgresql(config, async (client) => {
      await client.query("CREATE TABLE sample.secrecy (note text)");
      await client.query("INSERT INTO sample.secrecy SELECT $1 FROM generate_series(1, 1000)", [marker]);
      // A key's name is in the key ring as it is given, its key beside it.
      await client.query("SELECT public.pg_tde_create_key_using_global_key_provider($1, 'lakehouse')", [
        marker,
      ]);
      await client.query("CHECKPOINT");
    });
    const { device, directory } = stack().encryptedVolume;
    const onDevice = await findOnDevice(device, marker);
    expect(onDevice.bytes).toBeGreaterThan(1_000_000);
    expect(onDevice.hits).toEqual([]);
    // The same search finds both where the volume is open.
    const opened = await findPlaintext(directory, marker);
    const places = new Set(opened.hits.map(({ path }) => path.split("/")[0]));
    expect([...places].sort()).toEqual([
      `${stack().name}-postgresql-keys`,
      `${stack().name}-search-store-data`,
    ]);
  });

  it("every table of PostgreSQL is made by the encrypting access method, with keys in place", async () => {
    const outputs = await stack().outputs();
    const administrator = loginOf(outputs, "postgresql", "administrator");
    for (const database of ["live", "airbyte", "superset"]) {
      const config = postgresqlConfig(targetOf(outputs, "postgresql"), administrator, database);
      await withPostgresql(config, async (client) => {
        const { rows: settings } = await client.query<Record<string, string>>(
          `SELECT current_setting('default_table_access_method') AS method, current_setting('pg_tde.wal_encrypt') AS wal,
                  current_setting('pg_tde.enforce_encryption') AS enforced, current_setting('pg_tde.cipher') AS cipher`,
        );
        expect(settings).toEqual([{ method: "tde_heap", wal: "on", enforced: "on", cipher: "aes_256" }]);
        const { rows: plain } = await client.query(
          `SELECT relname FROM pg_class JOIN pg_am ON pg_am.oid = relam JOIN pg_namespace n ON n.oid = relnamespace
           WHERE relkind = 'r' AND nspname NOT IN ('pg_catalog', 'information_schema') AND amname <> 'tde_heap'`,
        );
        expect(plain).toEqual([]);
        await client.query("SELECT public.pg_tde_verify_default_key(), public.pg_tde_verify_server_key()");
      });
    }
  });

  it("no secret is in plain in state, output, container settings or logs", async () => {
    const secrets = secretsOf(await stack().outputs());
    expect(secrets.length).toBeGreaterThanOrEqual(22);
    for (const service of ["object-store", "postgresql", "search-store"])
      expect(secrets.map(({ name }) => name)).toContain(`password of administrator on ${service}`);
    const preview = await stack().make("preview");
    const texts: Text[] = [
      { name: "state", content: stack().stateFile() },
      { name: "preview", content: preview.output },
      { name: "output of all commands", content: stack().log },
      ...(await stack().inspections()),
    ];
    for (const container of ["postgresql", "postgresql-key", "search-store", "search-store-access"])
      expect(texts.map(({ name }) => name)).toContain(`log of ${stack().name}-${container}`);
    expect(findSecrets(secrets, texts)).toEqual([]);
    // The probe sees a secret where there is one.
    expect(findSecrets(secrets, [{ name: "control", content: `x ${secrets[0]!.value} x` }])).toHaveLength(1);
  });
}
