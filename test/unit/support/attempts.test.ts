import { describe, expect, it } from "vitest";
import { deniedBy, tryOut } from "../../e2e/support/attempt";
import { attemptsSummary, attemptsTable, differences } from "../../e2e/support/attempts-table";
import { tlsAlert } from "../../e2e/support/tls-errors";

const plan = { service: "s", principal: "p", action: "a | b", expected: "denied" as const };
const failing = (code: string) => () => Promise.reject(Object.assign(new Error("why"), { code }));

describe("tryOut", () => {
  it("tells allowed, denied and error apart", async () => {
    const why = deniedBy("42501");
    expect(await tryOut(plan, () => Promise.resolve(), why)).toMatchObject({ seen: "allowed" });
    expect(await tryOut(plan, failing("42501"), why)).toMatchObject({ seen: "denied", detail: "42501" });
    expect(await tryOut(plan, failing("ECONNREFUSED"), why)).toMatchObject({
      seen: "error",
      detail: "ECONNREFUSED: why",
    });
  });

  it("knows the object store's codes by name", async () => {
    const error = Object.assign(new Error("Access Denied."), { name: "AccessDenied" });
    const attempt = await tryOut(plan, () => Promise.reject(error), deniedBy("AccessDenied"));
    expect(attempt).toMatchObject({ seen: "denied", detail: "AccessDenied" });
  });
});

describe("attemptsTable", () => {
  const attempts = [
    { ...plan, seen: "denied" as const, detail: "42501" },
    { ...plan, seen: "allowed" as const, detail: "" },
    { ...plan, seen: "error" as const, detail: "ECONNRESET" },
  ];

  it("marks what is not as expected: an error too", () => {
    expect(differences(attempts)).toEqual(attempts.slice(1));
    const lines = attemptsTable(attempts).split("\n").slice(2);
    expect(lines.map((line) => line.includes("**DIFFERENT**"))).toEqual([false, true, true]);
    expect(lines[0]).toBe("| s | p | a \\| b | denied | denied | 42501 |  |");
  });

  it("counts by service", () => {
    expect(attemptsSummary(attempts)).toBe("s: 3 attempts, 1 allowed, 1 denied, 1 errors; 2 not as expected");
  });
});

describe("tlsAlert", () => {
  it.each([
    [{ code: "ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION" }, "protocol version"],
    [
      {
        code: "EPROTO",
        message:
          "write EPROTO 80:error:0A00042E:SSL routines:ssl3_read_bytes:tlsv1 alert protocol version:../deps",
      },
      "protocol version",
    ],
    [{ code: "ERR_SSL_SSLV3_ALERT_HANDSHAKE_FAILURE" }, "handshake failure"],
    [{ code: "ECONNRESET", message: "read ECONNRESET" }, undefined],
  ])("reads %j", (error, alert) => {
    expect(tlsAlert(error)).toBe(alert);
  });
});
