import { connect as connectHttp2 } from "node:http2";
import { request } from "node:https";
import { expect, it } from "vitest";
import { targetOf, type Target } from "../../../tools/sample-data/clients";
import { authorityOf, http2Request, type Http2Answer } from "../../../tools/http2-request";
import type { TestStack } from "../stack";

/** More than a client may ask in ten seconds (`lakehouse:edge.requestsPerTenSeconds`). */
const tooMany = 700;
/** One byte more than a request may carry (`lakehouse:edge.bodyMegabytes`). */
const tooLong = 20 * 10 ** 6 + 1;

/** What HTTP/1.1 is answered. */
const overHttp1 = ({ host, port, servername, ca }: Target): Promise<{ status: number; text: string }> =>
  new Promise((resolve, reject) => {
    const sent = request(
      { host, port, servername, ca, minVersion: "TLSv1.3", headers: { host: servername } },
      (answer) => {
        let text = "";
        answer.on("data", (chunk: Buffer) => (text += chunk.toString()));
        answer.on("end", () => resolve({ status: answer.statusCode!, text }));
      },
    );
    sent.on("error", reject);
    sent.end();
  });

/** A request that says how long it is, and ends before that, once it has its answer or is cut off. */
function cutShort({ host, port, servername, ca }: Target, path: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const session = connectHttp2(`https://${host}:${port}`, { servername, ca, minVersion: "TLSv1.3" });
    session.on("error", reject);
    const sent = session.request({
      ":authority": authorityOf({ host, port, servername, ca }),
      ":method": "POST",
      ":path": path,
      "content-type": "application/json",
      "content-length": 46,
    });
    // Refused by the server, or by the edge: either will do.
    sent.on("error", () => undefined);
    sent.on("response", () => sent.end());
    sent.on("close", () => {
      session.destroy();
      resolve();
    });
    sent.resume();
  });
}

/** Statuses of many requests on one connection. */
function burst({ host, port, servername, ca }: Target, count: number): Promise<number[]> {
  return new Promise((resolve, reject) => {
    const session = connectHttp2(`https://${host}:${port}`, { servername, ca, minVersion: "TLSv1.3" });
    session.on("error", reject);
    const ask = () =>
      new Promise<number>((done, fail) => {
        const sent = session.request({ ":authority": servername, ":path": "/healthz" });
        sent.on("response", ({ ":status": status = 0 }) => done(status));
        sent.on("error", fail);
        sent.resume().end();
      });
    Promise.all(Array.from({ length: count }, ask))
      .then(resolve, reject)
      .finally(() => session.destroy());
  });
}

/**
 * What the edge itself takes, refuses and says. It asks more than is allowed, so it comes last.
 * @param place a service behind it, and a page of its that anybody may see @default Superset's sign-on
 */
export function edge(stack: () => TestStack, place = { service: "superset", page: "/login/" }): void {
  const target = async () => targetOf(await stack().outputs(), place.service);
  const get = async (path: string, more: Partial<Parameters<typeof http2Request>[0]> = {}) =>
    http2Request({ target: await target(), method: "GET", path, ...more });
  const guarded = ({ headers }: Http2Answer) => {
    expect(headers["strict-transport-security"]).toBe("max-age=31536000; includeSubDomains");
    expect(headers["x-content-type-options"]).toBe("nosniff");
    expect(headers["x-frame-options"]).toBe("SAMEORIGIN");
    expect(headers["referrer-policy"]).toBe("same-origin");
    expect(headers["server"]).toBeUndefined();
  };

  it("refuses HTTP/1.1 in one sentence", async () => {
    expect(await overHttp1(await target())).toEqual({
      status: 505,
      text: "This service speaks HTTP/2 only.",
    });
  });

  it("gives browsers the guarding headers with a service's answers and with its own", async () => {
    const answer = await get(place.page);
    expect(answer.status).toBe(200);
    guarded(answer);
    const health = await get("/healthz");
    expect(health).toMatchObject({ status: 200, text: "ok" });
    guarded(health);
  });

  it("knows no other name", async () => {
    const answer = await get("/", { authority: "elsewhere.localhost" });
    expect(answer).toMatchObject({ status: 421, text: "There is no service of this name here." });
    guarded(answer);
  });

  it("takes no request that is too long, or does not say how long it is", async () => {
    const piece = { method: "POST", body: "x".repeat(1000), streamed: true };
    const announced = { ...piece, headers: { "content-length": tooLong } };
    expect(await get(place.page, announced)).toMatchObject({ status: 413 });
    expect(await get(place.page, piece)).toMatchObject({ status: 411 });
  });

  it("lets nothing that one visitor leaves unfinished become part of another's request", async () => {
    const statuses: number[] = [];
    for (let round = 0; round < 20; round++) {
      await cutShort(await target(), "/api/v1/report/");
      statuses.push((await get(place.page)).status);
    }
    expect(new Set(statuses)).toEqual(new Set([200]));
  });

  it("believes nothing a client says of where it came from", async () => {
    const headers = { "x-forwarded-host": "elsewhere.example", "x-forwarded-proto": "http" };
    const { status, headers: answer } = await get("/", { headers });
    expect(status).toBe(302);
    expect(String(answer.location)).not.toMatch(/elsewhere|^http:/);
  });

  it("answers 429 to a client that asks too much, and says when to try again", async () => {
    const statuses = await burst(await target(), tooMany);
    expect(new Set(statuses)).toEqual(new Set([200, 429]));
    const answer = await get("/healthz");
    expect(answer.status).toBe(429);
    expect(answer.headers["retry-after"]).toBe("10");
  });

  it("logs each request as JSON, without what was asked for in it", async () => {
    const container = stack().docker.getContainer(`${stack().name}-edge`);
    const log = (await container.logs({ stdout: true, stderr: true })).toString();
    const entries = log
      .split("\n")
      .filter((line) => line.includes('"status"'))
      .map((line) => JSON.parse(line.slice(line.indexOf("{"))) as Record<string, unknown>);
    for (const status of [200, 411, 413, 421, 429, 505])
      expect(
        entries.some((entry) => entry["status"] === status),
        String(status),
      ).toBe(true);
    for (const entry of entries) {
      expect(entry).toMatchObject({ tls: "TLSv1.3" });
      expect(String(entry["path"])).not.toContain("?");
    }
  });
}
