import type { CatalogueImage } from "./image";

/** Connectors of the Airbyte protocol, dbt with the project of this repository, and what starts both by time. */
export const pipeline: CatalogueImage = {
  repository: "python",
  tag: "3.12-slim",
  version: "1",
  licence: "Apache-2.0",
  source: [
    "protocol and option names: airbytehq/airbyte-protocol airbyte_protocol.yaml; specifications of source-postgres, " +
      "destination-s3 and destination-postgres",
    "versions: PyPI, dbt-core 1.11.16, dbt-dremio 1.11.0, dbt-postgres 1.11.0 and the connectors' packages, held with hashes by " +
      "images/pipeline/requirements.txt",
    "supercronic 0.2.48 (MIT), aptible/supercronic README.md: a Go module, held with hashes by images/pipeline/supercronic/go.sum",
  ],
  build: { directory: "pipeline", sources: ["components/processing/dbt/project"] },
  why:
    "One image for all that moves data by time: the scheduler runs the programs beside it, and needs no Docker socket. Airbyte's " +
    "server needs Kubernetes and does not fit beside the rest on one host, and its S3 destination knows no authority of one's own; " +
    "a connection declared for these connectors has the options of the official ones. No published image carries dbt-dremio. Not " +
    "dbt-core 1.12: one of the packages it needs loads a program from elsewhere while it is installed, past every hash.",
  user: 1000,
  group: 1000,
  runtime: {
    writablePaths: ["/tmp"],
    commandForm: "any command runs as it is; dbt is `/opt/venv/bin/python /opt/dbt/run.py build …`",
    tools: ["/opt/venv/bin/python", "supercronic", "flock", "find", "sh"],
  },
  local: {
    name: "pipeline",
    version: "1",
    packages: [
      "Debian 12: python3, libstdc++6",
      "PyPI: images/pipeline/requirements.txt",
      "Go: supercronic 0.2.48",
      "npm: vega-datasets 3.2.1",
    ],
    differs: ["Its Python is Debian's 3.11, not 3.12; packages, programs and project are the same."],
  },
};
