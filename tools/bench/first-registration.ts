import { spawn } from "node:child_process";
import * as grpc from "@grpc/grpc-js";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";
import { EngineService, type IEngineServer } from "@pulumi/pulumi/proto/engine_grpc_pb";
import { type LogRequest, LogSeverity, SetRootResourceResponse } from "@pulumi/pulumi/proto/engine_pb";
import { type IResourceMonitorServer, ResourceMonitorService } from "@pulumi/pulumi/proto/resource_grpc_pb";
import {
  type RegisterResourceRequest,
  RegisterResourceResponse,
  SupportsFeatureResponse,
} from "@pulumi/pulumi/proto/resource_pb";
import { OperatorError } from "../pulumi/report";

/** A Pulumi program as a language host would start it. */
export interface ProgramStart {
  /** Arguments of the Node.js process itself, such as a loader. */
  nodeArguments: string[];
  /** The program's directory. */
  directory: string;
  project: string;
  stack: string;
  /** What Pulumi's runner reads its options and the stack's configuration from. */
  env: NodeJS.ProcessEnv;
}

/** The stack comes first, before the program is loaded. */
const STACK = "pulumi:pulumi:Stack";

type Answer<Request, Response> = (request: Request) => Response;

const unary =
  <Request, Response>(answer: Answer<Request, Response>): grpc.handleUnaryCall<Request, Response> =>
  (call, callback) =>
    callback(null, answer(call.request));

function registered(request: RegisterResourceRequest): RegisterResourceResponse {
  const urn = `urn:pulumi:bench::bench::${request.getType()}::${request.getName()}`;
  return new RegisterResourceResponse().setUrn(urn);
}

/**
 * Starts a program against an engine that only waits for its first resource, and stops it there.
 *
 * @returns seconds from the start of the process to that registration
 * @throws OperatorError with what the program said when it ends before
 */
export async function secondsToFirstRegistration(start: ProgramStart): Promise<number> {
  const complaints: string[] = [];
  let arrived: (at: number) => void = () => {};
  const arrival = new Promise<number>((resolve) => (arrived = resolve));

  const monitor: Partial<IResourceMonitorServer> = {
    supportsFeature: unary(() => new SupportsFeatureResponse().setHassupport(true)),
    registerResource: unary((request: RegisterResourceRequest) => {
      if (request.getType() !== STACK) arrived(performance.now());
      return registered(request);
    }),
    registerResourceOutputs: unary(() => new Empty()),
    signalAndWaitForShutdown: unary(() => new Empty()),
  };
  const engine: Partial<IEngineServer> = {
    log: unary((request: LogRequest) => {
      if (request.getSeverity() === LogSeverity.ERROR) complaints.push(request.getMessage());
      return new Empty();
    }),
    setRootResource: unary(() => new SetRootResourceResponse()),
  };
  const server = new grpc.Server();
  server.addService(ResourceMonitorService, monitor as IResourceMonitorServer);
  server.addService(EngineService, engine as IEngineServer);
  const address = `127.0.0.1:${await bind(server)}`;

  const { directory, project, stack, nodeArguments, env } = start;
  const runner = require.resolve("@pulumi/pulumi/cmd/run", { paths: [directory] });
  const places = ["--monitor", address, "--engine", address, "--pwd", directory];
  const names = ["--project", project, "--stack", stack, "--dry-run"];
  const from = performance.now();
  const child = spawn(process.execPath, [...nodeArguments, runner, ...places, ...names, "."], {
    cwd: directory,
    stdio: ["ignore", "pipe", "pipe"],
    env,
  });
  child.stdout.on("data", (chunk: Buffer) => complaints.push(chunk.toString()));
  child.stderr.on("data", (chunk: Buffer) => complaints.push(chunk.toString()));
  const end = new Promise<undefined>((resolve) => child.once("close", () => resolve(undefined)));
  try {
    const at = await Promise.race([arrival, end]);
    if (at === undefined)
      throw new OperatorError(`The program in ${directory} registered nothing:\n${complaints.join("\n")}`);
    return (at - from) / 1000;
  } finally {
    child.kill("SIGKILL");
    await end;
    server.forceShutdown();
  }
}

function bind(server: grpc.Server): Promise<number> {
  return new Promise((resolve, reject) =>
    server.bindAsync("127.0.0.1:0", grpc.ServerCredentials.createInsecure(), (error, port) =>
      error ? reject(error) : resolve(port),
    ),
  );
}
