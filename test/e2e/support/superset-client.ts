import { request } from "node:https";
import type { Login, Target } from "../../../tools/sample-data/clients";

/** Milliseconds for one answer: figures come from far. */
const timeout = 60_000;

/** What Superset answered. */
export interface SupersetAnswer {
  status: number;
  headers: NodeJS.Dict<string | string[]>;
  text: string;
}

/** A refusal, as the server worded it. */
export class SupersetError extends Error {
  constructor(
    readonly status: number,
    /** The server's own kind of error, such as `DML_NOT_ALLOWED_ERROR`, where it says one. */
    readonly kind: string,
    reason: string,
  ) {
    super(`${status} ${kind}: ${reason.slice(0, 300)}`);
  }
}

interface ErrorBody {
  errors?: { error_type?: string; message?: string }[];
  message?: unknown;
}

function refusal({ status, headers, text }: SupersetAnswer): SupersetError {
  if (status === 302) return new SupersetError(status, "redirect", String(headers.location));
  let body: ErrorBody = {};
  try {
    body = JSON.parse(text) as ErrorBody;
  } catch {
    // A page.
  }
  const [first] = body.errors ?? [];
  return new SupersetError(
    status,
    first?.error_type ?? "",
    first?.message ?? (JSON.stringify(body.message) || text),
  );
}

/** A visitor's browser, as far as it matters: TLS 1.3, verified, with the cookie of a session. */
export class SupersetClient {
  private cookie = "";
  private token = "";

  constructor(
    private readonly target: Target,
    /** Newest version of TLS it speaks. @default "TLSv1.3" */
    private readonly newest: "TLSv1.2" | "TLSv1.3" = "TLSv1.3",
  ) {}

  /** Sends one request; any answer will do. A form is sent as one, anything else as JSON. */
  async send(method: string, path: string, body?: object | URLSearchParams): Promise<SupersetAnswer> {
    const { host, port, servername, ca } = this.target;
    const form = body instanceof URLSearchParams;
    const content = body === undefined ? undefined : form ? body.toString() : JSON.stringify(body);
    const origin = `https://${servername}${port === 443 ? "" : `:${port}`}`;
    return new Promise((resolve, reject) => {
      const sent = request(
        {
          ...{ host, port, servername, ca, method, path, timeout, agent: false },
          ...{ minVersion: this.newest, maxVersion: this.newest, rejectUnauthorized: true },
          headers: {
            host: origin.slice("https://".length),
            referer: `${origin}/`,
            ...(this.cookie ? { cookie: this.cookie } : {}),
            ...(this.token ? { "x-csrftoken": this.token } : {}),
            ...(content === undefined
              ? {}
              : { "content-type": form ? "application/x-www-form-urlencoded" : "application/json" }),
          },
        },
        (answer) => {
          const chunks: Buffer[] = [];
          answer.on("data", (chunk: Buffer) => chunks.push(chunk));
          answer.on("error", reject);
          answer.on("end", () => {
            const session = answer.headers["set-cookie"]?.find((each) => each.startsWith("session="));
            if (session) this.cookie = session.split(";")[0]!;
            resolve({
              status: answer.statusCode!,
              headers: answer.headers,
              text: Buffer.concat(chunks).toString(),
            });
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
   * @throws SupersetError for every answer but 200 and 201
   */
  async page(method: string, path: string, body?: object | URLSearchParams): Promise<string> {
    const answer = await this.send(method, path, body);
    if (answer.status !== 200 && answer.status !== 201) throw refusal(answer);
    return answer.text;
  }

  /** As `page`, for an answer in JSON. */
  async ask<Body = unknown>(method: string, path: string, body?: object | URLSearchParams): Promise<Body> {
    return JSON.parse(await this.page(method, path, body)) as Body;
  }

  /** Opens the form for signing on, and takes its token: without one nothing is sent anywhere. */
  async open(): Promise<void> {
    const page = await this.page("GET", "/login/");
    this.token = /name="csrf_token"[^>]*value="([^"]+)"/.exec(page)?.[1] ?? "";
  }

  /**
   * Signs on as a person does, by the form.
   * @throws SupersetError when the login is not taken
   */
  async signOn({ user, password }: Login): Promise<void> {
    await this.open();
    const form = new URLSearchParams({ username: user, password, csrf_token: this.token });
    const answer = await this.send("POST", "/login/", form);
    // A wrong password leads back to the form, and a missing one shows it again.
    if (
      answer.status === 200 ||
      (answer.status === 302 && String(answer.headers.location).includes("/login"))
    ) {
      throw new SupersetError(401, "login", "the login was not taken");
    }
    if (answer.status !== 302) throw refusal(answer);
    this.token = (await this.ask<{ result: string }>("GET", "/api/v1/security/csrf_token/")).result;
  }
}
