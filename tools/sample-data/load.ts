import type { StackOutputs } from "../operate";
import { OperatorError } from "../pulumi/report";
import { writeBronze } from "./bronze";
import { loginOf, objectStoreClient, postgresqlConfig, targetOf, withPostgresql } from "./clients";
import { database, writeTables } from "./relational";
import type { SampleData } from "./rows";
import { readSource } from "./source";

const principal = "data-engineer";

/** What loading needs. */
export interface LoadContext {
  /** The stack's outputs, secrets included. */
  outputs: StackOutputs;
  /** Takes one line about each step. */
  log: (line: string) => void;
  /** @default the installed public data set */
  data?: SampleData;
}

/** What loading did. */
export interface LoadResult {
  changed: boolean;
  /** One sentence. */
  summary: string;
}

async function during<Result>(what: string, work: Promise<Result>): Promise<Result> {
  try {
    return await work;
  } catch (error) {
    if (error instanceof OperatorError) throw error;
    const { name, code, message } = error as Error & { code?: string };
    throw new OperatorError(
      `The sample data could not be written to ${what} as ${principal}: ${message || name} (${code ?? name}). ` +
        "What was written so far is whole; running 'make up' again completes it.",
    );
  }
}

/**
 * Writes the public data set to bronze as Parquet and to PostgreSQL, as the data engineer. Compares first and writes
 * only what is missing or differs, so a second run changes nothing and a run that was interrupted is completed.
 */
export async function loadSampleData({
  outputs,
  log,
  data = readSource(),
}: LoadContext): Promise<LoadResult> {
  const store = targetOf(outputs, "object-store");
  const client = objectStoreClient(store, loginOf(outputs, "object-store", principal));
  const sql = postgresqlConfig(
    targetOf(outputs, "postgresql"),
    loginOf(outputs, "postgresql", principal),
    database,
  );
  log("Sample data: comparing bronze with the source");
  try {
    const bronze = await during("the object store", writeBronze(client, data));
    if (bronze.foreign.length > 0) {
      log(
        `Sample data: ${bronze.foreign.length} other object(s) lie under bronze/sample/ and are left alone, ` +
          `for example ${bronze.foreign[0]}`,
      );
    }
    log("Sample data: comparing PostgreSQL with the source");
    const tables = await during(
      "PostgreSQL",
      withPostgresql(sql, (connection) => writeTables(connection, data)),
    );
    const rows = `${data.flights.length} flights and ${data.airports.length} airports`;
    if (bronze.written.length === 0 && !tables)
      return { changed: false, summary: `${rows} are in bronze and in PostgreSQL; nothing to change.` };
    const objects = `${bronze.written.length} of ${bronze.written.length + bronze.unchanged} Parquet objects written`;
    return {
      changed: true,
      summary:
        `${rows}: ${objects} to s3://datalake/bronze/sample/; tables sample.flights and sample.airports ` +
        `${tables ? "loaded into" : "unchanged in"} PostgreSQL, database live.`,
    };
  } finally {
    client.destroy();
  }
}
