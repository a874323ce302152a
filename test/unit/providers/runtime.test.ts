import * as grpc from "@grpc/grpc-js";
import { ResourceProviderClient } from "@pulumi/pulumi/proto/provider_grpc_pb";
import * as pb from "@pulumi/pulumi/proto/provider_pb";
import { type JavaScriptValue, Struct } from "google-protobuf/google/protobuf/struct_pb";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { serve, type Served, type TestProvider, type Values } from "../../providers/runtime";
import { secret, UNKNOWN } from "../../providers/runtime/wire";

const URN = "urn:pulumi:dev::project::fake:index/thing:Thing::thing";

const create = vi.fn((inputs: Values) =>
  Promise.resolve({ id: "id-1", outputs: { ...inputs, address: "10.0.0.1", token: "t-0-k-e-n" } }),
);
const update = vi.fn(() => Promise.resolve({}));
const read = vi.fn((_id: string, state: Values): Promise<Values | undefined> => Promise.resolve(state));
const remove = vi.fn(() => Promise.resolve());
const connect = vi.fn((configuration: Values) => configuration);

const provider: TestProvider<Values> = {
  name: "fake",
  configuration: { host: { type: "string", required: true }, retries: { type: "number" } },
  unsupportedConfiguration: ["proxy"],
  connect,
  resources: {
    "fake:index/thing:Thing": {
      autoName: "name",
      inputs: {
        name: { type: "string", forceNew: true },
        size: { type: "number", required: true },
        kind: { type: "string", default: "plain", oneOf: ["plain", "fancy"], forceNew: true },
        tags: { type: "array", items: "string", unordered: true },
        files: {
          type: "array",
          forceNew: true,
          fields: { path: { type: "string", required: true }, content: { type: "string" } },
          unsupported: ["source"],
        },
        zone: { type: "string", computed: true, forceNew: true },
      },
      unsupported: ["colour"],
      outputs: { address: {}, token: { secret: true } },
      create,
      read,
      update,
      delete: remove,
    },
  },
};

let served: Served;
let client: ResourceProviderClient;

beforeEach(async () => {
  vi.clearAllMocks();
  served = await serve(provider);
  client = new ResourceProviderClient(`127.0.0.1:${served.port}`, grpc.credentials.createInsecure());
  await configure({ host: "here" });
});

afterEach(() => {
  client.close();
  served.close();
});

function struct(values: Values): Struct {
  return Struct.fromJavaScript(values as Record<string, JavaScriptValue>);
}

function call<Request, Response>(method: string, request: Request): Promise<Response> {
  const methods = client as unknown as Record<
    string,
    (request: Request, callback: (error: Error | null, response: Response) => void) => void
  >;
  return new Promise((resolve, reject) => {
    methods[method]?.call(client, request, (error, response) => (error ? reject(error) : resolve(response)));
  });
}

function configure(values: Values): Promise<pb.ConfigureResponse> {
  const request = new pb.ConfigureRequest();
  request.setArgs(struct(values));
  request.setAcceptsecrets(true);
  return call("configure", request);
}

async function check(news: Values, olds: Values = {}): Promise<{ inputs: Values; failures: string[] }> {
  const request = new pb.CheckRequest();
  request.setUrn(URN);
  request.setOlds(struct(olds));
  request.setNews(struct(news));
  const response = await call<pb.CheckRequest, pb.CheckResponse>("check", request);
  return {
    inputs: response.getInputs()?.toJavaScript() as Values,
    failures: response.getFailuresList().map((each) => `${each.getProperty()} ${each.getReason()}`),
  };
}

async function diff(
  olds: Values,
  oldInputs: Values,
  news: Values,
): Promise<{ kinds: Record<string, number>; replaces: string[]; first: boolean; changes: number }> {
  const request = new pb.DiffRequest();
  request.setId("id-1");
  request.setUrn(URN);
  request.setOlds(struct(olds));
  request.setOldInputs(struct(oldInputs));
  request.setNews(struct(news));
  const response = await call<pb.DiffRequest, pb.DiffResponse>("diff", request);
  const kinds: Record<string, number> = {};
  response.getDetaileddiffMap().forEach((value: pb.PropertyDiff, key: string) => {
    kinds[key] = value.getKind();
  });
  return {
    kinds,
    replaces: response.getReplacesList(),
    first: response.getDeletebeforereplace(),
    changes: response.getChanges(),
  };
}

async function createThing(inputs: Values, preview = false): Promise<{ id: string; state: Values }> {
  const request = new pb.CreateRequest();
  request.setUrn(URN);
  request.setProperties(struct(inputs));
  request.setPreview(preview);
  const response = await call<pb.CreateRequest, pb.CreateResponse>("create", request);
  return { id: response.getId(), state: response.getProperties()?.toJavaScript() as Values };
}

test("check refuses unknown arguments and says which are only left out here", async () => {
  const { failures } = await check({ size: 1, colour: "red", sise: 1, files: [{ path: "/a", source: "x" }] });
  expect(failures).toHaveLength(3);
  expect(failures[0]).toMatch(
    /^colour is an argument of the official provider .* this test provider does not/,
  );
  expect(failures[1]).toMatch(
    /^sise is not an argument .* allowed here: files, kind, name, size, tags, zone$/,
  );
  expect(failures[2]).toMatch(/^files\[0\]\.source is an argument of the official provider/);
});

test("check names missing arguments, wrong types and values that are not allowed", async () => {
  expect((await check({})).failures).toEqual(["size is required (number)"]);
  const { failures } = await check({ size: "1", kind: "odd", tags: [1], files: [{}] });
  expect(failures).toEqual([
    "size must be a number, not a string",
    'kind is "odd"; allowed: plain, fancy',
    "tags[0] must be a string, not a number",
    "files[0].path is required (string)",
  ]);
});

test("check lets values pass that are not known yet", async () => {
  const { failures } = await check({ size: UNKNOWN, tags: UNKNOWN, files: [{ path: UNKNOWN }] });
  expect(failures).toEqual([]);
});

test("check fills defaults in, names what it filled, and keeps secrets marked", async () => {
  const content = secret("hush");
  const { inputs } = await check({ name: "chosen", size: 1, files: [{ path: "/a", content }] });
  expect(inputs).toMatchObject({ kind: "plain", files: [{ path: "/a", content }], __defaults: ["kind"] });
});

test("a name left out is generated once and kept", async () => {
  const first = await check({ size: 1 });
  expect(first.inputs.name).toMatch(/^thing-[0-9a-f]{7}$/);
  const second = await check({ size: 2 }, first.inputs);
  expect(second.inputs.name).toBe(first.inputs.name);
  expect((await check({ size: 1 })).inputs.name).not.toBe(first.inputs.name);
});

test("diff tells updates from replacements, property by property", async () => {
  const inputs = { name: "a", size: 1, kind: "plain", tags: ["x", "y"] };
  const state = { ...inputs, zone: "z1", address: "10.0.0.1" };
  const { UPDATE, UPDATE_REPLACE, DELETE, ADD_REPLACE } = pb.PropertyDiff.Kind;
  expect((await diff(state, inputs, { ...inputs, tags: ["y", "x"] })).kinds).toEqual({});
  expect(await diff(state, inputs, inputs)).toMatchObject({ changes: pb.DiffResponse.DiffChanges.DIFF_NONE });
  expect(await diff(state, inputs, { ...inputs, size: 2 })).toMatchObject({
    kinds: { size: UPDATE },
    replaces: [],
    changes: pb.DiffResponse.DiffChanges.DIFF_SOME,
  });
  const untagged = { name: "a", size: 1, kind: "plain" };
  expect((await diff(state, inputs, untagged)).kinds).toEqual({ tags: DELETE });
  expect((await diff(state, inputs, { ...inputs, kind: UNKNOWN })).kinds).toEqual({ kind: UPDATE_REPLACE });
  const added = await diff(state, inputs, { ...inputs, files: [{ path: "/a" }] });
  expect(added).toMatchObject({ kinds: { files: ADD_REPLACE }, replaces: ["files"] });
});

test("a replacement that keeps a chosen name deletes first, one with a generated name does not", async () => {
  const inputs = { name: "a", size: 1, kind: "plain" };
  const news = { ...inputs, kind: "fancy" };
  expect((await diff(inputs, inputs, { ...news, __defaults: [] })).first).toBe(true);
  expect((await diff(inputs, inputs, { ...news, __defaults: ["name"] })).first).toBe(false);
  expect((await diff(inputs, inputs, { ...news, name: "b", __defaults: [] })).first).toBe(false);
});

test("a preview creates nothing and leaves outputs unknown", async () => {
  const { id, state } = await createThing({ name: "a", size: 1 }, true);
  expect(create).not.toHaveBeenCalled();
  expect(id).toBe("");
  expect(state).toMatchObject({ size: 1, address: UNKNOWN, zone: UNKNOWN, token: secret(UNKNOWN) });
});

test("outputs are secret when declared so and when their input was", async () => {
  const files = [{ path: "/a", content: secret("hush") }];
  const { id, state } = await createThing({ name: secret("n"), size: 1, files });
  expect(create.mock.calls[0]?.[0]).toMatchObject({ name: "n", files: [{ path: "/a", content: "hush" }] });
  expect(id).toBe("id-1");
  expect(state).toMatchObject({ name: secret("n"), files, token: secret("t-0-k-e-n"), address: "10.0.0.1" });
});

test("an error never holds a secret, nor a line of a secret file", async () => {
  create.mockRejectedValueOnce(new Error("cannot: password is pass-word-1, line second line!"));
  const files = [{ path: "/a", content: secret("first line\n  second line!\n") }];
  const attempt = createThing({ name: secret("pass-word-1"), size: 1, files });
  await expect(attempt).rejects.toThrow("cannot: password is [secret], line [secret]");
});

test("update keeps what the program does not set and honours preview", async () => {
  const request = new pb.UpdateRequest();
  request.setId("id-1");
  request.setUrn(URN);
  request.setOlds(struct({ name: "a", size: 1, tags: ["x"], zone: "z1", token: secret("k") }));
  request.setNews(struct({ name: "a", size: 2 }));
  request.setPreview(true);
  const planned = await call<pb.UpdateRequest, pb.UpdateResponse>("update", request);
  expect(update).not.toHaveBeenCalled();
  request.setPreview(false);
  const done = await call<pb.UpdateRequest, pb.UpdateResponse>("update", request);
  expect(update).toHaveBeenCalledOnce();
  for (const response of [planned, done]) {
    expect(response.getProperties()?.toJavaScript()).toEqual({
      name: "a",
      size: 2,
      kind: "plain",
      zone: "z1",
      token: secret("k"),
    });
  }
});

test("read reports what changed on the server as changed inputs, and an object that is gone", async () => {
  const request = new pb.ReadRequest();
  request.setId("id-1");
  request.setUrn(URN);
  request.setProperties(struct({ name: secret("a"), size: 1 }));
  request.setInputs(struct({ name: secret("a"), size: 1 }));
  read.mockResolvedValueOnce({ name: "a", size: 7, zone: "z9" });
  const drifted = await call<pb.ReadRequest, pb.ReadResponse>("read", request);
  expect(drifted.getInputs()?.toJavaScript()).toEqual({ name: secret("a"), size: 7 });
  expect(drifted.getProperties()?.toJavaScript()).toEqual({ name: secret("a"), size: 7, zone: "z9" });
  read.mockResolvedValueOnce(undefined);
  expect((await call<pb.ReadRequest, pb.ReadResponse>("read", request)).getId()).toBe("");
});

test("provider arguments: secrets unwrapped, JSON text read, unknown names refused, connected once and late", async () => {
  await configure({ host: secret("there"), retries: "3", version: "1.0.0" });
  expect(connect).not.toHaveBeenCalled();
  await createThing({ size: 1 });
  await createThing({ size: 2 });
  expect(connect.mock.calls).toEqual([[{ host: "there", retries: 3 }]]);
  await expect(configure({ hots: "x" })).rejects.toThrow(/hots is not an argument.*host is required/);
  await expect(configure({ host: "x", proxy: "[]" })).rejects.toThrow(/proxy is an argument of the official/);
});

test("a changed provider argument is an update, never a replacement", async () => {
  const request = new pb.DiffRequest();
  request.setUrn("urn:pulumi:dev::project::pulumi:providers:fake::p");
  request.setOlds(struct({ host: "a" }));
  request.setOldInputs(struct({ host: "a" }));
  request.setNews(struct({ host: "b" }));
  const response = await call<pb.DiffRequest, pb.DiffResponse>("diffConfig", request);
  expect(response.getChanges()).toBe(pb.DiffResponse.DiffChanges.DIFF_SOME);
  expect(response.getReplacesList()).toEqual([]);
  expect(response.getDetaileddiffMap().get("host")?.getKind()).toBe(pb.PropertyDiff.Kind.UPDATE);
});

test("cancel ends an operation that waits", async () => {
  create.mockImplementationOnce(
    (_inputs: Values, ...[, context]: unknown[]) =>
      new Promise((_, reject) => {
        const { signal } = context as { signal: AbortSignal };
        signal.addEventListener("abort", () => reject(signal.reason as Error));
      }),
  );
  const waiting = createThing({ size: 1 });
  const failed = expect(waiting).rejects.toThrow("cancelled");
  await vi.waitFor(() => expect(create).toHaveBeenCalled());
  const { Empty } = await import("google-protobuf/google/protobuf/empty_pb");
  await call("cancel", new Empty());
  await failed;
});
