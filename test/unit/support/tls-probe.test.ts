import { createServer as createHttpServer } from "node:http";
import { createServer as createTcpServer, type AddressInfo, type Server, type Socket } from "node:net";
import { createServer as createTlsServer, TLSSocket, createSecureContext, type TlsOptions } from "node:tls";
import { md, pki } from "node-forge";
import { afterEach, beforeAll, describe, expect, it } from "vitest";
import { probeTls, tlsTable, type TlsReport } from "../../e2e/support/tls-probe";

let certificate: { key: string; cert: string };
let otherAuthority: string;
const servers: Server[] = [];

function selfSigned(): { key: string; cert: string } {
  const keys = pki.rsa.generateKeyPair(2048);
  const made = pki.createCertificate();
  made.publicKey = keys.publicKey;
  made.serialNumber = "01";
  made.validity.notBefore = new Date(Date.now() - 3_600_000);
  made.validity.notAfter = new Date(Date.now() + 3_600_000);
  const name = [{ name: "commonName", value: "localhost" }];
  made.setSubject(name);
  made.setIssuer(name);
  made.setExtensions([
    { name: "basicConstraints", cA: true },
    { name: "subjectAltName", altNames: [{ type: 2, value: "localhost" }] },
  ]);
  made.sign(keys.privateKey, md.sha256.create());
  return { key: pki.privateKeyToPem(keys.privateKey), cert: pki.certificateToPem(made) };
}

beforeAll(() => {
  certificate = selfSigned();
  otherAuthority = selfSigned().cert;
});
afterEach(() => servers.splice(0).forEach((server) => server.close()));

async function listen(server: Server): Promise<{ host: string; port: number; servername: string }> {
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return { host: "127.0.0.1", port: (server.address() as AddressInfo).port, servername: "localhost" };
}

const tlsServer = (options: TlsOptions) => {
  const server = createTlsServer({ ...certificate, ...options });
  server.on("tlsClientError", () => undefined);
  return listen(server);
};
const probe = (target: Parameters<typeof probeTls>[0]) => probeTls(target, certificate.cert, otherAuthority);
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
    const secureContext = createSecureContext({ ...certificate, minVersion: "TLSv1.3" });
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
