import type { GraphResource } from "../../policies/evaluate";

/** Changes a graph in place. */
export type Change = (graph: GraphResource[]) => void;

/** Ways to break one policy, and ways that look alike and are fine; the key says what the change is. */
export interface PolicyCases {
  fail: Record<string, Change>;
  pass?: Record<string, Change>;
  /** Policies that rightly object to the same change as well. @default none */
  also?: string[];
}

type Inputs = Record<string, any>; // eslint-disable-line @typescript-eslint/no-explicit-any

/** Changes the inputs of one resource. */
export const inputs =
  (name: string, change: (inputs: Inputs) => void): Change =>
  (graph) => {
    const found = graph.find((resource) => resource.name === name && !resource.type.startsWith("lakehouse:"));
    if (!found) throw new Error(`the fixture has no resource '${name}'`);
    change(found.inputs);
  };

/** Changes the `spec` of one object of Kubernetes. */
export const spec = (name: string, change: (spec: Inputs) => unknown): Change =>
  inputs(name, (given) => void change(given["spec"] as Inputs));

/** Several changes as one. */
export const both =
  (...changes: Change[]): Change =>
  (graph) =>
    changes.forEach((change) => change(graph));

/** Sets inputs of one resource; undefined removes one. */
export const set = (name: string, values: Inputs): Change =>
  inputs(name, (given) => Object.assign(given, values));

/** Replaces text in an uploaded file; the text must be there. */
export const edit = (name: string, file: string, from: string, to: string): Change =>
  inputs(name, (given) => {
    const upload = given["uploads"].find((entry: Inputs) => entry["file"] === file);
    if (!upload?.content.includes(from)) throw new Error(`${file} of ${name} does not hold: ${from}`);
    upload.content = upload.content.replace(from, to);
  });

/** Sets, or with undefined removes, an environment variable. */
export const env = (name: string, variable: string, value: string | undefined): Change =>
  inputs(name, (given) => {
    given["envs"] = (given["envs"] ?? []).filter((entry: string) => !entry.startsWith(`${variable}=`));
    if (value !== undefined) given["envs"].push(`${variable}=${value}`);
  });

/** Removes a resource. */
export const remove =
  (name: string): Change =>
  (graph) => {
    const at = graph.findIndex((resource) => resource.name === name);
    if (at < 0) throw new Error(`the fixture has no resource '${name}'`);
    graph.splice(at, 1);
  };

/** Adds a resource. */
export const add =
  (resource: GraphResource): Change =>
  (graph) =>
    void graph.push(resource);
