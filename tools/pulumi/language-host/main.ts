/**
 * `pulumi-language-nodejs`: the Node.js language host for an engine built from Go modules. The official download
 * brings a host of its own; as a Go module it is not to be had.
 *
 * Called as `pulumi-language-nodejs [flags] ENGINE_ADDRESS`; prints the port it serves as its first line.
 */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import * as grpc from "@grpc/grpc-js";
import { LanguageRuntimeService } from "@pulumi/pulumi/proto/language_grpc_pb";
import { killAll } from "./child";
import { CHANNEL } from "./policy-proxy";
import { languageRuntime } from "./service";

const version = readFileSync(join(__dirname, "version"), "utf8").trim();
if (process.argv.includes("--version") || process.argv.includes("-version")) {
  console.log(version);
  process.exit(0);
}

// The engine puts its flags first (`--tracing URL`, `-v=N`, `--logtostderr`) and its address last.
const last = process.argv.at(-1) ?? "";
const engineAddress = process.argv.length > 2 && !last.startsWith("-") ? last : "";

const server = new grpc.Server(CHANNEL);
server.addService(
  LanguageRuntimeService,
  languageRuntime(engineAddress, version) as unknown as grpc.UntypedServiceImplementation,
);
server.bindAsync("127.0.0.1:0", grpc.ServerCredentials.createInsecure(), (error, port) => {
  if (error) {
    console.error(`The Node.js language host cannot serve on 127.0.0.1: ${error.message}`);
    process.exit(1);
  }
  console.log(String(port));
});

function end(): void {
  killAll();
  process.exit(0);
}
process.on("SIGINT", end);
process.on("SIGTERM", end);
// The engine holds this process's standard input open while it lives; its end means the engine is gone.
process.stdin.on("end", end).on("error", end).resume();
