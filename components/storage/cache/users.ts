/**
 * Logins of the cache, as data: each with the keys, channels and commands that its client uses and no others.
 * Source: commands of redis-py 5, Kombu 5.5, limits and Flask-Caching, as counted by a server while each of them worked.
 */

/** What a login may do with keys of some names. */
export interface CacheGrant {
  access: "read" | "write" | "read-write";
  /** Names, with `*` for any text. */
  keys: string;
}

/** A login of the cache. */
export interface CacheUser {
  grants: readonly CacheGrant[];
  /** Channels it may speak on. @default none */
  channels?: string;
  commands: readonly string[];
}

/** What every client says when it comes. */
const greeting = ["auth", "hello", "ping", "client|setinfo", "client|setname"];
/** Adds a task to the queue. */
const sending = ["lpush", "sadd", "smembers", "llen", "multi", "exec"];
/** What is cached, and the sign-ons that are counted. */
const caching = ["get", "mget", "set", "setex", "del", "unlink", "exists", "ttl", "expire", "incrby"];

const queue: CacheGrant[] = [
  { access: "read-write", keys: "queue:celery" },
  { access: "read-write", keys: "queue:_kombu.binding.celery" },
];

/** By workload. What is cached becomes objects where it is read, so who only sends has no way to it. */
export const cacheUsers = {
  superset: {
    grants: [
      ...queue,
      { access: "read-write", keys: "superset:*" },
      { access: "read-write", keys: "LIMITS:*" },
    ],
    commands: [...greeting, ...sending, ...caching, "evalsha", "script|load"],
  },
  "superset-worker": {
    grants: [
      { access: "read-write", keys: "queue:*" },
      { access: "read-write", keys: "superset:*" },
    ],
    channels: "queue:/0.celeryev/*",
    commands: [
      ...greeting,
      ...sending,
      ...caching,
      ...["brpop", "rpop", "rpush", "srem", "hget", "hset", "hdel", "zadd", "zrem", "zrevrangebyscore"],
      ...["watch", "unwatch", "evalsha", "script|load"],
      // It says that it is there, to nobody.
      "publish",
    ],
  },
  "superset-beat": { grants: queue, commands: [...greeting, ...sending] },
} as const satisfies Record<string, CacheUser>;

export type CacheClient = keyof typeof cacheUsers;

const keyRule = { read: "%R~", write: "%W~", "read-write": "~" } as const;

/**
 * Lines of the server's file of users; the passwords by their SHA-256, which is no weakness for what is random.
 * @param hashes by login, hexadecimal
 */
export function accessList(
  users: Readonly<Record<string, CacheUser>>,
  hashes: Readonly<Record<string, string>>,
) {
  const line = ([name, { grants, channels, commands }]: [string, CacheUser]) =>
    [
      `user ${name} on sanitize-payload resetpass #${hashes[name]!} resetkeys`,
      ...grants.map(({ access, keys }) => `${keyRule[access]}${keys}`),
      "resetchannels",
      ...(channels === undefined ? [] : [`&${channels}`]),
      "-@all",
      ...[...new Set(commands)].map((command) => `+${command}`),
    ].join(" ");
  return [
    "user default off resetpass resetkeys resetchannels -@all",
    ...Object.entries(users).map(line),
    "",
  ].join("\n");
}
