import type { ResourceType } from "../../runtime/resource-type";
import { type Connection, unlessCode } from "../connection";
import { rule } from "../failures";
import { policyNameProblem } from "../names";
import { keepUnlessChanged, policiesEqual, policyProblem } from "../policy-document";

const GONE = ["XMinioAdminNoSuchPolicy"];

async function put(name: string, policy: unknown, connection: Connection): Promise<string> {
  return connection.run(`write policy "${name}"`, async ({ admin }) => {
    await admin.setPolicyDocument(name, String(policy));
    // State holds the server's spelling, as officially; comparisons look at the meaning.
    return admin.policyDocument(name);
  });
}

/** `minio.IamPolicy`: a named policy that users and groups can be given. */
export const iamPolicy: ResourceType<Connection> = {
  inputs: {
    name: { type: "string", forceNew: true },
    policy: { type: "string", required: true, suppressDiff: policiesEqual },
  },
  unsupported: ["namePrefix"],
  autoName: "name",
  check: (inputs) => [
    ...rule("name", inputs.name, policyNameProblem),
    ...rule("policy", inputs.policy, policyProblem),
  ],
  async create(inputs, connection) {
    const name = String(inputs.name);
    return { id: name, outputs: { name, policy: await put(name, inputs.policy, connection) } };
  },
  async read(id, state, connection) {
    const document = await connection.run(`read policy "${id}"`, ({ admin }) =>
      unlessCode(GONE, admin.policyDocument(id)),
    );
    return document === undefined
      ? undefined
      : { name: id, policy: keepUnlessChanged(state.policy, document) };
  },
  async update(id, _state, inputs, connection) {
    return { name: id, policy: await put(id, inputs.policy, connection) };
  },
  async delete(id, _state, connection) {
    await connection.run(`delete policy "${id}"`, ({ admin }) => unlessCode(GONE, admin.removePolicy(id)));
  },
};
