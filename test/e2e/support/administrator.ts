/** The stores as their administrator reaches them. */
import { loginOf, objectStoreClient, postgresqlConfig, targetOf } from "../../../tools/sample-data/clients";
import type { StackOutputs } from "../../../tools/operate";

/** The object store; whoever asks for a client ends it, or leaves it to the end of the process. */
export const administratorStore = (outputs: StackOutputs) =>
  objectStoreClient(targetOf(outputs, "object-store"), loginOf(outputs, "object-store", "administrator"));

/** How PostgreSQL's database `live` is reached. */
export const administratorDatabase = (outputs: StackOutputs) =>
  postgresqlConfig(targetOf(outputs, "postgresql"), loginOf(outputs, "postgresql", "administrator"), "live");
