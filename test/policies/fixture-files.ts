import type { GraphResource } from "../../policies/evaluate";

/** Files and options the fixture's resources are given; nothing is wrong with them. */

export const haproxyText = `# TLS 1.3 only
global
  ssl-default-bind-options ssl-min-ver TLSv1.3 no-tls-tickets
  ssl-default-bind-ciphersuites TLS_AES_256_GCM_SHA384:TLS_AES_128_GCM_SHA256
  ssl-default-server-options ssl-min-ver TLSv1.3
defaults
  timeout connect 5s
frontend s3
  bind 10.214.0.3:9000 ssl crt /etc/tls/tls.pem alpn h2,http/1.1
  default_backend s3
backend s3
  server workload 127.0.0.1:9900 check
backend far
  server other 10.214.0.9:443 ssl verify required ca-file /etc/tls/ca.crt
frontend health
  bind 127.0.0.1:8404
`;

export const settingsText = `# settings
ssl = on
ssl_cert_file = '/etc/pg/server.crt'
ssl_key_file = '/etc/pg/server.key'
ssl_min_protocol_version = 'TLSv1.3'
password_encryption = 'scram-sha-256'
hba_file = '/etc/pg/pg_hba.conf'
shared_preload_libraries = 'pg_stat_statements, pg_tde'
default_table_access_method = 'tde_heap'
log_connections = on
log_disconnections = on
log_min_error_statement = 'panic'
`;

export const hbaText = `# type database user address method
local     all all                scram-sha-256
hostnossl all all all            reject
hostssl   all all 10.214.0.0/29  scram-sha-256
hostssl   all all 10.214.0.8 255.255.255.248 scram-sha-256
`;

export const initText = `CREATE EXTENSION pg_tde;
SELECT pg_tde_add_global_key_provider_file('keys', '/data/keys/ring.per');
SELECT pg_tde_set_default_key_using_global_key_provider('k', 'keys');
ALTER SYSTEM SET pg_tde.wal_encrypt = on;
ALTER SYSTEM SET pg_tde.enforce_encryption = on;
REVOKE EXECUTE ON FUNCTION lo_creat(integer), lo_create(oid), lo_from_bytea(oid, bytea),
  lo_put(oid, bigint, bytea), lowrite(integer, bytea) FROM PUBLIC;
`;

export const noMasquerade = { "com.docker.network.bridge.enable_ip_masquerade": "false" };

export const noHostAddress = { "com.docker.network.bridge.inhibit_ipv4": "true" };

/** What every container of the fixture has. */
export const hardened = {
  readOnly: true,
  ulimits: [{ name: "core", soft: 0, hard: 0 }],
  capabilities: { drops: ["ALL"] },
  securityOpts: ["no-new-privileges:true"],
  memory: 256,
  memorySwap: 256,
  cpus: "0.5",
  logDriver: "json-file",
  logOpts: { "max-size": "10m", "max-file": "3" },
  restart: "unless-stopped",
};

/** What every policy but the administrator's denies. */
export const noCredentials = {
  Effect: "Deny",
  Action: ["admin:CreateServiceAccount", "admin:CreateUser", "admin:UpdateServiceAccount"],
};

/** A policy document with these statements, and what every one has. */
export const document = (statements: object[]) =>
  JSON.stringify({ Version: "2012-10-17", Statement: [...statements, noCredentials] });

/** A policy document that allows. */
export const allow = (actions: string[], resources: string[]) =>
  document([{ Effect: "Allow", Action: actions, Resource: resources }]);

const ssl = (layer: string) => `xpack.security.${layer}.ssl`;

export const elasticsearchText = `# one node
discovery.type: single-node
http.host: ["127.0.0.1", "10.214.0.4"]
transport.host: 127.0.0.1
xpack.security:
  enabled: true
  autoconfiguration.enabled: false
  authc.reserved_realm.enabled: false
${["http", "transport"]
  .map(
    (layer) => `${ssl(layer)}.enabled: true
${ssl(layer)}.supported_protocols: [TLSv1.3]
${ssl(layer)}.certificate: server.crt
${ssl(layer)}.key: server.key
`,
  )
  .join("")}${ssl("transport")}.certificate_authorities: [ca.crt]
`;

export const searchStartText = `#!/bin/bash
# Starts the server; elasticsearch is the image's.
export ES_PATH_CONF=/run/search
cp /etc/search/elasticsearch.yml "$ES_PATH_CONF/"
exec /usr/local/bin/docker-entrypoint.sh eswrapper
`;

export const searchAccessText = `#!/bin/bash
# curl --insecure would ask nobody.
status=$(curl --tlsv1.3 --cacert /etc/access/ca.crt "$SEARCH_URL/_security/role/analyst")
if [[ $status != 200 ]]; then exit 1; fi
`;

/** A role document of the search store. */
export const searchRole = (names: string[], privileges: string[], more: object = {}) =>
  JSON.stringify({ cluster: [], indices: names.length > 0 ? [{ names, privileges }] : [], ...more });

/** A user document of the search store. */
export const searchUser = (roles: string[], password: string) => JSON.stringify({ password, roles });

/** A database to which nobody may connect who is not granted it. */
export const closed = (database: string): GraphResource => ({
  type: "postgresql:index/grant:Grant",
  name: `closed-${database}`,
  inputs: { database, objectType: "database", role: "public", privileges: [] },
});
