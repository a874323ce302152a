import { Struct } from "google-protobuf/google/protobuf/struct_pb";
import * as analyzer from "@pulumi/pulumi/proto/analyzer_pb";
import * as serverModule from "@pulumi/policy/server";
import { policies as catalogue } from "./catalogue";
import { toPulumiPolicy } from "./lib/adapt";
import type { Exemption } from "./lib/exemptions";
import { configMapType, secretType } from "./lib/pod";
import { forget } from "./lib/pod-files";
import type { Policy } from "./lib/policy";

/** One resource of a graph, as a golden graph holds it. */
export interface GraphResource {
  type: string;
  name: string;
  inputs: Record<string, unknown>;
  options?: {
    protect?: boolean;
    /** @default the inputs that are wrapped as secrets */
    additionalSecretOutputs?: string[];
    /** Name or URN of the component it belongs to. */
    parent?: string;
  };
  /** Names or URNs of the resources each property comes from. */
  propertyDependencies?: Record<string, string[]>;
  /** The provider's own arguments are unknown yet: stack policies get the resource empty. @default false */
  unconfigured?: boolean;
  /** @default made of the type and name, on stack dev */
  urn?: string;
}

export interface Violation {
  policy: string;
  severity: string;
  urn: string;
  message: string;
  /** The engine would only have warned that the policy met an unknown value. Always false for this pack. */
  couldNotRun: boolean;
}

export interface EvaluateOptions {
  /** @default the whole pack */
  policies?: readonly Policy[];
  /** @default none */
  exemptions?: readonly Exemption[];
}

type Rpc<Request> = (
  call: { request: Request },
  callback: (error: Error | null, response: analyzer.AnalyzeResponse) => void,
) => void;

// The pack server's own request handlers: properties are unpacked, and wrapped in unknownCheckingProxy, by the
// code that does it in production. The module starts nothing by itself.
const server = serverModule as unknown as {
  makeAnalyzeRpcFun(
    pack: string,
    version: string,
    level: string,
    policies: unknown[],
  ): Rpc<analyzer.AnalyzeRequest>;
  makeAnalyzeStackRpcFun(
    pack: string,
    version: string,
    level: string,
    policies: unknown[],
  ): Rpc<analyzer.AnalyzeStackRequest>;
};

/** Judges a graph in this process, as the engine would during a preview. Returns what violates which policy. */
export async function evaluate(
  graph: readonly GraphResource[],
  options: EvaluateOptions = {},
): Promise<Violation[]> {
  const exemptions = options.exemptions ?? [];
  const policies = options.policies ?? catalogue;
  const serve = (some: readonly Policy[]) => some.map((policy) => toPulumiPolicy(policy, exemptions));
  // The server unpacks a resource once for each policy, also for those that are not for its type.
  const analyzeByType = new Map<string, Rpc<analyzer.AnalyzeRequest>>();
  const analyzeFor = (type: string) => {
    const known = analyzeByType.get(type);
    if (known) return known;
    const asked = policies.filter(({ kind, types }) => kind === "resource" && types.includes(type));
    const analyze = server.makeAnalyzeRpcFun("lakehouse", "0.0.0", "mandatory", serve(asked));
    analyzeByType.set(type, analyze);
    return analyze;
  };
  // A layer's name often starts its children's, and may equal a workload's: as a reference it means the layer.
  const inOrder = [...graph].sort((a, b) => rank(a) - rank(b));
  const urns = new Map(inOrder.map((resource) => [resource.name, urnOf(resource)]));
  const resolve = (reference: string) => urns.get(reference) ?? reference;

  forget();
  const found: Violation[] = [];
  const members: analyzer.AnalyzerResource[] = [];
  const registered = [...graph].sort((a, b) => Number(carriesFiles(b)) - Number(carriesFiles(a)));
  for (const resource of registered) {
    const properties = Struct.fromJavaScript(JSON.parse(JSON.stringify(resource.inputs)));
    const request = fill(new analyzer.AnalyzeRequest(), resource, properties, resolve);
    found.push(...violations(await ask(analyzeFor(resource.type), request), urnOf(resource)));
    const member = fill(new analyzer.AnalyzerResource(), resource, properties, resolve);
    if (resource.unconfigured) member.setProperties(new Struct());
    if (resource.options?.parent) member.setParent(resolve(resource.options.parent));
    for (const [property, names] of Object.entries(resource.propertyDependencies ?? {})) {
      const dependencies = new analyzer.AnalyzerPropertyDependencies();
      dependencies.setUrnsList(names.map(resolve));
      member.getPropertydependenciesMap().set(property, dependencies);
    }
    members.push(member);
  }
  for (const policy of policies.filter(({ kind }) => kind === "stack")) {
    const stack = new analyzer.AnalyzeStackRequest();
    stack.setResourcesList(shownTo(policy, members));
    const analyze = server.makeAnalyzeStackRpcFun("lakehouse", "0.0.0", "mandatory", serve([policy]));
    found.push(...violations(await ask(analyze, stack), ""));
  }
  return found;
}

/** The resources of a policy's types, and what they hang on: all that a policy for a whole stack looks at. */
function shownTo(policy: Policy, members: readonly analyzer.AnalyzerResource[]): analyzer.AnalyzerResource[] {
  const byUrn = new Map(members.map((member) => [member.getUrn(), member]));
  const shown = new Set<analyzer.AnalyzerResource>();
  const add = (member: analyzer.AnalyzerResource | undefined): void => {
    if (!member || shown.has(member)) return;
    shown.add(member);
    const dependencies = [...member.getPropertydependenciesMap().entries()].flatMap(([, on]) =>
      on.getUrnsList(),
    );
    for (const urn of [member.getParent(), ...dependencies]) add(byUrn.get(urn));
  };
  for (const member of members) if (policy.types.includes(member.getType())) add(member);
  return members.filter((member) => shown.has(member));
}

/** The engine registers what holds files before what mounts them: a container that never starts, ConfigMaps and Secrets. */
const carriesFiles = ({ type, inputs }: GraphResource) =>
  inputs["start"] === false || type === configMapType || type === secretType;

const rank = ({ type }: GraphResource) =>
  type.startsWith("lakehouse:platform:") ? 1 : type.startsWith("lakehouse:") ? 2 : 0;

const urnOf = ({ urn, type, name }: GraphResource) => urn ?? `urn:pulumi:dev::lakehouse::${type}::${name}`;

function fill<T extends analyzer.AnalyzeRequest | analyzer.AnalyzerResource>(
  message: T,
  resource: GraphResource,
  properties: Struct,
  resolve: (reference: string) => string,
): T {
  const { inputs, options = {} } = resource;
  message.setType(resource.type);
  message.setName(resource.name);
  message.setUrn(urnOf(resource));
  message.setProperties(properties);
  const wire = new analyzer.AnalyzerResourceOptions();
  wire.setProtect(options.protect ?? false);
  wire.setAdditionalsecretoutputsList(options.additionalSecretOutputs ?? secretInputs(inputs));
  if (options.parent) wire.setParent(resolve(options.parent));
  message.setOptions(wire);
  return message;
}

/** Marks a secret in Pulumi's wire format (`pulumi.runtime` special signature). */
const signature = "4dabf18193072939515e22adb298388d";
const secret = "1b47061264138c4ac30d75fd1eb44270";

const secretInputs = (inputs: Record<string, unknown>) =>
  Object.keys(inputs).filter(
    (key) => (inputs[key] as Record<string, unknown> | null)?.[signature] === secret,
  );

/** A secret input as a graph holds it. */
export const asSecret = (value: unknown) => ({ [signature]: secret, value });

/** What the engine sends for a text a preview cannot know (`unknownStringValue` of the policy SDK). */
export const unknownText = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

/** A resource of a golden graph: secrets are `{ "secret": true }`, computed values `<what resource>`. */
export interface RecordedResource {
  type: string;
  name: string;
  parent?: string;
  options: { protect?: boolean };
  inputs: unknown;
}

/** A golden graph as a first preview would show it to policies: what is secret or computed there is unknown. */
export const fromGolden = (graph: readonly RecordedResource[]): GraphResource[] =>
  graph.map(({ type, name, parent, options, inputs }) => {
    const given = (inputs ?? {}) as Record<string, unknown>;
    return {
      type,
      name,
      inputs: unresolved(given) as Record<string, unknown>,
      options: {
        protect: options.protect ?? false,
        additionalSecretOutputs: Object.keys(given).filter((key) => isSecretMark(given[key])),
        ...(parent ? { parent } : {}),
      },
    };
  });

const isSecretMark = (value: unknown) => (value as { secret?: unknown } | null)?.secret === true;

function unresolved(value: unknown): unknown {
  if (isSecretMark(value) || (typeof value === "string" && /<[a-z ]+ [\w.-]+>/.test(value)))
    return unknownText;
  if (Array.isArray(value)) return value.map(unresolved);
  if (!value || typeof value !== "object") return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, unresolved(item)]));
}

const ask = <Request>(rpc: Rpc<Request>, request: Request) =>
  new Promise<analyzer.AnalyzeResponse>((resolve, reject) =>
    rpc({ request }, (error, response) => (error ? reject(error) : resolve(response))),
  );

const severityNames = ["", "low", "medium", "high", "critical"];

const violations = (response: analyzer.AnalyzeResponse, urn: string): Violation[] =>
  response.getDiagnosticsList().map((diagnostic) => ({
    policy: diagnostic.getPolicyname(),
    severity: severityNames[diagnostic.getSeverity()] ?? "",
    urn: diagnostic.getUrn() || urn,
    message: diagnostic.getMessage(),
    couldNotRun: diagnostic.getMessage().startsWith("can't run policy"),
  }));
