import type { ResourceType, Values } from "../../runtime/resource-type";
import type { ServiceAccountInfo } from "../admin-client";
import { type Connection, unlessCode } from "../connection";
import { rule } from "../failures";
import { generateSecretKey } from "../names";
import { keepUnlessChanged, policiesEqual, policyProblem } from "../policy-document";

const GONE = ["XMinioInvalidIAMCredentials", "XMinioAdminNoSuchAccessKey", "XMinioAdminNoSuchUser"];

/** Tells the server that the account has its user's rights. */
const INHERIT = { Version: "", Statement: null };

function policyOf(inputs: Values): unknown {
  return inputs.policy ? JSON.parse(inputs.policy as string) : INHERIT;
}

/**
 * As in the official provider, state holds the policy in force even when it is the user's: an account
 * without a policy of its own shows a change on every update, so programs had better give one.
 */
function describe(values: Values, info: ServiceAccountInfo): Values {
  return {
    ...values,
    policy: keepUnlessChanged(values.policy, info.policy),
    targetUser: info.parentUser,
    status: info.accountStatus,
    disableUser: info.accountStatus === "off",
  };
}

/** `minio.IamServiceAccount`: an access key of a user, with the user's rights or fewer. */
export const iamServiceAccount: ResourceType<Connection> = {
  inputs: {
    targetUser: { type: "string", required: true, forceNew: true },
    policy: { type: "string", suppressDiff: policiesEqual },
    disableUser: { type: "boolean", default: false },
    updateSecret: { type: "boolean", default: false },
  },
  comparesState: true,
  outputs: { accessKey: {}, secretKey: { secret: true }, status: {} },
  check: (inputs) => rule("policy", inputs.policy, policyProblem),
  async create(inputs, connection) {
    const user = String(inputs.targetUser);
    return connection.run(`create a service account of user "${user}"`, async ({ admin }) => {
      const { accessKey, secretKey } = await admin.addServiceAccount(user, policyOf(inputs));
      if (inputs.disableUser === true) await admin.updateServiceAccount(accessKey, { newStatus: "off" });
      const info = await admin.serviceAccountInfo(accessKey);
      return { id: accessKey, outputs: describe({ ...inputs, accessKey, secretKey }, info) };
    });
  },
  async read(id, state, connection) {
    const info = await connection.run(`read service account "${id}"`, ({ admin }) =>
      unlessCode(GONE, admin.serviceAccountInfo(id)),
    );
    return info && describe({ ...state, accessKey: id }, info);
  },
  async update(id, state, inputs, connection) {
    const secretKey = inputs.updateSecret === true ? generateSecretKey() : String(state.secretKey);
    return connection.run(`update service account "${id}"`, async ({ admin }) => {
      await admin.updateServiceAccount(id, {
        newPolicy: policyOf(inputs),
        newStatus: inputs.disableUser === true ? "off" : "on",
        ...(secretKey === state.secretKey ? {} : { newSecretKey: secretKey }),
      });
      return describe({ ...inputs, accessKey: id, secretKey }, await admin.serviceAccountInfo(id));
    });
  },
  async delete(id, _state, connection) {
    await connection.run(`delete service account "${id}"`, async ({ admin }) => {
      if ((await unlessCode(GONE, admin.serviceAccountInfo(id))) !== undefined)
        await admin.deleteServiceAccount(id);
    });
  },
};
