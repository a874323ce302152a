import { cacheTransport } from "./cache";
import { edit, env, inputs, set, type PolicyCases } from "../cases";
import { haproxyText } from "../fixture-files";
import { clients } from "./clients";
import { edgeTransport } from "./edge";
import { web } from "./web";
import { signOnTransport } from "./sign-on";
import { webSignOnTransport } from "./web-sign-on";
import { plainHops, plainListeners } from "./gateways";
import { listening } from "./listening";
import { searchTransport } from "./search-store";

const cfg = (from: string, to: string) => edit("terminator", "/etc/haproxy/haproxy.cfg", from, to);
const conf = (from: string, to: string) => edit("postgresql", "/etc/pg/postgresql.conf", from, to);
const hba = (from: string, to: string) => edit("postgresql", "/etc/pg/pg_hba.conf", from, to);
const flag = (value: string) => inputs("postgresql", (given) => given["command"].push("-c", value));
const exposed = "bind 10.214.0.3:9000 ssl crt /etc/tls/tls.pem alpn h2,http/1.1";
const far = "10.214.0.9:443 ssl verify required ca-file /etc/tls/ca.crt";

export const transport: Record<string, PolicyCases> = {
  ...listening,
  ...plainHops,
  ...clients,
  ...web,
  ...edgeTransport,
  ...webSignOnTransport,
  ...signOnTransport,
  ...searchTransport,
  ...cacheTransport,
  "haproxy-listeners-use-tls": {
    fail: {
      "no ssl": cfg(exposed, "bind 10.214.0.3:9000"),
      "every address": cfg(exposed, "bind *:9000"),
      "no address": cfg(exposed, "bind :9000"),
      "IPv6 any": cfg(exposed, "bind [::]:9000"),
      "second of two addresses": cfg("bind 127.0.0.1:8404", "bind 127.0.0.1:8404,10.214.0.3:8404"),
      "ssl only in a comment": cfg(exposed, "bind 10.214.0.3:9000 # ssl crt /etc/tls/tls.pem"),
      "administration socket on the network": cfg(
        "global",
        "global\n  stats socket ipv4@0.0.0.0:9999 level admin",
      ),
      "health listener": cfg("bind 127.0.0.1:8404", "bind 0.0.0.0:8404"),
      "configuration not uploaded": inputs("terminator", (given) => given["uploads"].shift()),
      "another configuration is read": set("terminator", { command: ["haproxy"] }),
      "configuration from the host": inputs("terminator", (given) => {
        given["uploads"][0] = { file: "/etc/haproxy/haproxy.cfg", source: "/tmp/haproxy.cfg" };
      }),
      "in a Swarm config": set("service-config", {
        data: Buffer.from(haproxyText.replace(" ssl crt /etc/tls/tls.pem", "")).toString("base64"),
      }),
      ...plainListeners,
    },
    pass: {
      "IPv6 loopback": cfg("bind 127.0.0.1:8404", "bind [::1]:8404"),
      "unix socket": cfg("bind 127.0.0.1:8404", "bind unix@/run/health.sock"),
      "administration socket as a file": cfg("global", "global\n  stats socket /run/haproxy.sock"),
    },
    // Nobody can judge the other rules either when the file is missing.
    also: [
      "haproxy-listeners-require-tls-1-3",
      "haproxy-listeners-present-a-certificate",
      "haproxy-backends-verify-tls",
      "haproxy-ciphers-are-strong",
      "haproxy-listens-at-named-addresses",
      "haproxy-only-forwards",
      // What comes to a plain listener like these is not passed on as it was.
      "plain-hops-have-a-network-of-two",
    ],
  },
  "haproxy-listeners-require-tls-1-3": {
    fail: {
      "no default": cfg("  ssl-default-bind-options ssl-min-ver TLSv1.3 no-tls-tickets\n", ""),
      "default 1.2": cfg("ssl-min-ver TLSv1.3 no-tls-tickets", "ssl-min-ver TLSv1.2"),
      "bind lowers it": cfg(exposed, `${exposed} ssl-min-ver TLSv1.2`),
      "bind caps it": cfg(exposed, `${exposed} ssl-max-ver TLSv1.2`),
      "1.3 switched off": cfg(exposed, `${exposed} no-tlsv13`),
      "1.2 forced": cfg(exposed, `${exposed} force-tlsv12`),
      "a later line undoes the first": cfg("defaults", "  ssl-default-bind-options no-tls-tickets\ndefaults"),
    },
    pass: {
      "on the bind line": cfg(exposed, `${exposed} ssl-min-ver TLSv1.3`),
      forced: cfg("ssl-min-ver TLSv1.3 no-tls-tickets", "force-tlsv13"),
    },
  },
  "haproxy-listeners-present-a-certificate": {
    fail: { "no crt": cfg(exposed, "bind 10.214.0.3:9000 ssl alpn h2") },
    pass: { "crt-list": cfg(exposed, "bind 10.214.0.3:9000 ssl crt-list /etc/tls/list") },
  },
  "haproxy-backends-verify-tls": {
    fail: {
      "plain to another host": cfg("127.0.0.1:9900 check", "10.214.0.2:9900 check"),
      "plain to a name": cfg("127.0.0.1:9900 check", "object-store:9900"),
      "verify none": cfg("verify required", "verify none"),
      "verify left out": cfg(" verify required", ""),
      "no authority": cfg(" ca-file /etc/tls/ca.crt", ""),
      "1.2": cfg(
        "ssl-default-server-options ssl-min-ver TLSv1.3",
        "ssl-default-server-options ssl-min-ver TLSv1.2",
      ),
      template: cfg(`server other ${far}`, "server-template web 3 tasks.web:8088 check"),
    },
    pass: {
      "options from default-server": cfg(
        `  server other ${far}`,
        `  default-server ssl verify required ca-file /ca\n  server other 10.214.0.9:443`,
      ),
    },
  },
  "postgresql-requires-tls-1-3": {
    fail: {
      "ssl off": conf("ssl = on", "ssl = off"),
      "ssl left out": conf("ssl = on\n", ""),
      "ssl only in a comment": conf("ssl = on", "#ssl = on"),
      "a flag switches it off": flag("ssl=off"),
      "1.2": conf("'TLSv1.3'", "'TLSv1.2'"),
      "minimum left out": conf("ssl_min_protocol_version = 'TLSv1.3'\n", ""),
      "maximum below": flag("ssl_max_protocol_version=TLSv1.2"),
      "a later line lowers it": conf("hba_file", "ssl_min_protocol_version = 'TLSv1.2'\nhba_file"),
      "an included file lowers it": inputs("postgresql", (given) => {
        given["uploads"][0].content += "include_dir = 'conf.d'\n";
        given["uploads"].push({
          file: "/etc/pg/conf.d/x.conf",
          content: "ssl_min_protocol_version=TLSv1.2",
          permissions: "0444",
        });
      }),
      "a flag lowers it": flag("ssl_min_protocol_version=TLSv1.2"),
    },
    pass: {
      "maximum 1.3": flag("ssl_max_protocol_version=TLSv1.3"),
      "as a flag": (graph) => {
        conf("ssl = on\n", "")(graph);
        inputs("postgresql", (given) => given["command"].push("--ssl=on"))(graph);
      },
      "an exporter is no server": set("service", {}),
    },
    also: ["postgresql-settings-are-known"],
  },
  "postgresql-has-its-own-certificate": {
    fail: {
      "key not uploaded": conf("/etc/pg/server.key", "/etc/ssl/private/snakeoil.key"),
      "certificate not set": conf("ssl_cert_file = '/etc/pg/server.crt'\n", ""),
    },
  },
  "postgresql-rejects-plain-connections": {
    fail: {
      host: hba("hostssl   all all 10.214.0.0/29", "host      all all 10.214.0.0/29"),
      hostnossl: hba("all all all            reject", "all all all scram-sha-256"),
      include: hba("local ", "include /tmp/more.conf\nlocal "),
      "no file": inputs("postgresql", (given) => given["uploads"].splice(1, 1)),
      "not named": conf("hba_file = '/etc/pg/pg_hba.conf'\n", ""),
      "another file": conf("/etc/pg/pg_hba.conf", "/data/db/pg_hba.conf"),
    },
    pass: { "rejecting host record": hba("hostnossl", "host     ") },
    also: ["postgresql-admits-only-flows"],
  },
  "postgresql-admits-only-flows": {
    fail: {
      everybody: hba("10.214.0.0/29", "0.0.0.0/0"),
      "everybody, in a word": hba("10.214.0.0/29", "all"),
      "a neighbour of the server": hba("10.214.0.0/29", "samenet"),
      "a name": hba("10.214.0.0/29", "client.example.org"),
      "a wider network": hba("10.214.0.0/29", "10.214.0.0/28"),
      "a wider network, by its mask": hba("255.255.255.248", "255.255.0.0"),
      "IPv6 everybody": hba("10.214.0.0/29", "::/0"),
      "replication for all": hba("hostssl   all all 10", "hostssl all,replication all 10"),
      "replication through the socket": hba("local     all all", "local replication postgres"),
      "databases of a file": hba("hostssl   all all 10", "hostssl @databases all 10"),
    },
    pass: {
      "one address": hba("10.214.0.0/29", "10.214.0.2/32"),
      "replication for a login of its own": hba(
        "hostssl   all all 10",
        "hostssl replication airbyte_cdc,replicator 10",
      ),
    },
  },
  "postgresql-passwords-use-scram": {
    fail: {
      "md5 stored": conf("scram-sha-256", "md5"),
      "not said": conf("password_encryption = 'scram-sha-256'\n", ""),
      "md5 asked": hba("10.214.0.0/29  scram-sha-256", "10.214.0.0/29 md5"),
      "trust with a netmask column": hba("255.255.255.248 scram-sha-256", "255.255.255.248 trust"),
      "local trust": hba("local     all all                scram-sha-256", "local all all trust"),
    },
    pass: {
      "local peer": hba("local     all all                scram-sha-256", "local all all peer"),
      "client certificate": hba("10.214.0.0/29  scram-sha-256", "10.214.0.0/29 cert"),
    },
  },
  "object-store-listens-on-loopback": {
    fail: {
      "every address": set("object-store", { command: ["server", "--address", ":9000", "/data"] }),
      "no address": set("object-store", { command: ["server", "/data"] }),
      "the network's": set("object-store", { command: ["server", "--address=10.214.0.3:9000", "/data"] }),
      "by variable": (graph) => {
        set("object-store", { command: ["server", "/data"] })(graph);
        env("object-store", "MINIO_ADDRESS", "0.0.0.0:9000")(graph);
      },
      FTP: set("object-store", {
        command: ["server", "--address=127.0.0.1:9900", "--ftp=address=:8021", "/data"],
      }),
      "by shell": set("object-store", { command: ["sh", "-c", "exec minio server --address :9000 /data"] }),
      "image's own command": set("object-store", {
        command: undefined,
        image: "pgsty/silo:RELEASE.2026-08-06T00-00-00Z",
      }),
    },
    pass: {
      "with equals": set("object-store", { command: ["server", "--address=127.0.0.1:9900", "/data"] }),
      "by variable": (graph) => {
        set("object-store", { command: ["server", "/data"] })(graph);
        env("object-store", "MINIO_ADDRESS", "127.0.0.1:9900")(graph);
      },
    },
  },
  "object-store-console-is-closed": {
    fail: {
      "not switched off": env("object-store", "MINIO_BROWSER", undefined),
      "switched on": env("object-store", "MINIO_BROWSER", "on"),
      "on the network": (graph) => {
        env("object-store", "MINIO_BROWSER", undefined)(graph);
        inputs("object-store", (given) => given["command"].push("--console-address", ":9001"))(graph);
      },
    },
    pass: {
      "on loopback": (graph) => {
        env("object-store", "MINIO_BROWSER", undefined)(graph);
        inputs("object-store", (given) => given["command"].push("--console-address", "127.0.0.1:9001"))(
          graph,
        );
      },
    },
  },
  "providers-verify-tls": {
    fail: {
      "minio plain": set("minio", { minioSsl: "false" }),
      "minio default": set("minio", { minioSsl: undefined }),
      "minio unverified": set("minio", { minioInsecure: "true" }),
      "postgresql require": set("postgresql-provider", { sslmode: "require" }),
      "postgresql default": set("postgresql-provider", { sslmode: undefined }),
      "postgresql without the name": set("postgresql-provider", {
        sslmode: "verify-ca",
        sslrootcert: "/ca.crt",
      }),
    },
    pass: {
      "said to be off": set("minio", { minioInsecure: "false" }),
      "said to be off, as itself": set("minio", { minioInsecure: false }),
      "an authority of our own": (graph) => {
        set("minio", { minioCacertFile: "/ca.crt" })(graph);
        set("postgresql-provider", { sslrootcert: "/ca.crt" })(graph);
      },
    },
  },
};
