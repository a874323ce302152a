import { createHash, randomBytes } from "node:crypto";
import { http2Request } from "../http2-request";
import { OperatorError } from "../pulumi/report";
import type { Target } from "../sample-data/clients";

/** How a command on a person's own machine is known to an identity provider. */
export interface CommandClient {
  /** Issuer of the tokens, where browsers find it. */
  issuer: string;
  clientId: string;
  /** Address to which the browser is led back; on loopback for a command. */
  callback: string;
  /** What a client that can keep one proves itself by. @default none: it is public */
  secret?: string;
}

const random = () => randomBytes(32).toString("base64url");

/**
 * One sign-on by authorization code, of a client that can keep no secret: PKCE, state and nonce.
 * Source: RFC 8252, RFC 7636, OpenID Connect Core 1.0 section 3.1.
 */
export class Authorization {
  private readonly verifier = random();
  private readonly nonce = random();
  readonly state = random();

  /** @param provider where the identity provider is reached, over HTTP/2 */
  constructor(
    private readonly client: CommandClient,
    private readonly provider: Target,
  ) {}

  /** What a person opens in a browser. */
  get address(): string {
    const query = new URLSearchParams({
      client_id: this.client.clientId,
      redirect_uri: this.client.callback,
      response_type: "code",
      scope: "openid profile email groups",
      state: this.state,
      nonce: this.nonce,
      code_challenge: createHash("sha256").update(this.verifier).digest("base64url"),
      code_challenge_method: "S256",
    });
    return `${this.client.issuer}/auth?${query.toString()}`;
  }

  /**
   * Changes the code for an ID token.
   * @param back address to which the browser was led back
   * @throws OperatorError when it was not for this sign-on, or the provider refuses
   */
  async tokenFor(back: URL): Promise<string> {
    const [state, code, error] = ["state", "code", "error"].map((name) => back.searchParams.get(name));
    if (state !== this.state)
      throw new OperatorError("The browser came back from another sign-on. Begin again.");
    if (!code) throw new OperatorError(`The identity provider refused: ${error ?? "it sent no code"}.`);
    const token = await this.redeem(code);
    if (claimsOf(token).nonce !== this.nonce)
      throw new OperatorError("The token was made for another sign-on. Begin again.");
    return token;
  }

  private async redeem(code: string): Promise<string> {
    const issuer = new URL(this.client.issuer);
    const { status, text } = await http2Request({
      target: this.provider,
      authority: issuer.host,
      method: "POST",
      path: `${issuer.pathname}/token`,
      headers: { "content-type": "application/x-www-form-urlencoded" },
      body: new URLSearchParams({
        grant_type: "authorization_code",
        code,
        redirect_uri: this.client.callback,
        client_id: this.client.clientId,
        ...(this.client.secret === undefined ? {} : { client_secret: this.client.secret }),
        code_verifier: this.verifier,
      }).toString(),
    });
    if (status !== 200)
      throw new OperatorError(`The identity provider gave no token (${status}): ${text.trim()}`);
    return (JSON.parse(text) as { id_token: string }).id_token;
  }
}

/** What a token says; whoever it is for verifies it. */
export const claimsOf = (token: string): Record<string, unknown> =>
  JSON.parse(Buffer.from(token.split(".")[1] ?? "", "base64url").toString()) as Record<string, unknown>;
