import type { StackOutputs } from "../operate";
import { readBronze } from "./bronze";
import { loginOf, objectStoreClient, postgresqlConfig, targetOf, withPostgresql } from "./clients";
import { database, readTables } from "./relational";
import type { SampleData } from "./rows";

/**
 * The data set as it lies in bronze, in canonical order, read with a principal's own login.
 * @throws S3ServiceException named `AccessDenied` when the principal may not
 */
export async function bronzeRows(outputs: StackOutputs, principal: string): Promise<SampleData> {
  const client = objectStoreClient(
    targetOf(outputs, "object-store"),
    loginOf(outputs, "object-store", principal),
  );
  try {
    return await readBronze(client);
  } finally {
    client.destroy();
  }
}

/**
 * The data set as it lies in PostgreSQL, in canonical order, read with a principal's own login.
 * @throws DatabaseError with code 42501 when the principal may not
 */
export async function tableRows(outputs: StackOutputs, principal: string): Promise<SampleData> {
  const login = loginOf(outputs, "postgresql", principal);
  const config = postgresqlConfig(targetOf(outputs, "postgresql"), login, database);
  return withPostgresql(config, readTables);
}
