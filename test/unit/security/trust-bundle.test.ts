import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { trustStore } from "../../../components/security/trust-bundle";

const directory = mkdtempSync(join(tmpdir(), "trust-"));

function certificate(name: string): string {
  const path = join(directory, `${name}.pem`);
  const key = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-keyout", "/dev/null"];
  execFileSync("openssl", ["req", "-x509", ...key, "-out", path, "-subj", `/CN=${name}`, "-days", "2"], {
    stdio: "ignore",
  });
  return readFileSync(path, "utf8");
}

describe("the Java trust store", () => {
  const pem = certificate("first") + certificate("second");
  const path = join(directory, "store.p12");
  writeFileSync(path, Buffer.from(trustStore(pem), "base64"));

  it("is PKCS #12 that OpenSSL reads, with every certificate and no key", () => {
    const out = execFileSync("openssl", ["pkcs12", "-in", path, "-nomacver", "-passin", "pass:"], {
      encoding: "utf8",
    });
    expect(out.match(/subject=CN = \w+/g)).toEqual(["subject=CN = first", "subject=CN = second"]);
    expect(out).toContain("friendlyName: lakehouse-2");
    expect(out).not.toContain("PRIVATE KEY");
  });

  it("marks each certificate as a trust anchor, without which Java ignores it", () => {
    const out = execFileSync("openssl", ["pkcs12", "-in", path, "-nomacver", "-passin", "pass:", "-nokeys"], {
      encoding: "utf8",
    });
    expect(out.match(/2\.16\.840\.1\.113894\.746875\.1\.1/g)).toHaveLength(2);
  });

  it("is the same bytes for the same certificates, so a preview stays quiet", () => {
    expect(trustStore(pem)).toBe(trustStore(pem));
  });

  it("refuses a text without a certificate", () => {
    expect(() => trustStore("nothing here")).toThrow(/at least one PEM certificate/);
  });
});
