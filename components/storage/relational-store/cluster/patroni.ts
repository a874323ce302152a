import { join } from "node:path";
import { render } from "../../../platform/template";
import { databases } from "../../../security/roles";
import { memorySettings } from "../server";

/** What Patroni keeps the cluster to. */
export interface PatroniArgs {
  memory: string;
  maxConnections: number;
  /** Networks from which clients come. */
  clients: readonly string[];
}

/** Rules of client authentication, without what is there for readers. */
const authenticationRules = (clients: readonly string[]): string[] =>
  render(join(__dirname, "pg_hba.conf.eta"), {
    // `template1` only for the grants on it.
    databases: [...databases, "postgres", "template1"],
    clients,
  })
    .split("\n")
    .filter((line) => /^\w/.test(line))
    .map((line) => line.split(/\s+/).join(" "));

/**
 * Settings by the only way that the operator passes on whole: it checks those under `config.parameters`, and uses none.
 * Source: Patroni, "Dynamic Configuration Settings"; PostgreSQL 17 manual, chapter 19; pg_tde 2.2, "Variables".
 */
export const dynamicConfiguration = ({ memory, maxConnections, clients }: PatroniArgs) => ({
  // A transaction is done when a second server has it. With no other server left, the last one goes on alone.
  synchronous_mode: true,
  synchronous_node_count: 1,
  postgresql: {
    // A server that cannot be wound back is made anew from the primary.
    remove_data_directory_on_rewind_failure: true,
    parameters: {
      ...memorySettings(memory),
      max_connections: String(maxConnections),

      ssl_min_protocol_version: "TLSv1.3",
      password_encryption: "scram-sha-256",

      // Read when keys are made; pg_tde's own default is AES-128.
      "pg_tde.cipher": "aes_256",

      // Change data capture reads the log.
      wal_level: "logical",

      // One client's mistake must not fill the drive or hold others up.
      authentication_timeout: "10s",
      idle_in_transaction_session_timeout: "10min",
      max_slot_wal_keep_size: "2GB",
      temp_file_limit: "2GB",

      log_connections: "on",
      log_disconnections: "on",
      log_line_prefix: "%m [%p] %q%u@%d from %h ",
      log_min_error_statement: "panic",
    },
    pg_hba: authenticationRules(clients),
  },
});
