import type { ResourceType } from "../../runtime/resource-type";
import type { AdminClient } from "../admin-client";
import { type Connection, unlessCode } from "../connection";
import { rule } from "../failures";
import { policyNameProblem, principalNameProblem, uniqueId } from "../names";

const GONE = ["XMinioAdminNoSuchUser", "XMinioAdminNoSuchGroup"];

/**
 * An attachment of one policy to a user or a group. The server only knows the whole list of policies,
 * so reading and writing it is kept in one piece per user or group.
 */
function policyAttachment(kind: "user" | "group"): ResourceType<Connection> {
  const target = `${kind}Name`;

  async function policiesOf(admin: AdminClient, entity: string): Promise<string[]> {
    const list =
      kind === "user" ? (await admin.userInfo(entity)).policyName : (await admin.groupInfo(entity)).policy;
    return list ? list.split(",") : [];
  }

  function alone<T>(connection: Connection, entity: string, task: () => Promise<T>): Promise<T> {
    return connection.policyAttachments.run(`${kind}:${entity}`, task);
  }

  return {
    inputs: {
      policyName: { type: "string", required: true, forceNew: true },
      [target]: { type: "string", required: true, forceNew: true },
    },
    check: (inputs) => [
      ...rule("policyName", inputs.policyName, policyNameProblem),
      ...rule(target, inputs[target], principalNameProblem),
    ],
    async create(inputs, connection) {
      const entity = String(inputs[target]);
      const policy = String(inputs.policyName);
      await alone(connection, entity, () =>
        connection.run(`attach policy "${policy}" to ${kind} "${entity}"`, async ({ admin }) => {
          const policies = await policiesOf(admin, entity);
          if (!policies.includes(policy))
            await admin.setPolicies(entity, kind === "group", [...policies, policy]);
        }),
      );
      return { id: uniqueId(`${entity}-`), outputs: inputs };
    },
    async read(_id, state, connection) {
      const entity = String(state[target]);
      const policies = await alone(connection, entity, () =>
        connection.run(`read the policies of ${kind} "${entity}"`, ({ admin }) =>
          unlessCode(GONE, policiesOf(admin, entity)),
        ),
      );
      return policies?.includes(String(state.policyName)) ? state : undefined;
    },
    async delete(_id, state, connection) {
      const entity = String(state[target]);
      const policy = String(state.policyName);
      await alone(connection, entity, () =>
        connection.run(`detach policy "${policy}" from ${kind} "${entity}"`, async ({ admin }) => {
          const policies = await unlessCode(GONE, policiesOf(admin, entity));
          if (!policies?.includes(policy)) return;
          const rest = policies.filter((name) => name !== policy);
          await admin.setPolicies(entity, kind === "group", rest);
        }),
      );
    },
  };
}

/** `minio.IamUserPolicyAttachment`. */
export const iamUserPolicyAttachment = policyAttachment("user");

/** `minio.IamGroupPolicyAttachment`. */
export const iamGroupPolicyAttachment = policyAttachment("group");
