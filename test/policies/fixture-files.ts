/** Files and options the fixture's resources are given; nothing is wrong with them. */

export const haproxyText = `# TLS 1.3 only
global
  ssl-default-bind-options ssl-min-ver TLSv1.3 no-tls-tickets
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
`;

export const hbaText = `# type database user address method
local     all all                scram-sha-256
hostnossl all all all            reject
hostssl   all all 0.0.0.0/0      scram-sha-256
hostssl   all all 10.0.0.0 255.0.0.0 scram-sha-256
`;

export const initText = `CREATE EXTENSION pg_tde;
SELECT pg_tde_add_global_key_provider_file('keys', '/data/keys/ring.per');
SELECT pg_tde_set_default_key_using_global_key_provider('k', 'keys');
`;

export const noMasquerade = { "com.docker.network.bridge.enable_ip_masquerade": "false" };
