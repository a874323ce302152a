import { createHash, randomBytes } from "node:crypto";
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { hostname } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { parse, stringify } from "yaml";
import { notThereYet, notThereYetMessage } from "../stacks/not-there-yet";
import { requireOwnPassphrase } from "./own-passphrase";
import { ROOT, stateDirectory } from "./pulumi/paths";
import { isAlive } from "./pulumi/process";
import { notice, OperatorError } from "./pulumi/report";
import {
  commandSettingsFile,
  readOverrides,
  readSettings,
  settingsText,
  writeOnce,
  writePrivate,
} from "./stack-settings";
import { rememberedVolume, volumeFile } from "./volume/remembered";

/** The stacks there are; each has its Pulumi.<name>.yaml and its file in stacks/. */
export const STACKS = ["dev", "staging", "prod"] as const;
export type StackName = (typeof STACKS)[number];

/** A private place in which an engine keeps one stack, apart from the tracked files and from the user's own Pulumi. */
export interface Workspace {
  stack: string;
  /** The tracked project: where the program is. Never written. */
  project: string;
  /** Name in Pulumi.yaml; state is filed under it. */
  projectName: string;
  /** A project of the same name without a program: where commands that write settings are run. */
  directory: string;
  /** The settings this command's update is run with: the tracked ones, what overrides them, and the private salt. */
  configFile: string;
  /** Makes way for a stack that is to be created: the engine puts its salt where `adopt` looks for it. */
  makeWay: () => void;
  /** Takes the salt that came with a stack that was just created. */
  adopt: () => void;
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
  const fresh = () => `${randomBytes(32).toString("hex")}\n`;
  // Two first commands at once must not go on with two.
  if (current === undefined) writeOnce(file, fresh());
  else if (!current) writePrivate(file, fresh());
  const passphrase = readFileSync(file, "utf8").trim();
  if (!expected || !inUse) writePrivate(fingerprint, `${fingerprintOf(passphrase)}\n`);
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
  if (said) writePrivate(file, `${said}\n`);
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
  writePrivate(join(directory, "Pulumi.yaml"), stringify({ name: projectName, runtime: "nodejs" }));

  // Where the engine writes the salt when it creates the stack; nothing else is taken from it.
  const saltFile = join(directory, `Pulumi.${stack}.yaml`);
  const configFile = commandSettingsFile(directory, stack);
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
  const own = {
    ...{ secretsprovider: tracked.secretsprovider, encryptedkey: tracked.encryptedkey },
    encryptionsalt: tracked.encryptionsalt,
  };
  const adopt = () => {
    // The salt is made with the stack, and gone with it.
    const kept = exists() && existsSync(saltFile) ? readSettings(saltFile) : {};
    const { encryptionsalt, secretsprovider, encryptedkey } = ownSecrets ? { ...kept, ...tracked } : kept;
    writePrivate(configFile, settingsText({ secretsprovider, encryptedkey, encryptionsalt, config }));
  };
  adopt();
  return {
    stack,
    project,
    projectName,
    directory,
    configFile,
    makeWay: () => writePrivate(saltFile, settingsText(own)),
    adopt,
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
