import { roles, type Role } from "../../../components/security/roles";
import { supersetRoles } from "../../../components/security/superset-roles";
import type { Login, Target } from "../../../tools/sample-data/clients";
import { runName, tryOut, type Attempt, type ReasonOf } from "./attempt";
import { SupersetClient, SupersetError } from "./superset-client";
import { publishAll, withdrawAll } from "./superset-published";
import { supersetRows, type RowContext, type SupersetVisitor } from "./superset-rows";
import { lookAround } from "./superset-world";
import { tlsAlert } from "./tls-errors";

const service = "superset";

/** Where Superset is, through the edge, and who signs on. */
export interface SupersetPlace {
  target: Target;
  /** Logins of the example users. */
  logins: Record<Role, Login>;
  /** @default the thin row's */
  bronzeTable?: string;
  /** @default the sample data's */
  liveTable?: string;
}

/** Refusals in the words of SQL Lab, which answers them with a status of its own for each. */
const refusedStatements = [
  "DML_NOT_ALLOWED_ERROR",
  "TABLE_SECURITY_ACCESS_ERROR",
  "SYNTAX_ERROR",
  "INVALID_SQL_ERROR",
  "RESULT_TOO_LARGE_ERROR",
];

/** Refusals that come from where queries are sent, or read, as errors of the database. */
const refusedTexts = [
  "One query at a time",
  "Only queries are sent to a database",
  "The statement is too long, or its brackets are too deep",
  "Invalid SQL clause",
  "A request holds at most 20 queries",
  "Cannot parse time string",
  "out of memory",
  // SQL Lab's words for a database that the visitor has no right to.
  "The database referenced in this query was not found",
];

/** Sent to the form, told that it may not, or that there is no such thing for this visitor. */
const denied: ReasonOf = (error) => {
  if (!(error instanceof SupersetError)) return undefined;
  const { status, kind, message } = error;
  if (status === 302)
    return message.includes("/login") || message.includes("dashboard/list") ? message : undefined;
  if ([401, 403, 404, 413].includes(status)) return message;
  if (refusedTexts.some((text) => message.includes(text))) return message;
  return refusedStatements.includes(kind) ? message : undefined;
};

/** As {@link denied}; only who has signed on is given a token without which nothing is changed. */
const turnedAway: ReasonOf = (error) =>
  error instanceof SupersetError &&
  error.status === 400 &&
  error.message.includes("The CSRF token is missing")
    ? error.message
    : denied(error);

/** Ways to sign on that must not work for anyone. */
async function signingOn(target: Target, principal: Role, login: Login): Promise<Attempt[]> {
  const plan = (action: string) => ({ service, principal, action, expected: "denied" as const });
  const wrong = { ...login, password: [...login.password].reverse().join("") };
  const old = new SupersetClient(target, "TLSv1.2");
  return [
    await tryOut(
      plan("sign on with a wrong password"),
      () => new SupersetClient(target).signOn(wrong),
      denied,
    ),
    await tryOut(
      plan("sign on with an empty password"),
      () => new SupersetClient(target).signOn({ ...login, password: "" }),
      denied,
    ),
    await tryOut(
      plan("sign on with TLS 1.2"),
      () => old.signOn(login),
      (error) => (tlsAlert(error) === "protocol version" ? "TLS alert: protocol version" : undefined),
    ),
  ];
}

/** Tries every row as each role, and without signing on. Leaves nothing behind. */
export async function supersetAttempts({ target, logins, ...tables }: SupersetPlace): Promise<Attempt[]> {
  const clients = new Map<SupersetVisitor, SupersetClient>();
  const attempts: Attempt[] = [];
  for (const role of roles) {
    const client = new SupersetClient(target);
    const plan = { service, principal: role, action: "sign on", expected: "allowed" as const };
    attempts.push(await tryOut(plan, () => client.signOn(logins[role]), denied));
    clients.set(role, client);
    attempts.push(...(await signingOn(target, role, logins[role])));
  }
  const anonymous = new SupersetClient(target);
  await anonymous.open();
  clients.set("anonymous", anonymous);
  const run = runName();
  const world = await lookAround(clients.get("admin")!);
  const makers = { "data-engineer": clients.get("data-engineer")!, analyst: clients.get("analyst")! };
  const shownTo = (["data-engineer", "analyst", "viewer"] as const).map(
    (role) => world.roles[supersetRoles[role].name]!,
  );
  const published = await publishAll(clients.get("admin")!, makers, {
    ...{ run, live: world.databases.Live!, roles: shownTo },
  });
  const context: RowContext = {
    ...{ world, published, run },
    bronzeTable: tables.bronzeTable ?? "lake.datalake.bronze.airline.flights",
    liveTable: tables.liveTable ?? "sample.airports",
  };
  for (const { action, allowed, body, triedBy } of supersetRows(context)) {
    for (const [principal, client] of clients) {
      if (triedBy && !triedBy.includes(principal)) continue;
      const expected = allowed.includes(principal) ? ("allowed" as const) : ("denied" as const);
      const reason = principal === "anonymous" ? turnedAway : denied;
      attempts.push(await tryOut({ service, principal, action, expected }, () => body(client), reason));
    }
  }
  await withdrawAll(clients.get("admin")!, published);
  return attempts;
}
