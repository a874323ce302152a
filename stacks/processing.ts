import type { BatchSync } from "../components/ingestion/connections/batch-sync";
import type { ConnectionPasswords } from "../components/ingestion/connections/connection-files";
import type { Platform } from "../components/platform/platform";
import { Dbt } from "../components/processing/dbt/dbt";
import type { Dremio } from "../components/processing/dremio/dremio";
import { Scheduler } from "../components/processing/scheduler/scheduler";
import type { CertificateAuthority } from "../components/security/certificate-authority";
import type { RelationalStore } from "../components/storage/relational-store/relational-store";
import { longestGap } from "./schedules";
import type { Config } from "./schema";

/** What is run by time, and by what. */
export interface Runs {
  platform: Platform;
  authority: CertificateAuthority;
  relationalStore: RelationalStore;
  source: { sync: BatchSync; passwords: ConnectionPasswords };
  /** @default none: nothing is built */
  dremio?: Dremio | undefined;
}

/** The first build of silver and gold, and the scheduler of all that comes after it. */
export function processing(config: Config, { relationalStore, source, dremio, ...common }: Runs): void {
  const { dbt: results } = relationalStore.logins;
  const runs = dremio && {
    authorityPem: common.authority.certificatePem,
    warehouse: { host: "dremio", port: 9047, ...dremio.logins.dbt },
    results: { host: "postgresql", port: 5432, ...results! },
    live: true,
  };
  const build =
    runs &&
    new Dbt(
      "dbt",
      { ...common, ...config.dbt, ...runs },
      { dependsOn: [dremio.ready, source.sync.job.succeeded] },
    );
  const { schedules } = config;
  new Scheduler({
    ...common,
    ...config.scheduler,
    ...source.passwords,
    schedules,
    changesEvery: longestGap(schedules.changes, schedules.timezone),
    dbt: runs,
    after: [source.sync.job, ...(build ? [build.job] : [])],
  });
}
