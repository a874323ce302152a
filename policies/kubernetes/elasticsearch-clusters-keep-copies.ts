import { posix } from "node:path";
import { searchClusterType, serves } from "../lib/elasticsearch-cluster";
import type { Spec } from "../lib/pod";
import { stackPolicy } from "../lib/policy";
import { processTypes, runningIn } from "../lib/process";

/** An index template, or undefined when the text is none. */
function templateOf(text: string | undefined): Spec | undefined {
  try {
    return JSON.parse(text ?? "") as Spec;
  } catch {
    return undefined;
  }
}

export default stackPolicy({
  name: "elasticsearch-clusters-keep-copies",
  severity: "high",
  types: [...processTypes, searchClusterType],
  reason: "A shard without a copy is gone with its node, and cannot be read while the node is away.",
  remedy: "Bring an index template with `number_of_replicas` of 1 or more in the access job.",
  judge(resources, report) {
    if (!resources.some((resource) => resource.type === searchClusterType && serves(resource))) return;
    const templates = runningIn(resources).flatMap(({ files }) =>
      files.filter(({ path }) => /^template-[\w.-]+\.json$/.test(posix.basename(path))),
    );
    if (templates.length === 0) report("no index template says how many copies there are");
    for (const { path, content } of templates) {
      const index = templateOf(content())?.["template"]?.["settings"]?.["index"] as Spec | undefined;
      if (!(Number(index?.["number_of_replicas"]) >= 1))
        report(`${posix.basename(path)} keeps no copy of a shard`);
    }
  },
});
