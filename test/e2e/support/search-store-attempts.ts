import type { StackOutputs } from "../../../tools/operate";
import { loginOf, targetOf, type Login, type Target } from "../../../tools/sample-data/clients";
import { tryOut, type Attempt, type Permission, type ReasonOf } from "./attempt";
import { SearchStoreClient, SearchStoreError } from "./search-store-client";
import {
  administers,
  expectedOfCluster,
  expectedOn,
  indexActions,
  places,
  searchStorePrincipals,
  type IndexAction,
  type Place,
  type Visitor,
} from "./search-store-expectations";
import { SearchStoreWorld, type Document } from "./search-store-world";
import { tlsAlert } from "./tls-errors";

const service = "search-store";

/** A denial is a refusal of one of these kinds, and no other failure. */
const deniedAs =
  (...kinds: string[]): ReasonOf =>
  (error) =>
    error instanceof SearchStoreError && kinds.includes(`${error.status} ${error.kind}`)
      ? `${error.status} ${error.kind}`
      : undefined;
const unauthenticated = deniedAs("401 security_exception");
const unauthorised = deniedAs("401 security_exception", "403 security_exception");
/** The setting action.auto_create_index refuses as if the index were only missing. */
const notMade = deniedAs("401 security_exception", "403 security_exception", "404 index_not_found_exception");
/** The setting action.destructive_requires_name refuses every pattern, whoever asks. */
const notByPattern = deniedAs(
  "401 security_exception",
  "403 security_exception",
  "400 illegal_argument_exception",
);

/** Tries what one visitor may and may not do. */
class Visit {
  readonly attempts: Attempt[] = [];

  constructor(
    private readonly world: SearchStoreWorld,
    private readonly visitor: Visitor,
    private readonly client: SearchStoreClient,
  ) {}

  async note(action: string, expected: Permission, body: () => Promise<unknown>, why = unauthorised) {
    this.attempts.push(await tryOut({ service, principal: this.visitor, action, expected }, body, why));
  }

  async indices(): Promise<void> {
    for (const place of places) {
      for (const action of indexActions) {
        const why = action === "make an index by its first document" ? notMade : unauthorised;
        await this.note(
          `${action} (${place})`,
          expectedOn(this.visitor, action, place),
          () => this.act(action, place),
          why,
        );
      }
      const pattern = this.world.index(place, "*");
      await this.note(
        `remove indices by a pattern (${place})`,
        "denied",
        () => this.client.ask("DELETE", `/${pattern}`),
        notByPattern,
      );
    }
  }

  private act(action: IndexAction, place: Place): Promise<unknown> {
    const { client, visitor, world } = this;
    const index = world.index(place);
    const own = (what: string) => `${what}-${visitor}`;
    const document = world.document(own("note"));
    const byRun = { query: { match: { run: world.run } }, size: 1000 };
    const bodies: Record<IndexAction, () => Promise<unknown>> = {
      "make an index": () => client.ask("PUT", `/${world.index(place, own("new"))}`),
      "remove an index": () => client.ask("DELETE", `/${world.index(place, own("remove"))}`),
      "make an index by its first document": () =>
        client.ask("PUT", `/${world.index(place, own("first"))}/_create/1`, document),
      "add a document": () => client.ask("PUT", `/${index}/_create/${own("add")}`, document),
      "add a document without an id": () => client.ask("POST", `/${index}/_doc`, document),
      "add a document in bulk": () => client.bulk("create", index, own("add-bulk"), document),
      "overwrite a document": () => client.ask("PUT", `/${index}/_doc/${own("change")}`, document),
      "overwrite a document in bulk": () => client.bulk("index", index, own("change"), document),
      "remove a document": () => client.ask("DELETE", `/${index}/_doc/${own("remove")}`),
      "remove a document in bulk": () => client.bulk("delete", index, own("remove-bulk")),
      refresh: () => client.ask("POST", `/${index}/_refresh`),
      "read a document": () => client.ask("GET", `/${index}/_doc/seed`),
      search: async () => this.mustFind(await client.ask<Hits>("POST", `/${index}/_search`, byRun), index),
      count: () => client.ask("POST", `/${index}/_count`, { query: byRun.query }),
      "read the mapping": () => client.ask("GET", `/${index}`),
      "find it by searching everything": async () =>
        this.mustFind(await client.ask<Hits>("POST", "/_search", byRun), index),
    };
    return bodies[action]();
  }

  /** A search leaves out what the visitor may not read, without a word. */
  private mustFind({ hits }: Hits, index: string): void {
    const found = hits.hits.some((hit) => hit._index === index && hit._source.note === "seed");
    if (!found) throw new SearchStoreError(403, "security_exception", "left out of the answer");
  }

  /** Rights on the whole server. */
  async cluster(login: Login | undefined): Promise<void> {
    const { client, visitor, world } = this;
    const expected = expectedOfCluster(visitor);
    const name = `${world.run}-${visitor}`;
    const role = { cluster: ["all"], indices: [{ names: ["*"], privileges: ["all"] }] };
    const user = { password: `${world.run}-password`, roles: ["superuser"] };
    const ask = (action: string, method: string, path: string, body?: object) =>
      this.note(action, expected, () => client.ask(method, path, body));
    await ask("read the version", "GET", "/");
    const look = (action: string, path: string, named: string) =>
      this.note(action, expectedOfCluster(visitor, named), () => client.ask("GET", path));
    await look("read the health", "/_cluster/health", "cluster:monitor/health");
    await look("list nodes", "/_nodes", "cluster:monitor/nodes/info");
    await look("read every mapping", "/_cluster/state/metadata", "cluster:monitor/state");
    await ask("read statistics", "GET", "/_nodes/stats");
    await ask("list indices", "GET", "/_cat/indices?format=json");
    await ask("read settings", "GET", "/_cluster/settings");
    // To what it already is: no harm when it works.
    const setting = { persistent: { "action.destructive_requires_name": true } };
    await ask("change settings", "PUT", "/_cluster/settings", setting);
    await ask("list users", "GET", "/_security/user");
    await ask("list roles", "GET", "/_security/role");
    await ask("make a role with every privilege", "PUT", `/_security/role/${name}`, role);
    await ask("remove a role", "DELETE", `/_security/role/${this.prepared("role")}`);
    await ask("make a superuser", "PUT", `/_security/user/${name}`, user);
    const other = this.prepared("user");
    await ask("change another's password", "PUT", `/_security/user/${other}/_password`, {
      password: user.password,
    });
    await ask("remove a user", "DELETE", `/_security/user/${other}`);
    if (!administers(visitor)) {
      await ask("read the index of users and roles", "GET", "/.security/_search");
    }
    if (login && !administers(visitor)) {
      await ask("become superuser", "PUT", `/_security/user/${login.user}`, { roles: ["superuser"] });
    }
    await this.note("ask who I am", login ? "allowed" : "denied", () =>
      client.ask("GET", "/_security/_authenticate"),
    );
    // The administrator's password is in a file. For all others: to what it already is.
    if (visitor !== "administrator") {
      const password = login?.password ?? user.password;
      await this.note("change the own password", login ? "allowed" : "denied", () =>
        client.ask("PUT", "/_security/user/_password", { password }),
      );
    }
  }

  /** Name of the user or role that is there for this visitor to remove. */
  private prepared(kind: "role" | "user"): string {
    return preparedName(this.world, kind, this.visitor);
  }

  /** Ways to sign on that must not work for anyone. */
  async signingOn(target: Target, login: Login): Promise<void> {
    const who = (client: SearchStoreClient) => client.ask("GET", "/_security/_authenticate");
    const wrong = { ...login, password: [...login.password].reverse().join("") };
    for (const [what, client] of [
      ["a wrong password", new SearchStoreClient(target, wrong)],
      ["an empty password", new SearchStoreClient(target, { ...login, password: "" })],
      ["no login", new SearchStoreClient(target)],
    ] as const) {
      await this.note(`sign on with ${what}`, "denied", () => who(client), unauthenticated);
    }
    const old = new SearchStoreClient(target, login, "TLSv1.2");
    await this.note(
      "sign on with TLS 1.2",
      "denied",
      () => who(old),
      (error) => (tlsAlert(error) === "protocol version" ? "TLS alert: protocol version" : undefined),
    );
  }
}

interface Hits {
  hits: { hits: { _index: string; _source: Document }[] };
}

const preparedName = (world: SearchStoreWorld, kind: "role" | "user", visitor: Visitor): string =>
  `${world.run}-${kind}-for-${visitor}`;

/** Logins that come with Elasticsearch, and have passwords everybody knows or nobody set. */
const builtIn = ["elastic", "kibana_system", "logstash_system", "remote_monitoring_user"];

async function builtInUsers(target: Target): Promise<Attempt[]> {
  const tried = builtIn.flatMap((user) =>
    ["changeme", "elastic", ""].map((password) => ({ user, password })),
  );
  return Promise.all(
    tried.map(({ user, password }) =>
      tryOut(
        {
          service,
          principal: user,
          action: `sign on with the password '${password}'`,
          expected: "denied" as const,
        },
        () => new SearchStoreClient(target, { user, password }).ask("GET", "/_security/_authenticate"),
        unauthenticated,
      ),
    ),
  );
}

/**
 * Tries everything the role catalogue says, and what it does not say, on the search store: for each role and service
 * with a login, for the administrator, and without signing on. Leaves nothing behind.
 */
export async function searchStoreAttempts(outputs: StackOutputs): Promise<Attempt[]> {
  const target = targetOf(outputs, service);
  const administrator = new SearchStoreClient(target, loginOf(outputs, service, "administrator"));
  const world = new SearchStoreWorld(administrator);
  const known = outputs.credentials?.[service] ?? {};
  const principals = ["administrator" as const, ...searchStorePrincipals].filter((name) => name in known);
  const visitors: Visitor[] = [...principals, "anonymous"];
  const attempts: Attempt[] = [];
  try {
    const documents = visitors.flatMap((name) => [`change-${name}`, `remove-${name}`, `remove-bulk-${name}`]);
    await world.seed(
      ["seed", ...documents],
      visitors.map((name) => `remove-${name}`),
    );
    for (const visitor of visitors) {
      const [role, user] = (["role", "user"] as const).map((kind) => preparedName(world, kind, visitor));
      await administrator.ask("PUT", `/_security/role/${role}`, { cluster: [], indices: [] });
      await administrator.ask("PUT", `/_security/user/${user}`, { password: world.run, roles: [role] });
    }
    for (const visitor of visitors) {
      const login = visitor === "anonymous" ? undefined : loginOf(outputs, service, visitor);
      const visit = new Visit(world, visitor, new SearchStoreClient(target, login));
      await visit.indices();
      await visit.cluster(login);
      if (login) await visit.signingOn(target, login);
      attempts.push(...visit.attempts);
    }
    attempts.push(...(await builtInUsers(target)));
  } finally {
    await world.clear();
  }
  return attempts;
}
