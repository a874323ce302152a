import type { IncomingHttpHeaders } from "node:http2";
import type { Target } from "../../../tools/sample-data/clients";
import { http2Request } from "../../../tools/http2-request";

/** Redirections after which a way counts as endless. */
const mostRedirections = 12;

/** What a server answered. */
export interface Answer {
  /** Address that was asked. */
  url: URL;
  status: number;
  headers: IncomingHttpHeaders;
  text: string;
}

/** What is sent beside the address. */
export interface Sent {
  /** A form is sent as one, anything else as JSON. */
  body?: object | URLSearchParams | undefined;
  headers?: Record<string, string>;
}

/**
 * A visitor's browser, as far as it matters: HTTP/2 over TLS 1.3, verified, all names at the edge, cookies by name of the host.
 */
export class Browser {
  private readonly cookies = new Map<string, Map<string, string>>();

  constructor(
    private readonly edge: Pick<Target, "host" | "port" | "ca">,
    /** Version of TLS it speaks. @default "TLSv1.3" */
    private readonly version: "TLSv1.2" | "TLSv1.3" = "TLSv1.3",
  ) {}

  /** Hosts that are not at the edge, by name and port as an address has them. */
  readonly elsewhere = new Map<string, Pick<Target, "host" | "port" | "ca">>();

  /** Address of a host at the edge. */
  origin(hostname: string): string {
    return `https://${hostname}${this.edge.port === 443 ? "" : `:${this.edge.port}`}`;
  }

  /** Attributes of each cookie that was set last, by its name. */
  readonly attributes = new Map<string, string>();

  /** Value of a cookie that a host has set. */
  cookie(hostname: string, name: string): string | undefined {
    return this.cookies.get(hostname)?.get(name);
  }

  /** Takes a cookie of another browser, as a thief would. */
  plant(hostname: string, name: string, value: string): void {
    this.jar(hostname).set(name, value);
  }

  private jar(hostname: string): Map<string, string> {
    const jar = this.cookies.get(hostname) ?? new Map<string, string>();
    this.cookies.set(hostname, jar);
    return jar;
  }

  private keep(hostname: string, lines: readonly string[]): void {
    for (const line of lines) {
      const [pair = "", ...attributes] = line.split(";");
      const at = pair.indexOf("=");
      const [name, value] = [pair.slice(0, at).trim(), pair.slice(at + 1).trim()];
      this.attributes.set(name, attributes.join(";"));
      const gone = value === "" || attributes.some((each) => /^\s*max-age=0\s*$/i.test(each));
      if (gone) this.jar(hostname).delete(name);
      else this.jar(hostname).set(name, value);
    }
  }

  /** Sends one request to a name at the edge; any answer will do, and no redirection is followed. */
  async send(method: string, address: string | URL, { body, headers = {} }: Sent = {}): Promise<Answer> {
    const url = new URL(address);
    const form = body instanceof URLSearchParams;
    const type = form ? "application/x-www-form-urlencoded" : "application/json";
    const cookie = [...this.jar(url.hostname)].map(([name, value]) => `${name}=${value}`).join("; ");
    const answer = await http2Request({
      target: { ...(this.elsewhere.get(url.host) ?? this.edge), servername: url.hostname },
      authority: url.host,
      ...{ method, path: `${url.pathname}${url.search}`, version: this.version },
      ...(body === undefined ? {} : { body: form ? body.toString() : JSON.stringify(body) }),
      headers: {
        referer: `${url.origin}/`,
        ...(cookie ? { cookie } : {}),
        ...(body === undefined ? {} : { "content-type": type }),
        ...headers,
      },
    });
    this.keep(url.hostname, answer.headers["set-cookie"] ?? []);
    return { url, ...answer };
  }

  /**
   * Sends a request and follows redirections, of which it keeps the addresses.
   * @param until stops before an address is asked for which it is true
   */
  async follow(
    method: string,
    address: string | URL,
    sent: Sent = {},
    until: (next: URL) => boolean = () => false,
  ): Promise<Answer & { way: URL[] }> {
    let answer = await this.send(method, address, sent);
    const way: URL[] = [answer.url];
    while ([301, 302, 303, 307, 308].includes(answer.status)) {
      const next = new URL(String(answer.headers.location), answer.url);
      way.push(next);
      if (until(next)) break;
      if (way.length > mostRedirections)
        throw new Error(`too many redirections: ${way.map((each) => each.origin).join(" ")}`);
      answer = await this.send("GET", next);
    }
    return { ...answer, way };
  }
}
