import type { ResourceType, Values } from "../../runtime/resource-type";
import { type Connection, unlessCode } from "../connection";
import { rule } from "../failures";
import { principalNameProblem } from "../names";

const GONE = ["XMinioAdminNoSuchGroup"];

function wantedStatus(inputs: Values): string {
  return inputs.disableGroup === true ? "disabled" : "enabled";
}

/** `minio.IamGroup`. */
export const iamGroup: ResourceType<Connection> = {
  inputs: {
    name: { type: "string" },
    disableGroup: { type: "boolean", default: false },
    forceDestroy: { type: "boolean", default: false },
  },
  outputs: { groupName: {} },
  autoName: "name",
  check: (inputs) => rule("name", inputs.name, principalNameProblem),
  async create(inputs, connection) {
    const name = String(inputs.name);
    await connection.run(`create group "${name}"`, async ({ admin }) => {
      await admin.updateGroupMembers(name, [], false);
      await admin.setGroupStatus(name, wantedStatus(inputs));
    });
    return { id: name, outputs: { ...inputs, groupName: name } };
  },
  async read(id, state, connection) {
    const info = await connection.run(`read group "${id}"`, ({ admin }) =>
      unlessCode(GONE, admin.groupInfo(id)),
    );
    return info && { ...state, name: id, groupName: info.name, disableGroup: info.status === "disabled" };
  },
  async update(id, _state, inputs, connection) {
    if (inputs.name !== id) {
      throw new Error(
        `group "${id}" cannot be renamed to "${String(inputs.name)}": MinIO has no such call and the official ` +
          "provider fails too. Give the resource another name in the program, so that it is replaced.",
      );
    }
    if (inputs.forceDestroy === true) {
      throw new Error(
        `group "${id}": with forceDestroy: true the official provider deletes the group on every update; ` +
          "this one refuses. Set forceDestroy: false.",
      );
    }
    await connection.run(`update group "${id}"`, ({ admin }) =>
      admin.setGroupStatus(id, wantedStatus(inputs)),
    );
    return { ...inputs, groupName: id };
  },
  async delete(id, state, connection) {
    await connection.run(`delete group "${id}"`, async ({ admin }) => {
      const info = await unlessCode(GONE, admin.groupInfo(id));
      if (info === undefined) return;
      const members = info.members ?? [];
      if (members.length > 0 && state.forceDestroy !== true) {
        throw new Error(
          `it still has ${members.length} members; remove the memberships first or set forceDestroy: true`,
        );
      }
      if (members.length > 0) await admin.updateGroupMembers(id, members, true);
      await admin.updateGroupMembers(id, [], true);
    });
  },
};
