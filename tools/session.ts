/** `make session`: signs a person on by a browser, and prints credentials of the object store that end. */
import { ListBucketsCommand } from "@aws-sdk/client-s3";
import { credentialsText } from "./credentials";
import { openSession, readOutputs, type StackOutputs } from "./operate";
import { notice, OperatorError, runCommand } from "./pulumi/report";
import { objectStoreClient, targetOf, type Target } from "./sample-data/clients";
import { Authorization } from "./sign-on/authorization";
import { waitForBrowser } from "./sign-on/callback";
import { credentialsByToken, type TemporaryLogin } from "./sign-on/credentials-by-token";
import { openWorkspace, stackName } from "./workspace";

const service = "object-store";

/**
 * @returns lines for a shell
 * @throws OperatorError when nobody signs on, or the store has nothing for whom has
 */
export async function session(outputs: StackOutputs): Promise<string> {
  const { signOn, environment } = outputs.services?.[service] ?? {};
  if (!signOn || !environment)
    throw new OperatorError(
      "People cannot sign on to the object store of this stack: " +
        (outputs.services?.["identity"]
          ? "it takes groups of the stack's own directory alone, and here a company's says who people are (lakehouse:signOn). "
          : "no identity provider runs. It comes with profile query. ") +
        "Logins of its own: make credentials SERVICE=object-store",
    );
  const authorization = new Authorization(signOn, targetOf(outputs, "identity"));
  const back = await waitForBrowser(signOn.callback, authorization.state, () =>
    notice(`Open this in a browser on this machine, and sign on:\n${authorization.address}`),
  );
  const idToken = await authorization.tokenFor(back);
  const target = targetOf(outputs, service);
  const login = await credentialsByToken(target, idToken).catch((error: Error) => {
    throw new OperatorError(`The object store gives no credentials: ${error.message}`);
  });
  const { user, password, token, expires } = login;
  notice(`These are good until ${expires.toISOString()}.`);
  if (!(await opensAnything(target, login)))
    notice("They open nothing: your role has no rights in the object store (docs/roles.md).");
  const given = { [service]: { you: { user, password, token } } };
  return credentialsText(given, service, "you", { ...environment, AWS_SESSION_TOKEN: "{token}" });
}

/** Whether the store shows any bucket for a login. */
async function opensAnything(target: Target, login: TemporaryLogin): Promise<boolean> {
  const client = objectStoreClient(target, login);
  try {
    const { Buckets = [] } = await client.send(new ListBucketsCommand({}));
    return Buckets.length > 0;
  } catch (error) {
    if ((error as Error).name === "AccessDenied") return false;
    throw error;
  } finally {
    client.destroy();
  }
}

async function main(stack: string): Promise<void> {
  const up = openWorkspace(stack).exists();
  const outputs = up ? await readOutputs(await openSession(stack, { providers: false })) : {};
  if (!outputs.services)
    throw new OperatorError(`${stack} is not up. Bring it up first: make up STACK=${stack}`);
  console.log(await session(outputs));
}

if (require.main === module) void runCommand(() => main(stackName(process.env.STACK)));
