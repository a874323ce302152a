import type { CatalogueImage } from "./image";

/** Superset with the drivers that its own image does not have. */
export const superset: CatalogueImage = {
  repository: "apache/superset",
  tag: "6.1.0",
  build: { directory: "superset" },
  version: "6.1.0",
  licence: "Apache-2.0",
  source: [
    "tag: the release's Helm chart and public manifests that run it",
    "user (the first one that useradd makes), home, paths, command: apache/superset Dockerfile and docker/entrypoints/run-server.sh",
    "no driver for any database inside, and how to add them: Superset's documentation, Docker builds",
  ],
  why: "The newest release; images/superset adds the drivers for PostgreSQL and Dremio, which no image of Superset has.",
  user: 1000,
  group: 1000,
  runtime: {
    writablePaths: ["/tmp"],
    commandForm: "any command runs as it is; `superset`, `gunicorn` and `python` are on PATH",
    tools: ["superset", "gunicorn", "python", "bash"],
  },
  local: {
    name: "superset",
    version: "6.1.0",
    packages: [
      "Debian 12: python3 (3.11), libstdc++6",
      "PyPI: apache-superset 6.1.0, sqlalchemy-dremio 3.0.4, psycopg2-binary, and what they need, by a lock file with hashes",
    ],
    differs: [
      "It is the release from PyPI with the newest packages it takes, where the image pins its own.",
      "Its virtual environment is /opt/venv, to which /app/.venv leads; it has no curl, uv or Node.",
    ],
  },
};
