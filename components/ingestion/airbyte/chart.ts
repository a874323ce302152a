/** The release of Airbyte for Kubernetes: its chart, and with it every image of the same version. */
export const airbyteChart = {
  repository: "https://airbytehq.github.io/charts",
  name: "airbyte",
  version: "2.2.0",
  /** Tag of Airbyte's own images; from 2.1 on the chart's version is theirs. */
  imageTag: "2.2.0",
  licence: "Elastic-2.0",
  source: [
    "airbytehq/charts airbyte-2.2.0.tgz: Chart.yaml, values.yaml, templates",
    "airbytehq/airbyte docs/platform/deploying-airbyte: database, storage, authentication, custom certificates",
  ],
  why:
    "Airbyte from 0.64 on runs on Kubernetes alone, and only charts of the second series are still made. This is the last one whose " +
    "templates were read key by key.",
  risk:
    "Not open source by OSI's definition. One administrator, no roles, no metrics in this edition. Its first pod is a Helm hook: a " +
    "template rendered without Helm loses the order. It was never applied from here.",
} as const;
