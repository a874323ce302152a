import { createHash, randomBytes } from "node:crypto";
import { certify, type Certified } from "./certificates";
import type { CompanyServer } from "./company";

/** Somebody whom the company knows, and the groups of the company that it puts them in. */
export interface Employee {
  user: string;
  password: string;
  groups: readonly string[];
}

/** Port at which it listens. */
export const port = 6360;
const base = "dc=company,dc=test";
const [everybody, services, firstGroup, firstPerson] = [5000, 5001, 5100, 6000];

/** The name that the directory's certificate carries. */
export const directoryName = "directory.company.test";
/** The entry by which the stack looks people up. */
export const bindDn = `uid=lakehouse,ou=services,ou=users,${base}`;

const secret = () => randomBytes(12).toString("base64url");

/** People, each with a password; one holds what a configuration file might take for more than it is. */
export const employees = (groups: Record<string, readonly string[]>): Employee[] =>
  Object.entries(groups).map(([user, of]) => ({ user, password: `${secret()}$HOME"#`, groups: of }));

/** What the stack is configured with. */
export const directorySettings = {
  ...{ bindDn, baseDn: `ou=users,${base}`, groupBaseDn: `ou=groups,${base}` },
  ...{ userFilter: "(objectClass=posixAccount)", nameAttribute: "givenName" },
  ...{ groupFilter: "(objectClass=groupOfUniqueNames)", groupAttribute: "uniqueMember" },
};

/** A company's directory: a real GLAuth with people, groups and an authority that is none of the stack's. */
export function companyDirectory(people: readonly Employee[]): {
  server: CompanyServer;
  authority: Certified;
  bindPassword: string;
} {
  const authority = certify("Company authority");
  const { certificate, key } = certify(directoryName, authority);
  const bindPassword = `${secret()}$PATH`;
  const names = [...new Set(people.flatMap(({ groups }) => groups))];
  const numberOf = (group: string) => firstGroup + names.indexOf(group);
  const group = (name: string, number: number) =>
    `[[groups]]\nname = ${JSON.stringify(name)}\ngidnumber = ${number}\n`;
  const user = (name: string, password: string, number: number, primary: number, others: number[]) =>
    [
      `[[users]]\nname = "${name}"\ngivenname = "${name}"\nsn = "of the company"\nmail = "${name}@company.test"`,
      `uidnumber = ${number}\nprimarygroup = ${primary}\nothergroups = [${others.join(", ")}]`,
      `passsha256 = "${createHash("sha256").update(password).digest("hex")}"`,
      ...(primary === services
        ? [`ou=users,${base}`, `ou=groups,${base}`].map(
            (each) => `  [[users.capabilities]]\n  action = "search"\n  object = "${each}"`,
          )
        : []),
    ].join("\n");
  const config = [
    "debug = false\nsyslog = false\nstructuredlog = true\nwatchconfig = false",
    "[ldap]\nenabled = false",
    `[ldaps]\nenabled = true\nlisten = "0.0.0.0:${port}"\ncert = "/etc/company/server.crt"\nkey = "/etc/company/server.key"`,
    "[api]\nenabled = false",
    "[tracing]\nenabled = false",
    "[behaviors]\nignorecapabilities = false\nlimitfailedbinds = false",
    `[backend]\ndatastore = "config"\nbaseDN = "${base}"\nnameformat = "uid,cn"\ngroupformat = "ou,cn"\nanonymousdse = false`,
    group("people", everybody),
    group("services", services),
    ...names.map((name) => group(name, numberOf(name))),
    user("lakehouse", bindPassword, firstPerson - 1, services, []),
    ...people.map(({ user: name, password, groups }, index) =>
      user(name, password, firstPerson + index, everybody, groups.map(numberOf)),
    ),
  ].join("\n\n");
  return {
    server: {
      ...{ name: directoryName, image: "glauth", port },
      command: ["/app/glauth", "-c", "/etc/company/glauth.cfg"],
      files: () => ({ "glauth.cfg": config, "server.crt": certificate, "server.key": key }),
    },
    authority,
    bindPassword,
  };
}
