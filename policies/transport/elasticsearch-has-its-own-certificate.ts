import { elasticsearchPolicy, layers, type ElasticsearchView, type Layer } from "../lib/elasticsearch";

export default elasticsearchPolicy({
  name: "elasticsearch-has-its-own-certificate",
  severity: "high",
  reason: "Without a certificate of ours a client cannot tell the server from an impostor.",
  remedy:
    "Upload certificate and key beside elasticsearch.yml, and name them in `ssl.certificate` and `ssl.key` of http and transport.",
  judge(server, report) {
    for (const layer of layers) {
      for (const setting of settingsFor(server, layer)) {
        const path = server.value(setting);
        if (path === undefined || path === "") report(`${setting} is not set`);
        else if (!isPut(server, server.path(path))) report(`nothing is put where ${setting} points`);
      }
    }
  },
});

/** A key store takes the place of both files. */
function settingsFor(server: ElasticsearchView, layer: Layer): string[] {
  const ssl = `xpack.security.${layer}.ssl`;
  const store = `${ssl}.keystore.path`;
  return server.value(store) === undefined ? [`${ssl}.certificate`, `${ssl}.key`] : [store];
}

const isPut = ({ container }: ElasticsearchView, path: string): boolean =>
  container.files.some((file) => file.path === path) ||
  container.mounts.some(
    ({ kind, target }) => ["bind", "volume"].includes(kind) && target !== "" && path.startsWith(`${target}/`),
  );
