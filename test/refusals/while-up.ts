/** What can be wrong with a stack that is there: with its state, its volumes, or with a second one beside it. */
import { mkdirSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from "node:fs";
import { hostname } from "node:os";
import { join } from "node:path";
import type { TestStack } from "../e2e/stack";
import { freePorts } from "../e2e/support/free-port";
import { freshHome, type Condition } from "./attempt";

const passphraseOf = ({ home }: TestStack) => join(home, "passphrase");
const stateOf = ({ home }: TestStack) => join(home, "backend", ".pulumi", "stacks", "lakehouse", "dev.json");

/** A configuration that gives the stack another name. */
const renamed =
  (target: string): Condition["arrange"] =>
  () => ({ target, changes: { "lakehouse:name": "lakehouse-other" } });

const anotherName = {
  message:
    /The stack in \S+ is called lakehouse-e2e, and the configuration calls it lakehouse-other \(lakehouse:name\)\./,
  remedy:
    /Remedy, one of these:\n.*lakehouse:name: lakehouse-e2e\n.*LAKEHOUSE_HOME=.*\n.*make destroy CONFIRM=lakehouse-e2e/,
};

/** A second stack beside this one, with what is given of its configuration. */
async function second(directory: string, changes: Record<string, unknown>) {
  const fresh = freshHome(directory);
  const ports = await freePorts("objectStore", "postgresql", "searchStore", "edge");
  return {
    env: fresh.env!,
    changes: {
      ...fresh.changes,
      "lakehouse:name": "lakehouse-second",
      "lakehouse:publish": ports,
      "lakehouse:network": { pool: "10.216.0.0/20" },
      ...changes,
    },
  };
}

export const whileUp: readonly Condition[] = [
  {
    name: "a passphrase that is lost",
    message: /The passphrase in \S+\/passphrase is gone, and with it the one that encrypted the state/,
    remedy: /Put the file back from a backup\./,
    arrange: (stack, directory) => {
      const kept = join(directory, "passphrase");
      writeFileSync(kept, readFileSync(passphraseOf(stack)));
      rmSync(passphraseOf(stack));
      return { undo: () => writeFileSync(passphraseOf(stack), readFileSync(kept), { mode: 0o600 }) };
    },
  },
  {
    name: "a passphrase that is another",
    message: /The passphrase in \S+\/passphrase is not the one that encrypted the state/,
    remedy: /Put the file back from a backup\./,
    arrange: (stack) => {
      const kept = readFileSync(passphraseOf(stack));
      writeFileSync(passphraseOf(stack), `${"0".repeat(64)}\n`);
      return { undo: () => writeFileSync(passphraseOf(stack), kept) };
    },
  },
  {
    name: "another update that is under way",
    message: /Another update of dev is under way \(process \d+ on \S+, since 2026-01-01T00:00:00Z\)\./,
    remedy: /Wait for it to end\. If it has ended without a trace, delete \S+held\.json\./,
    arrange: ({ home }) => {
      const locks = join(home, "backend", ".pulumi", "locks", "organization", "lakehouse", "dev");
      mkdirSync(locks, { recursive: true });
      const file = join(locks, "held.json");
      const lock = { pid: process.pid, hostname: hostname(), timestamp: "2026-01-01T00:00:00Z" };
      writeFileSync(file, JSON.stringify(lock));
      return { undo: () => rmSync(file) };
    },
  },
  {
    name: "a clock behind the state",
    message:
      /This machine's clock says \S+, and the state of dev was written later, at \S+ \(\S+dev\.json\): the clock is behind\./,
    remedy: /Remedy: set the clock .*: touch '\S+dev\.json'/,
    arrange: (stack) => {
      const { atime, mtime } = statSync(stateOf(stack));
      const later = new Date(Date.now() + 3_600_000);
      utimesSync(stateOf(stack), later, later);
      return { undo: () => utimesSync(stateOf(stack), atime, mtime) };
    },
  },
  {
    name: "a state that is cut off",
    message: /The state of dev cannot be read: \S+dev\.json is cut off or altered\./,
    remedy: /The newest whole copy that Pulumi kept is \S+\. Put it back .*\n {2}cp '\S+' '\S+'/,
    arrange: (stack) => {
      const kept = readFileSync(stateOf(stack));
      writeFileSync(stateOf(stack), kept.subarray(0, kept.length / 2));
      return { undo: () => writeFileSync(stateOf(stack), kept) };
    },
  },
  { name: "another name, in an up", ...anotherName, arrange: renamed("up") },
  { name: "another name, in a preview", ...anotherName, arrange: renamed("preview") },
  { name: "another name, in a down", ...anotherName, arrange: renamed("down") },
  {
    name: "a volume that would be elsewhere",
    message:
      /The volume lakehouse-e2e-postgresql-keys lies in \S+, and the configuration wants it in Docker's data root; it is not moved\./,
    remedy: /Remedy: set lakehouse:volumes as it was when the volume was made/,
    arrange: () => ({ changes: { "lakehouse:volumes": { plain: ["postgresql-keys"] } } }),
  },
  {
    name: "a removal of the encrypted volume under it",
    message: /The encrypted volume at \S+ still holds data of lakehouse-e2e in postgresql-keys/,
    remedy:
      /Remedy, one of these:\n.*make destroy STACK=dev CONFIRM=lakehouse-e2e\n.* DISCARD=postgresql-keys$/m,
    arrange: () => ({ target: "volume", env: { REMOVE: "yes", CONFIRM: "lakehouse-e2e" } }),
  },
  {
    name: "a state directory that does not know the stack on the engine",
    message:
      /The Docker Engine has objects of a stack named lakehouse-e2e \(.*\), but \S+ holds no state that knows of them/,
    remedy: /LAKEHOUSE_HOME=\/path\/to\/directory/,
    arrange: (_, directory) => ({ env: freshHome(directory).env! }),
  },
  {
    name: "a second stack on the first one's port",
    message: /Port \d+ on 127\.0\.0\.1 is taken by container 'lakehouse-e2e-object-store/,
    remedy: /Remedy: stop what uses it, or configure lakehouse:publish/,
    arrange: ({ published }, directory) => second(directory, { "lakehouse:publish": published }),
  },
  {
    name: "a second stack in the first one's network",
    message:
      /lakehouse:network\.pool 10\.215\.0\.0\/20 overlaps 10\.215\.\S+ of the Docker network 'lakehouse-e2e-/,
    remedy: /Remedy: configure lakehouse:network\.pool/,
    arrange: (_, directory) => second(directory, { "lakehouse:network": { pool: "10.215.0.0/20" } }),
  },
];
