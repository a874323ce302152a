import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { firewall } from "../../../tools/firewall";

describe("the file for the rules", () => {
  let home: string;
  const ask = (file: string) => firewall("dev", { ...process.env, LAKEHOUSE_HOME: home, FILE: file });

  beforeAll(() => {
    home = mkdtempSync(join(tmpdir(), "lakehouse-firewall-test-"));
    vi.spyOn(console, "log").mockReturnValue();
  });
  afterAll(() => {
    vi.restoreAllMocks();
    rmSync(home, { recursive: true });
  });

  it("holds what would be loaded", async () => {
    const file = join(home, "rules.nft");
    expect(await ask(file)).toBe(0);
    expect(readFileSync(file, "utf8")).toContain("table inet");
  });

  it.each(["no/such/directory/rules.nft", "."])("cannot be %s, and that is said", async (name) => {
    const file = join(home, name);
    await expect(ask(file)).rejects.toThrow(`FILE=${file}: the rules cannot be written there (`);
  });
});
