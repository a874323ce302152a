import * as pulumi from "@pulumi/pulumi";

/** What a resource is to the engine. */
export interface Identity {
  /** Its types from the outermost component's on, and its name: a URN without stack and project. */
  urn: string;
  /** Under what other URNs its state may be filed: its own aliases and those that it has from its parents. */
  aliases: string[];
}

/** As the SDK takes a parent where it makes URNs of one. */
const parentOf = (urn: string, aliases: readonly string[]): pulumi.Resource =>
  ({ __pulumiResource: true, urn: pulumi.output(urn), __aliases: aliases }) as unknown as pulumi.Resource;

const resolved = (urn: pulumi.Output<string>): Promise<string> =>
  (urn as unknown as { promise(): Promise<string> }).promise();

const shortened = (urn: string): string => urn.split("::").slice(2).join("::");

/**
 * Tells of every registration, in their order, what the resource is to the engine. The mocks do not: their URNs have the
 * type of one parent, the engine's have those of all.
 */
export async function identitiesOf(
  registrations: readonly pulumi.ResourceTransformationArgs[],
): Promise<Identity[]> {
  const stack = { urn: "urn:pulumi:golden::lakehouse::pulumi:pulumi:Stack::lakehouse-golden", aliases: [] };
  const known = new Map<pulumi.Resource, Identity>();
  const identities: Identity[] = [];
  for (const { type, name, opts, resource } of registrations) {
    const above = opts.parent && known.get(opts.parent);
    const { urn, aliases } = above ?? stack;
    const parent = parentOf(urn, aliases);
    const parentName = urn.split("::").at(-1)!;
    const identity = {
      urn: await resolved(pulumi.createUrn(name, type, parent)),
      aliases: await Promise.all(
        pulumi.allAliases(opts.aliases ?? [], name, type, parent, parentName).map(resolved),
      ),
    };
    known.set(resource, identity);
    identities.push({ urn: shortened(identity.urn), aliases: identity.aliases.map(shortened) });
  }
  return identities;
}
