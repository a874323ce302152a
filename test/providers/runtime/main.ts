import * as grpc from "@grpc/grpc-js";
import { ResourceProviderService } from "@pulumi/pulumi/proto/provider_grpc_pb";
import { EngineWatch } from "./engine-watch";
import type { TestProvider } from "./resource-type";
import { resourceProviderService } from "./service";

/** Files travel inside messages; the engine allows as much. */
const MESSAGE_BYTES = 400 * 1024 * 1024;

export interface Served {
  port: number;
  close(): void;
}

/** Serves a provider on a free loopback port. */
export async function serve(
  provider: TestProvider<unknown>,
  onEngineAddress: (address: string) => void = () => undefined,
): Promise<Served> {
  const server = new grpc.Server({
    "grpc.max_receive_message_length": MESSAGE_BYTES,
    "grpc.max_send_message_length": MESSAGE_BYTES,
  });
  server.addService(ResourceProviderService, resourceProviderService(provider, onEngineAddress));
  const port = await new Promise<number>((resolve, reject) => {
    server.bindAsync("127.0.0.1:0", grpc.ServerCredentials.createInsecure(), (error, bound) =>
      error === null ? resolve(bound) : reject(error),
    );
  });
  return { port, close: () => server.forceShutdown() };
}

/** The engine's address among a plugin's arguments (`--logtostderr`, `-v=9` and `--tracing ENDPOINT` may precede it). */
export function engineAddress(args: readonly string[]): string | undefined {
  return args.find((argument, index) => !argument.startsWith("-") && args[index - 1] !== "--tracing");
}

/** Runs a provider as a Pulumi plugin: prints its port and lives as long as the engine. */
export function main(provider: TestProvider<unknown>): void {
  const watch = new EngineWatch(() => process.exit(0));
  const address = engineAddress(process.argv.slice(2));
  if (address !== undefined) watch.watch(address);
  serve(provider, (attached) => watch.watch(attached)).then(
    ({ port }) => process.stdout.write(`${port}\n`),
    (error: unknown) => {
      process.stderr.write(
        `The test provider for ${provider.name} cannot listen on 127.0.0.1: ${String(error)}\n`,
      );
      process.exit(1);
    },
  );
}
