import * as grpc from "@grpc/grpc-js";
import { AnalyzerService } from "@pulumi/pulumi/proto/analyzer_grpc_pb";
import { AnalyzerStackConfigureRequest } from "@pulumi/pulumi/proto/analyzer_pb";

/** No limit: a stack's whole graph travels in one AnalyzeStack message. */
export const CHANNEL: grpc.ChannelOptions = {
  "grpc.max_receive_message_length": -1,
  "grpc.max_send_message_length": -1,
};

type Bytes = Buffer;
type Handler = grpc.handleUnaryCall<Bytes, Bytes>;
const same = (bytes: Bytes): Bytes => bytes;
const EMPTY = Buffer.alloc(0);

/** The stack a policy pack judges, in the variables from which `@pulumi/pulumi` reads it. */
export function stackEnvironment(request: AnalyzerStackConfigureRequest): NodeJS.ProcessEnv {
  return {
    PULUMI_NODEJS_ORGANIZATION: request.getOrganization(),
    PULUMI_NODEJS_PROJECT: request.getProject(),
    PULUMI_NODEJS_STACK: request.getStack(),
    PULUMI_NODEJS_DRY_RUN: String(request.getDryRun()),
    PULUMI_CONFIG: JSON.stringify(Object.fromEntries(request.getConfigMap().toArray())),
  };
}

/**
 * Stands between the engine and a policy pack. The engine names the stack only in a call to the running pack
 * (ConfigureStack), but a pack reads it from its environment when it starts; so the pack is started by that call, or
 * by the first other one, and everything else is passed through byte for byte.
 *
 * @param start starts the pack and resolves to the port it serves
 */
export async function servePolicyProxy(
  start: (environment: NodeJS.ProcessEnv) => Promise<number>,
): Promise<{ port: number; close: () => void }> {
  let pack: Promise<grpc.Client> | undefined;

  const connect = (configuration?: Bytes): Promise<grpc.Client> => {
    pack ??= (async () => {
      const environment = configuration
        ? stackEnvironment(AnalyzerStackConfigureRequest.deserializeBinary(configuration))
        : {};
      const port = await start(environment);
      const client = new grpc.Client(`127.0.0.1:${port}`, grpc.credentials.createInsecure(), CHANNEL);
      if (configuration)
        await forward(client, AnalyzerService.configureStack.path, configuration).catch(unlessMissing);
      return client;
    })();
    return pack;
  };

  const handler =
    (name: string, path: string): Handler =>
    (call, callback) => {
      const answer = async (): Promise<Bytes> => {
        if (name === "handshake") return EMPTY;
        if (name === "cancel" && !pack) return EMPTY;
        if (name === "configureStack") return connect(call.request).then(() => EMPTY);
        return forward(await connect(), path, call.request);
      };
      answer().then(
        (bytes) => callback(null, bytes),
        (error: grpc.ServiceError) =>
          callback({
            ...error,
            code: error.code ?? grpc.status.UNKNOWN,
            details: error.details ?? error.message,
          }),
      );
    };

  const definition: Record<string, grpc.MethodDefinition<Bytes, Bytes>> = {};
  const handlers: Record<string, Handler> = {};
  for (const [name, { path }] of Object.entries(AnalyzerService as unknown as grpc.ServiceDefinition)) {
    definition[name] = {
      path,
      requestStream: false,
      responseStream: false,
      requestSerialize: same,
      requestDeserialize: same,
      responseSerialize: same,
      responseDeserialize: same,
    };
    handlers[name] = handler(name, path);
  }

  const server = new grpc.Server(CHANNEL);
  server.addService(definition, handlers);
  const port = await new Promise<number>((resolve, reject) =>
    server.bindAsync("127.0.0.1:0", grpc.ServerCredentials.createInsecure(), (error, bound) =>
      error ? reject(error) : resolve(bound),
    ),
  );
  return { port, close: () => server.forceShutdown() };
}

function forward(client: grpc.Client, path: string, request: Bytes): Promise<Bytes> {
  return new Promise((resolve, reject) =>
    client.makeUnaryRequest(path, same, same, request, (error, response) =>
      error ? reject(error) : resolve(response ?? EMPTY),
    ),
  );
}

/** A pack that does not know the call is an older one; it goes by its environment. */
function unlessMissing(error: grpc.ServiceError): void {
  if (error.code !== grpc.status.UNIMPLEMENTED) throw error;
}
