/** `make screenshot`: signs on as the viewer, by a browser and through the edge, and keeps what the dashboard shows. */
import {
  chmodSync,
  chownSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { chromium, type BrowserContext, type Page } from "playwright-core";
import { openSession, readOutputs, type StackOutputs } from "./operate";
import { ROOT } from "./pulumi/paths";
import { capture } from "./pulumi/process";
import { OperatorError, runCommand } from "./pulumi/report";
import { loginOf, targetOf, type Login } from "./sample-data/clients";
import { openWorkspace, stackName } from "./workspace";

const dashboard = "/superset/dashboard/airline-delays/";
/** Charts of that dashboard. */
const charts = 3;
const size = { width: 1200, height: 820 };
/** Milliseconds for a page, and for all of its charts. */
const patience = 60_000;
/** The user `nobody`: a browser is not run as root. */
const nobody = 65534;

/** Runs a program that the picture cannot be made without. */
async function need(program: string, args: string[], debianPackage: string): Promise<void> {
  const { code, stderr } = await capture(program, args);
  if (code === 127)
    throw new OperatorError(`${program} is not installed (Debian: ${debianPackage}); the picture needs it.`);
  if (code !== 0) throw new OperatorError(`${program} ended with ${code}: ${stderr.trim()}`);
}

/** A home for a browser that trusts the stack's authority beside those it comes with, and no error of a certificate. */
async function prepareHome(home: string, authority: string): Promise<void> {
  const database = join(home, ".pki/nssdb");
  mkdirSync(database, { recursive: true });
  mkdirSync(join(home, "profile"));
  const file = join(home, "authority.pem");
  writeFileSync(file, authority);
  await need("certutil", ["-N", "--empty-password", "-d", `sql:${database}`], "libnss3-tools");
  await need(
    "certutil",
    ["-A", "-d", `sql:${database}`, "-n", "lakehouse", "-t", "C,,", "-i", file],
    "libnss3-tools",
  );
}

/** Gives a directory and all in it to the user that the browser runs as. */
function handOver(directory: string): void {
  const inside = readdirSync(directory, { recursive: true }) as string[];
  for (const each of [directory, ...inside.map((name) => join(directory, name))])
    chownSync(each, nobody, nobody);
}

/** The browser's program; where this runs as root, one that starts it as `nobody`. */
function browserProgram(home: string): string {
  if (process.getuid?.() !== 0) return "/usr/bin/chromium";
  const program = join(home, "chromium");
  const drop = `setpriv --reuid=${nobody} --regid=${nobody} --clear-groups`;
  writeFileSync(program, `#!/bin/sh\nexec ${drop} /usr/bin/chromium "$@"\n`);
  handOver(home);
  chmodSync(program, 0o755);
  return program;
}

async function openBrowser(home: string): Promise<BrowserContext> {
  const executablePath = browserProgram(home);
  const options = {
    executablePath,
    viewport: size,
    chromiumSandbox: true,
    env: { ...process.env, HOME: home },
  };
  try {
    return await chromium.launchPersistentContext(join(home, "profile"), options);
  } catch (error) {
    const reason = (error as Error).message.split("\n")[0];
    throw new OperatorError(
      `Chromium does not start (Debian: chromium); the picture needs it. It said: ${reason}`,
    );
  }
}

/** Where Superset leads to the identity provider. */
const signOnPage = "/login/lakehouse";

/** Signs on as a person does, by the identity provider's form. */
export async function signOn(page: Page, { user, password }: Login): Promise<void> {
  const name = page.locator('input[name="login"]').first();
  const secret = page.locator('input[type="password"]').first();
  await name.fill(user);
  await secret.fill(password);
  await secret.press("Enter");
  await page.waitForURL((url) => !/\/(login|auth)\b/.test(url.pathname), { timeout: patience });
}

/**
 * Makes the picture.
 * @param file where the PNG goes
 * @returns the text that the dashboard shows
 */
export async function screenshot(outputs: StackOutputs, file: string): Promise<string> {
  const { ca, port, servername } = targetOf(outputs, "superset");
  const login = loginOf(outputs, "identity", "viewer");
  const origin = `https://${servername}${port === 443 ? "" : `:${port}`}`;
  const home = mkdtempSync(join(tmpdir(), "lakehouse-browser-"));
  try {
    await prepareHome(home, ca);
    const browser = await openBrowser(home);
    try {
      const page = browser.pages()[0] ?? (await browser.newPage());
      page.setDefaultTimeout(patience);
      await page.goto(`${origin}${signOnPage}`);
      await signOn(page, login);
      await page.goto(`${origin}${dashboard}`);
      await drawn(page);
      mkdirSync(dirname(file), { recursive: true });
      await page.screenshot({ path: file });
      return await page.locator("body").innerText();
    } finally {
      await browser.close();
    }
  } finally {
    rmSync(home, { recursive: true, force: true });
  }
}

/** Waits until each chart is drawn and none is waiting. */
async function drawn(page: Page): Promise<void> {
  await page
    .locator('[data-test="slice-container"]')
    .nth(charts - 1)
    .waitFor();
  await page.locator('.loading, [data-test="loading-indicator"]').first().waitFor({ state: "detached" });
  await page.waitForLoadState("networkidle");
  // Charts grow into their place.
  await page.waitForTimeout(1500);
}

async function main(stack: string): Promise<void> {
  const up = openWorkspace(stack).exists();
  if (!up) throw new OperatorError(`${stack} shows nothing yet. Bring it up first: make up STACK=${stack}`);
  const file = join(ROOT, "docs/dashboard.png");
  await screenshot(await readOutputs(await openSession(stack, { providers: false })), file);
  console.log(`${file}: ${Math.round(statSync(file).size / 1024)} KiB`);
}

if (require.main === module) void runCommand(() => main(stackName(process.env.STACK)));
