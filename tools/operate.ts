/** What the operator's commands share: an engine, plugins and a private workspace, and how updates are run in them. */
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { isAbsolute, join } from "node:path";
import { type Engine, engineEnvironment, resolveEngine } from "./pulumi/engine";
import { adviceFor } from "./advice";
import { openWays } from "./forwarding/ways";
import { type EngineEvent, parseEvents, resourceChanges } from "./pulumi/events";
import { requirePreconditions } from "./preconditions";
import { cacheDirectory, stateDirectory } from "./pulumi/paths";
import { LEFT_OUT } from "./pulumi/language-host/packages";
import { preparePlugins } from "./pulumi/plugins";
import { capture, foreground, lastLine } from "./pulumi/process";
import { notice, OperatorError } from "./pulumi/report";
import type { CommandClient } from "./sign-on/authorization";
import { isSecret } from "./configuration";
import { readState } from "./recovery/state";
import { labelOf, refuseUnknownStack } from "./recovery/unknown-stack";
import { alone } from "./stack-settings";
import {
  openWorkspace,
  releaseStaleLocks,
  type StackName,
  type Workspace,
  type WorkspaceOptions,
} from "./workspace";

/** Where a service can be tried from this machine. */
export interface Probe {
  host: string;
  port: number;
  /** Name the certificate must be valid for. */
  servername: string;
  /** The protocol that must be spoken before TLS starts. @default TLS from the first byte */
  starttls?: "postgresql";
  /** Path that must be answered with 2xx or 3xx. @default none: a handshake will do */
  path?: string;
}

/** The stack outputs that the commands read. */
export interface StackOutputs {
  services?: Record<
    string,
    {
      url: string;
      title: string;
      probe: Probe;
      /** Why it is not tried from here. @default it is */
      untried?: string;
      credentials: string;
      /** What a client's environment must hold; `{user}` and `{password}` stand for a login's, and nothing for what it must not. */
      environment?: Record<string, string>;
      /** How a command signs people on for it. @default people cannot sign on to it */
      signOn?: CommandClient;
    }
  >;
  /** PEM of the certificate authorities to trust. */
  trustBundle?: string;
  /** Service, then principal, then what it signs on with. */
  credentials?: Record<string, Record<string, Record<string, string>>>;
  notices?: string[];
  sampleData?: boolean;
}

/** All that an operation needs, ready. */
export interface Session {
  engine: Engine;
  workspace: Workspace;
  env: NodeJS.ProcessEnv;
}

export interface SessionOptions extends WorkspaceOptions {
  /** Whether providers will be run; reading outputs needs none. @default true */
  providers?: boolean;
  /** What else to look at before an engine and plugins, which may take minutes to be had. @default nothing */
  before?: (workspace: Workspace) => Promise<void>;
  /** Volumes of the state that the configuration may leave out, with commas between them; true for all. @default none */
  discard?: string | true;
}

/** Provider plugins that a stack's program never loads: what is not needed need not be had. */
const pluginsLeftOut: Readonly<Record<string, readonly string[]>> = { dev: ["kubernetes"], prod: ["docker"] };

/** Opens a stack's workspace and finds an engine and plugins for it. Creates nothing outside cache and state. */
export async function openSession(stack: string, options: SessionOptions = {}): Promise<Session> {
  const env = options.env ?? process.env;
  const workspace = openWorkspace(stack, options);
  readState(workspace);
  if (options.providers !== false && !options.project) await requirePreconditions(workspace, options.discard);
  await options.before?.(workspace);
  if (options.providers !== false && !options.project) await openWays(workspace);
  const engine = await resolveEngine({ env, quiet: options.providers === false });
  const leftOut = pluginsLeftOut[workspace.stack] ?? [];
  const plugins = options.providers === false ? undefined : await preparePlugins(engine, { env, leftOut });
  return {
    engine,
    workspace,
    env: {
      ...engineEnvironment(engine, workspace.environment),
      [LEFT_OUT]: leftOut.join(","),
      PULUMI_HOME: plugins?.home ?? join(cacheDirectory(env), "plugins", "none"),
      // A missing plugin is then said to be missing at once, instead of after attempts to download it.
      ...(plugins?.kind === "test" ? { PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true" } : {}),
    },
  };
}

/** Creates the stack in the private state when it is not there yet; two first commands at once create it once. */
export async function ensureStack(session: Session): Promise<void> {
  const { workspace } = session;
  if (!workspace.exists()) {
    await refuseUnknownStack(session);
    const turn = join(workspace.directory, `creating.${workspace.stack}`);
    await alone(turn, () => (workspace.exists() ? Promise.resolve() : createStack(session)));
  }
  workspace.adopt();
}

async function createStack({ engine, workspace, env }: Session): Promise<void> {
  workspace.makeWay();
  const provider = workspace.secretsProvider ? ["--secrets-provider", workspace.secretsProvider] : [];
  const args = ["stack", "init", workspace.stack, "--non-interactive", "--no-select", ...provider];
  const result = await capture(engine.binary, args, { cwd: workspace.directory, env });
  if (result.code !== 0) {
    throw new OperatorError(`The stack ${workspace.stack} cannot be created: ${lastLine(result.stderr)}`);
  }
  notice(
    `State: ${stateDirectory(env)}, with a generated passphrase (readable by you alone; back it up with the state)`,
  );
}

/** The engine says no more of such a value than that a cipher failed. */
async function requireReadableSecrets({ engine, workspace, env }: Session): Promise<void> {
  const { stack, configFile, config, directory } = workspace;
  for (const key of Object.keys(config).filter((name) => isSecret(config[name]))) {
    const args = ["config", "get", key, "--stack", stack, "--config-file", configFile, "--non-interactive"];
    const { code } = await capture(engine.binary, args, { cwd: directory, env });
    if (code !== 0)
      throw new OperatorError(
        `${key} cannot be decrypted: it was encrypted for another stack, or for this one before it was destroyed. ` +
          `Encrypt it anew ('make secret'). Nothing was changed.`,
      );
  }
}

/** What an update did. */
export interface Outcome {
  code: number;
  /** Resources created, updated, replaced or deleted. */
  changes: number;
}

/** Runs one of Pulumi's operations on this terminal, with the policy pack. */
export async function operate(
  session: Session,
  operation: "up" | "preview" | "destroy",
  extra: string[] = [],
): Promise<Outcome> {
  const { engine, workspace, env } = session;
  if (operation !== "destroy") await requireReadableSecrets(session);
  if (operation !== "preview") releaseStaleLocks(workspace);
  const work = mkdtempSync(join(stateDirectory(env), "events."));
  const eventLog = join(work, "events.json");
  const args = [
    ...[
      operation,
      "--stack",
      workspace.stack,
      "--config-file",
      workspace.configFile,
      "--event-log",
      eventLog,
    ],
    ...(operation === "preview" ? [] : ["--yes"]),
    ...(operation === "destroy" ? [] : await policyArguments(workspace)),
    "--suppress-outputs",
    ...extra,
  ];
  try {
    const code = await foreground(engine.binary, args, { cwd: workspace.project, env });
    const events: EngineEvent[] = existsSync(eventLog) ? parseEvents(readFileSync(eventLog, "utf8")) : [];
    if (code !== 0) await advise(session, events);
    return { code, changes: resourceChanges(events) };
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

/** Tells what else is known of a failed update: what its surroundings lack now, else what its own errors mean. */
async function advise(session: Session, events: EngineEvent[]): Promise<void> {
  const { adviceAfterFailure } = await import("./recovery/failure-advice");
  const lacking = await adviceAfterFailure(session);
  for (const line of lacking.length > 0 ? lacking : adviceFor(events)) notice(`\nerror: ${line}`);
}

/** The pack with the stack's enforcement; what protects data is lifted in the update that makes a stack disposable. */
async function policyArguments({ stack, project, directory, config }: Workspace): Promise<string[]> {
  let enforcement = join("policies", "enforcement", `${stack}.json`);
  if (config["lakehouse:lifecycle"] === "disposable") {
    const { enforcementText } = await import("../policies/write-enforcement");
    enforcement = join(directory, `enforcement.${stack}.json`);
    writeFileSync(enforcement, enforcementText(stack as StackName, { disposable: true }));
  }
  const found = existsSync(isAbsolute(enforcement) ? enforcement : join(project, enforcement));
  return ["--policy-pack", "policies", ...(found ? ["--policy-pack-config", enforcement] : [])];
}

/** Reads the stack's outputs, secrets included: for use in memory, and for what an operator asks for by name. */
export async function readOutputs({ engine, workspace, env }: Session): Promise<StackOutputs> {
  const args = [
    "stack",
    "output",
    "--stack",
    workspace.stack,
    "--json",
    "--show-secrets",
    "--non-interactive",
  ];
  const result = await capture(engine.binary, args, { cwd: workspace.directory, env });
  if (result.code !== 0)
    throw new OperatorError(`The outputs of ${workspace.stack} cannot be read: ${lastLine(result.stderr)}`);
  return JSON.parse(result.stdout) as StackOutputs;
}

/** Removes an empty stack with its history and its private settings. */
export async function removeStack({ engine, workspace, env }: Session): Promise<void> {
  const args = ["stack", "rm", workspace.stack, "--yes", "--remove-backups", "--non-interactive"];
  // In the private directory: the settings file this removes is the private one, never the tracked one.
  const result = await capture(engine.binary, args, { cwd: workspace.directory, env });
  if (result.code !== 0)
    throw new OperatorError(`The stack ${workspace.stack} cannot be removed: ${lastLine(result.stderr)}`);
  rmSync(join(stateDirectory(env), "trust", `${labelOf(workspace)}.pem`), { force: true });
}
