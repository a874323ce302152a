import {
  CreateBucketCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  ListObjectsV2Command,
  PutBucketPolicyCommand,
  PutBucketVersioningCommand,
  PutObjectCommand,
  type S3Client,
} from "@aws-sdk/client-s3";
import type { StackOutputs } from "../../../tools/operate";
import {
  httpsEndpoint,
  loginOf,
  targetOf,
  type Login,
  type Target,
} from "../../../tools/sample-data/clients";
import { AdminClient } from "../../providers/minio/admin-client";
import { deniedBy, tryOut, type Attempt, type Plan, type ReasonOf } from "./attempt";
import { anonymousClient, listUsers, probeClient, temporaryClient } from "./object-store-clients";
import {
  administers,
  bronze,
  expectedOn,
  objectActions,
  objectStorePrincipals,
  places,
  type ObjectAction,
  type Place,
  type Visitor,
} from "./object-store-expectations";
import { ObjectStoreWorld } from "./object-store-world";

const service = "object-store";
const accessDenied = deniedBy("AccessDenied");
const at = ({ bucket, prefix }: Place) => `${bucket}/${prefix}`;
export const readBronzeOnly = {
  Version: "2012-10-17",
  Statement: [{ Effect: "Allow", Action: ["s3:GetObject"], Resource: ["arn:aws:s3:::datalake/bronze/*"] }],
};

/** Tries what one visitor may and may not do. */
export class Visit {
  readonly attempts: Attempt[] = [];

  constructor(
    private readonly world: ObjectStoreWorld,
    readonly visitor: Visitor,
    private readonly client: S3Client,
    /** What the table says of where this is tried. @default the object store */
    private readonly where = service,
  ) {}

  async note(
    plan: Omit<Plan, "service" | "principal">,
    body: () => Promise<unknown>,
    why: ReasonOf = accessDenied,
  ) {
    const attempt = await tryOut({ service: this.where, principal: this.visitor, ...plan }, body, why);
    this.attempts.push(attempt);
    return attempt.seen === "allowed";
  }

  /** One action in one place, with this visitor's client or another. */
  async act(action: ObjectAction, place: Place, client = this.client, label = "", limit?: "denied") {
    const { bucket: Bucket } = place;
    const own = `${action.replace(" ", "-")}-${this.visitor}`;
    const seeded = action.includes("version") ? await this.world.seed(place, own) : undefined;
    const bodies: Record<ObjectAction, () => Promise<unknown>> = {
      list: () => client.send(new ListObjectsV2Command({ Bucket, Prefix: place.prefix, MaxKeys: 1 })),
      get: () => client.send(new GetObjectCommand({ Bucket, Key: this.world.key(place, "seed") })).then(read),
      put: () => client.send(new PutObjectCommand({ Bucket, Key: this.world.key(place, own), Body: own })),
      delete: () => client.send(new DeleteObjectCommand({ Bucket, Key: this.world.key(place, own) })),
      "get version": () =>
        client
          .send(new GetObjectCommand({ Bucket, Key: seeded!.key, VersionId: seeded!.versionId }))
          .then(read),
      "delete version": () =>
        client.send(new DeleteObjectCommand({ Bucket, Key: seeded!.key, VersionId: seeded!.versionId })),
    };
    const expected = limit ?? expectedOn(this.visitor, action, place);
    await this.note({ action: `${label}${action} ${at(place)}`, expected }, bodies[action]);
  }

  async objects(): Promise<void> {
    for (const place of places) {
      for (const action of objectActions) {
        if (!action.includes("version") || place === bronze) await this.act(action, place);
      }
    }
  }

  /** Changes to buckets and to the server itself. */
  async administration(target: Target): Promise<void> {
    const expected = administers(this.visitor) ? "allowed" : "denied";
    const bucket = this.world.bucket(this.visitor);
    const harmless = {
      Version: "2012-10-17",
      Statement: [
        {
          Effect: "Deny",
          Principal: { AWS: ["*"] },
          Action: ["s3:GetObject"],
          Resource: [`arn:aws:s3:::datalake/${this.world.run}/nothing`],
        },
      ],
    };
    const Policy = JSON.stringify(harmless);
    await this.world.keepingPolicy("datalake", () =>
      this.note({ action: "put bucket policy of datalake", expected }, () =>
        this.client.send(new PutBucketPolicyCommand({ Bucket: "datalake", Policy })),
      ),
    );
    // To what it already is: no harm when it works.
    const VersioningConfiguration = { Status: "Enabled" as const };
    await this.note({ action: "set versioning of datalake", expected }, () =>
      this.client.send(new PutBucketVersioningCommand({ Bucket: "datalake", VersioningConfiguration })),
    );
    const created = await this.note({ action: "create bucket", expected }, () =>
      this.client.send(new CreateBucketCommand({ Bucket: bucket })),
    );
    if (created) await this.world.removeBucket(bucket);
    await this.note({ action: "list users", expected }, () => listUsers(target, this.client));
  }

  /** Temporary credentials have the same rights, and a session policy takes from them. */
  async temporary(target: Target, login: Login): Promise<void> {
    const opened: S3Client[] = [];
    const open = async (label: string, policy?: object) => {
      await this.note({ action: label, expected: "allowed" }, async () => {
        opened.push(await temporaryClient(target, login, policy));
      });
      return opened.pop();
    };
    const plain = await open("STS AssumeRole");
    if (plain) {
      for (const place of places)
        for (const action of ["get", "put"] as const) await this.act(action, place, plain, "STS: ");
      await this.act("delete version", bronze, plain, "STS: ");
      plain.destroy();
    }
    const narrow = await open("STS AssumeRole, session policy", readBronzeOnly);
    if (narrow) {
      for (const place of places) {
        const limit = place === bronze ? undefined : "denied";
        await this.act("get", place, narrow, "STS, only get bronze: ", limit);
        await this.act("put", place, narrow, "STS, only get bronze: ", "denied");
      }
      narrow.destroy();
    }
  }
}

const read = ({ Body }: { Body?: { transformToByteArray(): Promise<Uint8Array> } }) =>
  Body!.transformToByteArray();

async function wrongLogins(visit: Visit, target: Target, login: Login): Promise<void> {
  const wrong = { ...login, password: [...login.password].reverse().join("") };
  const client = probeClient(target, wrong);
  const list = new ListObjectsV2Command({ Bucket: "datalake", Prefix: bronze.prefix, MaxKeys: 1 });
  const why = deniedBy("SignatureDoesNotMatch");
  await visit.note(
    { action: "sign on with a wrong secret", expected: "denied" },
    () => client.send(list),
    why,
  );
  client.destroy();
}

/** A credential that its user makes for itself would outlive the user's own. */
export async function furtherCredentials(
  visit: Visit,
  target: Target,
  { user, password, token }: Login & { token?: string },
): Promise<void> {
  const agent = httpsEndpoint(target, false).requestHandler.httpsAgent;
  const credentials = {
    accessKeyId: user,
    secretAccessKey: password,
    ...(token === undefined ? {} : { sessionToken: token }),
  };
  const admin = new AdminClient(`${target.host}:${target.port}`, "us-east-1", credentials, agent);
  const expected = administers(visit.visitor) ? "allowed" : "denied";
  await visit.note({ action: "make a service account", expected }, async () => {
    const made = await admin.addServiceAccount("", undefined);
    await admin.deleteServiceAccount(made.accessKey);
  });
  agent.destroy();
}

/**
 * Tries everything the role catalogue says, and what it does not say, on the object store: for each role and
 * service with a login, for the administrator, and without signing on. Leaves nothing behind.
 */
export async function objectStoreAttempts(outputs: StackOutputs): Promise<Attempt[]> {
  const target = targetOf(outputs, service);
  const administrator = probeClient(target, loginOf(outputs, service, "administrator"));
  const world = new ObjectStoreWorld(administrator);
  const known = outputs.credentials?.[service] ?? {};
  const principals = ["administrator" as const, ...objectStorePrincipals].filter((name) => name in known);
  const attempts: Attempt[] = [];
  try {
    await world.seedAll(["seed", ...[...principals, "anonymous"].map((name) => `delete-${name}`)]);
    for (const principal of principals) {
      const login = loginOf(outputs, service, principal);
      const client = probeClient(target, login);
      const visit = new Visit(world, principal, client);
      await visit.objects();
      await visit.administration(target);
      await wrongLogins(visit, target, login);
      await furtherCredentials(visit, target, login);
      // The server's administrator has no policy of its own that a session could have a part of.
      if (principal !== "administrator") await visit.temporary(target, login);
      client.destroy();
      attempts.push(...visit.attempts);
    }
    const client = anonymousClient(target);
    const visit = new Visit(world, "anonymous", client);
    await visit.objects();
    client.destroy();
    attempts.push(...visit.attempts);
  } finally {
    await world.clear();
    administrator.destroy();
  }
  return attempts;
}
