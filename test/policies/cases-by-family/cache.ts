import { inputs, set, type Change, type PolicyCases } from "../cases";

const settings = `bind 127.0.0.1 10.214.0.3
port 0
tls-port 6379
tls-protocols "TLSv1.3"
tls-cert-file /etc/cache/server.crt
tls-key-file /etc/cache/server.key
aclfile /etc/cache/users.acl
protected-mode yes
save ""
appendonly no
maxmemory 32mb
maxmemory-policy volatile-lru
`;
const hash = "0".repeat(64);
const users = `user default off resetpass resetkeys resetchannels -@all
user web on resetpass #${hash} resetkeys ~web:* resetchannels -@all +get +set
`;

/** The job as a server of Valkey's. */
const valkey =
  ({ text = settings, acl = users, options = [] as string[], files = [] as string[] } = {}): Change =>
  (graph) => {
    set("access-job", { entrypoints: ["valkey-server"], command: ["/etc/cache/valkey.conf", ...options] })(
      graph,
    );
    const uploads = {
      "valkey.conf": text,
      "users.acl": acl,
      "server.crt": "certificate",
      "server.key": "key",
    };
    inputs("access-files", (given) => {
      for (const [name, content] of Object.entries(uploads).filter(([name]) => !files.includes(name)))
        given["uploads"].push({
          file: `/etc/cache/${name}`,
          content,
          permissions: /key|acl/.test(name) ? "0400" : "0444",
        });
    })(graph);
  };
const but = (from: string, to: string) => valkey({ text: settings.replace(from, to) });
const by = (option: string) => valkey({ options: option.split(" ") });
const rights = (rule: string) => valkey({ acl: users.replace("+get", rule) });

/** What a cache speaks, and where; part of the transport family. */
export const cacheTransport: Record<string, PolicyCases> = {
  "valkey-requires-tls-1-3": {
    fail: {
      "a plain port": but("port 0\n", "port 6380\n"),
      "the plain port of old": but("port 0\n", ""),
      "1.2 as well": but('"TLSv1.3"', '"TLSv1.2 TLSv1.3"'),
      "the server's own versions": but('tls-protocols "TLSv1.3"\n', ""),
      "no port with TLS": but("tls-port 6379\n", ""),
      "no certificate": valkey({ files: ["server.crt"] }),
      "another key": but("server.key", "other.key"),
      "a socket": but("port 0\n", "port 0\nunixsocket /tmp/cache.sock\n"),
      "by an option": by("--port 6380"),
      "said again": but("aclfile", "tls-protocols TLSv1.2\naclfile"),
    },
    also: ["valkey-settings-are-known"],
    pass: { "as it is": valkey(), "without quotes": but('"TLSv1.3"', "TLSv1.3") },
  },
  "valkey-listens-at-named-addresses": {
    fail: {
      everywhere: but("127.0.0.1 10.214.0.3", "* -::*"),
      "everywhere, as a number": but("127.0.0.1", "0.0.0.0"),
      "not told": but("bind 127.0.0.1 10.214.0.3\n", ""),
      "by an option": by("--bind 0.0.0.0"),
    },
    pass: { "an address that need not be there": but("10.214.0.3", "-10.214.0.3") },
  },
};

/** Who may use a cache; part of the identity family. */
export const cacheIdentity: Record<string, PolicyCases> = {
  "valkey-requires-a-login": {
    fail: {
      "nobody named": but("aclfile /etc/cache/users.acl\n", ""),
      "a file that is not there": valkey({ files: ["users.acl"] }),
      "the standard user on": valkey({ acl: users.replace("default off", "default on nopass") }),
      "the standard user unsaid": valkey({ acl: users.replace(/^user default.*\n/, "") }),
      "no password": valkey({ acl: users.replace(`#${hash}`, "nopass") }),
      "a password in plain": valkey({ acl: users.replace(`#${hash}`, ">secret") }),
      "one password for all": but("port 0\n", "port 0\nrequirepass secret\n"),
      unprotected: but("protected-mode yes", "protected-mode no"),
    },
    pass: { "as it is": valkey() },
    also: ["valkey-settings-are-known"],
  },
  "valkey-users-have-few-rights": {
    fail: {
      "all keys": rights("allkeys +get"),
      "all keys, as a pattern": rights("~* +get"),
      "all keys to read": rights("%R~* +get"),
      "all channels": rights("&* +get"),
      "all commands": rights("+@all"),
      administration: rights("+@admin"),
      "the settings": rights("+config|get"),
      "programs of its own": rights("+eval"),
      "all that is there": rights("+keys"),
      "a selector": rights("+get (+set ~other:*)"),
      "settings from a client": but("port 0\n", "port 0\nenable-protected-configs yes\n"),
    },
    pass: { "programs it has given": rights("+evalsha +script|load") },
    also: ["valkey-settings-are-known"],
  },
  "valkey-settings-are-known": {
    fail: {
      ...Object.fromEntries(
        [
          ...["enable-debug-command yes", "enable-module-command local", "loadmodule /tmp/x.so"],
          ...["include /tmp/x.conf", "INCLUDE /tmp/x.conf", "replicaof 10.9.9.9 6379"],
          ...['rename-command CONFIG ""', "tls-auth-clients-user CN", "syslog-enabled yes"],
          ...["logfile /data/log", "dir /etc/cache", "hide-user-data-from-log no"],
        ].map((line) => [line, but("port 0\n", `port 0\n${line}\n`)]),
      ),
      "on, and off again": but("port 0\n", "enable-module-command yes\nenable-module-command no\nport 0\n"),
      "by an option": by("--loadmodule /tmp/x.so"),
    },
    pass: {
      "as it is": valkey(),
      "more clients": but("port 0\n", "port 0\nmaxclients 400\n"),
      "its output": but("port 0\n", 'port 0\nlogfile ""\n'),
      "off, as they are": but("port 0\n", "port 0\nenable-debug-command no\n"),
    },
    also: ["valkey-users-have-few-rights"],
  },
};

/** What a cache writes and keeps; part of the family about what lies at rest. */
export const cacheAtRest: Record<string, PolicyCases> = {
  "valkey-writes-nothing": {
    fail: {
      "from time to time": but('save ""', "save 3600 1"),
      "by default": but('save ""\n', ""),
      "each change": but("appendonly no", "appendonly yes"),
      unsaid: but("appendonly no\n", ""),
    },
  },
  "valkey-keeps-what-is-queued": {
    fail: {
      "no limit": but("maxmemory 32mb\n", ""),
      "a limit of nothing": but("maxmemory 32mb", "maxmemory 0"),
      "any key goes": but("volatile-lru", "allkeys-lru"),
    },
    pass: {
      "none goes": but("volatile-lru", "noeviction"),
      "left to the server": but("maxmemory-policy volatile-lru\n", ""),
    },
  },
};
