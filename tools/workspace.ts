import { createHash, randomBytes } from "node:crypto";
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { hostname } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { parse, stringify } from "yaml";
import { ROOT, stateDirectory } from "./pulumi/paths";
import { notice, OperatorError } from "./pulumi/report";

/** The stacks there are; each has its Pulumi.<name>.yaml and its file in stacks/. */
export const STACKS = ["dev", "staging", "prod"] as const;
export type StackName = (typeof STACKS)[number];

/** What of a stack's settings file matters here. Names are Pulumi's own. */
interface StackSettings {
  config?: Record<string, unknown>;
  encryptionsalt?: string;
  secretsprovider?: string;
  encryptedkey?: string;
}

/** A private place in which an engine keeps one stack, apart from the tracked files and from the user's own Pulumi. */
export interface Workspace {
  stack: string;
  /** The tracked project: where the program is. Never written. */
  project: string;
  /** Name in Pulumi.yaml; state is filed under it. */
  projectName: string;
  /** A project of the same name without a program: where commands that write settings are run. */
  directory: string;
  /** The settings an update is run with: the tracked ones, what overrides them, and the private salt. */
  configFile: string;
  /** What the engine must find in its environment. */
  environment: NodeJS.ProcessEnv;
  /** Secrets provider named by the tracked settings, if any. */
  secretsProvider?: string;
  /** `config:` of the settings file. */
  config: Record<string, unknown>;
  /** Where the file backend keeps the stack's locks. */
  locks: string;
  /** Whether the stack has been created. */
  exists(): boolean;
}

/** Checks a stack name given by a user. */
export function stackName(name: string | undefined): StackName {
  const wanted = name || "dev";
  const known = STACKS.find((stack) => stack === wanted);
  if (!known)
    throw new OperatorError(`STACK=${wanted}: there is no such stack. Stacks: ${STACKS.join(", ")}.`);
  return known;
}

function readSettings(file: string): StackSettings {
  try {
    return (parse(readFileSync(file, "utf8")) as StackSettings | null) ?? {};
  } catch (error) {
    throw new OperatorError(`${file} cannot be read: ${(error as Error).message}`);
  }
}

function readOverrides(file: string): Record<string, unknown> {
  if (!existsSync(file)) throw new OperatorError(`LAKEHOUSE_CONFIG=${file}: there is no such file.`);
  const { config, ...others } = readSettings(file);
  const wrong = Object.keys(others);
  const bare = Object.keys(config ?? {}).filter((key) => !key.includes(":"));
  if (wrong.length > 0 || bare.length > 0 || typeof config !== "object" || Array.isArray(config)) {
    throw new OperatorError(
      `LAKEHOUSE_CONFIG=${file}: allowed is one map named config, each key with its namespace, such as\n` +
        `  config:\n    lakehouse:images: local\n` +
        (wrong.length > 0 ? `Not known: ${wrong.join(", ")}. ` : "") +
        (bare.length > 0 ? `Without a namespace: ${bare.join(", ")}.` : ""),
    );
  }
  return config;
}

function write(file: string, content: string): void {
  writeFileSync(file, content, { mode: 0o600 });
  chmodSync(file, 0o600);
}

function settingsFile(settings: StackSettings): string {
  return stringify(Object.fromEntries(Object.entries(settings).filter(([, value]) => value !== undefined)));
}

function holdsState(stacks: string): boolean {
  if (!existsSync(stacks)) return false;
  return readdirSync(stacks, { recursive: true }).some((name) => /\.json(\.gz)?$/.test(String(name)));
}

const fingerprintOf = (secret: string) =>
  createHash("sha256").update(`lakehouse passphrase ${secret}`).digest("hex");

/**
 * The passphrase that encrypts the secrets in the private state. Made once; a fingerprint kept beside it tells a lost
 * or altered one before the engine fails on it. (32 random bytes cannot be guessed from their fingerprint.)
 */
function passphraseFile(home: string, inUse: boolean): string {
  const file = join(home, "passphrase");
  const fingerprint = join(home, "passphrase.sha256");
  const current = existsSync(file) ? readFileSync(file, "utf8").trim() : undefined;
  const expected = existsSync(fingerprint) ? readFileSync(fingerprint, "utf8").trim() : undefined;
  if (inUse && (!current || (expected && fingerprintOf(current) !== expected))) {
    throw new OperatorError(
      `The passphrase in ${file} is ${current ? "not the one" : "gone, and with it the one"} that encrypted the state ` +
        `in ${home}, so its secrets (credentials, keys of the data) cannot be read.\n` +
        `Put the file back from a backup. If it is lost for good: remove the stack's containers, networks and volumes ` +
        `with docker, move ${home} aside, and run \`make up\` again; data in the old volumes is lost.`,
    );
  }
  const passphrase = current || randomBytes(32).toString("hex");
  if (!current) write(file, `${passphrase}\n`);
  if (!expected || !inUse) write(fingerprint, `${fingerprintOf(passphrase)}\n`);
  chmodSync(file, 0o600);
  return file;
}

/**
 * Where images come from, once said by `make up IMAGES=local`, and kept for the commands after it: a stack must not
 * change its images because a later command did not say so again. The program checks the value.
 */
function imageSource(file: string, said: string | undefined): Record<string, string> {
  if (said) write(file, `${said}\n`);
  return existsSync(file) ? { "lakehouse:images": readFileSync(file, "utf8").trim() } : {};
}

export interface WorkspaceOptions {
  env?: NodeJS.ProcessEnv;
  /** The project whose program is run. @default this one */
  project?: string;
  /** Configuration set over everything else, such as the life cycle of `make down`. */
  overrides?: Record<string, unknown>;
}

/**
 * Opens, and at first use creates, the private workspace of a stack under the state directory.
 * @throws OperatorError when the settings, the passphrase or the environment do not allow it
 */
export function openWorkspace(stack: string, options: WorkspaceOptions = {}): Workspace {
  const env = options.env ?? process.env;
  const project = options.project ?? ROOT;
  if (env.PULUMI_BACKEND_URL) {
    throw new OperatorError(
      `PULUMI_BACKEND_URL=${env.PULUMI_BACKEND_URL}: make keeps its own private state and would start a second, ` +
        `separate one. With a backend of your own use plain Pulumi (\`pulumi up -s ${stack} --policy-pack policies\`); ` +
        "to use make, unset PULUMI_BACKEND_URL.",
    );
  }
  const projectName = (parse(readFileSync(join(project, "Pulumi.yaml"), "utf8")) as { name: string }).name;
  const home = stateDirectory(env);
  const backend = join(home, "backend");
  const directory = join(home, "config");
  for (const path of [home, backend, directory]) {
    mkdirSync(path, { recursive: true, mode: 0o700 });
    chmodSync(path, 0o700);
  }
  write(join(directory, "Pulumi.yaml"), stringify({ name: projectName, runtime: "nodejs" }));

  const configFile = join(directory, `Pulumi.${stack}.yaml`);
  const tracked = readSettings(join(project, `Pulumi.${stack}.yaml`));
  const environment: NodeJS.ProcessEnv = {
    ...env,
    PULUMI_BACKEND_URL: pathToFileURL(backend).href,
    PULUMI_SKIP_UPDATE_CHECK: "true",
    // Switches on `--event-log`, from which the summary is read.
    PULUMI_DEBUG_COMMANDS: "true",
  };

  const ownSecrets = tracked.encryptionsalt !== undefined || tracked.secretsprovider !== undefined;
  if (!ownSecrets) {
    environment.PULUMI_CONFIG_PASSPHRASE_FILE = passphraseFile(
      home,
      holdsState(join(backend, ".pulumi", "stacks")),
    );
    delete environment.PULUMI_CONFIG_PASSPHRASE;
  } else if (tracked.encryptionsalt !== undefined) {
    if (env.PULUMI_CONFIG_PASSPHRASE === undefined && !env.PULUMI_CONFIG_PASSPHRASE_FILE) {
      throw new OperatorError(
        `Pulumi.${stack}.yaml carries an encryptionsalt: its secrets were set with a passphrase of yours. ` +
          "Set PULUMI_CONFIG_PASSPHRASE or PULUMI_CONFIG_PASSPHRASE_FILE to it and run the command again.",
      );
    }
    notice(
      `Secrets: Pulumi.${stack}.yaml carries its own encryptionsalt; your PULUMI_CONFIG_PASSPHRASE is used`,
    );
  } else {
    notice(`Secrets: Pulumi.${stack}.yaml names a secrets provider of its own; it is used`);
  }

  const config = {
    ...tracked.config,
    ...(env.LAKEHOUSE_CONFIG ? readOverrides(env.LAKEHOUSE_CONFIG) : {}),
    ...options.overrides,
  };
  const images = imageSource(join(directory, `images.${stack}`), env.IMAGES);
  if (env.IMAGES || config["lakehouse:images"] === undefined) Object.assign(config, images);
  const state = join(backend, ".pulumi", "stacks", projectName, `${stack}.json`);
  const exists = () => existsSync(state) || existsSync(`${state}.gz`);
  // The salt is made with the stack, and gone with it.
  const kept = exists() && existsSync(configFile) ? readSettings(configFile) : {};
  const { encryptionsalt, secretsprovider, encryptedkey } = ownSecrets ? { ...kept, ...tracked } : kept;
  write(configFile, settingsFile({ secretsprovider, encryptedkey, encryptionsalt, config }));
  return {
    stack,
    project,
    projectName,
    directory,
    configFile,
    environment,
    secretsProvider: tracked.secretsprovider,
    config,
    locks: join(backend, ".pulumi", "locks", "organization", projectName, stack),
    exists,
  };
}

/** Removes locks whose process has died on this machine, and refuses to start beside one that is alive. */
export function releaseStaleLocks({ locks: directory, stack }: Workspace): void {
  if (!existsSync(directory)) return;
  for (const name of readdirSync(directory)) {
    const file = join(directory, name);
    const lock = JSON.parse(readFileSync(file, "utf8")) as {
      pid: number;
      hostname: string;
      timestamp: string;
    };
    if (lock.hostname !== hostname() || isAlive(lock.pid)) {
      throw new OperatorError(
        `Another update of ${stack} is under way (process ${lock.pid} on ${lock.hostname}, since ${lock.timestamp}). ` +
          `Wait for it to end. If it has ended without a trace, delete ${file}.`,
      );
    }
    rmSync(file);
    notice(`State: removed the lock of process ${lock.pid}, which has died`);
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}
