import * as grpc from "@grpc/grpc-js";

const INTERVAL_MS = 1_000;
/** How long the engine may be unreachable; a busy machine needs some patience. */
const PATIENCE_MS = 15_000;

/** Ends this process when the engine that started it is gone, however it ended. */
export class EngineWatch {
  private channel: grpc.ChannelInterface | undefined;
  private reachedAt = Date.now();

  constructor(private readonly onGone: () => void) {
    const parent = process.ppid;
    const timer = setInterval(() => {
      if (process.ppid !== parent || this.unreachable()) this.onGone();
    }, INTERVAL_MS);
    timer.unref();
  }

  /** Also watches the engine's own server, for a plugin whose parent is a shell. */
  watch(address: string): void {
    this.channel?.close();
    this.channel = new grpc.Client(address, grpc.credentials.createInsecure()).getChannel();
    this.reachedAt = Date.now();
  }

  private unreachable(): boolean {
    if (this.channel === undefined) return false;
    const state = this.channel.getConnectivityState(true);
    if (state === grpc.connectivityState.READY) this.reachedAt = Date.now();
    return Date.now() - this.reachedAt > PATIENCE_MS;
  }
}
