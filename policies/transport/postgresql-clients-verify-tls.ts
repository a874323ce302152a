import { containerPolicy, type ContainerView } from "../lib/container";

/** What libpq is told, in variables and in connection strings among the arguments. */
export default containerPolicy({
  name: "postgresql-clients-verify-tls",
  severity: "critical",
  reason:
    "By default libpq falls back to a plain connection, and gives the password's proof to whoever answers.",
  remedy: "Set `PGSSLMODE=verify-full` and name the authority's file in `PGSSLROOTCERT`.",
  judge(container, report) {
    for (const mode of modes(container))
      if (mode !== "verify-full") report(`connects with sslmode ${mode ?? "left to libpq"}`);
    if (!isClient(container)) return;
    const path = container.variable("PGSSLROOTCERT");
    if (path === undefined) report("PGSSLROOTCERT is not set");
    else if (path !== "system" && !isThere(container, path))
      report("nothing is put where PGSSLROOTCERT points");
  },
});

/** A directory is where a socket is, which needs no TLS. */
function isClient(container: ContainerView): boolean {
  const host = container.variable("PGHOST") ?? container.variable("PGHOSTADDR") ?? "";
  return host !== "" && !host.startsWith("/");
}

function modes(container: ContainerView): (string | undefined)[] {
  const texts = [...container.program, ...container.environment.map(([, value]) => value)];
  const written = texts.flatMap((text) => [...text.matchAll(/\bsslmode=([\w-]+)/g)].map(([, mode]) => mode));
  return [...written, ...(isClient(container) ? [container.variable("PGSSLMODE")] : [])];
}

const isThere = ({ files, mounts }: ContainerView, path: string): boolean =>
  files.some((file) => file.path === path) ||
  mounts.some(({ kind, target }) => kind !== "anonymous" && path.startsWith(`${target}/`));
