import * as grpc from "@grpc/grpc-js";
import * as plugin from "@pulumi/pulumi/proto/plugin_pb";
import * as pb from "@pulumi/pulumi/proto/provider_pb";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";
import { type JavaScriptValue, Struct } from "google-protobuf/google/protobuf/struct_pb";
import type { Failure } from "./check";
import type { Change } from "./diff";
import { Operations } from "./operations";
import type { TestProvider, Values } from "./resource-type";
import { schemaOf } from "./schema";

function values(struct: Struct | undefined): Values {
  return struct?.toJavaScript() ?? {};
}

function struct(of: Values): Struct {
  // JSON drops what is undefined; a Struct cannot hold it.
  return Struct.fromJavaScript(JSON.parse(JSON.stringify(of)) as Record<string, JavaScriptValue>);
}

function checkResponse({ inputs, failures }: { inputs: Values; failures: Failure[] }): pb.CheckResponse {
  const response = new pb.CheckResponse();
  response.setInputs(struct(inputs));
  response.setFailuresList(
    failures.map(({ property, reason }) => {
      const failure = new pb.CheckFailure();
      failure.setProperty(property);
      failure.setReason(reason);
      return failure;
    }),
  );
  return response;
}

const KINDS = {
  add: [pb.PropertyDiff.Kind.ADD, pb.PropertyDiff.Kind.ADD_REPLACE],
  update: [pb.PropertyDiff.Kind.UPDATE, pb.PropertyDiff.Kind.UPDATE_REPLACE],
  delete: [pb.PropertyDiff.Kind.DELETE, pb.PropertyDiff.Kind.DELETE_REPLACE],
} as const;

function diffResponse(
  changes: Record<string, Change>,
  replaces: string[],
  deleteBeforeReplace: boolean,
): pb.DiffResponse {
  const { DIFF_NONE, DIFF_SOME } = pb.DiffResponse.DiffChanges;
  const response = new pb.DiffResponse();
  response.setChanges(Object.keys(changes).length === 0 ? DIFF_NONE : DIFF_SOME);
  response.setDiffsList(Object.keys(changes));
  response.setReplacesList(replaces);
  response.setDeletebeforereplace(deleteBeforeReplace);
  response.setHasdetaileddiff(true);
  for (const [name, change] of Object.entries(changes)) {
    const difference = new pb.PropertyDiff();
    difference.setKind(KINDS[change.kind][change.replaces ? 1 : 0]);
    difference.setInputdiff(change.inInputs);
    response.getDetaileddiffMap().set(name, difference);
  }
  return response;
}

/** A provider's arguments as sent to Configure; older engines send only the variables. */
function configurationOf(request: pb.ConfigureRequest): Values {
  const args = values(request.getArgs());
  if (Object.keys(args).length > 0) return args;
  const variables: Values = {};
  request.getVariablesMap().forEach((value: string, key: string) => {
    variables[key.split(":").pop() ?? key] = value;
  });
  return variables;
}

type Handler<Request, Response> = (request: Request) => Response | Promise<Response>;

function unary<Request, Response>(
  handler: Handler<Request, Response>,
): grpc.handleUnaryCall<Request, Response> {
  return (call, callback) => {
    Promise.resolve()
      .then(() => handler(call.request))
      .then(
        (response) => callback(null, response),
        (error: unknown) =>
          callback({
            code: grpc.status.UNKNOWN,
            details: error instanceof Error ? error.message : String(error),
          }),
      );
  };
}

/** The gRPC service `pulumirpc.ResourceProvider` for one provider. */
export function resourceProviderService(
  provider: TestProvider<unknown>,
  onEngineAddress: (address: string) => void,
): grpc.UntypedServiceImplementation {
  const operations = new Operations(provider);
  const empty = (): Empty => new Empty();
  return {
    getPluginInfo: unary(() => {
      const info = new plugin.PluginInfo();
      info.setVersion(provider.version ?? "0.0.0");
      return info;
    }),
    getSchema: unary(() => {
      const response = new pb.GetSchemaResponse();
      response.setSchema(JSON.stringify(schemaOf(provider)));
      return response;
    }),
    attach: unary((request: plugin.PluginAttach) => {
      onEngineAddress(request.getAddress());
      return empty();
    }),
    cancel: unary(() => {
      operations.cancel();
      return empty();
    }),
    checkConfig: unary((request: pb.CheckRequest) =>
      checkResponse(operations.checkConfig(values(request.getNews()))),
    ),
    // A provider's arguments say how to reach a server, not which objects are on it: never a replacement.
    diffConfig: unary((request: pb.DiffRequest) => {
      const before = values(request.getOldInputs() ?? request.getOlds());
      const after = values(request.getNews());
      const names = [...new Set([...Object.keys(before), ...Object.keys(after)])];
      const changed = names.filter((name) => JSON.stringify(before[name]) !== JSON.stringify(after[name]));
      const change: Change = { kind: "update", replaces: false, inInputs: true };
      return diffResponse(Object.fromEntries(changed.map((name) => [name, change])), [], false);
    }),
    configure: unary((request: pb.ConfigureRequest) => {
      operations.configure(configurationOf(request));
      const response = new pb.ConfigureResponse();
      response.setAcceptsecrets(true);
      response.setSupportspreview(true);
      return response;
    }),
    check: unary((request: pb.CheckRequest) =>
      checkResponse(operations.check(request.getUrn(), values(request.getOlds()), values(request.getNews()))),
    ),
    diff: unary((request: pb.DiffRequest) => {
      const { changes, replaces, deleteBeforeReplace } = operations.diff(
        request.getUrn(),
        values(request.getOlds()),
        values(request.getOldInputs() ?? request.getOlds()),
        values(request.getNews()),
        request.getIgnorechangesList(),
      );
      return diffResponse(changes, replaces, deleteBeforeReplace);
    }),
    create: unary(async (request: pb.CreateRequest) => {
      const created = await operations.create(
        request.getUrn(),
        values(request.getProperties()),
        request.getPreview(),
      );
      const response = new pb.CreateResponse();
      response.setId(created.id);
      response.setProperties(struct(created.state));
      return response;
    }),
    read: unary(async (request: pb.ReadRequest) => {
      const current = await operations.read(
        request.getUrn(),
        request.getId(),
        values(request.getProperties()),
        values(request.getInputs()),
      );
      const response = new pb.ReadResponse();
      response.setId(current.id);
      response.setProperties(struct(current.state));
      response.setInputs(struct(current.inputs));
      return response;
    }),
    update: unary(async (request: pb.UpdateRequest) => {
      const { state } = await operations.update(
        request.getUrn(),
        request.getId(),
        values(request.getOlds()),
        values(request.getNews()),
        request.getPreview(),
      );
      const response = new pb.UpdateResponse();
      response.setProperties(struct(state));
      return response;
    }),
    delete: unary(async (request: pb.DeleteRequest) => {
      await operations.delete(request.getUrn(), request.getId(), values(request.getProperties()));
      return empty();
    }),
  };
}
