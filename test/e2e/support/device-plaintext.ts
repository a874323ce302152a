import { createReadStream, createWriteStream, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import { capture } from "../../../tools/pulumi/process";
import { findPlaintext, type PlaintextSearch } from "./plaintext-probe";

/** Bytes that are looked at together: blocks of a file system, so that data and holes do not mix. */
const chunkSize = 1 << 20;

/** Sees to it that everything written is on its device, and that the device is read and not what is remembered of it. */
async function writeBack(): Promise<void> {
  const { code, stderr } = await capture("sync", []);
  if (code !== 0) throw new Error(`sync: ${stderr}`);
  // Pages alone (Documentation/admin-guide/sysctl/vm.rst of Linux).
  writeFileSync("/proc/sys/vm/drop_caches", "1");
}

/** What of a file is not a hole: most of a sparse one is. */
async function* written(file: string): AsyncGenerator<Buffer> {
  const empty = Buffer.alloc(chunkSize);
  for await (const chunk of createReadStream(file, { highWaterMark: chunkSize })) {
    const bytes = chunk as Buffer;
    if (!bytes.equals(empty)) yield bytes;
  }
}

/** Searches the file behind a loop device for a marker. Needs root. */
export async function findOnDevice(file: string, marker: string): Promise<PlaintextSearch> {
  await writeBack();
  const directory = mkdtempSync(join(tmpdir(), "lakehouse-device-"));
  try {
    await pipeline(written(file), createWriteStream(join(directory, "device")));
    return await findPlaintext(directory, marker);
  } finally {
    rmSync(directory, { recursive: true });
  }
}
