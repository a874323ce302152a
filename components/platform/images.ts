/**
 * The image catalogue: which image each service runs, what is known of it and where that is known from,
 * and which stand-in is built from packages where no image registry can be reached.
 */
import { createHash } from "node:crypto";
import { constants, existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import * as path from "node:path";

/** The services' images, by the key under which a workload names its image. */
export type ImageKey = "objectStore" | "postgresql" | "haproxy" | "elasticsearch";

/** Where images come from: `registry` pulls the catalogue's, `local` uses the ones built by `make images`. */
export type ImageMode = "registry" | "local";

/** What the platform must know to run an image; true of the catalogue's image and of its local stand-in. */
export interface ImageRuntime {
  /** Where the data lies, for images that keep any. */
  readonly dataPath?: string;
  /**
   * User who owns a fresh, empty volume mounted at `dataPath`: Docker copies the owner of that directory in
   * the image. Where it is not `user`, the volume's owner must be set before the first start.
   */
  readonly freshVolumeOwner?: number;
  /** Directories that must be writable (tmpfs will do) when the root file system is read-only. */
  readonly writablePaths: readonly string[];
  /** How the image's entry point takes a command. */
  readonly commandForm: string;
  /** Programs besides the server that health checks and one-shot jobs may use. */
  readonly tools: readonly string[];
}

/** The stand-in built from packages by `make images`. */
export interface LocalImage {
  /** Directory under `test/images` that builds it, and the last part of its name. */
  readonly name: string;
  /** Version the packages give; the part of a version that the package source does not pin is left out. */
  readonly version: string;
  /** Packages it is built from. */
  readonly packages: readonly string[];
  /** How it differs from the catalogue's image, a sentence each. */
  readonly differs: readonly string[];
}

/** One image of the catalogue. */
export interface CatalogueImage {
  /** Repository, without tag. */
  readonly repository: string;
  /** Exact version tag. */
  readonly tag: string;
  /** Digest of the multi-platform index, only where a source states it for exactly this tag. */
  readonly digest?: string;
  /** Version of the software inside. */
  readonly version: string;
  /** SPDX identifier of the software's licence. */
  readonly licence: string;
  /** Where the facts above and below come from. */
  readonly source: readonly string[];
  /** Why this image and not another. */
  readonly why: string;
  /** Numeric user to run as. */
  readonly user: number;
  /** Numeric group to run as. */
  readonly group: number;
  readonly runtime: ImageRuntime;
  readonly local: LocalImage;
}

/** All images the platform can run. */
export const catalogue: Readonly<Record<ImageKey, CatalogueImage>> = {
  objectStore: {
    repository: "pgsty/silo",
    tag: "RELEASE.2026-08-06T00-00-00Z",
    digest: "sha256:29a498b24669cae1fed11c1a2fb2b3d73c68829a0a9c0b14e71b386671d38fac",
    version: "RELEASE.2026-08-06T00-00-00Z",
    licence: "AGPL-3.0-or-later",
    source: [
      "tag: pgsty/silo.pgsty.com, quick start (the release pinned there in August 2026)",
      "digest: stated for this tag by three public repositories that run it (two test suites, one chart's runtime proof)",
      "entry point, environment, tools: pgsty/silo Dockerfile.goreleaser; it names no user, and the runtime proof ran it as 1000:1000 without capabilities",
    ],
    why:
      "MinIO's images are gone and its repository is archived; this fork is maintained and keeps the S3 API, " +
      "the MINIO_* environment and the format on disk.",
    user: 1000,
    group: 1000,
    runtime: {
      dataPath: "/data",
      freshVolumeOwner: 0,
      writablePaths: ["/tmp"],
      commandForm: "`server <path> …`: the entry point puts the server's name in front",
      tools: ["/usr/bin/curl", "sh"],
    },
    local: {
      name: "object-store",
      version: "RELEASE.2025-09-07T16-13-09Z",
      packages: ["Go module github.com/minio/minio v0.0.0-20250907161309-07c3a429bfed", "Debian 13: curl"],
      differs: [
        "It is MinIO's last public release, eleven months older than the catalogue's fork.",
        "It predates the fix of CVE-2025-62506 (privilege escalation by service accounts): for tests only, never for data that matters.",
        "It has no `silo healthcheck` and no `mc` client.",
      ],
    },
  },
  postgresql: {
    repository: "percona/percona-distribution-postgresql",
    tag: "17.11.1-1",
    version: "17.11.1",
    licence: "PostgreSQL",
    source: [
      "tag: Percona Operator for PostgreSQL 3.1.0, release notes, table of certified images; it states a digest per architecture " +
        "(x86_64 7fc2e298…, arm64 59dec01d…) and none for both, so none is pinned here",
      "pg_tde 2.2.2 inside: a public test record of the 17.11 image",
      "user, paths, environment: percona/percona-docker percona-distribution-postgresql-17/Dockerfile and entrypoint.sh",
    ],
    why:
      "Transparent data encryption (pg_tde) exists only in Percona's build of PostgreSQL; 17 is the newest major version " +
      "that every service here supports.",
    user: 26,
    group: 26,
    runtime: {
      dataPath: "/data/db",
      freshVolumeOwner: 26,
      writablePaths: ["/tmp", "/var/run/postgresql"],
      commandForm: "`postgres -c name=value …`; options alone are given to `postgres`",
      tools: ["psql", "pg_isready", "pg_dump", "pg_basebackup", "bash"],
    },
    local: {
      name: "postgresql",
      version: "17",
      packages: ["Debian 13: postgresql-17, postgresql-client-17"],
      differs: [
        "It is community PostgreSQL of the same major version, not Percona Server for PostgreSQL.",
        "Its pg_tde is a stand-in of ours that has the settings, functions and refusals of pg_tde 2.2 and encrypts nothing.",
        "It has no just-in-time compilation, no PL/Perl and none of Percona's other extensions (pgaudit, pg_stat_monitor, wal2json, Patroni).",
      ],
    },
  },
  haproxy: {
    repository: "haproxy",
    tag: "3.2.22",
    digest: "sha256:230fe9a293d086b047f47ff827e0a65eb5e12a2e24c04bb75aa0b29960aa8c3f",
    version: "3.2.22",
    licence: "GPL-2.0-or-later",
    source: [
      "tag and digest: docker-library/repo-info repos/haproxy/remote/3.2.22.md at 47e6f14babb8",
      "user, paths, entry point: docker-library/haproxy 3.2/Dockerfile and docker-entrypoint.sh",
    ],
    why: "3.2 is the long-term support branch; the Debian variant has bash, with which the sandbox and jobs run.",
    user: 99,
    group: 99,
    runtime: {
      writablePaths: [],
      commandForm: "`haproxy -f <file>` or options alone; any other command runs as it is",
      tools: ["bash", "sleep"],
    },
    local: {
      name: "haproxy",
      version: "3.0",
      packages: ["Debian 13: haproxy"],
      differs: [
        "It is HAProxy 3.0 (long-term support, with Debian's security fixes), not 3.2.",
        "It has no QUIC and no socat.",
      ],
    },
  },
  elasticsearch: {
    repository: "docker.elastic.co/elasticsearch/elasticsearch",
    tag: "9.4.5",
    version: "9.4.5",
    licence: "Elastic-2.0",
    source: [
      "tag: docker-library/official-images library/elasticsearch, August 2026",
      "user, paths, entry point, logging to standard output: elastic/elasticsearch distribution/docker " +
        "(Dockerfile.default, docker-entrypoint.sh, log4j2.properties) and distribution/src/bin/elasticsearch-env",
      "what must be writable: elastic/elasticsearch issues 71157 and 95542, pull requests 124966 (works in its directory of logs) " +
        "and 112977 (no native code is unpacked, so the temporary directory may be `noexec`)",
    ],
    why:
      "Logstash, Kibana and Jaeger work with it, and the free licence holds native users, roles and TLS; " +
      "document and field level security, single sign-on and an audit log it does not hold.",
    user: 1000,
    group: 0,
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
  },
};

/** Root of the repository. */
const projectRoot = path.resolve(__dirname, "../..");

/** The directories, relative to the repository's root, whose content decides what a local image is. */
export function localImageSources(key: ImageKey): readonly string[] {
  return ["test/images/base", `test/images/${catalogue[key].local.name}`];
}

/**
 * Hash of every file under the directories: relative name, whether it is executable, and content. Hidden
 * files are left out. The order of the file system does not matter.
 */
export function hashDirectories(root: string, directories: readonly string[]): string {
  const hash = createHash("sha256");
  for (const directory of directories) {
    const names = (readdirSync(path.join(root, directory), { recursive: true }) as string[])
      .filter((name) => !path.basename(name).startsWith("."))
      .sort();
    for (const name of names) {
      const file = path.join(root, directory, name);
      const status = statSync(file);
      if (status.isFile()) {
        const content = readFileSync(file);
        const mode = status.mode & constants.S_IXUSR ? "x" : "-";
        hash.update(`${directory}/${name.split(path.sep).join("/")}\0${mode}\0${content.length}\0`);
        hash.update(content);
      }
    }
  }
  return hash.digest("hex");
}

const localReferences = new Map<ImageKey, string>();

/** Name of the local stand-in; it holds a hash of what builds it, so a changed recipe is another image. */
function localReference(key: ImageKey): string {
  let reference = localReferences.get(key);
  if (reference === undefined) {
    const { name, version } = catalogue[key].local;
    const hash = hashDirectories(projectRoot, localImageSources(key)).slice(0, 12);
    reference = `localhost/lakehouse/${name}:${version}-from-packages-${hash}`;
    localReferences.set(key, reference);
  }
  return reference;
}

/** File in which `make pin-images` keeps the digests it resolved, by `repository:tag`. */
export const imageDigestsFile = path.join(__dirname, "image-digests.json");

/** Digests resolved by `make pin-images`; none where the file is not there. */
export function readImageDigests(file: string = imageDigestsFile): Readonly<Record<string, string>> {
  if (!existsSync(file)) {
    return {};
  }
  const digests = JSON.parse(readFileSync(file, "utf8")) as Record<string, unknown>;
  for (const [tagged, digest] of Object.entries(digests)) {
    if (typeof digest !== "string" || !/^sha256:[0-9a-f]{64}$/.test(digest)) {
      throw new Error(
        `${file}: the digest of ${tagged} is ${JSON.stringify(digest)}; it must be sha256: and 64 hexadecimal digits. ` +
          "Run `make pin-images` to write the file anew, or delete it.",
      );
    }
  }
  return digests as Record<string, string>;
}

/**
 * The reference by which the platform runs an image.
 *
 * - `registry`: repository, exact tag, and a digest where one is known (resolved by `make pin-images`, else stated
 *   by the catalogue).
 * - `local`: the stand-in built from packages by `make images`; computed from files alone, no daemon is asked.
 *
 * @default digests those that `make pin-images` wrote
 */
export function imageReference(
  key: ImageKey,
  mode: ImageMode,
  digests?: Readonly<Record<string, string>>,
): string {
  if (mode === "local") {
    return localReference(key);
  }
  const image = catalogue[key];
  const tagged = `${image.repository}:${image.tag}`;
  const digest = (digests ?? readImageDigests())[tagged] ?? image.digest;
  return digest === undefined ? tagged : `${tagged}@${digest}`;
}
