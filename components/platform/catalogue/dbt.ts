import type { CatalogueImage } from "./image";

/** dbt with the project of this repository in it. */
export const dbt: CatalogueImage = {
  repository: "python",
  tag: "3.12-slim",
  build: { directory: "dbt", sources: ["components/processing/dbt/project"] },
  version: "1.11.16",
  licence: "Apache-2.0",
  source: [
    "versions: PyPI, dbt-core 1.11.16, dbt-dremio 1.11.0 and dbt-postgres 1.11.0, held with hashes by images/dbt/requirements.txt",
  ],
  why:
    "No published image carries dbt-dremio. Not dbt-core 1.12, with which dbt-dremio 1.11.0 runs as well: one of the packages " +
    "it needs loads a program from elsewhere while it is installed, past every hash.",
  user: 1000,
  group: 1000,
  runtime: {
    writablePaths: ["/tmp"],
    commandForm: "`/opt/venv/bin/python /opt/dbt/run.py build …`: options of dbt",
    tools: ["/opt/venv/bin/python"],
  },
  local: {
    name: "dbt",
    version: "1.11.16",
    packages: ["Debian 12: python3", "PyPI: dbt-core 1.11.16, dbt-dremio 1.11.0, dbt-postgres 1.11.0"],
    differs: ["It runs on Debian 12's Python 3.11, not on 3.12; packages, program and project are the same."],
  },
};
