import { inputs, type PolicyCases } from "../cases";
import { accessFile, java, process, setting, tls } from "./search-clusters";

interface Source {
  configMap: { items: { key: string }[] };
}

/** The same policies that judge a server of the platform's own. */
export const serversOfSearchClusters: Record<string, PolicyCases> = {
  "elasticsearch-requires-tls-1-3": {
    fail: {
      "clients by default": setting("xpack.security.http.ssl.supported_protocols", undefined),
      "nodes by an older one too": setting("xpack.security.transport.ssl.supported_protocols", [
        "TLSv1.3",
        "TLSv1.2",
      ]),
      "plain to clients": tls({ certificate: undefined, selfSignedCertificate: { disabled: true } }),
      "plain by a setting": setting("xpack.security.http.ssl.enabled", false),
    },
    also: ["elasticsearch-has-its-own-certificate"],
  },
  "elasticsearch-has-its-own-certificate": {
    fail: { "of the operator's": tls({ certificate: undefined }), "of no Secret": tls({ certificate: {} }) },
  },
  "elasticsearch-nodes-prove-themselves": {
    fail: {
      "none has to": setting("xpack.security.transport.ssl.client_authentication", "none"),
      "with any certificate": setting("xpack.security.transport.ssl.verification_mode", "none"),
    },
  },
  "elasticsearch-requires-a-login": {
    fail: {
      "of nobody": setting("xpack.security.authc.anonymous.roles", "superuser"),
      "or of everybody": setting("xpack.security.enabled", "false"),
      "which may be set up by itself": setting("xpack.security.autoconfiguration.enabled", undefined),
      "that is built in": setting("xpack.security.authc.reserved_realm.enabled", true),
    },
  },
  "elasticsearch-deletes-by-name": {
    fail: { "or a pattern": setting("action.destructive_requires_name", false) },
  },
  "elasticsearch-dumps-no-memory": {
    fail: {
      "by default": process(({ env }) => (env[0].value = "-Xms1g -Xmx1g")),
      "when asked": java("-XX:+HeapDumpOnOutOfMemoryError"),
    },
  },
  "elasticsearch-opens-no-debugging-port": {
    fail: { "of Java": java("-agentlib:jdwp=transport=dt_socket,server=y") },
  },
  "elasticsearch-keeps-requests-out-of-logs": {
    fail: { "of a logger": setting("logger.org.elasticsearch.http", "TRACE") },
  },
  "elasticsearch-listens-at-named-addresses": {
    fail: {
      "for other clusters": setting("remote_cluster_server.enabled", true),
    },
  },
  "elasticsearch-analyst-only-reads": {
    fail: {
      "in a pod": accessFile("role-lakehouse_analyst.json", '"read"', '"write"'),
    },
  },
  "elasticsearch-viewer-has-no-data": {
    fail: {
      "in a pod": accessFile(
        "role-lakehouse_viewer.json",
        '"indices":[]',
        '"indices":[{"names":["lake-*"],"privileges":["read"]}]',
      ),
    },
  },
  "elasticsearch-only-admin-administers": {
    fail: {
      "in a pod": accessFile("role-lakehouse_data_engineer.json", '"cluster":[]', '"cluster":["manage"]'),
    },
  },
  "elasticsearch-roles-have-no-wildcard": {
    fail: {
      "in a pod": accessFile("role-lakehouse_analyst.json", "lake-*", "*"),
    },
  },
  "http-clients-verify-tls": {
    fail: {
      "of anybody in a pod": accessFile("apply-access.sh", '--cacert "$files/ca.crt"', "--insecure"),
      "or speak older TLS": accessFile("apply-access.sh", "--tlsv1.3", "--tlsv1.2"),
    },
  },
  "elasticsearch-roles-are-complete": {
    fail: {
      "in a pod": inputs("search-store-access-run", ({ spec }) => {
        const [{ projected }] = spec.template.spec.volumes as [{ projected: { sources: Source[] } }];
        const { items } = projected.sources[0]!.configMap;
        projected.sources[0]!.configMap.items = items.filter(({ key }) => !key.includes("viewer"));
      }),
    },
  },
};
