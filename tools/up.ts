/** `make up`: brings a stack up, shows its services, loads the sample data, and says when nothing changed. */
import { existsSync } from "node:fs";
import { join } from "node:path";
import { imagesOf } from "../components/platform/footprint";
import { configurationOf } from "./configuration";
import { firewallNotice } from "./firewall/notice";
import { ensureStack, openSession, operate, readOutputs, type Session, type StackOutputs } from "./operate";
import { requireFittingHost } from "./preconditions";
import { probe } from "./probe";
import { ROOT } from "./pulumi/paths";
import { notice, runCommand } from "./pulumi/report";
import { releaseVolumesLeftOut } from "./kept-volumes";
import { confirm, recover } from "./recovery/recover";
import { settle } from "./rollout";
import { table } from "../components/platform/table";
import { emptyEncryptedDirectories } from "./volume/directories";
import { stackName, type Workspace } from "./workspace";

const SAMPLE_DATA = join(ROOT, "tools", "sample-data", "load.ts");

/** What tools/sample-data/load.ts exports. */
interface SampleData {
  loadSampleData(context: { outputs: StackOutputs; log: (line: string) => void }): Promise<{
    changed: boolean;
    summary: string;
  }>;
}

/** Tries each service and prints the table of them. */
async function showServices(outputs: StackOutputs): Promise<boolean> {
  const services = Object.entries(outputs.services ?? {});
  if (services.length === 0) return true;
  const probes = await Promise.all(
    services.map(async ([, { probe: place, untried }]) =>
      untried ? { ready: true, state: untried } : probe(place, outputs.trustBundle ?? ""),
    ),
  );
  const rows = services.map(([, service], index) => [
    service.title,
    service.url,
    probes[index]!.state,
    service.credentials,
  ]);
  console.log(`\n${table(["SERVICE", "URL", "STATE", "CREDENTIALS"], rows)}`);
  return probes.every((result) => result.ready);
}

async function loadSampleData(session: Session, outputs: StackOutputs): Promise<boolean> {
  const lifecycle = session.workspace.config["lakehouse:lifecycle"] ?? "running";
  if (session.workspace.stack !== "dev" || lifecycle !== "running" || !outputs.sampleData) return false;
  if (!existsSync(SAMPLE_DATA)) return false;
  const loader = (await import(SAMPLE_DATA)) as SampleData;
  const result = await loader.loadSampleData({ outputs, log: notice });
  console.log(`\nSample data: ${result.summary}`);
  return result.changed;
}

/** Builds or loads the images that the stack is made of, the engine lacks, and no registry has. */
async function provideImages({ workspace }: Session): Promise<void> {
  // A cluster's nodes fetch their images themselves.
  if (workspace.stack !== "dev") return;
  const config = await configurationOf(workspace);
  const { engineAt } = await import("../components/platform/docker-host/engine");
  const { requirements } = await import("../stacks/dev");
  const keys = imagesOf(requirements(config).footprints);
  const engine = engineAt(config.docker.host).shown;
  if (config.images === "local") {
    const { ensureImages } = await import("../test/images/build");
    await ensureImages(engine, keys);
  } else {
    const { ensureBuiltImages } = await import("./built-images");
    await ensureBuiltImages(engine, keys);
  }
}

async function signOnNotice(workspace: Workspace): Promise<string | undefined> {
  if (workspace.stack !== "dev") return undefined;
  const { unresolvedNotice } = await import("./sign-on/unresolved");
  return unresolvedNotice(await configurationOf(workspace));
}

export async function up(stack: string): Promise<number> {
  // Images may take minutes too, and are looked for once they have been provided.
  const before = (workspace: Workspace) => requireFittingHost(workspace, { images: false });
  const session = await openSession(stack, { discard: process.env.DISCARD, before });
  await provideImages(session);
  await requireFittingHost(session.workspace);
  await recover(session, "up");
  await ensureStack(session);
  const discarded = process.env.DISCARD ? await releaseVolumesLeftOut(session) : [];
  let outcome = await operate(session, "up");
  // Now the servers run, even where the update failed because of what they lack; where it failed otherwise, later.
  if (await confirm(session, outcome.code === 0 ? undefined : () => undefined)) {
    const { changes } = outcome;
    outcome = await operate(session, "up");
    outcome.changes += changes;
  }
  if (outcome.code !== 0) return outcome.code;
  await settle(session.workspace);
  if (discarded.length > 0) await emptyEncryptedDirectories(session.workspace, discarded);
  const outputs = await readOutputs(session);
  const loaded = await loadSampleData(session, outputs);
  const ready = await showServices(outputs);
  const more = [await firewallNotice(session.workspace), await signOnNotice(session.workspace)];
  for (const line of [...(outputs.notices ?? []), ...more]) if (line) console.log(`\nNote: ${line}`);
  if (!ready) {
    notice("\nerror: The update is done, but not every service answers as it should: see STATE above.");
    return 1;
  }
  const changed = outcome.changes > 0 || loaded;
  console.log(changed ? `\n${stack} is up.` : `\n${stack} is up: no change.`);
  return 0;
}

if (require.main === module) void runCommand(() => up(stackName(process.env.STACK)));
