/**
 * What a test provider says of one resource type. The runtime turns it into the provider protocol:
 * unknown arguments are refused, missing ones named, secrets marked, and a change to a `forceNew`
 * property becomes a replacement, exactly where the official provider's schema says so.
 */
export interface Property {
  type: "string" | "number" | "boolean" | "array" | "object";
  /** @default false */
  required?: boolean;
  /** A change replaces the resource (Terraform's ForceNew). @default false */
  forceNew?: boolean;
  /** The value is a secret in state whatever the program passed. @default false */
  secret?: boolean;
  /** Filled in by check when the program passes nothing. */
  default?: unknown;
  /** The server fills it in when the program does not; leaving it out later keeps the value (Terraform's Computed). @default false */
  computed?: boolean;
  /** The order of an array and of arrays inside it means nothing (Terraform's Set). @default false */
  unordered?: boolean;
  /** The type of an array's elements or of a map's values; not checked when left out. */
  items?: "string" | "number" | "boolean" | "object";
  /** The arguments of an object, or of each object in an array; not checked when left out. */
  fields?: Record<string, Property>;
  /** The only values allowed. */
  oneOf?: readonly (string | number)[];
  /** Arguments of the official provider inside `fields` that this test provider leaves out. */
  unsupported?: readonly string[];
  /** Whether a difference means nothing to the server (Terraform's DiffSuppressFunc). */
  suppressDiff?(state: unknown, input: unknown): boolean;
}

export type Values = Record<string, unknown>;

/** What an operation may use besides its arguments. */
export interface OperationContext {
  urn: string;
  /** Aborted when the engine cancels; long waits should end then. */
  signal: AbortSignal;
}

/** A change that a resource type finds by itself, for example a certificate due for renewal. */
export interface PlannedChange {
  property: string;
  replaces: boolean;
}

export interface ResourceType<Client> {
  /** Arguments by their Pulumi (camelCase) names; anything else is refused by check. */
  inputs: Record<string, Property>;
  /** Arguments of the official provider that this test provider leaves out: refused with a message that says so. */
  unsupported?: readonly string[];
  /** Outputs beyond the inputs, by name; `secret` marks them in state. */
  outputs?: Record<string, { secret?: boolean }>;
  /** Whether a replacement must delete first. @default false */
  deleteBeforeReplace?: boolean;
  /**
   * The argument that gets `<resource name>-<7 hex digits>` when the program leaves it out, as Pulumi's
   * bridged providers do. A replacement that keeps a name the program chose deletes first.
   */
  autoName?: string;
  /**
   * An argument the program leaves out is compared with the server's value instead of the last arguments,
   * as Terraform does for arguments that are not Computed. @default false
   */
  comparesState?: boolean;
  /** Checks beyond types, run once every input is known; returns failures by property. */
  check?(inputs: Values): { property: string; reason: string }[];
  /** Changes beyond those in the arguments (Terraform's ModifyPlan). */
  modifyPlan?(state: Values, inputs: Values): PlannedChange[];
  create(inputs: Values, client: Client, context: OperationContext): Promise<{ id: string; outputs: Values }>;
  /** Current values from the server, or undefined when the object is gone. */
  read?(id: string, state: Values, client: Client, context: OperationContext): Promise<Values | undefined>;
  /** Without it every change replaces. */
  update?(
    id: string,
    state: Values,
    inputs: Values,
    client: Client,
    context: OperationContext,
  ): Promise<Values>;
  delete(id: string, state: Values, client: Client, context: OperationContext): Promise<void>;
}

export interface TestProvider<Client> {
  /** Plugin name, as in `pulumi-resource-<name>`. */
  name: string;
  /** The SDK version this provider stands in for. @default "0.0.0" */
  version?: string;
  /** Provider arguments (the explicit provider resource's inputs). */
  configuration: Record<string, Property>;
  /** Provider arguments of the official provider that this one leaves out. */
  unsupportedConfiguration?: readonly string[];
  /** Called once with the resolved configuration; must not connect before the first operation. */
  connect(configuration: Values): Client;
  /** Keyed by type token, for example `docker:index/container:Container`. */
  resources: Record<string, ResourceType<Client>>;
}
