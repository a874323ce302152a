import { checkResource, fill, type Failure } from "./check";
import { resolveConfiguration } from "./configuration";
import { diffResource, isEmpty, sameValue, type Difference } from "./diff";
import { redact } from "./redact";
import type { OperationContext, ResourceType, TestProvider, Values } from "./resource-type";
import { markSecrets, plain, secretStrings, UNKNOWN } from "./wire";

type Resource = ResourceType<unknown>;

function declaresSecret(type: Resource): (name: string) => boolean {
  return (name) => type.inputs[name]?.secret === true || type.outputs?.[name]?.secret === true;
}

/** The secret strings of a resource: values marked as secret and those of properties declared secret. */
function secretsOf(type: Resource | undefined, ...wires: Values[]): string[] {
  return wires.flatMap((wire) => {
    const declared = Object.entries(wire).filter(
      ([name]) => type !== undefined && declaresSecret(type)(name),
    );
    return [
      ...secretStrings(wire),
      ...declared.flatMap(([, value]) => secretStrings({ value: plain({ value }).value }, true)),
    ];
  });
}

/** What the provider protocol asks for, over Pulumi's property encoding and without gRPC. */
export class Operations {
  private wireConfiguration: Values = {};
  private connection: { client: unknown } | undefined;
  private readonly cancellation = new AbortController();

  constructor(private readonly provider: TestProvider<unknown>) {}

  checkConfig(news: Values): { inputs: Values; failures: Failure[] } {
    return { inputs: news, failures: resolveConfiguration(this.provider, news).failures };
  }

  configure(values: Values): void {
    const { failures } = resolveConfiguration(this.provider, values);
    if (failures.length > 0)
      throw new Error(
        `provider ${this.provider.name}: ${failures.map((each) => `${each.property} ${each.reason}`).join("; ")}`,
      );
    this.wireConfiguration = values;
    this.connection = undefined;
  }

  /** Ends long waits; the engine stops the plugin afterwards. */
  cancel(): void {
    this.cancellation.abort(new Error("cancelled"));
  }

  check(urn: string, olds: Values, news: Values): { inputs: Values; failures: Failure[] } {
    return checkResource(this.typeOf(urn), urn, olds, news);
  }

  diff(urn: string, olds: Values, oldInputs: Values, news: Values, ignoreChanges: string[]): Difference {
    const defaulted = Array.isArray(news.__defaults) ? (news.__defaults as string[]) : [];
    return diffResource(this.typeOf(urn), {
      state: plain(olds),
      oldInputs: plain(oldInputs),
      inputs: plain(news),
      ignoreChanges,
      defaulted,
    });
  }

  async create(urn: string, inputs: Values, preview: boolean): Promise<{ id: string; state: Values }> {
    const type = this.typeOf(urn);
    const values = fill(plain(inputs), type.inputs);
    if (preview) {
      const computed = Object.entries(type.inputs).filter(([, property]) => property.computed === true);
      const later = [...Object.keys(type.outputs ?? {}), ...computed.map(([name]) => name)];
      const unknowns = Object.fromEntries(later.map((name) => [name, UNKNOWN]));
      return { id: "", state: this.mark(type, { ...unknowns, ...values }, inputs) };
    }
    const { id, outputs } = await this.run(urn, type, [inputs], (context) =>
      type.create(values, this.client(), context),
    );
    return { id, state: this.mark(type, { ...values, ...outputs }, inputs) };
  }

  async read(
    urn: string,
    id: string,
    olds: Values,
    oldInputs: Values,
  ): Promise<{ id: string; state: Values; inputs: Values }> {
    const type = this.typeOf(urn);
    if (type.read === undefined) return { id, state: olds, inputs: oldInputs };
    const current = await this.run(
      urn,
      type,
      [olds, oldInputs],
      async (context) => await type.read?.(id, plain(olds), this.client(), context),
    );
    if (current === undefined) return { id: "", state: {}, inputs: {} };
    const values = { ...plain(olds), ...current };
    const imported = Object.keys(plain(oldInputs)).length === 0;
    const changed: Values = {};
    const before = fill(plain(oldInputs), type.inputs);
    for (const [name, property] of Object.entries(type.inputs)) {
      const value = values[name];
      if (value === undefined || (!imported && before[name] === undefined)) continue;
      if (!sameValue(before[name], value, property) && property.suppressDiff?.(value, before[name]) !== true)
        changed[name] = value;
    }
    const marks = { ...olds, ...oldInputs };
    const inputs = { ...oldInputs, ...this.mark(type, changed, marks) };
    return { id, state: this.mark(type, values, marks), inputs };
  }

  async update(
    urn: string,
    id: string,
    olds: Values,
    news: Values,
    preview: boolean,
  ): Promise<{ state: Values }> {
    const type = this.typeOf(urn);
    const state = plain(olds);
    const values = fill(plain(news), type.inputs);
    const kept = ([name, value]: [string, unknown]): boolean =>
      type.inputs[name]?.computed === true || !(name in type.inputs) || isEmpty(value);
    const planned = { ...Object.fromEntries(Object.entries(state).filter(kept)), ...values };
    const marks = { ...olds, ...news };
    if (preview) return { state: this.mark(type, planned, marks) };
    if (type.update === undefined) throw new Error(`${urn}: every change of this type is a replacement`);
    const outputs = await this.run(
      urn,
      type,
      [olds, news],
      async (context) => await type.update?.(id, state, values, this.client(), context),
    );
    return { state: this.mark(type, { ...planned, ...outputs }, marks) };
  }

  async delete(urn: string, id: string, olds: Values): Promise<void> {
    const type = this.typeOf(urn);
    await this.run(urn, type, [olds], (context) => type.delete(id, plain(olds), this.client(), context));
  }

  private typeOf(urn: string): Resource {
    const token = urn.split("::")[2]?.split("$").pop() ?? "";
    const type = this.provider.resources[token];
    if (type !== undefined) return type;
    const known = Object.keys(this.provider.resources).sort().join(", ");
    throw new Error(
      `${urn}: the test provider for ${this.provider.name} does not have the resource type ${token}; it has: ${known}`,
    );
  }

  private client(): unknown {
    this.connection ??= {
      client: this.provider.connect(
        resolveConfiguration(this.provider, this.wireConfiguration).configuration,
      ),
    };
    return this.connection.client;
  }

  private mark(type: Resource, outputs: Values, inputs: Values): Values {
    return markSecrets(outputs, inputs, declaresSecret(type));
  }

  /** Runs one operation; its error never holds a secret value. */
  private async run<Result>(
    urn: string,
    type: Resource,
    wires: Values[],
    operation: (context: OperationContext) => Promise<Result>,
  ): Promise<Result> {
    try {
      return await operation({ urn, signal: this.cancellation.signal });
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      const secrets = [...secretsOf(type, ...wires), ...secretsOf(undefined, this.wireConfiguration)];
      throw new Error(redact(message, secrets));
    }
  }
}
