import { posix } from "node:path";
import type { ContainerView } from "./container";
import { commandsOf, launchers, startedScripts, withoutLaunchers } from "./script";
import { once } from "./values";

export type Software = "haproxy" | "postgresql" | "object-store" | "elasticsearch" | "valkey";

const programs: [Software, RegExp][] = [
  ["haproxy", /^haproxy$/],
  ["postgresql", /^(postgres|postmaster|pg_ctl)$/],
  ["object-store", /^(minio|silo|server)$/],
  ["elasticsearch", /^(elasticsearch|eswrapper)$/],
  ["valkey", /^(valkey|redis)-server$/],
];

const images: [Software, RegExp][] = [
  ["haproxy", /(^|[/-])haproxy([:@/-]|$)/],
  ["postgresql", /(^|[/-])(postgres|postgresql|percona-distribution-postgresql)([:@]|$)/],
  ["object-store", /(^|[/-])(minio|silo|object-store)([:@]|$)/],
  ["elasticsearch", /(^|[/-])elasticsearch([:@]|$)/],
  ["valkey", /(^|[/-])(valkey|redis)([:@]|$)/],
];

/**
 * Which of the judged servers a container runs: what its command line names, or a script it starts, else what its
 * variables, files and image say. A container of a server's image that runs something else (a shell, `sleep`, `chown`)
 * runs none.
 */
export const softwareOf = once((container: ContainerView): Software | undefined => {
  const words = container.program.flatMap((word) => word.split(/[\s;&|]+/)).filter(Boolean);
  const first = words[0];
  if (first !== undefined && !first.startsWith("-")) {
    const isLaunched = launchers.test(posix.basename(first));
    const found = named(isLaunched ? words.slice(1) : [first]) ?? named(startedByScript(container));
    if (found) return found;
    if (!isLaunched || (words.length > 1 && !startsUnknownScript(container, words))) return undefined;
  }
  return bySurroundings(container);
});

function named(words: readonly string[]): Software | undefined {
  for (const word of words) {
    const found = programs.find(([, pattern]) => pattern.test(posix.basename(word)));
    if (found) return found[0];
  }
  return undefined;
}

/** Programs that the started scripts name where a command stands. */
const startedByScript = (container: ContainerView): string[] =>
  startedScripts(container)
    .flatMap((script) => commandsOf(script.content() ?? ""))
    .flatMap((words) => withoutLaunchers(words).slice(0, 1));

/** `bash /opt/run.sh`, which is not among the uploads: what it does is the image's. */
const startsUnknownScript = (container: ContainerView, [, script]: readonly string[]): boolean =>
  script !== undefined && script.startsWith("/") && !container.files.some(({ path }) => path === script);

function bySurroundings(container: ContainerView): Software | undefined {
  const image = container.image;
  const byImage = image === undefined ? undefined : images.find(([, pattern]) => pattern.test(image));
  if (byImage) return byImage[0];
  const names = container.environment.map(([name]) => name);
  if (names.some((name) => name.startsWith("MINIO_"))) return "object-store";
  if (names.some((name) => name === "PGDATA" || name.startsWith("POSTGRES_"))) return "postgresql";
  if (names.some((name) => /^(ES_JAVA_OPTS$|ES_PATH_CONF$|ES_SETTING_)/.test(name))) return "elasticsearch";
  if (container.files.some(({ path }) => posix.basename(path) === "elasticsearch.yml"))
    return "elasticsearch";
  if (container.files.some(({ path }) => path.endsWith(".cfg"))) return "haproxy";
  return undefined;
}
