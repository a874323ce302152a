import { createHash, randomBytes } from "node:crypto";
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { hostname } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { parse, stringify } from "yaml";
import { notThereYet, notThereYetMessage } from "../stacks/not-there-yet";
import { requireOwnPassphrase } from "./own-passphrase";
import { ROOT, stateDirectory } from "./pulumi/paths";
import { notice, OperatorError } from "./pulumi/report";
import { rememberedVolume, volumeFile } from "./volume/remembered";

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
  /** The state file, without the `.gz` of a compressed one. */
  state: string;
  /** Whether the stack has been created. */
  exists(): boolean;
}

/** Checks a stack name given by a user, and that there is something behind it. */
export function stackName(name: string | undefined): StackName {
  const wanted = name || "dev";
  if (Object.hasOwn(notThereYet, wanted)) throw new OperatorError(notThereYetMessage(wanted));
  const known = STACKS.find((stack) => stack === wanted);
  if (!known)
    throw new OperatorError(`STACK=${wanted}: there is no such stack. Stacks: ${STACKS.join(", ")}.`);
  return known;
}

function readSettings(file: string): StackSettings {
  try {
    return (parse(readFileSync(file, "utf8")) as StackSettings | null) ?? {};
  } catch (error) {
    // What follows the first line of a parser's message is a piece of the file.
    const [reason = ""] = (error as Error).message.split("\n");
    throw new OperatorError(
      `${file} cannot be read: ${reason.replace(/:$/, "")}. Correct it there; nothing was changed.`,
    );
  }
}

const isMap = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

function readOverrides(file: string): Record<string, unknown> {
  if (!existsSync(file)) throw new OperatorError(`LAKEHOUSE_CONFIG=${file}: there is no such file.`);
  const settings = readSettings(file);
  const { config, ...others } = isMap(settings) ? settings : {};
  const wrong = Object.keys(others);
  const bare = Object.keys(isMap(config) ? config : {}).filter((key) => !key.includes(":"));
  if (wrong.length > 0 || bare.length > 0 || !isMap(config)) {
    throw new OperatorError(
      `LAKEHOUSE_CONFIG=${file}: allowed is one map named config, each key with its namespace, such as\n` +
        `  config:\n    lakehouse:images: local\n` +
        (wrong.length > 0 ? `Not known there: ${wrong.join(", ")}. ` : "") +
        (wrong.some((key) => key.startsWith("lakehouse:")) ? "Put it below config:. " : "") +
        (bare.length > 0 ? `Without a namespace: ${bare.join(", ")}.` : ""),
    );
  }
  return config;
}

/** Writes a private file in one step: on a full disk the one that was there stays as it was. */
function write(file: string, content: string): void {
  const fresh = `${file}.new`;
  rmSync(fresh, { force: true });
  writeFileSync(fresh, content, { mode: 0o600, flush: true });
  renameSync(fresh, file);
}

function settingsFile(settings: StackSettings): string {
  const given = Object.entries(settings).filter(([, value]) => value !== undefined);
  // In quotes, as the engine's YAML takes more words for dates and numbers than the one they were read with.
  return stringify(Object.fromEntries(given), { defaultStringType: "QUOTE_DOUBLE", defaultKeyType: "PLAIN" });
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
 * change its images because a later command did not say so again.
 */
function imageSource(file: string, said: string | undefined): Record<string, string> {
  if (said && said !== "registry" && said !== "local")
    throw new OperatorError(`IMAGES=${said}: allowed are registry and local. Nothing was changed.`);
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
    requireOwnPassphrase(`Pulumi.${stack}.yaml`, tracked.encryptionsalt, env);
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
  const volume = rememberedVolume(volumeFile(home, stack));
  if (volume)
    config["lakehouse:volumes"] = { encryptedPath: volume.directory, ...(config["lakehouse:volumes"] ?? {}) };
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
    state,
    exists,
  };
}

/**
 * Removes locks whose process has died on this machine, and refuses to start beside one that is alive.
 * @returns whether there was one: an update did not come to its end
 */
export function releaseStaleLocks({ locks: directory, stack }: Workspace): boolean {
  if (!existsSync(directory)) return false;
  // Beside each lock lies a file of attributes (`.attrs`); a process that died while writing leaves a `.tmp`.
  const names = readdirSync(directory);
  for (const name of names) {
    const file = join(directory, name);
    const lock = readLock(file);
    if (lock && (lock.hostname !== hostname() || isAlive(lock.pid))) {
      throw new OperatorError(
        `Another update of ${stack} is under way (process ${lock.pid} on ${lock.hostname}, since ${lock.timestamp}). ` +
          `Wait for it to end. If it has ended without a trace, delete ${file}.`,
      );
    }
    if (lock) notice(`State: removed the lock of process ${lock.pid}, which has died`);
  }
  for (const name of names) rmSync(join(directory, name), { force: true });
  return names.length > 0;
}

/** The lock a file holds; none, where its writer died before it was whole. */
function readLock(file: string): { pid: number; hostname: string; timestamp: string } | undefined {
  if (!file.endsWith(".json")) return undefined;
  try {
    return JSON.parse(readFileSync(file, "utf8")) as { pid: number; hostname: string; timestamp: string };
  } catch {
    return undefined;
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
