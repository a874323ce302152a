import { expect } from "vitest";

/** What only its own client may do in the cache. */
const allowed: Record<string, readonly string[]> = {
  superset: ["look at superset:trial", "look at queue:celery", "look at LIMITS:trial", "keep a figure"],
  "superset-worker": [
    "look at superset:trial",
    "look at queue:celery",
    "look at queue:unacked",
    "keep a figure",
  ],
  "superset-beat": ["look at queue:celery"],
};

export const cacheClients = Object.keys(allowed);

/** Holds what `cache_attempts.py` has printed for a client against what that client may do. */
export function expectOfCache(client: string, printed: string): void {
  const seen = JSON.parse(printed) as Record<string, string>;
  const done = Object.keys(seen).filter((attempt) => seen[attempt] === "allowed");
  expect(done.sort()).toEqual(["as it is", ...allowed[client]!].sort());
  expect(seen["by TLS 1.2"]).toMatch(/protocol version/i);
  expect(seen["trusting another authority"]).toMatch(/CERTIFICATE_VERIFY_FAILED/);
  expect(seen["by an address that is not its"]).toMatch(/mismatch/);
  expect(seen["in plain"]).toMatch(/ConnectionError|TimeoutError/);
  expect(seen["without a login"]).toMatch(/Authentication required/i);
  for (const attempt of ["with a wrong password", "as the standard user", "as another client"])
    expect(seen[attempt], attempt).toMatch(/WRONGPASS|invalid username-password/i);
}
