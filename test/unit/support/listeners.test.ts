import { createServer, type AddressInfo } from "node:net";
import { describe, expect, it } from "vitest";
import { listensAt, parseListeners } from "../../e2e/support/listeners";
import { connectFrom } from "../../e2e/support/namespaces";

const head =
  "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode";
const line = (local: string, state: string) =>
  `   0: ${local} 00000000:0000 ${state} 00000000:00000000 00:00000000 00000000     0        0 1 1`;

describe("parseListeners", () => {
  it("reads listening sockets of both families and no others", () => {
    const tcp = [head, line("0100007F:26AC", "0A"), line("0B00D60A:2328", "0A"), line("0B00D60A:2328", "01")];
    expect(parseListeners(`${tcp.join("\n")}\n`)).toEqual([
      { address: "127.0.0.1", port: 9900 },
      { address: "10.214.0.11", port: 9000 },
    ]);
    const tcp6 = [
      head,
      line("00000000000000000000000000000000:1538", "0A"),
      line("00000000000000000000000001000000:1F90", "0A"),
    ];
    expect(parseListeners(tcp6.join("\n"))).toEqual([
      { address: "::", port: 5432 },
      { address: "::1", port: 8080 },
    ]);
  });
});

describe("listensAt", () => {
  it("counts a wildcard and the address itself, not loopback", () => {
    const listeners = [
      { address: "127.0.0.1", port: 1 },
      { address: "::", port: 2 },
      { address: "10.0.0.2", port: 3 },
    ];
    expect([1, 2, 3, 4].map((port) => listensAt(listeners, "10.0.0.2", port))).toEqual([
      false,
      true,
      true,
      false,
    ]);
  });
});

describe("connectFrom", () => {
  it("tells an open port from a closed one", async () => {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const { port } = server.address() as AddressInfo;
    const tries = [
      { address: "127.0.0.1", port },
      { address: "127.0.0.1", port: 1 },
    ];
    expect(await connectFrom(undefined, tries)).toEqual(["open", "ECONNREFUSED"]);
    server.close();
  });
});
