import { request } from "node:https";
import type { Login, Target } from "../../../tools/sample-data/clients";

/** Milliseconds for one answer. */
const timeout = 10_000;

/** What the search store answered. */
export interface Answer {
  status: number;
  body: unknown;
}

/** A refusal, as the server worded it. */
export class SearchStoreError extends Error {
  constructor(
    readonly status: number,
    /** The server's own kind, such as `security_exception`. */
    readonly kind: string,
    reason: string,
  ) {
    super(`${status} ${kind}: ${reason}`);
  }
}

interface ErrorBody {
  error?: { type?: string; reason?: string };
}

function refusal({ status, body }: Answer): SearchStoreError {
  const { error } = (body ?? {}) as ErrorBody;
  return new SearchStoreError(status, error?.type ?? "", error?.reason ?? JSON.stringify(body));
}

/** What becomes of one line of a bulk request. */
type BulkItem = Record<string, { status: number } & ErrorBody>;

/** A client of the search store: TLS 1.3, verified, and each request once, on a connection of its own. */
export class SearchStoreClient {
  constructor(
    private readonly target: Target,
    /** @default requests carry no login */
    private readonly login?: Login,
    /** Newest version of TLS it speaks. @default "TLSv1.3" */
    private readonly newest: "TLSv1.2" | "TLSv1.3" = "TLSv1.3",
  ) {}

  /** Sends one request; any answer will do. */
  async send(method: string, path: string, body?: object | string): Promise<Answer> {
    const { host, port, servername, ca } = this.target;
    const content = typeof body === "object" ? JSON.stringify(body) : body;
    const kind = typeof body === "string" ? "application/x-ndjson" : "application/json";
    return new Promise((resolve, reject) => {
      const sent = request(
        {
          ...{ host, port, servername, ca, method, path, timeout, agent: false },
          ...{ minVersion: this.newest, maxVersion: this.newest, rejectUnauthorized: true },
          ...(this.login ? { auth: `${this.login.user}:${this.login.password}` } : {}),
          headers: content === undefined ? {} : { "content-type": kind },
        },
        (answer) => {
          const chunks: Buffer[] = [];
          answer.on("data", (chunk: Buffer) => chunks.push(chunk));
          answer.on("error", reject);
          answer.on("end", () => {
            const text = Buffer.concat(chunks).toString();
            resolve({ status: answer.statusCode!, body: text === "" ? undefined : JSON.parse(text) });
          });
        },
      );
      sent.on("timeout", () => sent.destroy(new Error(`no answer within ${timeout / 1000} s`)));
      sent.on("error", reject);
      sent.end(content);
    });
  }

  /**
   * Sends one request that must succeed.
   * @throws SearchStoreError for every answer but 200 and 201
   */
  async ask<Body = unknown>(method: string, path: string, body?: object | string): Promise<Body> {
    const answer = await this.send(method, path, body);
    if (answer.status !== 200 && answer.status !== 201) throw refusal(answer);
    return answer.body as Body;
  }

  /**
   * Sends one change in a bulk request, which as a whole succeeds whatever becomes of its lines.
   * @throws SearchStoreError when the line did not succeed
   */
  async bulk(
    kind: "create" | "index" | "delete",
    index: string,
    id: string,
    document?: object,
  ): Promise<void> {
    const lines = [{ [kind]: { _index: index, _id: id } }, ...(document ? [document] : [])];
    const text = lines.map((line) => `${JSON.stringify(line)}\n`).join("");
    const { items } = await this.ask<{ items: BulkItem[] }>("POST", "/_bulk?refresh=true", text);
    const { status, ...body } = items[0]![kind]!;
    if (status >= 300) throw refusal({ status, body });
  }
}
