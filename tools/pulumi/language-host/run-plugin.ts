import { type ChildProcess, spawn } from "node:child_process";
import * as grpc from "@grpc/grpc-js";
import { RunPluginRequest, RunPluginResponse } from "@pulumi/pulumi/proto/language_pb";
import { stop, track } from "./child";
import { locateModule } from "./packages";
import { parseRuntimeOptions, runtimeEnvironment } from "./options";
import { servePolicyProxy } from "./policy-proxy";

type Call = grpc.ServerWritableStream<RunPluginRequest, RunPluginResponse>;

function environmentOf(request: RunPluginRequest): NodeJS.ProcessEnv {
  return Object.fromEntries(
    request.getEnvList().map((pair) => [pair.slice(0, pair.indexOf("=")), pair.slice(pair.indexOf("=") + 1)]),
  );
}

/** Starts a plugin written for Node.js: a policy pack (an "analyzer") or any other kind. */
function start(request: RunPluginRequest, stack: NodeJS.ProcessEnv): ChildProcess {
  const info = request.getInfo();
  const directory = info?.getProgramDirectory() || request.getPwd();
  const options = parseRuntimeOptions(info?.getOptions()?.toJavaScript() ?? {});
  const pack = request.getKind() === "analyzer";
  const runner = locateModule(`@pulumi/pulumi/cmd/${pack ? "run-policy-pack" : "run-plugin"}`, directory);
  // The two runners take the program directory at different ends of their argument list.
  const args = pack ? [...request.getArgsList(), directory] : [directory, ...request.getArgsList()];
  const child = spawn(process.execPath, [...options.nodeargs, runner, ...args], {
    // A pack's own tsconfig.json and packages are those of its directory.
    cwd: pack ? directory : request.getPwd(),
    stdio: ["ignore", "pipe", "pipe"],
    env: { ...environmentOf(request), ...runtimeEnvironment(options), ...stack },
  });
  track(child);
  return child;
}

/** Splits a stream into its first line and everything after it. */
function firstLine(child: ChildProcess, rest: (chunk: Buffer) => void): Promise<string> {
  return new Promise((resolve, reject) => {
    let head: Buffer | undefined = Buffer.alloc(0);
    child.stdout!.on("data", (chunk: Buffer) => {
      if (!head) return rest(chunk);
      head = Buffer.concat([head, chunk]);
      const end = head.indexOf("\n");
      if (end < 0) return;
      resolve(head.subarray(0, end).toString().trim());
      if (head.length > end + 1) rest(head.subarray(end + 1));
      head = undefined;
    });
    child.once("close", () =>
      reject(new Error("The policy pack ended before it served; its own message is above.")),
    );
  });
}

/** Serves the engine's RunPlugin call: streams the plugin's output until it ends or the engine hangs up. */
export async function runPlugin(call: Call): Promise<void> {
  const request = call.request;
  const out = (chunk: Buffer) => void call.write(new RunPluginResponse().setStdout(chunk));
  const finish = (code: number | null) => {
    if (code === 0 || call.cancelled) return call.end();
    call.emit("error", {
      code: grpc.status.UNKNOWN,
      details: `Program exited with non-zero exit code: ${code}`,
    });
  };
  const follow = (child: ChildProcess) => {
    child.stderr!.on("data", (chunk: Buffer) => void call.write(new RunPluginResponse().setStderr(chunk)));
    child.once("close", (code) => finish(code));
    child.once("error", (error) => call.emit("error", { code: grpc.status.UNKNOWN, details: error.message }));
    call.once("cancelled", () => stop(child));
  };

  if (request.getKind() !== "analyzer") {
    const child = start(request, {});
    child.stdout!.on("data", out);
    return follow(child);
  }
  const proxy = await servePolicyProxy(async (stack) => {
    const child = start(request, stack);
    follow(child);
    return Number(await firstLine(child, out));
  });
  call.once("cancelled", () => {
    proxy.close();
    call.end();
  });
  out(Buffer.from(`${proxy.port}\n`));
}
