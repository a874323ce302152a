import { ListObjectsV2Command, type S3Client } from "@aws-sdk/client-s3";
import { objectGrants, roles } from "../../../components/security/roles";
import type { StackOutputs } from "../../../tools/operate";
import { loginOf, targetOf } from "../../../tools/sample-data/clients";
import { Authorization, type CommandClient } from "../../../tools/sign-on/authorization";
import { credentialsByToken, type TemporaryLogin } from "../../../tools/sign-on/credentials-by-token";
import { deniedBy, type Attempt } from "./attempt";
import { Browser } from "./browser";
import { furtherCredentials, readBronzeOnly, Visit } from "./object-store-attempts";
import { probeClient } from "./object-store-clients";
import { bronze, places } from "./object-store-expectations";
import { ObjectStoreWorld } from "./object-store-world";
import { signOn } from "./sign-on";

const service = "object-store";

/** How the stack's commands sign people on for the object store. */
export const commandOf = (outputs: StackOutputs): CommandClient => outputs.services![service]!.signOn!;

/** Signs a person on as a browser does. @returns the ID token, for the client that asked for it */
export async function tokenOf(
  outputs: StackOutputs,
  person: string,
  client = commandOf(outputs),
): Promise<string> {
  const provider = targetOf(outputs, "identity");
  const authorization = new Authorization(client, provider);
  const isBack = (next: URL) => next.href.startsWith(`${client.callback}?`);
  const login = loginOf(outputs, "identity", person);
  const { way } = await signOn(new Browser(provider), authorization.address, login, isBack);
  return authorization.tokenFor(way.at(-1)!);
}

/** A client with credentials that end. */
export const sessionClient = (outputs: StackOutputs, login: TemporaryLogin): S3Client =>
  probeClient(targetOf(outputs, service), login, login.token);

/**
 * Tries what the role catalogue says, and what it does not say, with credentials that each role gets for a token of the
 * identity provider's. Leaves nothing behind.
 */
export async function objectStoreSessionAttempts(outputs: StackOutputs): Promise<Attempt[]> {
  const target = targetOf(outputs, service);
  const administrator = probeClient(target, loginOf(outputs, service, "administrator"));
  const world = new ObjectStoreWorld(administrator);
  const attempts: Attempt[] = [];
  try {
    await world.seedAll(["seed", ...roles.map((role) => `delete-${role}`)]);
    for (const role of roles) {
      const token = await tokenOf(outputs, role);
      const login = await credentialsByToken(target, token);
      const client = sessionClient(outputs, login);
      const visit = new Visit(world, role, client, "object store, signed on");
      await visit.objects();
      await visit.administration(target);
      await furtherCredentials(visit, target, login);
      await withoutToken(visit, outputs, login);
      if (objectGrants[role].length > 0) await narrowed(visit, outputs, token);
      client.destroy();
      attempts.push(...visit.attempts);
    }
  } finally {
    await world.clear();
    administrator.destroy();
  }
  return attempts;
}

/** The secret alone is not enough. */
async function withoutToken(visit: Visit, outputs: StackOutputs, login: TemporaryLogin): Promise<void> {
  const client = probeClient(targetOf(outputs, service), login);
  const list = new ListObjectsV2Command({ Bucket: bronze.bucket, Prefix: bronze.prefix, MaxKeys: 1 });
  const why = deniedBy("InvalidTokenId", "InvalidAccessKeyId");
  await visit.note(
    { action: "list without the session token", expected: "denied" },
    () => client.send(list),
    why,
  );
  client.destroy();
}

/** A session policy takes from what a role may. */
async function narrowed(visit: Visit, outputs: StackOutputs, token: string): Promise<void> {
  const login = await credentialsByToken(targetOf(outputs, service), token, { policy: readBronzeOnly });
  const client = sessionClient(outputs, login);
  for (const place of places) {
    await visit.act("get", place, client, "only get bronze: ", place === bronze ? undefined : "denied");
    await visit.act("put", place, client, "only get bronze: ", "denied");
  }
  client.destroy();
}

/** Reasons for which the store gives no credentials for a token. */
export const refusedToken = deniedBy(
  "AccessDenied",
  "InvalidParameterValue",
  "ExpiredToken",
  "ExpiredTokenException",
  "MissingParameter",
);
