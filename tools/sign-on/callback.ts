import { createServer } from "node:http";
import { OperatorError } from "../pulumi/report";

/** Milliseconds to sign on: the identity provider forgets who began after ten minutes, too. */
const patience = 600_000;

const page = (text: string) =>
  `<!doctype html><meta charset="utf-8"><title>Lakehouse</title><p>${text}</p>\n`;

/**
 * Waits on loopback until a browser is led back.
 * @param callback address that it is led back to
 * @param state of the sign-on that is waited for: another's is turned away
 * @param ready called once it can be led back
 * @throws OperatorError when the port is taken, or nobody has come
 */
export function waitForBrowser(callback: string, state: string, ready: () => void): Promise<URL> {
  const { hostname, port, pathname } = new URL(callback);
  return new Promise((resolve, reject) => {
    const server = createServer((asked, answer) => {
      const url = new URL(asked.url ?? "/", callback);
      const isOurs =
        asked.method === "GET" && url.pathname === pathname && url.searchParams.get("state") === state;
      answer.writeHead(isOurs ? 200 : 404, {
        "content-type": "text/html; charset=utf-8",
        "cache-control": "no-store",
        connection: "close",
      });
      answer.end(page(isOurs ? "Signed on. You can close this page." : "Nothing here."));
      if (!isOurs) return;
      end();
      resolve(url);
    });
    const timer = setTimeout(() => {
      end();
      reject(new OperatorError(`Nobody has signed on for ${patience / 60_000} minutes. Begin again.`));
    }, patience);
    const end = () => {
      clearTimeout(timer);
      server.close();
    };
    server.on("error", (error: NodeJS.ErrnoException) => {
      end();
      const why = error.code === "EADDRINUSE" ? "another program has the port" : error.message;
      reject(
        new OperatorError(
          `The browser cannot be led back to ${callback}: ${why}. End that, and begin again.`,
        ),
      );
    });
    server.listen(Number(port), hostname, ready);
  });
}
