import { describe, expect, it } from "vitest";
import { adviceFor, adviceRules } from "../../../tools/advice";

const urn = (type: string) => `urn:pulumi:dev::lakehouse::lakehouse:platform:Workload$${type}::x`;
const image = urn("docker:index/remoteImage:RemoteImage");
const container = urn("docker:index/container:Container");
const bucket = urn("minio:index/s3Bucket:S3Bucket");
const role = urn("postgresql:index/role:Role");
const event = (at: string, message: string, severity = "error") => ({
  diagnosticEvent: { urn: at, message, severity },
});

/** Errors as the servers, the engine and the official providers word them. */
const errors: [string, string, RegExp][] = [
  [
    image,
    "error pulling image: dial tcp: lookup registry-1.docker.io: no such host",
    /could not be pulled[\s\S]*IMAGES=local/,
  ],
  [
    image,
    "Unable to find or pull image x: denied: requested access to the resource is denied",
    /could not be pulled/,
  ],
  [
    container,
    "Cannot connect to the Docker daemon at unix:///var/run/docker.sock. Is the docker daemon running?",
    /stopped answering[\s\S]*systemctl start docker/,
  ],
  [
    container,
    "Docker native provider returned an unexpected error from Configure: failed to connect to any docker daemon",
    /stopped answering/,
  ],
  [
    container,
    "dial unix /var/run/docker.sock: connect: connection refused",
    /Docker Engine stopped answering/,
  ],
  [
    container,
    "mkdir /var/lib/docker/overlay2/x: no space left on device",
    /disk is full[\s\S]*docker system df/,
  ],
  [role, 'could not extend file "base/5/1259": No space left on device', /disk is full/],
  [bucket, "Storage backend has reached its minimum free drive threshold.", /disk is full/],
  [
    container,
    "Bind for 127.0.0.1:9000 failed: port is already allocated",
    /took a port[\s\S]*lakehouse:publish/,
  ],
  [container, "listen tcp4 127.0.0.1:5432: bind: address already in use", /took a port/],
  [
    urn("docker:index/network:Network"),
    "invalid pool request: Pool overlaps with other one on this address space",
    /took addresses[\s\S]*another pool/,
  ],
  [
    bucket,
    "tls: failed to verify certificate: x509: certificate has expired or is not yet valid: current time 2026-01-01T00:00:00Z is after 2025-01-01T00:00:00Z",
    /has ended[\s\S]*make up/,
  ],
  [
    bucket,
    "tls: failed to verify certificate: x509: certificate has expired or is not yet valid: current time 2026-01-01T00:00:00Z is before 2027-01-01T00:00:00Z",
    /begins in the future[\s\S]*rotation/,
  ],
  [role, "could not connect: certificate has expired (CERT_HAS_EXPIRED)", /has ended/],
  [role, "could not connect: certificate is not yet valid (CERT_NOT_YET_VALID)", /begins in the future/],
  [bucket, "x509: certificate signed by unknown authority", /not this stack's server/],
  [bucket, "x509: certificate is valid for other, not localhost", /not this stack's server/],
  [
    role,
    "self-signed certificate in certificate chain (SELF_SIGNED_CERT_IN_CHAIN)",
    /not this stack's server/,
  ],
  [
    urn("pulumi:pulumi:Stack"),
    "job x ended with exit code 2; it said last:\npsql: error: SSL error: certificate verify failed",
    /not accepted[\s\S]*set the clock/,
  ],
  [
    role,
    'pq: password authentication failed for user "administrator"',
    /another state's[\s\S]*LAKEHOUSE_HOME/,
  ],
  [bucket, "The request signature we calculated does not match (SignatureDoesNotMatch)", /another state's/],
  [container, "Container x ended with exit code 137 before it was healthy", /more memory than its limit/],
  [
    container,
    "Container x was not healthy within waitTimeout (60 s)",
    /did not become ready[\s\S]*docker logs/,
  ],
  [
    container,
    'Conflict. The container name "/x" is already in use by container "abc"',
    /does not know[\s\S]*lakehouse:name/,
  ],
  [urn("docker:index/network:Network"), "network with name x already exists", /does not know/],
  [
    urn("docker:index/volume:Volume"),
    'unable to delete resource "urn:pulumi:x"\nas it is currently marked for protection.',
    /protected[\s\S]*make destroy/,
  ],
  [
    urn("docker:index/volume:Volume"),
    'Preview failed: resource "urn:pulumi:x" cannot be deleted\nbecause it is protected. To unprotect the resource, ...',
    /protected[\s\S]*undo the change[\s\S]*make destroy/,
  ],
  [urn("x:y:Z"), "no resource plugin 'pulumi-resource-docker' found in the workspace", /plugin is missing/],
  [bucket, "dial tcp 127.0.0.1:9000: connect: connection refused", /does not answer[\s\S]*docker ps/],
  [role, "context deadline exceeded", /does not answer/],
];

describe("adviceFor", () => {
  it.each(errors)("%s: %s", (at, message, advice) => {
    expect(adviceFor([event(at, message)])).toEqual([expect.stringMatching(advice)]);
  });

  it("has a case here for every rule", () => {
    const told = new Set(errors.flatMap(([at, message]) => adviceFor([event(at, message)])));
    expect(told.size).toBe(adviceRules.length);
  });

  it("tells each kind once, however many resources failed of it", () => {
    const expired = "certificate has expired";
    expect(adviceFor([event(bucket, expired), event(role, expired), event(bucket, expired)])).toHaveLength(1);
  });

  it("gives a remedy with each meaning", () => {
    for (const { means, remedy } of adviceRules) {
      expect(means).toMatch(/^[A-Z].*\.$/);
      expect(remedy.length).toBeGreaterThan(20);
    }
  });

  it("stays silent about errors it does not know, about images of containers, and about warnings", () => {
    expect(adviceFor([event(role, 'syntax error at or near "selekt"')])).toEqual([]);
    expect(adviceFor([event(container, "manifest unknown")])).toEqual([]);
    expect(adviceFor([event(image, "dial tcp: timeout", "warning")])).toEqual([]);
  });
});
