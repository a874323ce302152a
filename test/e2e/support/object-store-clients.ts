import { S3Client } from "@aws-sdk/client-s3";
import { AssumeRoleCommand, STSClient } from "@aws-sdk/client-sts";
import { SignatureV4 } from "@smithy/signature-v4";
import { request, type RequestOptions } from "node:https";
import { httpsEndpoint, type Login, type Target } from "../../../tools/sample-data/clients";

/**
 * Every request on a connection of its own, and once. A server may close a kept connection just as a request is sent
 * on it, and that request would then fail without having been judged.
 */
const once = (target: Target) => ({ ...httpsEndpoint(target, false), maxAttempts: 1 });

/** A client that tries each request exactly once. */
export function probeClient(target: Target, { user, password }: Login, sessionToken?: string): S3Client {
  return new S3Client({
    ...once(target),
    credentials: { accessKeyId: user, secretAccessKey: password, ...(sessionToken ? { sessionToken } : {}) },
    forcePathStyle: true,
  });
}

/** A client that does not sign its requests. */
export function anonymousClient(target: Target): S3Client {
  return new S3Client({
    ...once(target),
    credentials: { accessKeyId: "none", secretAccessKey: "none" },
    signer: { sign: (unsigned) => Promise.resolve(unsigned) },
    forcePathStyle: true,
  });
}

/**
 * A client with temporary credentials of a login.
 * @param policy session policy that narrows them @default none
 */
export async function temporaryClient(target: Target, login: Login, policy?: object): Promise<S3Client> {
  const sts = new STSClient({
    ...once(target),
    credentials: { accessKeyId: login.user, secretAccessKey: login.password },
  });
  try {
    const { Credentials } = await sts.send(
      new AssumeRoleCommand({
        RoleArn: "arn:aws:iam::000000000000:role/session",
        RoleSessionName: "probe",
        DurationSeconds: 900,
        ...(policy ? { Policy: JSON.stringify(policy) } : {}),
      }),
    );
    const { AccessKeyId, SecretAccessKey, SessionToken } = Credentials!;
    return probeClient(target, { user: AccessKeyId!, password: SecretAccessKey! }, SessionToken);
  } finally {
    sts.destroy();
  }
}

/**
 * Asks the administration interface for the list of users, with a client's credentials.
 * @throws Error with the server's `code`, such as AccessDenied
 */
export async function listUsers(target: Target, client: S3Client): Promise<void> {
  const { credentials, sha256 } = client.config;
  const signer = new SignatureV4({
    service: "s3",
    region: "us-east-1",
    credentials,
    sha256,
    uriEscapePath: false,
  });
  const { host: hostname, port } = target;
  const path = "/minio/admin/v3/list-users";
  const signed = await signer.sign({
    method: "GET",
    protocol: "https:",
    hostname,
    port,
    path,
    query: {},
    headers: { host: `${hostname}:${port}` },
  });
  const agent = once(target).requestHandler.httpsAgent;
  try {
    const { status, body } = await get({ agent, hostname, port, path, headers: signed.headers });
    if (status === 200) return;
    const code = /"Code":"(\w+)"/.exec(body)?.[1] ?? `HTTP ${status}`;
    throw Object.assign(new Error(`list-users answers ${status}`), { code });
  } finally {
    agent.destroy();
  }
}

function get(options: RequestOptions): Promise<{ status: number; body: string }> {
  return new Promise((resolve, reject) => {
    const outgoing = request(options, (response) => {
      const parts: Buffer[] = [];
      response.on("data", (part: Buffer) => parts.push(part));
      response.on("error", reject);
      response.on("end", () =>
        resolve({ status: response.statusCode ?? 0, body: Buffer.concat(parts).toString("utf8") }),
      );
    });
    outgoing.on("error", reject);
    outgoing.end();
  });
}
