import type { ResourceType } from "../../runtime/resource-type";
import { type Connection, unlessCode } from "../connection";

const GONE = ["XMinioAdminNoSuchGroup"];

function missingFrom(these: string[], others: string[]): string[] {
  return these.filter((item) => !others.includes(item));
}

/** `minio.IamGroupMembership`: all members of one group. */
export const iamGroupMembership: ResourceType<Connection> = {
  inputs: {
    name: { type: "string", forceNew: true },
    group: { type: "string", required: true, forceNew: true },
    users: { type: "array", required: true, items: "string", unordered: true },
  },
  autoName: "name",
  async create(inputs, connection) {
    const group = String(inputs.group);
    await connection.run(`add members to group "${group}"`, ({ admin }) =>
      admin.updateGroupMembers(group, inputs.users as string[], false),
    );
    return { id: String(inputs.name), outputs: inputs };
  },
  async read(_id, state, connection) {
    const group = String(state.group);
    const info = await connection.run(`read members of group "${group}"`, ({ admin }) =>
      unlessCode(GONE, admin.groupInfo(group)),
    );
    if (info === undefined) return undefined;
    return { ...state, users: info.members ?? [] };
  },
  async update(_id, state, inputs, connection) {
    const group = String(inputs.group);
    const before = state.users as string[];
    const after = inputs.users as string[];
    await connection.run(`change members of group "${group}"`, async ({ admin }) => {
      const added = missingFrom(after, before);
      const removed = missingFrom(before, after);
      if (added.length > 0) await admin.updateGroupMembers(group, added, false);
      if (removed.length > 0) await admin.updateGroupMembers(group, removed, true);
    });
    return inputs;
  },
  async delete(_id, state, connection) {
    const group = String(state.group);
    const users = state.users as string[];
    // Removing nobody would delete the group itself.
    if (users.length === 0) return;
    await connection.run(`remove members from group "${group}"`, async ({ admin }) => {
      const info = await unlessCode(GONE, admin.groupInfo(group));
      const present = users.filter((user) => info?.members?.includes(user));
      if (present.length > 0) await admin.updateGroupMembers(group, present, true);
    });
  },
};
