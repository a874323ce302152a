import type Docker from "dockerode";
import { generateKeyPairSync, type KeyObject } from "node:crypto";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { freePorts } from "./free-port";

/** An identity provider of the test's own, whose keys the test has, and an object store that asks it. */
export class TokenIssuer {
  readonly keys = { current: generateKeyPairSync("rsa", { modulusLength: 2048 }) };
  readonly kid = "current";
  private server!: Server;
  private container!: Docker.Container;
  port = 0;

  /**
   * @param like a running object store, for its image and for what it is told of tokens
   * @param secret what this one takes for its client's secret
   */
  static async start(docker: Docker, like: string, secret: string): Promise<TokenIssuer> {
    const issuer = new TokenIssuer();
    const at = await issuer.serveKeys();
    const { Image, Config } = await docker.getContainer(like).inspect();
    const told = Config.Env.filter((each) => /^MINIO_(IDENTITY_OPENID_(?!CONFIG_URL)|STS_)/.test(each));
    issuer.port = (await freePorts("store")).store;
    issuer.container = await docker.createContainer({
      Image,
      Cmd: ["server", "--json", "--address", `127.0.0.1:${issuer.port}`, "/data"],
      Env: [
        ...told,
        `MINIO_IDENTITY_OPENID_CONFIG_URL=${at}`,
        `MINIO_IDENTITY_OPENID_CLIENT_SECRET=${secret}`,
        "MINIO_BROWSER=off",
        "MINIO_UPDATE=off",
      ],
      HostConfig: { NetworkMode: "host", Tmpfs: { "/data": "rw,size=64m" }, Memory: 512 * 2 ** 20 },
    });
    await issuer.container.start();
    await issuer.ready();
    return issuer;
  }

  private async serveKeys(): Promise<string> {
    this.server = createServer((asked, answer) => {
      const keys = [
        { ...this.keys.current.publicKey.export({ format: "jwk" }), kid: this.kid, use: "sig", alg: "RS256" },
      ];
      const { port } = this.server.address() as AddressInfo;
      const document = { issuer: "https://login.example", jwks_uri: `http://127.0.0.1:${port}/keys` };
      answer.setHeader("content-type", "application/json");
      answer.end(JSON.stringify(asked.url === "/keys" ? { keys } : document));
    });
    await new Promise<void>((resolve) => this.server.listen(0, "127.0.0.1", resolve));
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}/configuration`;
  }

  private async ready(): Promise<void> {
    for (let attempt = 0; attempt < 60; attempt += 1) {
      const answer = await fetch(`http://127.0.0.1:${this.port}/minio/health/cluster`).catch(() => undefined);
      if (answer?.ok) return;
      await sleep(500);
    }
    throw new Error("the object store that asks the test's provider is not ready after 30 s");
  }

  get key(): KeyObject {
    return this.keys.current.privateKey;
  }

  /** Asks for credentials. @returns `taken`, or the server's words */
  async ask(token: string): Promise<string> {
    const query = new URLSearchParams({
      Action: "AssumeRoleWithWebIdentity",
      Version: "2011-06-15",
      DurationSeconds: "900",
      WebIdentityToken: token,
    });
    const answer = await fetch(`http://127.0.0.1:${this.port}/`, { method: "POST", body: query });
    const text = await answer.text();
    return answer.ok ? "taken" : (/<Message>([^<]*)/.exec(text)?.[1] ?? text);
  }

  async end(): Promise<void> {
    this.server.close();
    await this.container.remove({ force: true, v: true });
  }
}
