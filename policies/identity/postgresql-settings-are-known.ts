import { postgresqlPolicy } from "../lib/postgresql";

/**
 * Settings that somebody has looked at. Where one can open a door, another policy judges its value. Others run programs
 * (archive_command, ssl_passphrase_command), load libraries into sessions, or read further files.
 * Source: PostgreSQL 17 manual, chapter 19; pg_tde 2.2 documentation.
 */
const settings = new Set([
  // Where it listens, and to whom
  ...["listen_addresses", "port", "unix_socket_directories", "max_connections", "authentication_timeout"],
  ...["ssl", "ssl_cert_file", "ssl_key_file", "ssl_ca_file", "password_encryption"],
  ...["ssl_min_protocol_version", "ssl_max_protocol_version"],
  // Files named on the command line and beside it
  ...["config_file", "hba_file"],
  // Encryption at rest
  ...["shared_preload_libraries", "default_table_access_method"],
  ...["pg_tde.cipher", "pg_tde.wal_encrypt", "pg_tde.enforce_encryption"],
  // How much it takes up
  ...["shared_buffers", "effective_cache_size", "temp_file_limit", "idle_in_transaction_session_timeout"],
  ...["wal_level", "max_wal_senders", "max_replication_slots", "max_slot_wal_keep_size", "max_wal_size"],
  // What it writes down
  ...["log_destination", "log_connections", "log_disconnections", "log_line_prefix"],
  ...["log_statement", "log_min_error_statement", "log_min_duration_statement"],
]);

/** The only values of settings that nothing else judges. */
const values: Record<string, RegExp> = {
  shared_preload_libraries: /^((pg_tde|pg_stat_statements)(, *(?!$)|$))+$/,
  log_destination: /^stderr$/,
  unix_socket_directories: /^\/var\/run\/postgresql$/,
};

export default postgresqlPolicy({
  name: "postgresql-settings-are-known",
  severity: "high",
  reason:
    "One setting more makes the server run a program, load a library into every session, or read settings from a file that nobody judges.",
  remedy:
    "Leave the setting away, or add it to the policy's list once somebody has looked at what it does; preload pg_tde and pg_stat_statements alone, and log to stderr.",
  judge(server, report) {
    for (const { at, name, value } of server.given) {
      if (name === "") report(`${at} is no setting that can be judged`);
      else if (!settings.has(name)) report(`${at} sets ${name}, which nobody has looked at`);
      else if (values[name]?.test(value) === false) report(`${at} gives ${name} another value`);
    }
  },
});
