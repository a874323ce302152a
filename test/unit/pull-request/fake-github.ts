/** GitHub's REST API as far as the comment needs it, on loopback: pages with Link headers, refusals on demand. */
import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";

export interface FakeComment {
  id: number;
  body: string;
  user: { login: string } | null;
}

export interface FakePull {
  number: number;
  head: { sha: string; ref: string; repo: { id: number; owner: { login: string } } | null };
}

export interface Refusal {
  status: number;
  message: string;
  headers?: Record<string, string>;
}

/** Entries on one page, whatever is asked for: pages must be followed by their links. */
const PAGE = 2;

export class FakeGitHub {
  comments: FakeComment[] = [];
  pulls: FakePull[] = [];
  /** Requests to refuse: method and start of the path, without the repository's. */
  refuse: Record<string, Refusal> = {};
  /** Method and path of every request, in their order. */
  readonly requests: string[] = [];
  readonly tokens = new Set<string | undefined>();
  private readonly server = createServer((request, response) => {
    void this.answer(request).then(({ status, body, headers }) => {
      response.writeHead(status, { "content-type": "application/json", ...headers });
      response.end(body === undefined ? undefined : JSON.stringify(body));
    });
  });

  /** @returns the API's address */
  async start(): Promise<string> {
    await new Promise<void>((resolve) => this.server.listen(0, "127.0.0.1", resolve));
    return this.url;
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  private async answer(request: IncomingMessage): Promise<Answer> {
    const url = new URL(request.url!, this.url);
    const path = url.pathname.replace(/^\/repos\/acme\/lakehouse/, "");
    const wanted = `${request.method} ${path}`;
    this.requests.push(wanted);
    this.tokens.add(request.headers.authorization);
    const sent = await bodyOf(request);
    const refusal = Object.entries(this.refuse).find(([start]) => wanted.startsWith(start))?.[1];
    if (refusal) return { ...refusal, body: { message: refusal.message } };

    const id = Number(path.split("/").at(-1));
    const place = this.comments.findIndex((each) => each.id === id);
    switch (wanted.replace(/\d+/, "N")) {
      case "GET /pulls":
        return this.page(
          url,
          this.pulls.filter((each) => matches(each, url.searchParams.get("head"))),
        );
      case "GET /issues/N/comments":
        return this.page(url, this.comments);
      case "POST /issues/N/comments":
        this.comments.push({ id: 1000 + this.comments.length, body: sent, user: { login: BOT } });
        return { status: 201, body: this.comments.at(-1) };
      case "PATCH /issues/comments/N":
        if (place < 0) break;
        this.comments[place]!.body = sent;
        return { status: 200, body: this.comments[place] };
      case "DELETE /issues/comments/N":
        if (place < 0) break;
        this.comments.splice(place, 1);
        return { status: 204 };
    }
    return { status: 404, body: { message: "Not Found" } };
  }

  private page(url: URL, all: unknown[]): Answer {
    const page = Number(url.searchParams.get("page") ?? 1);
    const body = all.slice((page - 1) * PAGE, page * PAGE);
    if (page * PAGE >= all.length) return { status: 200, body };
    url.searchParams.set("page", String(page + 1));
    return { status: 200, body, headers: { link: `<${url.href}>; rel="next"` } };
  }
}

interface Answer {
  status: number;
  body?: unknown;
  headers?: Record<string, string>;
}

/** Who the token of a workflow writes as. */
export const BOT = "github-actions[bot]";

const matches = ({ head }: FakePull, wanted: string | null) =>
  wanted === null || head.repo === null || `${head.repo.owner.login}:${head.ref}` === wanted;

async function bodyOf(request: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  const text = Buffer.concat(parts).toString();
  return text === "" ? "" : (JSON.parse(text) as { body: string }).body;
}
