import { posix } from "node:path";
import { containerPolicy, type ContainerView } from "../lib/container";
import { elasticsearchViews } from "../lib/elasticsearch";
import { PostgresqlView } from "../lib/postgresql";
import { softwareOf } from "../lib/software";
import { known } from "../lib/values";

export default containerPolicy({
  name: "data-lies-on-named-volumes",
  severity: "high",
  reason: "What lies on a volume without a name is lost with its container, and nothing protects it.",
  remedy: "Mount a named volume where the server keeps its data.",
  judge(container, report) {
    for (const directory of dataOf(container)) {
      const isKept = container.mounts.some(
        ({ kind, target }) => ["volume", "bind"].includes(kind) && isWithin(directory, target),
      );
      if (!isKept) report(`keeps ${directory} on no named volume`);
    }
  },
});

function dataOf(container: ContainerView): string[] {
  const software = softwareOf(container);
  if (software === "postgresql") return [new PostgresqlView(container).dataDirectory];
  // The object store's drives are its last arguments.
  if (software === "object-store") return container.program.filter((word) => /^\/(?!.*certs)/.test(word));
  if (software === "elasticsearch")
    return elasticsearchViews(container, () => undefined).flatMap(({ dataDirectories }) => dataDirectories);
  return container.files
    .filter(({ path }) => posix.basename(path) === "dremio.conf")
    .flatMap((file) => known(() => file.content())?.match(/^\s*local\s*:\s*"([^"]+)"/m)?.[1] ?? []);
}

const isWithin = (path: string, directory: string) =>
  directory !== "" && !posix.relative(directory, path).startsWith("..");
