import { edit, env, inputs, set, type Change, type PolicyCases } from "../cases";
import { canary } from "../fixtures";
import { added, content, without, yml } from "./search-changes";

const start = (from: string, to: string) => edit("elasticsearch", "/etc/search/start.sh", from, to);
const java = (options: string) => env("elasticsearch", "ES_JAVA_OPTS", options);
const http = "xpack.security.http.ssl.";
const transport = "xpack.security.transport.ssl.";
/** A cluster's node, which others reach. */
const ofACluster =
  (change: Change): Change =>
  (graph) => {
    yml("discovery.type: single-node", "discovery.seed_hosts: [search-2]")(graph);
    yml("transport.host: 127.0.0.1", "transport.host: 10.214.0.20")(graph);
    change(graph);
  };

/** Where the search store listens, and as whom; part of the transport family. */
export const searchTransport: Record<string, PolicyCases> = {
  "elasticsearch-requires-tls-1-3": {
    fail: {
      "http plain": yml(`${http}enabled: true`, `${http}enabled: false`),
      "transport plain": yml(`${transport}enabled: true`, ""),
      "1.2 as well": yml("[TLSv1.3]", "[TLSv1.3, TLSv1.2]"),
      "1.2 in one text": yml("[TLSv1.3]", '"TLSv1.3,TLSv1.2"'),
      "the server's own": yml(`${transport}supported_protocols: [TLSv1.3]\n`, ""),
      "none named": yml(`${http}supported_protocols: [TLSv1.3]`, `${http}supported_protocols: []`),
      "by a variable with dots": env("elasticsearch", `${http}supported_protocols`, "TLSv1.2"),
      "by an upper-case variable": env(
        "elasticsearch",
        "ES_SETTING_XPACK_SECURITY_HTTP_SSL_ENABLED",
        "false",
      ),
      "by an option": inputs("elasticsearch", (given) => given["command"].push(`-E${http}enabled=false`)),
      "by an option of the script": start("eswrapper", `eswrapper -E ${http}enabled=false`),
      "by a variable of the script": start(
        "export ES_PATH_CONF",
        "export ES_SETTING_XPACK_SECURITY_HTTP_SSL_ENABLED=false ES_PATH_CONF",
      ),
      "by force": added(`force.${http}enabled: false`),
      "by a placeholder": (graph) => {
        yml("[TLSv1.3]", "${PROTOCOLS:TLSv1.2}")(graph);
      },
      "nested, not dotted": (graph) => {
        yml(`${http}supported_protocols: [TLSv1.3]\n`, "")(graph);
        yml("  enabled: true", "  enabled: true\n  http: { ssl: { supported_protocols: [TLSv1.1] } }")(graph);
      },
      "not YAML": added(`${canary}: [`),
      "a list": content("elasticsearch", "/etc/search/elasticsearch.yml", "- xpack.security.enabled: true"),
      "the image's settings": start("elasticsearch.yml", "other.yml"),
      "another directory's": (graph) => {
        set("elasticsearch", { command: ["eswrapper"] })(graph);
        env("elasticsearch", "ES_PATH_CONF", "/etc/other")(graph);
      },
      "the image's own command": set("elasticsearch", { command: undefined }),
    },
    also: [
      "elasticsearch-requires-a-login",
      "elasticsearch-has-its-own-certificate",
      "elasticsearch-listens-at-named-addresses",
      "elasticsearch-has-one-superuser",
      "elasticsearch-nodes-prove-themselves",
      "elasticsearch-opens-no-debugging-port",
      "elasticsearch-dumps-no-memory",
      "elasticsearch-keeps-requests-out-of-logs",
      "elasticsearch-deletes-by-name",
      "elasticsearch-keeps-secrets-out-of-settings",
    ],
    pass: {
      "said twice the same": env("elasticsearch", `${http}supported_protocols`, "TLSv1.3"),
      "all by variables": (graph) => {
        yml(`${http}enabled: true`, "")(graph);
        env("elasticsearch", "ES_SETTING_XPACK_SECURITY_HTTP_SSL_ENABLED", "true")(graph);
      },
      "by a placeholder": (graph) => {
        yml("[TLSv1.3]", "${PROTOCOLS}")(graph);
        env("elasticsearch", "PROTOCOLS", "TLSv1.3")(graph);
      },
      "from the directory the server is told": (graph) => {
        set("elasticsearch", { command: ["/usr/local/bin/docker-entrypoint.sh", "eswrapper"] })(graph);
        env("elasticsearch", "ES_PATH_CONF", "/etc/search")(graph);
      },
      "a job on the same image": set("access-job", {
        image: "docker.elastic.co/elasticsearch/elasticsearch:9.4.5",
      }),
      "an exporter": set("terminator", { image: "prometheuscommunity/elasticsearch-exporter:v1.11.0" }),
    },
  },
  "elasticsearch-has-its-own-certificate": {
    fail: {
      "certificate not set": yml(`${http}certificate: server.crt\n`, ""),
      "key elsewhere": yml(`${transport}key: server.key`, `${transport}key: /etc/ssl/snakeoil.key`),
      "key not uploaded": without("elasticsearch", "/etc/search/server.key"),
      "key store that is not there": added(`${http}keystore.path: http.p12`),
    },
    pass: {
      "on a volume": (graph) => {
        yml(`${http}key: server.key`, `${http}key: /keys/server.key`)(graph);
        inputs("elasticsearch", (given) =>
          given["volumes"].push({ volumeName: "keys", containerPath: "/keys" }),
        )(graph);
      },
      "a key store": (graph) => {
        yml(`${http}key: server.key`, `${http}keystore.path: http.p12`)(graph);
        inputs("elasticsearch", (given) =>
          given["uploads"].push({ file: "/etc/search/http.p12", content: canary, permissions: "0400" }),
        )(graph);
      },
    },
  },
  "elasticsearch-nodes-prove-themselves": {
    fail: {
      "no verification": added(`${transport}verification_mode: none`),
      "no certificate asked for": added(`${transport}client_authentication: optional`),
      "Java's own authorities": yml(`${transport}certificate_authorities: [ca.crt]\n`, ""),
      "a port of its own rules": added("transport.profiles.client.port: 9500"),
    },
    pass: {
      "said to be full": added(`${transport}verification_mode: full`),
      "certificate alone": added(`${transport}verification_mode: certificate`),
      "clients without one": added(`${http}client_authentication: none`),
    },
  },
  "elasticsearch-listens-at-named-addresses": {
    fail: {
      "every address": yml('["127.0.0.1", "10.214.0.4"]', "0.0.0.0"),
      "IPv6 any": yml('["127.0.0.1", "10.214.0.4"]', '["127.0.0.1", "::"]'),
      "the site's": yml('["127.0.0.1", "10.214.0.4"]', "_site_"),
      "an interface's": yml('["127.0.0.1", "10.214.0.4"]', "_eth0_"),
      "bound elsewhere": added("http.bind_host: 0.0.0.0"),
      "the network's, with http's left out": yml(
        'http.host: ["127.0.0.1", "10.214.0.4"]',
        "network.host: 0.0.0.0",
      ),
      "transport everywhere": yml("transport.host: 127.0.0.1", "transport.host: 0.0.0.0"),
      "transport of a single node": yml("transport.host: 127.0.0.1", "transport.host: 10.214.0.4"),
      "transport by variable": env("elasticsearch", "ES_SETTING_TRANSPORT_BIND__HOST", "0.0.0.0"),
      "transport of a cluster": ofACluster(added("transport.bind_host: _global_")),
      "a port for other clusters": added("remote_cluster_server.enabled: true"),
    },
    pass: {
      "the server's own": (graph) => {
        yml('http.host: ["127.0.0.1", "10.214.0.4"]\n', "")(graph);
        yml("transport.host: 127.0.0.1\n", "")(graph);
      },
      "loopback by name": yml("transport.host: 127.0.0.1", "transport.host: _local_"),
      "a cluster's node": ofACluster(() => undefined),
    },
  },
  "elasticsearch-opens-no-debugging-port": {
    fail: {
      debugger: java("-agentlib:jdwp=transport=dt_socket,server=y,address=*:5005"),
      management: java("-Xms1g -Dcom.sun.management.jmxremote.port=9010"),
      "in a file": edit(
        "elasticsearch",
        "/etc/search/jvm.options",
        "# no dump",
        "-Dcom.sun.management.jmxremote.authenticate=false",
      ),
    },
    pass: {
      "only in a comment": edit("elasticsearch", "/etc/search/jvm.options", "# no dump", "#-agentlib:jdwp"),
    },
  },
};

/** What the search store leaves behind; part of the family at rest. */
export const searchAtRest: Record<string, PolicyCases> = {
  "elasticsearch-deletes-by-name": {
    fail: { "by pattern": added("action.destructive_requires_name: false") },
    pass: { "said to be on": added("action.destructive_requires_name: true") },
  },
  "elasticsearch-dumps-no-memory": {
    fail: {
      "the image's own": without("elasticsearch", "/etc/search/jvm.options"),
      "asked for": edit("elasticsearch", "/etc/search/jvm.options", "-XX:-Heap", "-XX:+Heap"),
      "by variable": java("-XX:+HeapDumpOnOutOfMemoryError"),
    },
    pass: {
      "by variable": (graph) => {
        without("elasticsearch", "/etc/search/jvm.options")(graph);
        java("-Xms1g -XX:-HeapDumpOnOutOfMemoryError")(graph);
      },
    },
  },
  "elasticsearch-keeps-requests-out-of-logs": {
    fail: {
      "bodies in the audit log": added("xpack.security.audit.logfile.events.emit_request_body: true"),
      tracing: env("elasticsearch", "logger.org.elasticsearch.http", "TRACE"),
    },
    pass: { warnings: added("logger.org.elasticsearch.http: warn") },
  },
};
