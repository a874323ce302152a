import * as pulumi from "@pulumi/pulumi";
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { identitiesOf, type Identity } from "./identities";

/** One resource as the program registers it. */
export interface RecordedResource extends Identity {
  name: string;
  type: string;
  parent?: string;
  /** Place among all registrations. */
  order: number;
  /** How many registrations there were when the component called registerOutputs. */
  closedAt?: number;
  options: {
    protect?: boolean;
    retainOnDelete?: boolean;
    deleteBeforeReplace?: boolean;
    dependsOn?: string[];
  };
  inputs: unknown;
}

/** Name of the stack's own resource under the mocks. */
const rootName = "lakehouse-golden";

const secretMark = { secret: true };

/** Resolves outputs at every depth, each with its own secrecy, where pulumi.output would merge them. */
async function plain(value: unknown): Promise<unknown> {
  if (pulumi.Output.isInstance(value)) {
    const inner = value as unknown as { isSecret: Promise<boolean>; promise(): Promise<unknown> };
    return (await inner.isSecret) ? secretMark : plain(await inner.promise());
  }
  if (pulumi.Resource.isInstance(value)) return value;
  if (value instanceof Promise) return plain(await value);
  if (Array.isArray(value)) return Promise.all(value.map(plain));
  if (value && typeof value === "object") {
    const entries = await Promise.all(
      Object.entries(value).map(async ([key, item]) => [key, await plain(item)] as const),
    );
    return Object.fromEntries(entries.filter(([, item]) => item !== undefined));
  }
  return typeof value === "string" && process.env.LAKEHOUSE_HOME
    ? value.replaceAll(process.env.LAKEHOUSE_HOME, "<LAKEHOUSE_HOME>")
    : value;
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (value && typeof value === "object") {
    return Object.fromEntries(
      Object.entries(value)
        .sort(([a], [b]) => (a < b ? -1 : 1))
        .map(([key, item]) => [key, sorted(item)]),
    );
  }
  return value;
}

/** Outputs that real providers compute, as far as the program reads them; names of unknown values say so. */
function computed(type: string, name: string): Record<string, unknown> {
  switch (type) {
    case "docker:index/remoteImage:RemoteImage":
      return { imageId: `<image ${name}>` };
    case "docker:index/container:Container":
      return { exitCode: 0 };
    case "tls:index/privateKey:PrivateKey":
      return { privateKeyPem: pulumi.secret(`<key ${name}>\n`), publicKeyPem: `<public key ${name}>\n` };
    case "tls:index/certRequest:CertRequest":
      return { certRequestPem: `<request ${name}>\n` };
    case "tls:index/selfSignedCert:SelfSignedCert":
      return { certPem: testCertificate };
    case "tls:index/locallySignedCert:LocallySignedCert":
      return { certPem: `<certificate ${name}>\n` };
    case "random:index/randomPassword:RandomPassword":
      return {
        result: pulumi.secret(`<password ${name}>`),
        bcryptHash: pulumi.secret(`<password hash ${name}>`),
      };
    case "random:index/randomBytes:RandomBytes":
      return { base64: pulumi.secret(`<bytes ${name}>`), hex: pulumi.secret(`<bytes ${name}>`) };
    default:
      return {};
  }
}

/** Any certificate will do: the program only repacks it. */
const testCertificate = `-----BEGIN CERTIFICATE-----
MIIBcDCCARWgAwIBAgIUGLkAAAAAAAAAAAAAAAAAAAAAAAAwCgYIKoZIzj0EAwIw
-----END CERTIFICATE-----
`;

/**
 * Runs a program against mocks and records every resource it registers, with its options.
 * One recording a process: Pulumi's mocks are process-wide.
 */
export async function record(program: () => Promise<object>): Promise<RecordedResource[]> {
  // The Docker SDK takes its default from there; a graph must not depend on the machine.
  delete process.env.DOCKER_HOST;
  process.env.LAKEHOUSE_HOME = mkdtempSync(join(tmpdir(), "lakehouse-golden-"));
  await pulumi.runtime.setMocks(
    {
      newResource: ({ type, name, inputs }) => ({
        id: `<id ${name}>`,
        state: { ...(inputs as object), ...computed(type, name) },
      }),
      call: ({ token }) => {
        throw new Error(`the program calls ${token}; the recorder has no answer for it`);
      },
    },
    "lakehouse",
    "golden",
    false,
  );
  const seen: pulumi.ResourceTransformationArgs[] = [];
  const closed = recordClosing(seen);
  await pulumi.runtime.runInPulumiStack(async () => {
    pulumi.runtime.registerStackTransformation((args) => {
      seen.push(args);
      return undefined;
    });
    return (await program()) as pulumi.Inputs;
  });
  // What is still on its way belongs to this recording, not to the next.
  await pulumi.runtime.disconnect();
  const identities = await identitiesOf(seen);
  const recorded = await Promise.all(
    seen.map((args, index) => describe(args, { index, identity: identities[index]!, closed })),
  );
  return recorded.sort((a, b) => (`${a.type} ${a.name}` < `${b.type} ${b.name}` ? -1 : 1));
}

const nameOf = (resource: pulumi.Resource): string => (resource as unknown as { __name: string }).__name;

type RegisterOutputs = (this: pulumi.ComponentResource, outputs?: unknown) => void;

/** Notes after how many registrations each component called registerOutputs. */
function recordClosing(seen: readonly unknown[]): Map<pulumi.Resource, number> {
  const closed = new Map<pulumi.Resource, number>();
  const prototype = pulumi.ComponentResource.prototype as unknown as Record<
    "registerOutputs",
    RegisterOutputs
  >;
  const original = prototype.registerOutputs;
  prototype.registerOutputs = function (outputs) {
    closed.set(this, seen.length);
    original.call(this, outputs);
  };
  return closed;
}

async function describe(
  { type, name, props, opts, resource }: pulumi.ResourceTransformationArgs,
  place: { index: number; identity: Identity; closed: Map<pulumi.Resource, number> },
): Promise<RecordedResource> {
  const { index, identity, closed } = place;
  const custom = opts as pulumi.CustomResourceOptions;
  const dependsOn = [await plain(opts.dependsOn ?? [])].flat() as pulumi.Resource[];
  return sorted({
    name,
    type,
    ...identity,
    order: index,
    ...(closed.has(resource) ? { closedAt: closed.get(resource) } : {}),
    ...(opts.parent && nameOf(opts.parent) !== rootName ? { parent: nameOf(opts.parent) } : {}),
    options: {
      ...(opts.protect ? { protect: true } : {}),
      ...(opts.retainOnDelete ? { retainOnDelete: true } : {}),
      ...(custom.deleteBeforeReplace ? { deleteBeforeReplace: true } : {}),
      ...(dependsOn.length > 0 ? { dependsOn: dependsOn.map(nameOf).sort() } : {}),
    },
    inputs: await plain(props),
  }) as RecordedResource;
}
