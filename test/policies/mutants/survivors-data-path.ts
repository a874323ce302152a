import { closes, less, life, limits, named, second, standard, type Survivors } from "./reasons";

/** Of the workloads and jobs from a source to a dashboard, and of the edge in front of them. */
export const dataPath: readonly Survivors[] = [
  // Files
  {
    kind: /^Container (batch-sync|scheduler|dbt-build|dremio|sample-source-load)-files: is gone$/,
    because: closes,
  },
  {
    kind: /^Container (batch-sync|scheduler|dbt-build|dremio|dremio-bootstrap|sample-source-load|superset-init)-files: without uploads$/,
    because: closes,
  },
  {
    kind: /^Container (dremio-bootstrap|superset-init)-files: is gone$/,
    because: closes,
  },
  {
    kind: /^Container (batch-sync|scheduler|dbt-build|dremio-bootstrap|sample-source-load|superset-init|superset(?=\S+ without uploads\S+(?<!gunicorn\.conf)\.py\]))-files: without uploads\[(?!\S+(catalog\.json|access\.json|superset_config\.py|asset\.databases\.\w+\.yaml)\]\.content$)\S+(\.(json|py|ya?ml)|flights\.sql|rights\.sql)\](\.content)?$/,
    because: closes,
  },
  {
    kind: /^Container dremio-files: without uploads\[\S+\/(dremio\.conf|core-site\.xml|trust-store\.base64)\](\.content)?$/,
    because: closes,
  },
  {
    kind: /^Container scheduler-files: without uploads\[\S+crontab\](\.content)?$/,
    because: closes,
  },
  {
    kind: /^Container scheduler-files: without uploads\[\S+crontab\]\.permissions$/,
    because: "It holds nothing secret.",
  },
  {
    kind: /^Container dremio-files: without uploads\[\S+\/logback\.xml\](\.content)?$/,
    because: "How the server logs; nothing becomes reachable or readable by it.",
  },
  {
    kind: /^Container edge-files: without uploads\[\S+503\.html\](\.content)?$/,
    because: closes,
  },
  {
    kind: /^Container (batch-sync|scheduler|dbt-build|dremio|sample-source-load|superset(-init)?)-files: without uploads\[\S+(password|secret-key|server\.key|server\.crt)\]$/,
    because: closes,
  },
  {
    kind: /^Container (dremio-bootstrap|superset-init)-files: without uploads\[\S+\/(secrets\/[\w-]+|user-\w+)\](\.content)?$/,
    because: closes,
  },
  {
    kind: /^Container \S+-files: without uploads\[(?!\S+identity\/)\S+(\.(html|py|xml|ya?ml|base64)|(access|catalog|connection|source|state-store)\.json)\]\.permissions$/,
    because: "It holds nothing secret.",
  },
  {
    kind: /^Container sample-source-files: without uploads\[\S+initialise\.sql\](\.content)?$/,
    because: second + " Who may log on at all is in pg_hba.conf, and the databases it closes are empty.",
  },
  {
    kind: /^Container superset-init-files: \S+gunicorn\.conf\.py "(certfile|keyfile) = /,
    because: "That job starts no server.",
  },

  // What is started, and with what
  {
    kind: /^Container (batch-sync|dbt-build|dremio-bootstrap|sample-source-load|superset-init)-run: is gone$/,
    because: less,
  },
  { kind: /^Container (scheduler|sample-source|superset)-process: is gone$/, because: less },
  {
    kind: /^Container (batch-sync|dbt-build|dremio-bootstrap|sample-source-load|superset-init)-run: without volumes/,
    because: closes,
  },
  {
    kind: /^Container (scheduler-process: without (volumes|command$)|superset-process: without command$)/,
    because: closes,
  },
  {
    kind: /^Container dremio-process: without (volumes$|volumes\[[12]\]|volumes\[\/opt\/dremio\/native\]|entrypoints)/,
    because: closes,
  },
  {
    kind: /^Container \S+: without option (-m lakehouse_connectors|--bind)/,
    because: closes,
  },
  { kind: /^Container \S+-run: without option --kill-after/, because: limits },
  { kind: /^Container postgresql-key-run: without command$/, because: closes },
  {
    kind: /^Container dbt-build-run: without option --(exclude-resource-type|vars)/,
    because: "Which models are built, and whether their tests are; no right hangs on it.",
  },
  {
    kind: /^Container edge-process: without envs$/,
    because: "The list is empty.",
  },
  {
    kind: /^Container (scheduler|dremio-gateway|sample-source|superset)-process: without ports$/,
    because: "The list is empty.",
  },
  {
    kind: /^Container (dbt-build-run|scheduler-process): without envs(\[(DBT_PASSWORD_FILE|DBT_TARGET|DREMIO_(HOST|PORT|USER)|LAKEHOUSE_DBT_(RESULTS\w*|VARS))=.+\])?$/,
    because: closes,
  },
  {
    kind: /^Container (dbt-build-run|scheduler-process): without envs\[REQUESTS_CA_BUNDLE=/,
    because:
      "Public authorities are asked then, none of which signed our certificates: it connects to nobody.",
  },
  {
    kind: /^Container (dbt-build-run|scheduler-process): without envs\[LAKEHOUSE_DBT_PROJECT=/,
    because: named,
  },
  { kind: /^Container dremio-process: without envs(\[DREMIO_MAX_\w+=\d+\])?$/, because: limits },
  { kind: /^Container sample-source-process: without envs(\[PGDATA=\S+\])?$/, because: standard },
  {
    kind: /^Container superset(-init-run|-process): without envs(\[(LAKEHOUSE_FILES|METADATA_DATABASE|PYTHONPATH)=\S+\])?$/,
    because: closes,
  },
  {
    kind: /^Container superset(-init-run|-process): without envs\[PYTHON(DONTWRITEBYTECODE|UNBUFFERED)=/,
    because: life,
  },

  // Networks
  {
    kind: /^Container (batch-sync|dbt-build|superset-init)-run: without networksAdvanced\[\d\](\.name)?$/,
    because: less,
  },
  {
    kind: /^Container ((scheduler|sample-source|superset)-process: without networksAdvanced\[\d\]|dremio-gateway-process: without networksAdvanced\[[0345689]\]|edge-process: without networksAdvanced\[[123]\]|object-store-sandbox: without networksAdvanced\[[234]\]|postgresql-process: without networksAdvanced\[[235678]\])(\.name)?$/,
    because: less,
  },

  // The edge
  {
    kind: /^Container dremio-gateway-files: \S+haproxy\.cfg (".* alpn h2" = ".* alpn h2,http\/1\.1"|without "bind \S+:9200")/,
    because: "Arrow Flight is HTTP/2 from end to end, and what cannot be reached stays closed.",
  },
  {
    kind: /^Container edge-files: \S+haproxy\.cfg without "http-request (wait-for-body|return status 411)/,
    because: limits,
  },
  {
    kind: /^Container edge-files: \S+haproxy\.cfg without "http-after-response del-header GAP-Auth/,
    because: second + " The access proxy passes on no header about a person.",
  },
  {
    kind: /^Container edge-process: (without )?ports\[0\]\.ip/,
    because:
      "It is the one door for people; on which of the host's addresses it is open is the operator's to say.",
  },
  {
    kind: /haproxy\.cfg without "(ssl-default-server-ciphersuites|balance)/,
    because: standard,
  },
  {
    kind: /haproxy\.cfg without "(use_backend|resolvers|parse-resolv-conf|http-error|http-request (set-var|redirect|return status 200))/,
    because: closes,
  },
  { kind: /haproxy\.cfg without "hold valid/, because: life },
  {
    kind: /haproxy\.cfg without "http-request return status 421/,
    because: "A name that no rule knows leads to no backend either.",
  },
  {
    kind: /haproxy\.cfg without "http-request return status 413/,
    because: limits,
  },
  {
    kind: /haproxy\.cfg without "http-request (del|set)-header X-Forwarded-(For|Host)/,
    because:
      "What a client sent goes either way: one line takes it away, and the other puts ours in its place.",
  },
  {
    kind: /haproxy\.cfg without "http-after-response del-header Server/,
    because: "It tells which server it is, not how to get in.",
  },
  {
    kind: /^IamPolicy object-store-access-dremio-policy: statement \d+ \(Allow s3:ListBucket on arn:aws:s3:::datalake\) has no condition$/,
    because: "Dremio reads the whole bucket, and may list it by another statement already.",
  },
];
