import { exampleLogin, roles, type Role } from "../roles";

/** Somebody in the directory. */
export interface Person {
  /** Under which name the operator finds the password: `make credentials SERVICE=identity PRINCIPAL=<id>`. */
  id: string;
  login: string;
  /** @default none: may sign on, and is let in nowhere */
  role?: Role;
}

/** Who administers a stack without an identity provider of its own; always there. */
const administrator: Person = { id: "administrator", login: "administrator", role: "admin" };

/** In no group of a role: shows that a password alone opens nothing. */
const guest: Person = { id: "guest", login: "example_guest" };

/** People of a stack's own directory. */
export const people = (exampleUsers: boolean): Person[] => [
  administrator,
  ...(exampleUsers
    ? [...roles.map((role): Person => ({ id: role, login: exampleLogin(role), role })), guest]
    : []),
];
