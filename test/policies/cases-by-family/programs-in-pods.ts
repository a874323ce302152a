import { edit, inputs, remove, type Change, type PolicyCases } from "../cases";
import { podSpec } from "../fixture-cluster";

// eslint-disable-next-line @typescript-eslint/no-explicit-any
type Spec = Record<string, any>;

const inFile =
  (object: string, key: string) =>
  (from: string, to: string): Change =>
    inputs(object, ({ data }) => {
      if (!data[key]?.includes(from)) throw new Error(`${key} of ${object} does not hold: ${from}`);
      data[key] = data[key].replace(from, to);
    });
const haproxy = inFile("object-store-terminator-files", "etc_lakehouse_terminator_haproxy.cfg");
const valkey = inFile("cache-files", "etc_lakehouse_cache_valkey.conf");

const cache =
  (change: (spec: Spec) => unknown): Change =>
  (graph) =>
    void change(podSpec(graph, "cache-pods"));
const store =
  (change: (process: Spec) => unknown): Change =>
  (graph) =>
    void change(podSpec(graph, "object-store-pods")["containers"][0]);
const told = (name: string, value: string | undefined) =>
  store((process) => {
    const others = process["env"].filter((each: Spec) => each["name"] !== name);
    process["env"] = value === undefined ? others : [...others, { name, value }];
  });
const args = (from: string, to: string) =>
  store((process) => (process["args"] = process["args"].map((word: string) => (word === from ? to : word))));

const base64 = (text: string) => Buffer.from(text).toString("base64");
/** The cache's secrets as an update knows them. */
const users = (text: string) =>
  inputs("cache-secrets", (given) => {
    given["data"] = {
      "etc_lakehouse_cache_server.key": base64("key"),
      "etc_lakehouse_cache_users.acl": base64(text),
    };
  });
const standard = "user default off resetpass resetkeys resetchannels -@all\n";
const web = `${standard}user web on resetpass #${"0".repeat(64)} resetkeys ~web:* resetchannels -@all +get\n`;

/** The cache's settings in volumes of other kinds. */
const mounted = (volume: Spec, mount: Spec = {}): Change =>
  cache((spec) => {
    spec["volumes"].push({ name: "settings", ...volume });
    const [process] = spec["containers"];
    process.args = ["valkey-server", "/etc/other/valkey.conf"];
    process.volumeMounts.push({ name: "settings", mountPath: "/etc/other", ...mount });
  });
const wholly = { configMap: { name: "cache" } };
const picked = (path: string) => ({
  configMap: { name: "cache", items: [{ key: "etc_lakehouse_cache_valkey.conf", path }] },
});
const plainly = valkey("port 0", "port 6380");
const both =
  (...changes: Change[]): Change =>
  (graph) =>
    changes.forEach((change) => change(graph));

/** Policies on programs, of all families, where a pod runs the program. */
export const programsInPods: Record<string, PolicyCases> = {
  "haproxy-listeners-use-tls": {
    fail: {
      "in plain on the pod's address": haproxy(
        ':9000" ssl crt /etc/lakehouse/terminator/tls.pem alpn h2,http/1.1',
        ':9000"',
      ),
      "health in plain": haproxy(':8404" ssl crt', ':8404" crt'),
      "in plain on every address": haproxy("frontend health\n", "frontend health\n  bind :8405\n"),
      "a configuration that is not mounted": remove("object-store-terminator-files"),
    },
    also: [
      "haproxy-backends-verify-tls",
      "haproxy-ciphers-are-strong",
      "haproxy-listeners-present-a-certificate",
      "haproxy-listeners-require-tls-1-3",
      "haproxy-listens-at-named-addresses",
      "haproxy-only-forwards",
    ],
  },
  "haproxy-listeners-present-a-certificate": {
    fail: { none: haproxy(" crt /etc/lakehouse/terminator/tls.pem", "") },
  },
  "haproxy-listeners-require-tls-1-3": {
    fail: {
      "1.2 as well": haproxy("ssl-min-ver TLSv1.3 no-tls-tickets", "ssl-min-ver TLSv1.2 no-tls-tickets"),
    },
  },
  "haproxy-ciphers-are-strong": {
    fail: { weak: haproxy("TLS_AES_256_GCM_SHA384:", "TLS_AES_128_CCM_8_SHA256:") },
  },
  "haproxy-backends-verify-tls": {
    fail: {
      "another place in plain": haproxy(
        "server workload 127.0.0.1:9000 ssl verify required",
        "server workload 192.0.2.1:9000 ssl verify none",
      ),
    },
  },
  "haproxy-only-forwards": {
    fail: {
      "another log": haproxy("log stdout", "log 192.0.2.1:514"),
      "another path for all": haproxy(
        "set-path /minio/health/live if { path /process }",
        "set-path /minio/admin",
      ),
      "a path that is computed": haproxy("set-path /minio/health/live", "set-path %[url_param(p)]"),
    },
  },
  "haproxy-listens-at-named-addresses": {
    fail: {
      "where a variable says, outside of a pod": edit(
        "terminator",
        "/etc/haproxy/haproxy.cfg",
        "bind 10.214.0.3:",
        'bind "${POD_IP}":',
      ),
    },
    pass: {
      "every address of a pod": haproxy('"${POD_IP}:9000"', "0.0.0.0:9000"),
      "pods that come without Istio": haproxy("src 127.0.0.6/32", "src 10.42.0.0/16"),
    },
  },
  "valkey-requires-tls-1-3": {
    fail: {
      "a plain port": plainly,
      "1.2 as well": valkey('"TLSv1.3"', '"TLSv1.2 TLSv1.3"'),
      "a key that is not mounted": cache(
        ({ volumes }) =>
          (volumes[0].projected.sources[1].secret.items = [
            { key: "etc_lakehouse_cache_users.acl", path: "users.acl", mode: 0o440 },
          ]),
      ),
      "by an option": cache(({ containers }) => containers[0].args.push("--port", "6380")),
      "by a whole ConfigMap": both(plainly, mounted(picked("valkey.conf"))),
      "by one file of a volume": both(
        plainly,
        mounted(picked("one/valkey.conf"), {
          mountPath: "/etc/other/valkey.conf",
          subPath: "one/valkey.conf",
        }),
      ),
      "by a directory of a volume": both(plainly, mounted(picked("one/valkey.conf"), { subPath: "one" })),
      "of what initialises": (graph) => {
        const spec = podSpec(graph, "cache-pods");
        const copy = structuredClone(spec["containers"][0]) as Spec;
        spec["initContainers"] = [{ ...copy, name: "first", args: [...copy["args"], "--port", "6380"] }];
      },
    },
    pass: {
      "in other kinds of volumes": both(
        mounted(picked("valkey.conf")),
        mounted(wholly, { mountPath: "/etc/wholly" }),
      ),
    },
  },
  "valkey-listens-at-named-addresses": {
    fail: {},
    pass: { "every address of a pod": valkey("bind 0.0.0.0", "bind *") },
  },
  "valkey-requires-a-login": {
    fail: {
      "nobody named": valkey("aclfile /etc/lakehouse/cache/users.acl", ""),
      "the standard user": users(web.replace("default off", "default on")),
      "no password": users(web.replace(/#0+/, "nopass")),
      unprotected: valkey("protected-mode yes", "protected-mode no"),
    },
    pass: { "users that an update knows": users(web) },
  },
  "valkey-users-have-few-rights": { fail: { "all commands": users(web.replace("+get", "+@all")) } },
  "valkey-writes-nothing": { fail: { "from time to time": valkey('save ""', "save 3600 1") } },
  "valkey-keeps-what-is-queued": { fail: { "no limit": valkey("maxmemory 536870912\n", "") } },
  "object-store-listens-on-loopback": {
    fail: {
      "past its terminator": args("127.0.0.1:9000", ":9000"),
      "by another door": store(({ args: words }) => words.push("--ftp=address=:8021")),
    },
  },
  "object-store-console-is-closed": { fail: { open: told("MINIO_BROWSER", undefined) } },
  "object-store-encrypts-every-object": {
    fail: { "not by itself": told("MINIO_KMS_AUTO_ENCRYPTION", "off") },
  },
  "object-store-has-an-encryption-key": {
    fail: {
      "none named": told("MINIO_KMS_SECRET_KEY_FILE", undefined),
      "one that is not mounted": told("MINIO_KMS_SECRET_KEY_FILE", "/etc/lakehouse/object-store/other.key"),
    },
    pass: { "on a claim": told("MINIO_KMS_SECRET_KEY_FILE", "/data0/encryption.key") },
  },
  "object-store-has-its-own-administrator": {
    fail: { "everybody's": told("MINIO_ROOT_USER_FILE", undefined) },
  },
  "object-store-takes-few-tokens": {
    fail: { "by another way": told("MINIO_IDENTITY_LDAP_SERVER_ADDR", "ldap:636") },
  },
  "environment-holds-no-secrets": { fail: { "a password": told("MINIO_ROOT_PASSWORD", "word") } },
  "command-lines-hold-no-secrets": {
    fail: { "a password": store(({ args: words }) => words.push("https://user:word@other:9000/data")) },
  },
  "secret-files-are-private": {
    fail: {
      "a key for all": cache(({ volumes }) => (volumes[0].projected.sources[1].secret.items[0].mode = 0o444)),
      "users by the volume's mode": cache(
        ({ volumes }) => delete volumes[0].projected.sources[1].secret.items[1].mode,
      ),
    },
    pass: {
      "by the volume's mode": cache(({ volumes }) => {
        delete volumes[0].projected.sources[1].secret.items[1].mode;
        volumes[0].projected.defaultMode = 0o440;
      }),
    },
  },
};
