import { readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { loginOf, postgresqlConfig, targetOf, withPostgresql } from "../../tools/sample-data/clients";
import { findSecrets, secretsOf } from "../e2e/support/secrets-probe";
import { servicePorts } from "../e2e/support/service-ports";
import { probePort } from "../e2e/support/tls-probe-inside";
import { TestStack } from "../e2e/stack";
import { crash, logOf, restart, untilLogged } from "./support/container-life";
import { presentedCertificates } from "./support/presented-certificate";
import { signOns } from "./support/sign-on";
import { readWord, writeWord } from "./support/word";

const word = "as it was before";
const kept = { object: word, row: word, document: word };
/** What PostgreSQL's start says when it sets a password that has changed. */
const setting = "start: setting the administrator's password";

/** One running stack whose secrets change one kind after the other, with its data in place. */
describe("rotation", () => {
  let stack: TestStack;
  let rotation: Record<string, unknown> = {};

  /** Brings the stack to what is asked for; every service must answer. */
  async function up(): Promise<string> {
    const { code, output } = await stack.make("up");
    expect(code, output).toBe(0);
    expect(output.match(/ready \(TLS 1\.3\)/g), output).toHaveLength(3);
    return output;
  }

  async function rotate(change: Record<string, unknown>): Promise<void> {
    rotation = { ...rotation, ...change };
    stack.configure({ "lakehouse:rotation": rotation });
    await up();
  }

  const postgresql = () => stack.docker.getContainer(`${stack.name}-postgresql`);
  const allOf = (logins: Record<string, boolean>, value: boolean) =>
    Object.fromEntries(Object.keys(logins).map((name) => [name, value]));

  beforeAll(async () => {
    stack = await TestStack.create();
    stack.configure({ "lakehouse:sampleData": false });
    await up();
    await writeWord(await stack.outputs(), word);
  });
  afterAll(() => stack?.remove());

  describe("of credentials", () => {
    it("replaces every password: the old ones are refused, the new ones work, data is as it was", async () => {
      const before = await stack.outputs();
      await rotate({ credentials: "second" });
      const after = await stack.outputs();
      const old = await signOns(after, before.credentials);
      const fresh = await signOns(after, after.credentials);
      expect(Object.keys(old).length).toBeGreaterThanOrEqual(22);
      for (const service of ["object-store", "postgresql", "search-store"])
        expect(Object.keys(old)).toContain(`${service} administrator`);
      expect(old).toEqual(allOf(old, false));
      expect(fresh).toEqual(allOf(old, true));
      expect(await readWord(after)).toEqual(kept);
      const texts = [
        { name: "state", content: stack.stateFile() },
        { name: "output of all commands", content: stack.log },
        ...(await stack.inspections()),
      ];
      expect(findSecrets([...secretsOf(before), ...secretsOf(after)], texts)).toEqual([]);
    });

    it("is over after one update", async () => {
      expect(await up()).toContain("dev is up: no change.");
    });

    it("sets PostgreSQL's administrator once: neither a restart nor a crash does it again", async () => {
      const container = postgresql();
      expect((await logOf(container)).split(setting)).toHaveLength(2);
      await restart(container);
      await crash(container);
      expect((await logOf(container)).split(setting)).toHaveLength(2);
      expect(await readWord(await stack.outputs())).toEqual(kept);
    });

    it("survives a crash before it is over, and one in the middle of it", async () => {
      const container = postgresql();
      const { Mountpoint } = await stack.docker.getVolume(`${stack.name}-postgresql-data`).inspect();
      const record = join(Mountpoint, "lakehouse-administrator.sha256");
      // As if it had been killed just before it was written; the crash leaves postmaster.pid behind as well.
      rmSync(record);
      await crash(container);
      expect((await logOf(container)).split(setting)).toHaveLength(3);
      rmSync(record);
      const restarting = container.restart();
      await untilLogged(container, setting, 3);
      await crash(container);
      await restarting;
      const outputs = await stack.outputs();
      expect(readFileSync(record, "utf8")).toMatch(/^[0-9a-f]{64} {2}-\n$/);
      const logins = await signOns(outputs, { postgresql: outputs.credentials.postgresql! });
      expect(logins).toEqual(allOf(logins, true));
      expect(await readWord(outputs)).toEqual(kept);
      expect(findSecrets(secretsOf(outputs), await stack.inspections())).toEqual([]);
    });
  });

  describe("of certificates", () => {
    it("gives every port a new key and a new certificate of the same authority", async () => {
      const outputs = await stack.outputs();
      const look = async () => {
        const ports = await servicePorts(stack.docker, stack.name, outputs.services);
        return presentedCertificates(ports, outputs.trustBundle);
      };
      const before = await look();
      expect(Object.keys(before)).toHaveLength(9);
      await rotate({ certificates: "second" });
      expect((await stack.outputs()).trustBundle).toBe(outputs.trustBundle);
      const after = await look();
      expect(Object.keys(after).sort()).toEqual(Object.keys(before).sort());
      for (const [port, { fingerprint, publicKey }] of Object.entries(after)) {
        expect(fingerprint, port).not.toBe(before[port]!.fingerprint);
        expect(publicKey, port).not.toBe(before[port]!.publicKey);
      }
      expect(await readWord(outputs)).toEqual(kept);
    });
  });

  describe("of the authority", () => {
    it("makes clients with the new trust bundle at home and those with the old one strangers", async () => {
      const before = await stack.outputs();
      await rotate({ authority: "second" });
      const after = await stack.outputs();
      expect(after.trustBundle).not.toBe(before.trustBundle);
      const file = join(stack.home, "trust", `${stack.name}.pem`);
      expect(readFileSync(file, "utf8")).toBe(after.trustBundle);
      for (const port of await servicePorts(stack.docker, stack.name, after.services)) {
        const report = await probePort(port, after.trustBundle, before.trustBundle);
        expect(report["TLS 1.3, verified"], port.label).toMatchObject({ outcome: "accepted" });
        expect(report["TLS 1.3, another authority"], port.label).toMatchObject({ outcome: "refused" });
      }
      expect(after.credentials).toEqual(before.credentials);
      expect(await readWord(after)).toEqual(kept);
    });
  });

  describe("of the databases' key", () => {
    /** Names of the keys in use, once the server has verified them. */
    async function keysInUse(): Promise<string[]> {
      const outputs = await stack.outputs();
      const administrator = loginOf(outputs, "postgresql", "administrator");
      const config = postgresqlConfig(targetOf(outputs, "postgresql"), administrator, "live");
      return withPostgresql(config, async (client) => {
        await client.query("SELECT public.pg_tde_verify_default_key(), public.pg_tde_verify_server_key()");
        const { rows } = await client.query<{ key_name: string }>(
          "SELECT key_name FROM public.pg_tde_default_key_info() UNION ALL SELECT key_name FROM public.pg_tde_server_key_info()",
        );
        return rows.map(({ key_name }) => key_name);
      });
    }

    it("from 1 to 2: the new one is in use, also after a restart, and data can be read", async () => {
      expect(await keysInUse()).toEqual(["lakehouse-1", "lakehouse-1"]);
      await rotate({ databaseKey: 2 });
      expect(await keysInUse()).toEqual(["lakehouse-2", "lakehouse-2"]);
      await restart(postgresql());
      expect(await keysInUse()).toEqual(["lakehouse-2", "lakehouse-2"]);
      expect(await readWord(await stack.outputs())).toEqual(kept);
    });

    it("never back: the older one is refused, with the reason, and the newer stays in use", async () => {
      stack.configure({ "lakehouse:rotation": { ...rotation, databaseKey: 1 } });
      const { code, output } = await stack.make("up");
      expect(code).not.toBe(0);
      expect(output).toContain(
        "the databases use key lakehouse-2 already: set lakehouse:rotation.databaseKey to its number, or higher",
      );
      expect(await keysInUse()).toEqual(["lakehouse-2", "lakehouse-2"]);
      await rotate({ databaseKey: 2 });
      expect(await readWord(await stack.outputs())).toEqual(kept);
    });
  });
});
