import * as grpc from "@grpc/grpc-js";
import { AnalyzerClient, AnalyzerService } from "@pulumi/pulumi/proto/analyzer_grpc_pb";
import {
  AnalyzeRequest,
  AnalyzeResponse,
  AnalyzerHandshakeRequest,
  AnalyzerStackConfigureRequest,
} from "@pulumi/pulumi/proto/analyzer_pb";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { CHANNEL, servePolicyProxy } from "../../../tools/pulumi/language-host/policy-proxy";

let pack: grpc.Server;
let proxy: { port: number; close: () => void };
let engine: AnalyzerClient;
let started: NodeJS.ProcessEnv[];

beforeEach(async () => {
  started = [];
  pack = new grpc.Server(CHANNEL);
  // A pack that judges one resource type and, like older ones, does not know ConfigureStack.
  pack.addService(AnalyzerService, {
    analyze: (
      call: grpc.ServerUnaryCall<AnalyzeRequest, AnalyzeResponse>,
      callback: grpc.sendUnaryData<AnalyzeResponse>,
    ) =>
      call.request.getType() === "bad"
        ? callback({ code: grpc.status.INVALID_ARGUMENT, details: "no such type" })
        : callback(null, new AnalyzeResponse()),
  });
  const port = await new Promise<number>((resolve, reject) =>
    pack.bindAsync("127.0.0.1:0", grpc.ServerCredentials.createInsecure(), (error, bound) =>
      error ? reject(error) : resolve(bound),
    ),
  );
  proxy = await servePolicyProxy((environment) => {
    started.push(environment);
    return Promise.resolve(port);
  });
  engine = new AnalyzerClient(`127.0.0.1:${proxy.port}`, grpc.credentials.createInsecure(), CHANNEL);
});
afterEach(() => {
  engine.close();
  proxy.close();
  pack.forceShutdown();
});

const analyze = (type: string) =>
  new Promise<AnalyzeResponse>((resolve, reject) =>
    engine.analyze(new AnalyzeRequest().setType(type), (error, response) =>
      error ? reject(error) : resolve(response),
    ),
  );
const configure = () => {
  const request = new AnalyzerStackConfigureRequest().setStack("dev").setProject("lakehouse").setDryRun(true);
  request.getConfigMap().set("lakehouse:name", "x");
  return new Promise<void>((resolve, reject) =>
    engine.configureStack(request, (error) => (error ? reject(error) : resolve())),
  );
};

describe("servePolicyProxy", () => {
  it("answers a handshake without starting the pack", async () => {
    await new Promise<void>((resolve, reject) =>
      engine.handshake(new AnalyzerHandshakeRequest(), (error) => (error ? reject(error) : resolve())),
    );
    expect(started).toEqual([]);
  });

  it("starts the pack once, with the stack it is to judge", async () => {
    await configure();
    await analyze("good");
    expect(started).toEqual([
      expect.objectContaining({
        PULUMI_NODEJS_STACK: "dev",
        PULUMI_NODEJS_PROJECT: "lakehouse",
        PULUMI_NODEJS_DRY_RUN: "true",
        PULUMI_CONFIG: `{"lakehouse:name":"x"}`,
      }),
    ]);
  });

  it("starts the pack without a stack when the engine asks something else first", async () => {
    await analyze("good");
    expect(started).toEqual([{}]);
  });

  it("passes the pack's errors on as they are", async () => {
    await expect(analyze("bad")).rejects.toMatchObject({
      code: grpc.status.INVALID_ARGUMENT,
      details: "no such type",
    });
  });
});
