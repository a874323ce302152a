/** `make credentials`: lists who can sign on where, or prints the one set of credentials that is asked for. */
import { openSession, readOutputs, type StackOutputs } from "./operate";
import { OperatorError, runCommand } from "./pulumi/report";
import { openWorkspace, stackName } from "./workspace";

/** Which profile brings what does not always run. */
const profiles: Record<string, string> = {
  "search-store": "search",
  dremio: "query",
  "sample-source": "ingest",
};

/**
 * The text to print. Secrets are in it only for a service and a principal that are both named.
 * @throws OperatorError naming what there is, when what is asked for is not
 */
export function credentialsText(
  credentials: NonNullable<StackOutputs["credentials"]>,
  service: string | undefined,
  principal: string | undefined,
  environment?: Record<string, string>,
): string {
  const services = Object.keys(credentials).sort();
  if (principal && !service) {
    throw new OperatorError(
      `PRINCIPAL=${principal} needs a service: make credentials SERVICE=<one of ${services.join(", ")}> PRINCIPAL=${principal}`,
    );
  }
  const chosen = service ? credentials[service] : undefined;
  if (service && !chosen) {
    const profile = profiles[service];
    throw new OperatorError(
      `SERVICE=${service}: there are no credentials for it. Services: ${services.join(", ")}.` +
        (profile ? ` It comes with profile ${profile} (lakehouse:profiles).` : "") +
        (credentials["identity"] ? " People sign on to web interfaces with SERVICE=identity." : ""),
    );
  }
  if (!chosen || !principal) {
    const listed = service ? [service] : services;
    const names = listed.map((name) => `${name}: ${Object.keys(credentials[name]!).sort().join(", ")}`);
    return `${names.join("\n")}\nTo see one: make credentials SERVICE=${listed[0] ?? "<service>"} PRINCIPAL=<name>`;
  }
  const found = chosen[principal];
  if (!found) {
    const names = Object.keys(chosen).sort().join(", ");
    throw new OperatorError(`PRINCIPAL=${principal}: ${service} has no such login. Logins: ${names}.`);
  }
  if (!environment) return lines(found, ([key, value]) => `${key}=${value}`);
  // Passwords and names hold no quote: they are generated, or come from the catalogue.
  const fill = (text: string) => text.replace(/\{(\w+)\}/g, (_, key: string) => found[key] ?? "");
  return lines(environment, ([key, value]) => (value ? `export ${key}='${fill(value)}'` : `unset ${key}`));
}

const lines = (values: Record<string, string>, format: (entry: [string, string]) => string): string =>
  Object.entries(values).map(format).join("\n");

async function credentials(stack: string, service?: string, principal?: string): Promise<void> {
  const up = openWorkspace(stack).exists();
  const outputs = up ? await readOutputs(await openSession(stack, { providers: false })) : {};
  const found = outputs.credentials;
  if (!found)
    throw new OperatorError(`${stack} has no credentials yet. Bring it up first: make up STACK=${stack}`);
  const environment = service ? outputs.services?.[service]?.environment : undefined;
  console.log(credentialsText(found, service || undefined, principal || undefined, environment));
}

if (require.main === module) {
  void runCommand(() =>
    credentials(stackName(process.env.STACK), process.env.SERVICE, process.env.PRINCIPAL),
  );
}
