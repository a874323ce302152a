/** The stores as their administrator reaches them. */
import { loginOf, objectStoreClient, postgresqlConfig, targetOf } from "../../../tools/sample-data/clients";
import type { StackOutputs } from "../../../tools/operate";

/**
 * The object store; whoever asks for a client ends it, or leaves it to the end of the process.
 * @param server one of its servers @default wherever the stack says that it is reached
 */
export const administratorStore = (outputs: StackOutputs, server?: { host: string; port: number }) =>
  objectStoreClient(
    { ...targetOf(outputs, "object-store"), ...server },
    loginOf(outputs, "object-store", "administrator"),
  );

/** How PostgreSQL's database `live` is reached. */
export const administratorDatabase = (outputs: StackOutputs) =>
  postgresqlConfig(targetOf(outputs, "postgresql"), loginOf(outputs, "postgresql", "administrator"), "live");
