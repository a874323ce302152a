import type { Login } from "../../../tools/sample-data/clients";
import type { Answer, Browser } from "./browser";

/** A login that was not taken, or somebody who was not let in. */
export class SignOnError extends Error {}

/** Fills in the identity provider's form; throws where it is shown again. */
async function answerForm(
  browser: Browser,
  page: Answer,
  { user, password }: Login,
  until?: (next: URL) => boolean,
): Promise<Answer & { way: URL[] }> {
  if (!/name="password"/.test(page.text))
    throw new Error(`${page.url.origin}${page.url.pathname} (${page.status}) is no form to sign on with`);
  const action = /<form[^>]*action="([^"]+)"/.exec(page.text)?.[1]?.replaceAll("&amp;", "&");
  const form = new URLSearchParams({ login: user, password });
  const after = await browser.follow(
    "POST",
    new URL(action ?? page.url.href, page.url),
    { body: form },
    until,
  );
  if (after.status === 401 || after.text.includes('id="login-error"'))
    throw new SignOnError("the identity provider did not take the login");
  return after;
}

/**
 * Signs on as a person does: opens a service, is led to the identity provider, fills in its form, and is led back.
 * @param start address at which a service begins a sign-on
 * @param until stops before an address is asked for which it is true @default goes to the end
 * @throws SignOnError when the identity provider does not take the login
 */
export async function signOn(
  browser: Browser,
  start: string,
  login: Login,
  until?: (next: URL) => boolean,
): Promise<Answer & { way: URL[] }> {
  return answerForm(browser, await browser.follow("GET", start), login, until);
}
