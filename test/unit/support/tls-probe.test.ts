import { createServer as createHttpServer } from "node:http";
import { createServer as createTcpServer, type AddressInfo, type Server, type Socket } from "node:net";
import { createServer as createTlsServer, TLSSocket, createSecureContext, type TlsOptions } from "node:tls";
import { afterEach, describe, expect, it } from "vitest";
import { certify } from "../../e2e/support/certificates";
import { probeTls, tlsTable, type TlsReport } from "../../e2e/support/tls-probe";

const authority = certify("an authority");
const otherAuthority = certify("another authority").certificate;
const { key, certificate: cert } = certify("localhost", authority);
const servers: Server[] = [];

afterEach(() => servers.splice(0).forEach((server) => server.close()));

async function listen(server: Server): Promise<{ host: string; port: number; servername: string }> {
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return { host: "127.0.0.1", port: (server.address() as AddressInfo).port, servername: "localhost" };
}

const tlsServer = (options: TlsOptions) => {
  const server = createTlsServer({ key, cert, ...options });
  server.on("tlsClientError", () => undefined);
  return listen(server);
};
const probe = (target: Parameters<typeof probeTls>[0]) =>
  probeTls(target, authority.certificate, otherAuthority);
const outcomes = (report: TlsReport) =>
  Object.fromEntries(Object.entries(report).map(([name, { outcome }]) => [name, outcome]));

describe("probeTls", () => {
  it("sees a port that takes TLS 1.3 only", async () => {
    const report = await probe(await tlsServer({ minVersion: "TLSv1.3" }));
    expect(report["TLS 1.3, verified"]).toMatchObject({ outcome: "accepted", protocol: "TLSv1.3" });
    expect(report["TLS 1.3, verified"].cipher).toMatch(/^TLS_/);
    expect(report["TLS 1.2"]).toEqual({ outcome: "refused", reason: "server: TLS alert protocol version" });
    expect(report["TLS 1.1"].reason).toBe("server: TLS alert protocol version");
    expect(report["TLS 1.0"].reason).toBe("server: TLS alert protocol version");
    expect(report.plain.outcome).not.toBe("accepted");
    expect(report["TLS 1.3, another authority"].reason).toMatch(/^client: .*(CERT|SIGNATURE|ISSUER)/);
    expect(report["TLS 1.3, another name"].reason).toBe("client: ERR_TLS_CERT_ALTNAME_INVALID");
  });

  it("sees older protocols where they are taken: this client can speak them", async () => {
    const old = await tlsServer({ minVersion: "TLSv1", ciphers: "DEFAULT:@SECLEVEL=0" });
    expect(outcomes(await probe(old))).toMatchObject({
      "TLS 1.2": "accepted",
      "TLS 1.1": "accepted",
      "TLS 1.0": "accepted",
    });
  });

  it("sees plain HTTP", async () => {
    const report = await probe(await listen(createHttpServer((_, response) => response.end("hello"))));
    expect(report.plain).toEqual({ outcome: "accepted", reason: "server: HTTP/1.1 200 OK" });
    expect(report["TLS 1.3, verified"].outcome).not.toBe("accepted");
  });

  it("takes what a Go server says of plain HTTP for the refusal that it is, and no other answer", async () => {
    const says = (text: string) =>
      listen(
        createTcpServer((socket) => socket.on("error", () => undefined).once("data", () => socket.end(text))),
      );
    const bad = "HTTP/1.0 400 Bad Request\r\n\r\n";
    const refused = await probe(await says(`${bad}Client sent an HTTP request to an HTTPS server.\n`));
    expect(refused.plain).toEqual({ outcome: "refused", reason: "server: says that it speaks HTTPS" });
    const answered = await probe(await says(`${bad}no such page\n`));
    expect(answered.plain).toEqual({ outcome: "accepted", reason: "server: HTTP/1.0 400 Bad Request" });
  });

  it("tells a port that hangs up from one that is not there", async () => {
    const target = await listen(createTcpServer((socket: Socket) => socket.destroy()));
    expect(new Set(Object.values(outcomes(await probe(target))))).toEqual(new Set(["closed"]));
    const nothing = { host: "127.0.0.1", port: 1, servername: "localhost" };
    expect(new Set(Object.values(outcomes(await probe(nothing))))).toEqual(new Set(["unreachable"]));
  });
});

describe("probeTls with PostgreSQL's preamble", () => {
  const error = (code: string) => {
    const fields = Buffer.from(`SFATAL\0C${code}\0Mno encryption\0\0`);
    const head = Buffer.from([0x45, 0, 0, 0, 0]);
    head.writeInt32BE(fields.length + 4, 1);
    return Buffer.concat([head, fields]);
  };
  const scram = Buffer.from([0x52, 0, 0, 0, 8, 0, 0, 0, 10]);

  const postgresql = async (plainAnswer: Buffer, offersTls = true) => {
    const secureContext = createSecureContext({ key, cert, minVersion: "TLSv1.3" });
    const server = createTcpServer((socket) => {
      socket.on("error", () => undefined);
      socket.once("data", (message) => {
        if (message.readInt32BE(4) !== 80877103) return socket.end(plainAnswer);
        socket.write(offersTls ? "S" : "N");
        if (offersTls) new TLSSocket(socket, { isServer: true, secureContext }).on("error", () => undefined);
      });
    });
    return { ...(await listen(server)), starttls: "postgresql" as const };
  };

  it("sees TLS 1.3 after the preamble, and a plain connection refused by the server's rules", async () => {
    const report = await probe(await postgresql(error("28000")));
    expect(report["TLS 1.3, verified"]).toMatchObject({ outcome: "accepted", protocol: "TLSv1.3" });
    expect(report["TLS 1.2"].reason).toBe("server: TLS alert protocol version");
    expect(report.plain).toEqual({ outcome: "refused", reason: "server: 28000 no encryption" });
  });

  it("sees a server that goes on without TLS, and one that fails for another reason", async () => {
    const open = await probe(await postgresql(scram));
    expect(open.plain).toEqual({
      outcome: "accepted",
      reason: "server: goes on without TLS (asks for scram)",
    });
    expect((await probe(await postgresql(error("53300")))).plain.outcome).toBe("unclear");
  });

  it("sees a server without TLS", async () => {
    const report = await probe(await postgresql(scram, false));
    expect(report["TLS 1.3, verified"]).toMatchObject({
      outcome: "refused",
      reason: "server: offers no TLS (answer 'N')",
    });
    expect(tlsTable({ sql: report }).split("\n")).toHaveLength(9);
  });
});
