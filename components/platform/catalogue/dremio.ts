import type { CatalogueImage } from "./image";

/** Dremio: the query engine of the lake. */
export const dremio: CatalogueImage = {
  repository: "dremio/dremio-oss",
  tag: "26.0.5",
  version: "26.0.5",
  licence: "LicenseRef-Dremio-Community",
  source: [
    "tag: public manifests that run it; no source is published after 25.2.0, so what follows is read there",
    "user, paths, ports, entry point: dremio/dremio-oss 25.2.0 distribution/docker/Dockerfile",
    "directory of logs must be writable, process id file unless DREMIO_IN_CONTAINER is 1: distribution/resources " +
      "src/main/resources/bin/dremio; Java 11, 17 or 21: bin/dremio-config",
    "native libraries are unpacked into java.io.tmpdir and loaded from there (Gandiva, Netty, Zstandard), so it cannot be " +
      "`noexec`: how those libraries load; not tried with this image",
  ],
  why:
    "It queries Parquet, Iceberg, PostgreSQL and Elasticsearch in one place over Arrow Flight; the free edition has local users only, " +
    "all of them administrators, and no TLS between client and JDBC port or among nodes.",
  user: 999,
  group: 999,
  runtime: {
    dataPath: "/opt/dremio/data",
    freshVolumeOwner: 999,
    writablePaths: ["/tmp", "/var/log/dremio", "/var/run/dremio"],
    commandForm:
      "`bin/dremio start-fg` is the entry point; another needs `entrypoint`, in the directory /opt/dremio",
    tools: ["bash", "curl", "keytool"],
  },
  local: {
    name: "dremio",
    version: "26.0.5",
    packages: [
      "Debian 12: python3, libstdc++6, openssl, curl",
      "Python packages of test/images/dremio/requirements.txt",
    ],
    differs: [
      "It is no Dremio: a program of ours over DuckDB and PyIceberg has Dremio's paths, settings, refusals, ports, local users, " +
        "and a part of its REST interface, of Arrow Flight and of its SQL.",
      "It has sources of type S3, POSTGRES and ELASTIC only, filters nothing in the latter two, no user interface, no Flight SQL commands, and closes what connects to 31010 and 45678.",
      "It knows CREATE TABLE AS, INSERT, DROP, views, ALTER … REFRESH METADATA, time travel, reflections and EXPLAIN, reads Delta tables of protocol version 1 without checkpoints, and refuses other statements and functions.",
      "EXPLAIN PLAN FOR names the files that a scan reads, in a text of its own.",
      "DATE_TRUNC of a DATE gives a TIMESTAMP, and an Iceberg table's current metadata is known to it alone.",
      "Reflections are kept and never built; nothing is stored in the distributed store but a trial of writing at the start.",
      "Its keytool knows -importcert and -list of PKCS12 stores only, and it needs none of the real server's memory.",
    ],
  },
};
