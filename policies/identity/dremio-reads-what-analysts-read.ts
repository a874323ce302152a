import type { Report } from "../lib/policy";
import { documentPolicy } from "../lib/uploads";

/** What a source may reach: of each kind, where it signs on and all that it shows. */
const sources: Record<string, (config: Record<string, unknown>) => boolean> = {
  S3: ({ accessKey, whitelistedBuckets, credentialType }) =>
    accessKey === "dremio" &&
    credentialType === "ACCESS_KEY" &&
    JSON.stringify(whitelistedBuckets) === '["datalake"]',
  POSTGRES: ({ username, databaseName, authenticationType }) =>
    username === "dremio" && databaseName === "live" && authenticationType === "MASTER",
  ELASTIC: ({ username, authenticationType, showHiddenIndices }) =>
    username === "dremio" && authenticationType === "MASTER" && showHiddenIndices === false,
};

interface Catalog {
  sources: { name: string; type: string; config: Record<string, unknown> }[];
}

function judge(catalog: Catalog, report: Report): void {
  for (const { name, type, config } of catalog.sources) {
    const isBounded = Object.hasOwn(sources, type) ? sources[type] : undefined;
    if (isBounded === undefined)
      report(`has the source ${name} of the kind ${type}, which nobody has looked at`);
    else if (!isBounded(config))
      report(`has the source ${name}, which shows more than the lake and \`live\``);
  }
}

/** Requirement R14: Dremio's free edition has no roles, so whoever may query it reads all of its sources. */
export default documentPolicy({
  name: "dremio-reads-what-analysts-read",
  severity: "critical",
  reason:
    "Dremio's free edition has no roles, so an analyst who queries it reads whatever its sources show: that must be no more than an analyst may read.",
  remedy:
    "Leave its sources to components/processing/dremio/catalog.ts: the bucket `datalake`, the database `live` and the search store, each by the login `dremio`; give data for fewer eyes a Dremio of its own.",
  names: /^catalog\.json$/,
  judge,
});
