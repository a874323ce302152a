import type { Login, Target } from "../../../tools/sample-data/clients";
import { Browser, type Answer } from "./browser";
import { signOn, SignOnError } from "./sign-on";

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

function refusal({ status, headers, text }: Answer): SupersetError {
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

/** Superset as a visitor meets it through the edge. */
export class SupersetClient {
  private token = "";
  readonly browser: Browser;

  constructor(
    private readonly target: Target,
    /** Newest version of TLS it speaks. @default "TLSv1.3" */
    newest: "TLSv1.2" | "TLSv1.3" = "TLSv1.3",
  ) {
    this.browser = new Browser(target, newest);
  }

  private get origin(): string {
    return this.browser.origin(this.target.servername);
  }

  /** Sends one request; any answer will do. A form is sent as one, anything else as JSON. */
  send(method: string, path: string, body?: object | URLSearchParams): Promise<Answer> {
    const headers: Record<string, string> = this.token ? { "x-csrftoken": this.token } : {};
    return this.browser.send(method, `${this.origin}${path}`, { body, headers });
  }

  /**
   * Sends one request that must succeed.
   * @throws SupersetError for every answer but 200, 201 and 202
   */
  async page(method: string, path: string, body?: object | URLSearchParams): Promise<string> {
    const answer = await this.send(method, path, body);
    if (![200, 201, 202].includes(answer.status)) throw refusal(answer);
    return answer.text;
  }

  /** As `page`, for an answer in JSON. */
  async ask<Body = unknown>(method: string, path: string, body?: object | URLSearchParams): Promise<Body> {
    return JSON.parse(await this.page(method, path, body)) as Body;
  }

  /** Looks at the page for signing on: that gives a session without a login. */
  async open(): Promise<void> {
    await this.page("GET", "/login/");
  }

  /**
   * Signs on as a person does, by the identity provider.
   * @throws SupersetError when the login is not taken, or nobody is let in with it
   */
  async signOn(login: Login): Promise<void> {
    const back = (next: URL) =>
      next.origin === this.origin && !next.pathname.startsWith("/oauth-authorized/");
    try {
      const { way } = await signOn(this.browser, `${this.origin}/login/lakehouse`, login, back);
      if (way.at(-1)!.pathname.startsWith("/login")) throw new SignOnError("Superset lets nobody in with it");
    } catch (error) {
      if (error instanceof SignOnError) throw new SupersetError(401, "login", error.message);
      throw error;
    }
    this.token = (await this.ask<{ result: string }>("GET", "/api/v1/security/csrf_token/")).result;
  }
}
