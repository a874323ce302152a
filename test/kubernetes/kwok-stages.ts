/** What kwok makes of nodes and pods, and when. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parse, stringify } from "yaml";
import { moduleDirectory } from "./programs";

/** Annotation by which who runs a pod in truth says that it is ready. */
const runs = '.metadata.annotations["lakehouse.test/runs"]';

/**
 * kwok's own stages: nodes that stay well, pods that run as soon as they are placed.
 * @param run workloads whose pods run no sooner than they are said to
 */
export async function kwokStages(run: readonly string[]): Promise<string> {
  const directory = await moduleDirectory("kwok", "sigs.k8s.io/kwok");
  const all = ["node/fast", "node/heartbeat", "pod/fast"].flatMap((stage) => {
    const path = join(directory, "kustomize", "stage", stage);
    return readdirSync(path)
      .filter((name) => name.endsWith(".yaml") && name !== "kustomization.yaml")
      .map((name) => parse(readFileSync(join(path, name), "utf8")) as Stage);
  });
  return all
    .flatMap((stage) =>
      stage.metadata.name === "pod-ready" && run.length > 0 ? heldBack(stage, run) : [stage],
    )
    .map((stage) => stringify(stage))
    .join("\n---\n");
}

interface Stage {
  metadata: { name: string };
  spec: { selector: { matchExpressions: object[] } };
}

/** A stage for what is played, and one for what runs. */
function heldBack(stage: Stage, run: readonly string[]): Stage[] {
  const workload = '.metadata.labels["lakehouse.io/workload"]';
  const asking = (name: string, ...more: object[]): Stage => ({
    ...stage,
    metadata: { name },
    spec: {
      ...stage.spec,
      selector: { matchExpressions: [...stage.spec.selector.matchExpressions, ...more] },
    },
  });
  return [
    asking("pod-ready", { key: workload, operator: "NotIn", values: run }),
    asking(
      "pod-runs",
      { key: workload, operator: "In", values: run },
      { key: runs, operator: "In", values: ["true"] },
    ),
  ];
}
