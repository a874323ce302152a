import { createHash, createHmac, type Hash, type Hmac } from "node:crypto";
import type { Agent } from "node:https";
import { request } from "node:https";
import { SignatureV4 } from "@smithy/signature-v4";
import { decryptPayload, encryptPayload } from "./encrypted-payload";

const PREFIX = "/minio/admin/v3";
const TIMEOUT_MS = 60_000;

/** Node's SHA-256 in the form the signer asks for. */
class Sha256 {
  private hash: Hash | Hmac;
  constructor(private readonly secret?: string | ArrayBuffer | ArrayBufferView) {
    this.hash = this.start();
  }
  private start(): Hash | Hmac {
    return this.secret === undefined ? createHash("sha256") : createHmac("sha256", bytes(this.secret));
  }
  update(data: string | ArrayBuffer | ArrayBufferView): void {
    this.hash.update(bytes(data));
  }
  digest(): Promise<Uint8Array> {
    return Promise.resolve(new Uint8Array(this.hash.digest()));
  }
  reset(): void {
    this.hash = this.start();
  }
}

function bytes(data: string | ArrayBuffer | ArrayBufferView): Buffer {
  if (typeof data === "string") return Buffer.from(data, "utf8");
  return ArrayBuffer.isView(data)
    ? Buffer.from(data.buffer, data.byteOffset, data.byteLength)
    : Buffer.from(data);
}

/** A refusal by the admin API; `code` is the server's, for example XMinioAdminNoSuchUser. */
export class AdminError extends Error {
  constructor(
    readonly code: string,
    message: string,
    readonly status: number,
  ) {
    super(message);
  }
}

interface Call {
  method: "GET" | "PUT" | "POST" | "DELETE";
  path: string;
  query?: Record<string, string>;
  body?: Buffer;
}

export interface UserInfo {
  status: string;
  policyName?: string;
  memberOf?: string[];
}

export interface GroupInfo {
  name: string;
  status: string;
  members?: string[] | null;
  policy?: string;
}

export interface ServiceAccountInfo {
  parentUser: string;
  /** `on` or `off`. */
  accountStatus: string;
  /** True when the account has its user's rights and no policy of its own. */
  impliedPolicy: boolean;
  policy: string;
}

/** The calls of MinIO's admin API that the resources need. */
export class AdminClient {
  private readonly signer: SignatureV4;
  private readonly hostname: string;
  private readonly port: number;

  constructor(
    server: string,
    region: string,
    private readonly credentials: { accessKeyId: string; secretAccessKey: string },
    private readonly agent: Agent,
  ) {
    const url = new URL(`https://${server}`);
    this.hostname = url.hostname;
    this.port = Number(url.port || 443);
    this.signer = new SignatureV4({
      service: "s3",
      region,
      credentials,
      sha256: Sha256,
      uriEscapePath: false,
    });
  }

  private async call({ method, path, query = {}, body = Buffer.alloc(0) }: Call): Promise<Buffer> {
    const signed = await this.signer.sign({
      method,
      protocol: "https:",
      hostname: this.hostname,
      port: this.port,
      path: `${PREFIX}/${path}`,
      query,
      headers: { host: `${this.hostname}:${this.port}`, "content-length": String(body.length) },
      body,
    });
    const search = new URLSearchParams(query).toString().replace(/\+/g, "%20");
    const { status, data } = await new Promise<{ status: number; data: Buffer }>((resolve, reject) => {
      const outgoing = request(
        {
          agent: this.agent,
          method,
          hostname: this.hostname,
          port: this.port,
          path: `${PREFIX}/${path}${search === "" ? "" : `?${search}`}`,
          headers: signed.headers,
          timeout: TIMEOUT_MS,
        },
        (response) => {
          const parts: Buffer[] = [];
          response.on("data", (part: Buffer) => parts.push(part));
          response.on("error", reject);
          response.on("end", () => resolve({ status: response.statusCode ?? 0, data: Buffer.concat(parts) }));
        },
      );
      outgoing.on("timeout", () =>
        outgoing.destroy(
          Object.assign(new Error(`no answer within ${TIMEOUT_MS / 1000} s`), { code: "ETIMEDOUT" }),
        ),
      );
      outgoing.on("error", reject);
      outgoing.end(body);
    });
    if (status >= 200 && status < 300) return data;
    throw readRefusal(status, data);
  }

  private async json<T>(call: Call): Promise<T> {
    return JSON.parse((await this.call(call)).toString("utf8")) as T;
  }

  private encrypt(value: unknown): Promise<Buffer> {
    return encryptPayload(this.credentials.secretAccessKey, Buffer.from(JSON.stringify(value), "utf8"));
  }

  private async decrypt<T>(data: Buffer): Promise<T> {
    return JSON.parse((await decryptPayload(this.credentials.secretAccessKey, data)).toString("utf8")) as T;
  }

  async setUser(accessKey: string, secretKey: string, status: string): Promise<void> {
    const body = await this.encrypt({ secretKey, status });
    await this.call({ method: "PUT", path: "add-user", query: { accessKey }, body });
  }

  async setUserStatus(accessKey: string, status: string): Promise<void> {
    await this.call({ method: "PUT", path: "set-user-status", query: { accessKey, status } });
  }

  userInfo(accessKey: string): Promise<UserInfo> {
    return this.json({ method: "GET", path: "user-info", query: { accessKey } });
  }

  async removeUser(accessKey: string): Promise<void> {
    await this.call({ method: "DELETE", path: "remove-user", query: { accessKey } });
  }

  /** Adds or removes members; adding none creates the group, removing none deletes an empty one. */
  async updateGroupMembers(group: string, members: string[], isRemove: boolean): Promise<void> {
    const body = Buffer.from(JSON.stringify({ group, members, isRemove }), "utf8");
    await this.call({ method: "PUT", path: "update-group-members", body });
  }

  groupInfo(group: string): Promise<GroupInfo> {
    return this.json({ method: "GET", path: "group", query: { group } });
  }

  async setGroupStatus(group: string, status: string): Promise<void> {
    await this.call({ method: "PUT", path: "set-group-status", query: { group, status } });
  }

  async setPolicyDocument(name: string, document: string): Promise<void> {
    await this.call({
      method: "PUT",
      path: "add-canned-policy",
      query: { name },
      body: Buffer.from(document, "utf8"),
    });
  }

  async policyDocument(name: string): Promise<string> {
    const data = await this.call({ method: "GET", path: "info-canned-policy", query: { name } });
    return data.toString("utf8").trim();
  }

  async removePolicy(name: string): Promise<void> {
    await this.call({ method: "DELETE", path: "remove-canned-policy", query: { name } });
  }

  /** Replaces the whole list of policies of a user or group. */
  async setPolicies(entity: string, isGroup: boolean, policies: string[]): Promise<void> {
    const query = { policyName: policies.join(","), userOrGroup: entity, isGroup: String(isGroup) };
    await this.call({ method: "PUT", path: "set-user-or-group-policy", query });
  }

  async addServiceAccount(
    targetUser: string,
    policy: unknown,
  ): Promise<{ accessKey: string; secretKey: string }> {
    const body = await this.encrypt({ policy, targetUser });
    const data = await this.call({ method: "PUT", path: "add-service-account", body });
    return (await this.decrypt<{ credentials: { accessKey: string; secretKey: string } }>(data)).credentials;
  }

  async updateServiceAccount(
    accessKey: string,
    change: { newPolicy?: unknown; newSecretKey?: string; newStatus?: string },
  ): Promise<void> {
    const body = await this.encrypt(change);
    await this.call({ method: "POST", path: "update-service-account", query: { accessKey }, body });
  }

  async serviceAccountInfo(accessKey: string): Promise<ServiceAccountInfo> {
    return this.decrypt(
      await this.call({ method: "GET", path: "info-service-account", query: { accessKey } }),
    );
  }

  async deleteServiceAccount(accessKey: string): Promise<void> {
    await this.call({ method: "DELETE", path: "delete-service-account", query: { accessKey } });
  }
}

/** The admin API answers refusals as JSON; a proxy in front of it may answer anything. */
function readRefusal(status: number, data: Buffer): AdminError {
  try {
    const { Code, Message } = JSON.parse(data.toString("utf8")) as { Code?: string; Message?: string };
    return new AdminError(Code ?? `HTTP ${status}`, Message ?? "no message", status);
  } catch {
    return new AdminError(`HTTP ${status}`, "the answer is not MinIO's admin API", status);
  }
}
