import { expect, it } from "vitest";
import { release } from "../../../tools/recovery/release";

const resource = (type: string, more: object = {}) => ({
  urn: `urn:x::${type}`,
  type,
  custom: true,
  ...more,
});

it("releases everything, and leaves to the servers' volumes what lies inside servers", () => {
  const [key, database, user, volume] = [
    resource("random:index/randomBytes:RandomBytes", { protect: true }),
    resource("postgresql:index/database:Database", { protect: true }),
    resource("minio:index/iamUser:IamUser"),
    resource("docker:index/volume:Volume", { protect: true }),
  ];
  const deployment = { version: 3, deployment: { resources: [key, database, user, volume] } };
  release(deployment);
  expect(deployment.deployment.resources).toEqual([
    resource("random:index/randomBytes:RandomBytes"),
    resource("postgresql:index/database:Database", { retainOnDelete: true }),
    resource("minio:index/iamUser:IamUser", { retainOnDelete: true }),
    resource("docker:index/volume:Volume"),
  ]);
});
