import { closes, less, life, limits, standard, type Survivors } from "./reasons";

const valkey = String.raw`^Container cache-files: \S+valkey\.conf `;
const background = String.raw`^Container superset-(worker|beat)`;

/** Of the cache, and of what works for Superset in the background. */
export const inBackground: readonly Survivors[] = [
  // The cache
  {
    kind: new RegExp(
      String.raw`${valkey}without "(tls-ca-cert-file|protected-mode|enable-(protected-configs|debug-command|module-command) no|daemonize no|logfile|tcp-keepalive|timeout|latency-tracking)`,
    ),
    because: standard,
  },
  {
    kind: new RegExp(String.raw`${valkey}(without )?"tls-auth-clients`),
    because: "Clients prove who they are by password; a certificate would be asked for beside it.",
  },
  {
    kind: new RegExp(
      String.raw`${valkey}without "(maxmemory-policy|lazyfree-lazy-eviction|databases|maxclients)`,
    ),
    because: limits,
  },
  { kind: new RegExp(String.raw`${valkey}without "dir \/data`), because: "It writes nothing." },
  {
    kind: new RegExp(String.raw`${valkey}without "(hide-user-data-from-log|slowlog-log-slower-than)`),
    because: "What its log says of commands; nobody reads it but the operator.",
  },
  {
    kind: new RegExp(String.raw`${valkey}"(latency-tracking|daemonize) no" = `),
    because: life,
  },
  {
    kind: /^Container cache-files: \S+health\.sh .*--insecure/,
    because: "The health check asks on loopback, signs on as nobody and sends nothing.",
  },
  { kind: /^Container cache-process: (is gone|without (command|envs|ports)$)/, because: closes },
  { kind: /^Container cache-process: without networksAdvanced\[[012]\](\.name)?$/, because: less },

  // What works in the background
  {
    kind: /^Container superset-process: without healthcheck(\.tests)?$/,
    because:
      "Parents are names in this graph, and component and workload have one: the worker's check counts for it. The engine's URNs tell them apart.",
  },
  {
    kind: new RegExp(
      String.raw`${background}-(files|process): (is gone|without (uploads|volumes|command|envs|ports)$)`,
    ),
    because: closes,
  },
  {
    kind: new RegExp(
      String.raw`${background}-files: without uploads\[(?!\S+superset_config\.py\]\.content$)\S+(\.py|sign-on\.json|secret|-password|secret-key)\](\.content)?$`,
    ),
    because: closes,
  },
  {
    kind: /^Container superset(-\w+)?-files: without uploads\[\S+sign-on\.json\]\.permissions$/,
    because: "It holds nothing secret.",
  },
  {
    kind: new RegExp(String.raw`${background}-files: \S+gunicorn\.conf\.py "(certfile|keyfile) = `),
    because: "Neither starts a web server.",
  },
  { kind: new RegExp(String.raw`${background}-process: without option `), because: life },
  {
    kind: new RegExp(
      String.raw`${background}-process: without envs\[(LAKEHOUSE_FILES|METADATA_DATABASE|PYTHON\w+)=`,
    ),
    because: closes,
  },
  {
    kind: /^Container superset(-\w+)?-process: without envs\[(CACHE_(SERVER|USER)|FIGURES_SECONDS)=/,
    because: closes,
  },
  {
    kind: /^Container superset(-\w+)?-process: without envs\[SSL_CERT_(DIR|FILE)=/,
    because: "Each connection names the authority it believes; a policy judges that.",
  },
  {
    kind: new RegExp(String.raw`${background}-process: without (networksAdvanced\[\d\]\.name|volumes\[\S+)`),
    because: less,
  },
  { kind: /^Container superset-worker-process: without networksAdvanced\[\d\]$/, because: less },
];
