import { afterAll, beforeAll, expect, it } from "vitest";
import { parse } from "yaml";
import { supersetRoles } from "../../../components/security/superset-roles";
import { targetOf } from "../../../tools/sample-data/clients";
import { Browser } from "../support/browser";
import { certify } from "../support/certificates";
import { Company, type Site } from "../support/company";
import {
  companyDirectory,
  directoryName,
  directorySettings,
  employees,
  type Employee,
} from "../support/company-directory";
import { companyProvider, providerName, providerSettings } from "../support/company-provider";
import { connectFrom } from "../support/namespaces";
import { findSecrets } from "../support/secrets-probe";
import { signOn, SignOnError } from "../support/sign-on";
import { SupersetClient } from "../support/superset-client";
import type { TestStack } from "../stack";

/** The company's groups; one is in none that has a role. */
const people = {
  ada: ["Platform Team"],
  grace: ["Insight & Reporting"],
  mallory: ["Everybody", "admin"],
} as const;
const groups = {
  admin: ["Platform Team"],
  "data-engineer": ["Data"],
  analyst: ["Insight & Reporting"],
  viewer: ["Management"],
};

/** A value as an operator has it encrypted for the stack's configuration. */
async function encrypted(stack: TestStack, value: string): Promise<object> {
  const { code, output } = await stack.make("secret", {}, value);
  expect(code, output).toBe(0);
  expect(output).not.toContain(value);
  const { config } = parse(output.slice(output.indexOf("config:"))) as { config: Record<string, object> };
  return config["lakehouse:signOnSecret"]!;
}

/** Milliseconds for an update, on a machine that does other things beside it. */
const updating = 600_000;

/** People whom a company knows, in place of the stack's own. Leaves the stack so configured. */
export function federation(stack: () => TestStack): void {
  const known = employees(people);
  const { server, authority, bindPassword } = companyDirectory(known);
  let company: Company;
  let directory: Site;
  let secret: object;

  const employee = (user: keyof typeof people): Employee => known.find((each) => each.user === user)!;
  const settings = (changes: object = {}) => ({
    by: "ldap",
    ldap: {
      ...directorySettings,
      ...{ url: `ldaps://${directoryName}:${directory.port}`, address: directory.address },
      authority: authority.certificate,
      ...changes,
    },
    groups,
  });
  const up = async (signOn: object) => {
    stack().configure({ "lakehouse:signOn": signOn, "lakehouse:signOnSecret": secret });
    const { code, output } = await stack().make("up");
    expect(code, output).toBe(0);
    return output;
  };
  /** @param provider where people are led on to @default nowhere */
  const atDremio = async ({ user, password }: Employee, provider?: Site) => {
    const target = targetOf(await stack().outputs(), "dremio");
    const browser = knowing(new Browser(target), provider);
    return signOn(browser, `${browser.origin(target.servername)}/`, { user, password });
  };
  const knowing = (browser: Browser, provider?: Site) => {
    const host = provider?.address;
    if (host)
      browser.elsewhere.set(`${providerName}:${provider.port}`, {
        ...{ host, port: provider.port, ca: authority.certificate },
      });
    return browser;
  };
  const roleAtSuperset = async (user: Employee, provider?: Site) => {
    const client = new SupersetClient(targetOf(await stack().outputs(), "superset"));
    knowing(client.browser, provider);
    await client.signOn(user);
    const { result } = await client.ask<{ result: { roles: object } }>("GET", "/api/v1/me/roles/");
    return Object.keys(result.roles);
  };
  const logOf = async (container: string) =>
    (
      await stack().docker.getContainer(`${stack().name}-${container}`).logs({ stdout: true, stderr: true })
    ).toString();

  beforeAll(async () => {
    company = await Company.open(stack().docker, `${stack().name}-company`);
    directory = await company.add(server);
    secret = await encrypted(stack(), bindPassword);
  });
  afterAll(() => company?.remove());

  it("takes the company's directory in place of its own", { timeout: updating }, async () => {
    const output = await up(settings());
    expect(output).toMatch(/Superset +https:\/\/\S+ +ready \(TLS 1\.3\)/);
    const containers = Object.keys(await stack().containerIds());
    expect(containers).toContain(`${stack().name}-sign-on-egress`);
    expect(containers.filter((name) => name.startsWith(`${stack().name}-directory`))).toEqual([]);
  });

  it("gives people the role that their group has by configuration", async () => {
    expect(await roleAtSuperset(employee("grace"))).toEqual([supersetRoles.analyst.name]);
    expect((await atDremio(employee("ada"))).status).toBe(200);
    expect((await atDremio(employee("grace"))).status).toBe(403);
  });

  it("gives nothing to people of no group that has a role, whatever their group is called", async () => {
    expect((await atDremio(employee("mallory"))).status).toBe(403);
    await expect(roleAtSuperset(employee("mallory"))).rejects.toThrow("lets nobody in");
  });

  it("refuses a wrong password", async () => {
    const { password } = employee("grace");
    await expect(atDremio({ ...employee("ada"), password })).rejects.toBeInstanceOf(SignOnError);
  });

  it("lets the identity provider out by that way alone", async () => {
    const pidOf = async (container: string) =>
      (await stack().docker.getContainer(`${stack().name}-${container}`).inspect()).State.Pid;
    const there = { address: directory.address, port: directory.port };
    expect(await connectFrom(await pidOf("sign-on-egress"), [there])).toEqual(["open"]);
    for (const container of ["identity", "access-proxy", "superset"])
      expect(await connectFrom(await pidOf(container), [there]), container).not.toEqual(["open"]);
  });

  it(
    "does not speak with a directory whose certificate another authority signed, and says so",
    { timeout: updating },
    async () => {
      const seen = (await directory.log()).length;
      await up(settings({ authority: certify("Another authority").certificate }));
      expect((await atDremio(employee("ada"))).status).toBe(500);
      // It is written when the proxy has given the connection up, which may be after the answer.
      const refusal = () => logOf("sign-on-egress");
      await expect.poll(refusal, { timeout: 60_000, interval: 1000 }).toMatch(/certificate verify failed/);
      // Not even the stack's own name was told.
      expect((await directory.log()).slice(seen)).not.toMatch(/Bind|Search/i);
    },
  );

  it("takes the company's identity provider, and people sign on there", { timeout: updating }, async () => {
    const { edge } = stack().published;
    const redirectUri = `https://login.localhost:${edge}/dex/callback`;
    const provider = await company.add(
      companyProvider({ authority, bindPassword, client: { secret: bindPassword, redirectUri } }),
    );
    const { address, port } = provider;
    await up({
      by: "oidc",
      oidc: { ...providerSettings(port), address, authority: authority.certificate },
      groups,
    });
    expect(await roleAtSuperset(employee("grace"), provider)).toEqual([supersetRoles.analyst.name]);
    const { status, way } = await atDremio(employee("ada"), provider);
    expect(status).toBe(200);
    expect(way.map(({ pathname }) => pathname)).toContain("/dex/callback");
    expect((await atDremio(employee("grace"), provider)).status).toBe(403);
    await expect(roleAtSuperset(employee("mallory"), provider)).rejects.toThrow("lets nobody in");
    const wrong = { ...employee("ada"), password: employee("grace").password };
    await expect(atDremio(wrong, provider)).rejects.toBeInstanceOf(SignOnError);
  });

  it("leaves what the company told it in no log and no setting of a container", async () => {
    const texts = await stack().inspections();
    const secrets = [{ name: "the company's secret", value: bindPassword }];
    expect(findSecrets(secrets, texts)).toEqual([]);
  });
}
