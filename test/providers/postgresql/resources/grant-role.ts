import type { ResourceType, Values } from "../../runtime/resource-type";
import { lockRole } from "../catalog";
import type { Connection } from "../connection";
import { nameFailures } from "../failures";
import { identifier } from "../sql";

function revokeStatement(values: Values): string {
  return `REVOKE ${identifier(values.grantRole)} FROM ${identifier(values.role)}`;
}

/** The statements that make the membership what the program says. */
export function grantRoleStatements(inputs: Values): string[] {
  const grant = `GRANT ${identifier(inputs.grantRole)} TO ${identifier(inputs.role)}`;
  return [revokeStatement(inputs), grant + (inputs.withAdminOption === true ? " WITH ADMIN OPTION" : "")];
}

function membership(values: Values): string {
  return `membership of role "${String(values.role)}" in "${String(values.grantRole)}"`;
}

/** `postgresql.GrantRole`: one role's membership in another. Every change replaces it. */
export const grantRole: ResourceType<Connection> = {
  inputs: {
    role: { type: "string", required: true, forceNew: true },
    grantRole: { type: "string", required: true, forceNew: true },
    withAdminOption: { type: "boolean", default: false, forceNew: true },
  },
  check: (inputs) => nameFailures(inputs, ["role", "grantRole"]),
  async create(inputs, connection) {
    await connection.transaction(`grant ${membership(inputs)}`, async (session) => {
      await lockRole(session, inputs.role);
      for (const statement of grantRoleStatements(inputs)) await session.query(statement);
    });
    const id = [inputs.role, inputs.grantRole, inputs.withAdminOption === true].map(String).join("_");
    return { id, outputs: inputs };
  },
  async read(_id, state, connection) {
    const { rows } = await connection.session(`read ${membership(state)}`, (session) =>
      session.query<{ admin_option: boolean }>(
        `SELECT admin_option FROM pg_catalog.pg_auth_members
         WHERE pg_catalog.pg_get_userbyid(member) = $1 AND pg_catalog.pg_get_userbyid(roleid) = $2`,
        [state.role, state.grantRole],
      ),
    );
    return rows[0] && { ...state, withAdminOption: rows[0].admin_option };
  },
  async delete(_id, state, connection) {
    await connection.transaction(`revoke ${membership(state)}`, async (session) => {
      await lockRole(session, state.role);
      await session.query(revokeStatement(state));
    });
  },
};
