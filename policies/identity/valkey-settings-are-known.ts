import { valkeyPolicy } from "../lib/valkey";

const file = /^\/[\w./-]+$/;
const number = /^-?\d+$/;
const either = /^(yes|no)$/;
/** Another policy judges the value. */
const judged = /^/;

/**
 * Settings that somebody has looked at, and what each may be. Others load programs (loadmodule), read further files
 * (include), send all there is to another server (replicaof), or hide commands from the rules of users (rename-command).
 * Source: valkey.conf, Valkey 8 and 9.
 */
const settings: Record<string, RegExp> = {
  bind: judged,
  port: judged,
  "tls-port": judged,
  "tls-protocols": judged,
  "tls-cert-file": judged,
  "tls-key-file": judged,
  "tls-ca-cert-file": file,
  "tls-auth-clients": either,
  aclfile: judged,
  "protected-mode": judged,
  "enable-protected-configs": /^no$/,
  "enable-debug-command": /^no$/,
  "enable-module-command": /^no$/,
  maxmemory: judged,
  "maxmemory-policy": judged,
  "lazyfree-lazy-eviction": either,
  save: judged,
  appendonly: judged,
  dir: /^\/data$/,
  databases: number,
  maxclients: number,
  "tcp-keepalive": number,
  timeout: number,
  "hide-user-data-from-log": /^yes$/,
  "slowlog-log-slower-than": number,
  "latency-tracking": either,
  daemonize: either,
  // To its output alone.
  logfile: /^$/,
};

export default valkeyPolicy({
  name: "valkey-settings-are-known",
  severity: "high",
  reason:
    "One line more makes Valkey load a program, read settings from a file that nobody judges, or send all it holds to another server.",
  remedy:
    "Leave the line away, or add it to the policy's list once somebody has looked at what it does; keep the debugging and module commands off, and what it logs on its output.",
  judge(server, report) {
    for (const { name, words } of server.given) {
      const value = Object.hasOwn(settings, name) ? settings[name] : undefined;
      if (value === undefined) report(`sets ${name}, which nobody has looked at`);
      else if (!value.test(words.join(" "))) report(`gives ${name} another value`);
    }
  },
});
