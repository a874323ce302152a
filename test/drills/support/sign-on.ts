import { ListObjectsV2Command } from "@aws-sdk/client-s3";
import type { StackOutputs } from "../../../tools/operate";
import {
  postgresqlConfig,
  targetOf,
  withPostgresql,
  type Login,
  type Target,
} from "../../../tools/sample-data/clients";
import { deniedBy } from "../../e2e/support/attempt";
import { probeClient } from "../../e2e/support/object-store-clients";
import { SearchStoreClient } from "../../e2e/support/search-store-client";

/** Signs on; false when the server does not take the password. Every other failure is thrown. */
const ways: Record<string, (target: Target, login: Login) => Promise<boolean>> = {
  async "object-store"(target, login) {
    const client = probeClient(target, login);
    const list = new ListObjectsV2Command({ Bucket: "datalake", Prefix: "bronze/", MaxKeys: 1 });
    try {
      await client.send(list);
      return true;
    } catch (error) {
      if (deniedBy("SignatureDoesNotMatch", "InvalidAccessKeyId")(error)) return false;
      // Signed on, and not allowed to look.
      if (deniedBy("AccessDenied")(error)) return true;
      throw error;
    } finally {
      client.destroy();
    }
  },
  async postgresql(target, login) {
    try {
      await withPostgresql(postgresqlConfig(target, login, "live"), () => Promise.resolve());
      return true;
    } catch (error) {
      if (deniedBy("28P01")(error)) return false;
      // Signed on, and not allowed into this database.
      if (deniedBy("42501")(error)) return true;
      throw error;
    }
  },
  async "search-store"(target, login) {
    const { status } = await new SearchStoreClient(target, login).send("GET", "/_security/_authenticate");
    if (status !== 200 && status !== 401) throw new Error(`the search store answers with ${status}`);
    return status === 200;
  },
};

/** Whether each login of a stack is taken, as `<service> <principal>`. */
export async function signOns(
  at: StackOutputs,
  credentials: NonNullable<StackOutputs["credentials"]>,
): Promise<Record<string, boolean>> {
  const all: Record<string, boolean> = {};
  for (const [service, logins] of Object.entries(credentials)) {
    for (const [principal, { user, password }] of Object.entries(logins)) {
      const login = { user: user!, password: password! };
      all[`${service} ${principal}`] = await ways[service]!(targetOf(at, service), login);
    }
  }
  return all;
}
