import { accessProxy } from "./survivors-access-proxy";
import { inBackground } from "./survivors-background";
import { inDatabases } from "./survivors-databases";
import { dataPath } from "./survivors-data-path";
import { signOn } from "./survivors-sign-on";
import * as reasons from "./reasons";
import type { Survivors } from "./reasons";

export type { Survivors };

const { closes, named, less, limits, another, life, choice, standard, second } = reasons;

/** A test sees to it that each is still needed. */
export const survivors: readonly Survivors[] = [
  ...dataPath,
  ...accessProxy,
  ...inBackground,
  ...inDatabases,
  ...signOn,
  { kind: /: (without (labels|subject|networksAdvanced\S+\.aliases)\b|without hostname$)/, because: named },
  {
    kind: /^(Container|Iam(Group|GroupMembership|User)|RemoteImage|Schema|Volume) \S+: without name$/,
    because: named,
  },
  { kind: /^Role \S+-login-role: without name$/, because: named },
  {
    kind: /^Network (?!\S+-dremio-(gateway|object-store-s3|postgresql-sql|search-store-https):)\S+: is gone$/,
    because: another,
  },
  {
    kind: /^(CertRequest|Database|docker|Iam(Group|User)|LocallySignedCert|minio|postgresql|PrivateKey|Random\w+|RemoteImage|S3Bucket|Schema|SelfSignedCert|Volume) \S+: is gone$/,
    because: another,
  },

  // Containers that only carry files, and jobs
  {
    kind: /^Container \S+-files: ((user|networkMode|mustRun) = |without (capabilities|securityOpts|user|networkMode|mustRun))/,
    because: "It never starts; it only carries files.",
  },
  {
    kind: /^Container \S+-files: (is (privileged|not|in)|may |sees |shares |publishes |has a (password|key|search store's password) )/,
    because: "It never starts; it only carries files, and what it mounts is judged.",
  },
  { kind: /^Container \S+-files: without uploads\[\S+\]\.(group|owner)$/, because: closes },
  {
    kind: /^Container \S+-files: without uploads\[\S+(key|password|user|crt|pem)\]\.content$/,
    because: closes,
  },
  {
    kind: /^Container (?!postgresql-key)\S+-files: without uploads\[\S+(administrator-password|ca\.crt|tls\.pem)\]$/,
    because: closes,
  },
  {
    kind: /^Container \S+-files: without uploads\[(?!\S+glauth)\S+(\.(conf|cfg|crt|options|sh|sql|yml)|role-\S+\.json|users_roles)\]\.permissions$/,
    because: "It holds nothing secret.",
  },
  {
    kind: /^Container \S+-files: (without )?uploads\[\S+root-user\]\.permissions/,
    because: "A user's name is not secret.",
  },
  {
    kind: /^Container (\S+-files: without mounts(\[\d+\](\.(target|type))?)?$|\S+-volume-owner-run: without volumes)/,
    because: closes,
  },
  { kind: /^Container \S+-files: without mounts\[\d+\]\.volumeOptions/, because: named },
  {
    kind: /^Container \S+-volume-owner-run: (user = root|without user)$/,
    because: "It is a confined job of root's in any case.",
  },
  {
    kind: /^Container (\S+-volume-owner|postgresql-key)-run: is gone/,
    because: closes,
  },
  { kind: /^Container \S+-run: without (capabilities\.adds|restart)/, because: closes },
  {
    kind: /^Container \S+-files: without uploads\[\S+((?<!search-store\/start)\.sh|start\.sh(?=\]\.content)|key\.sql|pgpass|administrator\.curl)\](\.content)?$/,
    because: closes,
  },
  {
    kind: /^Container search-store-access-files: without uploads\[\S+\/(user-\w+\.json\](\.content)?|role-lakehouse_(dremio|logs)\.json\])$/,
    because: less,
  },
  {
    kind: /^Container search-store-access-files: without uploads\[\S+\/template-lakehouse\.json\](\.(content|permissions))?$/,
    because: "One node has nowhere for a copy, and what the file says is no secret.",
  },
  {
    kind: /^Container (postgresql-key|search-store-access)-run: without envs(\[(PG(DATABASE|HOST|PASSFILE|PORT|USER)|SEARCH_STORE_URL)=\S+\])?$/,
    because: closes,
  },
  { kind: /^Container postgresql-key-run: without envs\[PGCONNECT_TIMEOUT/, because: limits },
  { kind: /^Container postgresql-key-run: without option --(quiet|file)/, because: closes },
  { kind: /^Container postgresql-key-run: without option --no-psqlrc/, because: standard },

  // Containers
  { kind: /^Container object-store-process: is gone/, because: closes },
  { kind: /^Container (?!postgresql-key)\S+-(sandbox|run): without (command|entrypoints)/, because: closes },
  { kind: /^Container postgresql-key-run: without entrypoints/, because: closes },
  { kind: /^Container \S+: without (image$|tmpfs)/, because: closes },
  {
    kind: /^Container (?!dremio-gateway-process: \S+ \S+\[10\]|dremio-process|object-store-sandbox: \S+ \S+\[1\]|search-store-process: \S+ \S+\[2\]|postgresql-process: \S+ \S+\[4\])\S+: without networksAdvanced\S+Address/,
    because: closes,
  },
  {
    kind: /^Container (\S+-run: without networksAdvanced\[0\]|(?!dremio-gateway)\S+-process: without networksAdvanced\[1\])\.name$/,
    because: closes,
  },
  { kind: /^Container (postgresql|search-store)-process: without networksAdvanced\[1\]$/, because: less },
  { kind: /^Container \S+: without option (--json|-c (shared|effective)|--certs-dir)/, because: closes },
  {
    kind: /^Container (?!edge-)\S+: without ports\S+\.internal|: without ports\S+\.(external|protocol)/,
    because: less,
  },
  { kind: /^Container \S+: without logDriver$/, because: standard },
  {
    kind: /^Container \S+: (without )?(attach|destroyGrace|healthcheck\.(interval|retries|timeout|tests\[)|init|logs|stop|wait)/,
    because: life,
  },
  {
    kind: /^Container \S+: without ulimits\[0\]\.soft/,
    because: "The soft limit cannot be above the hard one.",
  },
  { kind: /^Container \S+: (without envs\[|variable )MINIO_UPDATE=/, because: second },
  {
    kind: /^Container \S+: (without envs\[|variable )MINIO_API_CORS/,
    because: "A request needs a signature, which no page can make.",
  },
  { kind: /^Container postgresql-process: without envs(\[PGDATA=\S+\])?$/, because: standard },
  { kind: /^Container \S+: without envs\[POSTGRES_(PASSWORD_FILE|USER)=/, because: closes },
  {
    kind: /^Container \S+: (without envs\[|variable )POSTGRES_(HOST_AUTH_METHOD|INITDB_ARGS)=/,
    because: "It writes the data directory's own pg_hba.conf, which hba_file takes the place of.",
  },

  {
    kind: /^Container search-store-process: without envs(\[ES_JAVA_OPTS=.*\])?$/,
    because: "The server then takes half of the container's memory for its heap.",
  },

  // HAProxy
  {
    kind: /(?<!gateway-files: \S+)haproxy\.cfg without "frontend health|haproxy\.cfg without "(log|option dontlognull|monitor|acl|option httpchk|http-check|bind 127)/,
    because: life,
  },
  {
    kind: /haproxy\.cfg without "((?<!edge-files: \S+ without ")bind \S+ ssl|(default_)?backend (?!to-)|defaults|frontend (s3|ui|flight|https)|mode http|server|bind [\d.]+:(5432|9000)")/,
    because: closes,
  },
  { kind: /haproxy\.cfg without "(maxconn|timeout)/, because: limits },
  { kind: /(?<!edge-files: \S+)haproxy\.cfg without "tcp-request connection reject/, because: second },
  { kind: /haproxy\.cfg without "ssl-default-bind-ciphersuites/, because: standard },
  {
    kind: /haproxy\.cfg ".* no-tls-tickets" = "ssl-default-bind-options ssl-min-ver TLSv1\.3" /,
    because: "A resumed TLS 1.3 session makes new keys all the same.",
  },

  // PostgreSQL
  { kind: /postgresql\.conf without "(listen_addresses|port|unix_socket_directories)/, because: closes },
  { kind: /postgresql\.conf without "(log_destination|ssl_max_protocol_version)/, because: standard },
  { kind: /postgresql\.conf without "(log_line_prefix|wal_level)/, because: life },
  { kind: /postgresql\.conf without "(max_|authentication_timeout|idle_|temp_file_limit)/, because: limits },
  { kind: /postgresql\.conf (without )?"ssl_ca_file/, because: "No client signs on with a certificate." },
  {
    kind: /postgresql\.conf (without )?"pg_tde\.cipher/,
    because: "AES with 128-bit keys is not broken either.",
  },
  { kind: /pg_hba\.conf without "/, because: closes },
  {
    kind: /encryption\.sql without "(CREATE EXTENSION|SELECT pg_tde_(create|set_server)|\\connect)/,
    because: closes,
  },
  { kind: /encryption\.sql without "SELECT pg_tde_verify/, because: standard },
  { kind: /encryption\.sql without "(ALTER ROLE CURRENT_USER|.*pg_logical_emit)/, because: second },

  // Elasticsearch
  { kind: /elasticsearch\.yml (without )?"(discovery\.type|http\.host: \[.*\]" \(\d)/, because: closes },
  {
    kind: /elasticsearch\.yml without "(http\.port|transport\.(host|port)|xpack\.security\.(enrollment|http\.ssl\.client_authentication|transport\.ssl\.(client_authentication|verification_mode)|authc\.(realms|password_hashing))|xpack\.license|action\.destructive)/,
    because: standard,
  },
  { kind: /elasticsearch\.yml without "(cluster\.name|node\.(name|roles))/, because: named },
  {
    kind: /elasticsearch\.yml (without )?"(xpack\.(ml|watcher|profiling|apm_data)|cluster\.deprecation|indices\.lifecycle|slm|node\.store|cluster\.routing)/,
    because: limits,
  },
  {
    kind: /elasticsearch\.yml (without )?"ingest\.geoip/,
    because: "Its networks have no way out, so nothing is reached.",
  },
  {
    kind: /elasticsearch\.yml without "action\.auto_create_index/,
    because: "Which indices a login may make is in its role; this is a second line of defence.",
  },
  { kind: /jvm\.options without "-Xlog/, because: life },
  {
    kind: /role-lakehouse_admin\.json (may|reads|changes)/,
    because: "An administrator may do anything; that is the role.",
  },
  {
    kind: /role-lakehouse_((data_engineer|dremio|logs)\.json (reads|changes)|analyst\.json reads) the lake/,
    because: choice,
  },

  // Networks and images
  {
    kind: /^Network \S+: without (driver|ipamConfigs\S+gateway)/,
    because: standard,
  },
  { kind: /^Network \S+-operator-\S+: without internal/, because: standard },
  {
    kind: /^Network (?!\S+-operator-)\S+: (masquerades|without options\.\S+enable_ip_masquerade)/,
    because: "An internal network has no way out to masquerade on.",
  },
  {
    kind: /^Network (?!\S+-(operator-\S+|dremio-(gateway|object-store-s3|postgresql-sql|search-store-https)):)\S+: without name$/,
    because: closes,
  },
  { kind: /^RemoteImage \S+: (without )?keepLocally/, because: life },

  // Keys and certificates
  {
    kind: /^CertRequest \S+: (without (privateKeyPem|ipAddresses)|ipAddresses\S+ = 0)|^CertRequest (?!(access-proxy|cache|directory|dremio|identity|sample-source|superset)-)\S+: without dnsNames/,
    because: closes,
  },
  {
    kind: /^LocallySignedCert \S+: (setSubjectKeyId|without (setSubject|caCertPem|caPrivateKeyPem|certRequest|allowedUses))/,
    because: closes,
  },
  {
    kind: /^SelfSignedCert \S+: (setSubjectKeyId|without (setSubject|privateKeyPem|allowedUses\[crl_signing\]))/,
    because: closes,
  },
  {
    kind: /^RandomPassword \S+: (without (special|min(Lower|Numeric|Upper))|special = true)/,
    because: "There are more signs to guess.",
  },

  // Object store
  {
    kind: /^IamPolicy \S+-admin(-sign-on)?-policy: statement 0 \(Allow s3:\S+ on \S+ (allows every action|is for every bucket)/,
    because: "An administrator may do anything; that is the role.",
  },
  { kind: /^IamPolicy \S+(?<!-sign-on)-policy: (is gone|(?<!admin-policy: )without name)/, because: another },
  {
    kind: /^IamPolicy \S+-(airbyte|backup|dremio|logs)-policy: statement \d+ \(Allow s3:GetBucketLocation on \S+\) is for every bucket/,
    because: "It tells where the server is, and no name.",
  },
  {
    kind: /^IamGroupMembership \S+: (without (group|users)|is gone|is of the administrators)/,
    because: choice,
  },
  { kind: /^IamGroupPolicyAttachment \S+: is gone/, because: less },
  { kind: /^IamUserPolicyAttachment \S+: (is gone|without)/, because: less },
  { kind: /^IamUser \S+: without secret/, because: "The server makes one, which the provider keeps secret." },
  {
    kind: /^IlmPolicy \S+: (is gone|without (bucket|rules(\[[\w-]+\](\.(id|expiration|noncurrent\w+))?)?$))/,
    because: limits,
  },
  {
    kind: /^IlmPolicy \S+-(backups|logs)-lifecycle: expires bronze/,
    because: "Bronze is in another bucket.",
  },
  { kind: /^S3Bucket \S+: without (acl|bucket)/, because: standard },

  // Providers
  {
    kind: /^(minio|postgresql) \S+: (minioPassword|password) is plain/,
    because:
      "The engine does not tell policies what of a provider is secret; the end-to-end tests search the state.",
  },
  { kind: /^minio \S+: without (minioCacertFile|minioPassword|minioServer|minioUser)/, because: closes },
  {
    kind: /^postgresql \S+: (without (connectTimeout|host|password|port|sslrootcert|superuser|username)|superuser = false)/,
    because: closes,
  },
];
