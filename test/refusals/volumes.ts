/** Volumes for what no process encrypts, and how they can be wrong. */
import { mkdirSync, mkdtempSync, rmdirSync, rmSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { capture } from "../../tools/pulumi/process";
import { storageEncryption } from "../../components/platform/docker-host/storage-encryption";
import type { TestStack } from "../e2e/stack";
import { freshHome, type Condition, type Setting } from "./attempt";

/** Closes the stack's volume in one way, and has `make volume` open it again. */
async function closed(stack: TestStack, command: string, args: string[]): Promise<Setting> {
  const { code, stderr } = await capture(command, args);
  if (code !== 0) throw new Error(`${command} ${args.join(" ")}: ${stderr}`);
  return {
    undo: async () => {
      const { code: reopened, output } = await stack.make("volume");
      if (reopened !== 0) throw new Error(output);
    },
  };
}

/** A directory in the stack's encrypted volume, beside the one that is used. */
const otherPlace = (stack: TestStack) => mkdtempSync(join(stack.encryptedVolume.directory, "other-"));

/** The stack's volumes are to lie in this directory, which is gone afterwards. */
const placedAt = (path: string): Setting => ({
  changes: { "lakehouse:volumes": { encryptedPath: path } },
  undo: () => rmSync(path, { recursive: true }),
});

export const volumeConditions: readonly Condition[] = [
  {
    name: "storage that is not encrypted",
    message:
      /postgresql-keys holds data that no process encrypts, and Docker's data root \S+ lies on storage that is not encrypted \(/,
    remedy:
      /Remedy: run 'make volume', .*; or accept it by name: lakehouse:volumes: \{plain: \[postgresql-keys\]\}\./,
    arrange: (_, directory) => ({ env: freshHome(directory).env! }),
  },
  {
    name: "an encrypted volume without the stack's directories",
    message: /lakehouse:volumes\.encryptedPath \S+ has no directory for lakehouse-e2e-postgresql-keys\./,
    remedy: /Remedy: run 'make volume', which makes them\./,
    root: true,
    arrange: (stack) => placedAt(otherPlace(stack)),
  },
  {
    name: "a volume in memory",
    message:
      /lakehouse:volumes\.encryptedPath \S+ is in memory alone \(tmpfs\): a restart of the host would lose it\./,
    remedy: /Remedy: run 'make volume'/,
    arrange: () => placedAt(mkdtempSync("/dev/shm/lakehouse-")),
  },
  {
    name: "a link out of the encrypted volume",
    root: true,
    message: /other-\w+\/lakehouse-e2e-postgresql-keys is a link or has something else mounted there/,
    remedy: /Remedy: unmount it or remove the link, then run 'make volume'/,
    arrange: (stack, directory) => {
      const path = otherPlace(stack);
      symlinkSync(directory, join(path, "lakehouse-e2e-postgresql-keys"));
      return placedAt(path);
    },
  },
  {
    name: "something mounted over a directory of the encrypted volume",
    root: true,
    message: /other-\w+\/lakehouse-e2e-postgresql-keys is a link or has something else mounted there/,
    remedy: /Remedy: unmount it or remove the link, then run 'make volume'/,
    arrange: async (stack, directory) => {
      const path = otherPlace(stack);
      const over = join(path, "lakehouse-e2e-postgresql-keys");
      mkdirSync(over);
      const { code, stderr } = await capture("mount", ["--bind", directory, over]);
      if (code !== 0) throw new Error(`mount: ${stderr}`);
      return {
        ...placedAt(path),
        undo: async () => {
          await capture("umount", [over]);
          rmdirSync(over);
          rmdirSync(path);
        },
      };
    },
  },
  {
    name: "an encrypted volume that is not mounted",
    root: true,
    message: /lakehouse:volumes\.encryptedPath \S+ is not there\./,
    remedy: /Remedy: run 'make volume', .* after a restart of the host\./,
    arrange: (stack) => closed(stack, "umount", [join(stack.encryptedVolume.directory, "..")]),
  },
  {
    name: "an encrypted volume that is locked",
    root: true,
    // LUKS has no such state: what is not open is not mounted.
    message: /lakehouse:volumes\.encryptedPath \S+ is (locked|not there)\./,
    remedy: /Remedy: run 'make volume', .* after a restart of the host\./,
    arrange: async (stack) => {
      const { directory } = stack.encryptedVolume;
      const { kind } = await storageEncryption(directory);
      return kind === "fscrypt"
        ? closed(stack, "fscrypt", ["lock", directory])
        : closed(stack, "umount", [join(directory, "..")]);
    },
  },
];
