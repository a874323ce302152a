import type { ResourceType, Values } from "../../runtime/resource-type";
import { type Connection, unlessCode } from "../connection";
import { rule } from "../failures";
import { generateSecretKey, principalNameProblem } from "../names";

const GONE = ["XMinioAdminNoSuchUser"];

function wantedStatus(inputs: Values): string {
  return inputs.disableUser === true ? "disabled" : "enabled";
}

/** `minio.IamUser`; a secret that the program does not give is generated. */
export const iamUser: ResourceType<Connection> = {
  inputs: {
    name: { type: "string", forceNew: true },
    secret: { type: "string", secret: true, computed: true },
    disableUser: { type: "boolean", default: false },
    forceDestroy: { type: "boolean", default: false },
    updateSecret: { type: "boolean", default: false },
  },
  unsupported: ["tags"],
  outputs: { status: {} },
  autoName: "name",
  check: (inputs) => rule("name", inputs.name, principalNameProblem),
  async create(inputs, connection) {
    const name = String(inputs.name);
    const secret = (inputs.secret as string) || generateSecretKey();
    const status = await connection.run(`create user "${name}"`, async ({ admin }) => {
      await admin.setUser(name, secret, "enabled");
      if (inputs.disableUser === true) await admin.setUserStatus(name, "disabled");
      return (await admin.userInfo(name)).status;
    });
    return { id: name, outputs: { ...inputs, secret, status } };
  },
  async read(id, state, connection) {
    const info = await connection.run(`read user "${id}"`, ({ admin }) =>
      unlessCode(GONE, admin.userInfo(id)),
    );
    return info && { ...state, name: id, status: info.status, disableUser: info.status === "disabled" };
  },
  async update(id, state, inputs, connection) {
    if (inputs.forceDestroy === true) {
      throw new Error(
        `user "${id}": with forceDestroy: true the official provider deletes the user on every update; ` +
          "this one refuses. Set forceDestroy: false.",
      );
    }
    const kept = String(inputs.secret ?? state.secret);
    const secret = inputs.updateSecret === true ? generateSecretKey() : kept;
    const status = await connection.run(`update user "${id}"`, async ({ admin }) => {
      if (secret !== state.secret) await admin.setUser(id, secret, wantedStatus(inputs));
      else if ((await admin.userInfo(id)).status !== wantedStatus(inputs)) {
        await admin.setUserStatus(id, wantedStatus(inputs));
      }
      return (await admin.userInfo(id)).status;
    });
    return { ...inputs, secret, status };
  },
  async delete(id, _state, connection) {
    await connection.run(`delete user "${id}"`, async ({ admin }) => {
      const info = await unlessCode(GONE, admin.userInfo(id));
      if (info === undefined) return;
      for (const group of info.memberOf ?? []) await admin.updateGroupMembers(group, [id], true);
      await admin.removeUser(id);
    });
  },
};
