/** An image of one static program, as an archive that a container runtime imports. */
import { createHash } from "node:crypto";
import { createWriteStream, readFileSync } from "node:fs";
import { buffer } from "node:stream/consumers";
import { pipeline } from "node:stream/promises";
import { pack, type Pack } from "tar-stream";

function archive(entries: Record<string, Buffer | string>, mode: number): Pack {
  const tar = pack();
  for (const [name, content] of Object.entries(entries)) tar.entry({ name, mode }, content);
  tar.finalize();
  return tar;
}

/** Writes the archive. Source: moby's image specification v1.2, "Combined Image JSON + Filesystem Changeset Format". */
export async function writeImage(reference: string, program: string, target: string): Promise<void> {
  const layer = await buffer(archive({ program: readFileSync(program) }, 0o555));
  const digest = createHash("sha256").update(layer).digest("hex");
  const config = {
    architecture: process.arch === "x64" ? "amd64" : process.arch,
    os: "linux",
    config: { Entrypoint: ["/program"] },
    rootfs: { type: "layers", diff_ids: [`sha256:${digest}`] },
  };
  const manifest = [{ Config: "config.json", RepoTags: [reference], Layers: ["layer.tar"] }];
  const image = archive(
    {
      "layer.tar": layer,
      "config.json": JSON.stringify(config),
      "manifest.json": JSON.stringify(manifest),
    },
    0o444,
  );
  await pipeline(image, createWriteStream(target));
}
