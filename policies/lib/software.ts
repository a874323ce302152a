import { posix } from "node:path";
import type { ContainerView } from "./container";

export type Software = "haproxy" | "postgresql" | "object-store";

/** Programs that start another one given in their arguments. */
const launchers = /^(sh|ash|bash|dash|tini|dumb-init|env|exec|gosu|su-exec|.*entrypoint.*)$/;

const programs: [Software, RegExp][] = [
  ["haproxy", /^haproxy$/],
  ["postgresql", /^(postgres|postmaster|pg_ctl)$/],
  ["object-store", /^(minio|silo|server)$/],
];

const images: [Software, RegExp][] = [
  ["haproxy", /(^|[/-])haproxy([:@/-]|$)/],
  ["postgresql", /(^|[/-])(postgres|postgresql|percona-distribution-postgresql)([:@]|$)/],
  ["object-store", /(^|[/-])(minio|silo|object-store)([:@]|$)/],
];

/**
 * Which of the judged servers a container runs: what its command line names, else what its variables, files and
 * image say. A container of a server's image that runs something else (a shell, `sleep`, `chown`) runs none.
 */
export function softwareOf(container: ContainerView): Software | undefined {
  const words = container.program.flatMap((word) => word.split(/[\s;&|]+/)).filter(Boolean);
  const first = words[0];
  if (first !== undefined && !first.startsWith("-")) {
    const candidates = launchers.test(posix.basename(first)) ? words.slice(1) : [first];
    for (const word of candidates) {
      const found = programs.find(([, pattern]) => pattern.test(posix.basename(word)));
      if (found) return found[0];
    }
    if (!launchers.test(posix.basename(first)) || words.length > 1) return undefined;
  }
  const image = container.image;
  const byImage = image === undefined ? undefined : images.find(([, pattern]) => pattern.test(image));
  if (byImage) return byImage[0];
  const names = container.environment.map(([name]) => name);
  if (names.some((name) => name.startsWith("MINIO_"))) return "object-store";
  if (names.some((name) => name === "PGDATA" || name.startsWith("POSTGRES_"))) return "postgresql";
  if (container.files.some(({ path }) => path.endsWith(".cfg"))) return "haproxy";
  return undefined;
}
