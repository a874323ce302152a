import { z } from "zod";
import { roles, type Role } from "../components/security/roles";

const group = z
  .string()
  .regex(
    /^(?!\s)[^\p{C}]{1,256}(?<!\s)$/u,
    "a group's name, of 1 to 256 characters that are seen, without spaces around it",
  );

const groupsOf = (role: Role) =>
  z.array(group).default([role]).describe(`Groups whose members are ${role}. Unset: the group \`${role}\`.`);

/** The company's groups by role; who is in none of them has no access. Directories tell no case apart, and neither does this. */
export const groupsSetting = z
  .strictObject({
    admin: groupsOf("admin").refine(
      (list) => list.length > 0,
      "at least one group: somebody must administer",
    ),
    "data-engineer": groupsOf("data-engineer"),
    analyst: groupsOf("analyst"),
    viewer: groupsOf("viewer"),
  } satisfies Record<Role, unknown>)
  .superRefine((mapping, context) => {
    const taken = new Map<string, Role>();
    for (const role of roles)
      for (const name of mapping[role]) {
        const other = taken.get(name.toLowerCase());
        taken.set(name.toLowerCase(), role);
        if (other === undefined) continue;
        const places = other === role ? `twice under ${role}` : `under ${other} and under ${role}`;
        context.addIssue({
          code: "custom",
          path: [role],
          message: `each group once: "${name}" is ${places} (a role that is not set has the group of its name)`,
        });
      }
  });
