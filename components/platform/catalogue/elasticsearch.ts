import type { CatalogueImage } from "./image";

/** Elasticsearch: the search store. */
export const elasticsearch: CatalogueImage = {
  repository: "docker.elastic.co/elasticsearch/elasticsearch",
  tag: "9.4.5",
  version: "9.4.5",
  licence: "Elastic-2.0",
  source: [
    "tag: docker-library/official-images library/elasticsearch, August 2026",
    "user, paths, entry point, logging to standard output: elastic/elasticsearch distribution/docker " +
      "(Dockerfile.default, docker-entrypoint.sh, log4j2.properties) and distribution/src/bin/elasticsearch-env",
    "its files may be read by everybody and its directories written by the user alone, so root's group, which the image names, is " +
      "not needed: elastic/elasticsearch distribution/docker/src/docker/dockerfiles/default/Dockerfile",
    "what must be writable: elastic/elasticsearch issues 71157 and 95542, pull requests 124966 (works in its directory of logs) " +
      "and 112977 (no native code is unpacked, so the temporary directory may be `noexec`)",
  ],
  why:
    "Logstash, Kibana and Jaeger work with it, and the free licence holds native users, roles and TLS; " +
    "document and field level security, single sign-on and an audit log it does not hold.",
  user: 1000,
  group: 1000,
  runtime: {
    dataPath: "/usr/share/elasticsearch/data",
    freshVolumeOwner: 1000,
    writablePaths: ["/run/search-store", "/tmp", "/usr/share/elasticsearch/logs"],
    commandForm:
      "`eswrapper` starts the server, with `ES_PATH_CONF` and `ES_JAVA_OPTS`; any other command runs as it is",
    tools: ["bash", "curl"],
  },
  local: {
    name: "elasticsearch",
    version: "9.4.5",
    packages: ["Debian 13: curl", "Go modules golang.org/x/crypto v0.53.0, gopkg.in/yaml.v3 v3.0.1"],
    differs: [
      "It is no search engine: a program of ours has Elasticsearch's paths, settings, refusals, TLS, logins and privileges, " +
        "and a part of its API.",
      "It keeps documents in plain files, finds them by reading all of them, and ranks nothing.",
      "It forms no cluster, has no data streams, aggregations or ingest pipelines, and needs none of the real server's memory.",
      "It refuses settings and requests that it does not know, also where the real server would take them.",
    ],
  },
};
