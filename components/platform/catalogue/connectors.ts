import type { CatalogueImage } from "./image";

/** Connectors of the Airbyte protocol, and the process that runs a connection. */
export const connectors: CatalogueImage = {
  repository: "python",
  tag: "3.12-slim",
  version: "1",
  licence: "Apache-2.0",
  source: [
    "protocol and option names: airbytehq/airbyte-protocol airbyte_protocol.yaml; specifications of source-postgres, " +
      "destination-s3 and destination-postgres",
    "what is in the image: images/connectors, with a lock file of hashes",
  ],
  build: { directory: "connectors" },
  why:
    "Airbyte's server needs Kubernetes and does not fit beside the rest on one host, and its S3 destination knows no " +
    "authority of one's own; a connection declared for these connectors has the options of the official ones.",
  user: 1000,
  group: 1000,
  runtime: {
    writablePaths: ["/tmp"],
    commandForm: "any command runs as it is",
    tools: ["/opt/venv/bin/python"],
  },
  local: {
    name: "connectors",
    version: "1",
    packages: [
      "Debian 12: python3, libstdc++6",
      "PyPI: images/connectors/requirements.txt",
      "npm: vega-datasets 3.2.1",
    ],
    differs: ["Its Python is Debian's 3.11, not 3.12."],
  },
};
