/** `make images`: builds the local images from packages and loads them into the Docker Engine; `--list` names them. */
import { catalogue, imageReference, type ImageKey } from "../components/platform/images";
import { ensureImages } from "../test/images/build";
import { requireDocker } from "../test/docker/engine";
import { notice, runCommand } from "./pulumi/report";

function list(): void {
  for (const key of Object.keys(catalogue) as ImageKey[]) {
    const { local, version, licence } = catalogue[key];
    process.stdout.write(
      `${key}\n  catalogue: ${imageReference(key, "registry")} (${version}, ${licence})\n` +
        `  local:     ${imageReference(key, "local")}\n` +
        local.differs.map((sentence) => `             - ${sentence}\n`).join(""),
    );
  }
}

void runCommand(async () => {
  if (process.argv.includes("--list")) {
    list();
    return;
  }
  const engine = await requireDocker();
  try {
    const outcomes = Object.values(await ensureImages(engine.host));
    if (outcomes.every((outcome) => outcome === "present")) {
      notice("All local images are there; nothing to build.");
    }
  } finally {
    await engine.stop();
  }
});
