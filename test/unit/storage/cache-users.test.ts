import { join, resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { render } from "../../../components/platform/template";
import { accessList, cacheUsers } from "../../../components/storage/cache/users";

const hashes = Object.fromEntries(
  Object.keys(cacheUsers).map((name, index) => [name, String(index).repeat(64)]),
);
const lines = accessList(cacheUsers, hashes).trimEnd().split("\n");
const line = (user: string) => lines.find((each) => each.startsWith(`user ${user} `))!.split(" ");

describe("the cache's users", () => {
  it("are the clients of its flows, and nobody beside them", () => {
    expect(lines[0]).toBe("user default off resetpass resetkeys resetchannels -@all");
    expect(lines.slice(1).map((each) => each.split(" ")[1])).toEqual(Object.keys(cacheUsers));
  });

  it.each(Object.keys(cacheUsers))("%s begins with nothing, and has a password by its hash", (user) => {
    const rules = line(user);
    expect(rules).toContain(`#${hashes[user]}`);
    for (const rule of ["resetpass", "resetkeys", "resetchannels", "-@all"]) expect(rules).toContain(rule);
    expect(rules.filter((rule) => /^(nopass|allkeys|~\*|&\*|\+@.*|>.*)$/.test(rule))).toEqual([]);
    expect(rules.indexOf("-@all")).toBeLessThan(rules.findIndex((rule) => rule.startsWith("+")));
  });

  it("send to the queue; only the worker takes from it", () => {
    const taking = Object.keys(cacheUsers).filter((user) => line(user).includes("+brpop"));
    expect(taking).toEqual(["superset-worker"]);
  });

  it("reach what is cached only where it is read as objects", () => {
    expect(line("superset-beat").filter((rule) => rule.startsWith("~"))).toEqual([
      "~queue:celery",
      "~queue:_kombu.binding.celery",
    ]);
  });
});

describe("valkey.conf", () => {
  const text = render(join(resolve(__dirname, "../../.."), "components/storage/cache/valkey.conf.eta"), {
    listenAddresses: ["127.0.0.1", "10.1.2.3"],
    port: 6379,
    directory: "/etc/x",
    maxMemoryBytes: 33554432,
  });
  it.each([
    "bind 127.0.0.1 10.1.2.3",
    "port 0",
    "tls-port 6379",
    'tls-protocols "TLSv1.3"',
    "aclfile /etc/x/users.acl",
    "maxmemory 33554432",
    "maxmemory-policy volatile-lru",
    'save ""',
    "appendonly no",
  ])("says: %s", (setting) => expect(text.split("\n")).toContain(setting));
});
