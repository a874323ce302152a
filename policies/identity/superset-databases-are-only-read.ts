import type { Report } from "../lib/policy";
import { uploadPolicy } from "../lib/uploads";
import { atWorkload } from "../lib/values";

/** Where and as whom each connection signs on. Any other option may name another server. */
const addresses: Record<string, RegExp> = {
  Dremio: new RegExp(
    `^dremio\\+flight://superset:XXXXXXXXXX@${atWorkload("dremio")}:32010/dremio` +
      String.raw`\?UseEncryption=true&TrustedCerts=[\w/.-]+$`,
  ),
  // What a session may do is said once more to the server.
  Live: new RegExp(
    `^postgresql\\+psycopg2://superset_live@${atWorkload("postgresql")}:5432/live` +
      String.raw`\?sslmode=verify-full&sslrootcert=[\w/.-]+&passfile=[\w/.-]+&ssl_min_protocol_version=TLSv1\.3` +
      String.raw`&options=-cdefault_transaction_read_only%3Don$`,
  ),
};

/** Lines without which Superset may write, take in files, or sign on as whoever asks. */
const required = [
  "allow_ctas: false",
  "allow_cvas: false",
  "allow_dml: false",
  "allow_file_upload: false",
  "impersonate_user: false",
];

/** Lines that may be there as well. Arguments for a driver, of which any may be a door, are none. */
const allowed = [
  /^(database_name|sqlalchemy_uri): \S+$/,
  /^(expose_in_sqllab|allow_run_async): (true|false)$/,
  /^extra:$/,
  /^ {2}(allows_virtual_table_explore|cost_estimate_enabled): (true|false)$/,
  /^ {2}(metadata_params|engine_params): \{\}$/,
  /^ {2}schemas_allowed_for_csv_upload: \[\]$/,
  /^uuid: [\da-f-]{36}$/,
  /^version: [\d.]+$/,
];

const valueOf = (lines: readonly string[], name: string) =>
  lines.find((line) => line.startsWith(`${name}: `))?.slice(name.length + 2) ?? "";

function judge(text: string, report: Report): void {
  const lines = text.split(/\r\n?|\n/).filter((line) => line.trim() !== "" && !line.startsWith("#"));
  const database = valueOf(lines, "database_name");
  const address = Object.hasOwn(addresses, database) ? addresses[database] : undefined;
  if (address === undefined) report("is of a database that nobody has looked at");
  else if (!address.test(valueOf(lines, "sqlalchemy_uri")))
    report("signs on as somebody else, somewhere else, or with other options");
  for (const line of required) if (!lines.includes(line)) report(`does not say ${line}`);
  const names = lines.map((line) => line.trim().split(":")[0]!);
  for (const [index, line] of lines.entries()) {
    if (!required.includes(line) && !allowed.some((each) => each.test(line)))
      report(`says of ${names[index]!} what nobody has looked at`);
    if (names.indexOf(names[index]!) !== index) report(`says ${names[index]!} more than once`);
  }
}

/** The databases that a job makes known to Superset, one in a file. */
export default uploadPolicy({
  name: "superset-databases-are-only-read",
  severity: "critical",
  reason:
    "Whoever asks something of a database through Superset does so with that connection's login: it may only read, whoever asks.",
  remedy:
    "Leave `allow_dml`, `allow_ctas`, `allow_cvas`, `allow_file_upload` and `impersonate_user` at false, sign on to `live` as superset_live with default_transaction_read_only, and give the driver no arguments.",
  names: /^asset\.databases\..+\.ya?ml$/,
  judge,
});
