import "reflect-metadata";
import { webcrypto } from "node:crypto";
import { createServer as createTcpServer, type AddressInfo, type Server } from "node:net";
import { createSecureServer } from "node:http2";
import { createServer, TLSSocket, type TlsOptions } from "node:tls";
import * as x509 from "@peculiar/x509";
import { afterEach, beforeAll, describe, expect, it } from "vitest";
import { probe } from "../../../tools/probe";

/** A self-signed server certificate and its key, as PEM. */
async function certificate(name: string): Promise<{ cert: string; private: string }> {
  const algorithm = { name: "ECDSA", namedCurve: "P-256", hash: "SHA-256" };
  const keys = await webcrypto.subtle.generateKey(algorithm, true, ["sign", "verify"]);
  const cert = await x509.X509CertificateGenerator.createSelfSigned({
    name: `CN=${name}`,
    keys,
    signingAlgorithm: algorithm,
    extensions: [
      new x509.BasicConstraintsExtension(true),
      new x509.SubjectAlternativeNameExtension([{ type: "dns", value: name }]),
    ],
  });
  const pkcs8 = await webcrypto.subtle.exportKey("pkcs8", keys.privateKey);
  return { cert: cert.toString("pem"), private: x509.PemConverter.encode(pkcs8, "PRIVATE KEY") };
}

let own: { cert: string; private: string };
let other: { cert: string; private: string };
beforeAll(async () => {
  [own, other] = [await certificate("store.test"), await certificate("store.test")];
});

let server: Server;
afterEach(() => new Promise((done) => server.close(done)));

async function serve(options: TlsOptions): Promise<number> {
  server = createServer({ key: own.private, cert: own.cert, ...options });
  server.on("tlsClientError", () => undefined);
  return listen();
}
const listen = async () => {
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  return (server.address() as AddressInfo).port;
};
const target = (port: number, servername = "store.test") => ({ host: "127.0.0.1", port, servername });

describe("probe", () => {
  it("calls a verified TLS 1.3 service ready", async () => {
    const port = await serve({});
    expect(await probe(target(port), own.cert)).toEqual({ ready: true, state: "ready (TLS 1.3)" });
  });

  it.each([
    ["that speaks TLS 1.2 at most", { maxVersion: "TLSv1.2" }, "store.test", () => own.cert],
    ["whose certificate another authority signed", {}, "store.test", () => other.cert],
    ["whose certificate is for another name", {}, "database.test", () => own.cert],
  ] as const)("does not call one ready %s", async (_, options, name, trust) => {
    const port = await serve(options);
    expect(await probe(target(port, name), trust())).toMatchObject({ ready: false });
  });

  describe("asked for a path", () => {
    const answering = async (status: number) => {
      const web = createSecureServer({ key: own.private, cert: own.cert, minVersion: "TLSv1.3" });
      web.on("request", ({ url, headers }, response) => {
        response.writeHead(url === "/health" && headers[":authority"] === "store.test" ? status : 404);
        response.end();
      });
      server = web;
      return { ...target(await listen()), path: "/health" };
    };

    it.each([200, 302])("takes HTTP/2's %d for ready", async (status) => {
      expect(await probe(await answering(status), own.cert)).toMatchObject({ ready: true });
    });

    it("says what else is answered", async () => {
      expect((await probe(await answering(503), own.cert)).state).toBe(
        "not ready: /health is answered with 503",
      );
    });

    it("does not call a service ready that speaks HTTP/1.1 alone", async () => {
      const asked = { ...target(await serve({ ALPNProtocols: ["http/1.1"] })), path: "/health" };
      expect(await probe(asked, own.cert)).toMatchObject({ ready: false });
    });
  });

  it("says that nothing listens", async () => {
    const port = await serve({});
    await new Promise((done) => server.close(done));
    server = createTcpServer().listen(0);
    const result = await probe(target(port), own.cert);
    expect(result.state).toMatch(/not ready: .*ECONNREFUSED/);
  });

  it("asks PostgreSQL for TLS first", async () => {
    const postgresql = (answer: string) => {
      server = createTcpServer((socket) => {
        socket.once("data", (request) => {
          expect(request.toString("hex")).toBe("0000000804d2162f");
          socket.write(answer);
          if (answer === "S") new TLSSocket(socket, { isServer: true, key: own.private, cert: own.cert });
        });
      });
      return listen();
    };
    const tls = { ...target(await postgresql("S")), starttls: "postgresql" as const };
    expect(await probe(tls, own.cert)).toMatchObject({ ready: true });
    server.close();
    const plain = { ...target(await postgresql("N")), starttls: "postgresql" as const };
    expect((await probe(plain, own.cert)).state).toMatch(/offers no TLS/);
  });
});
