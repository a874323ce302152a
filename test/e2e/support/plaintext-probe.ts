import { createReadStream } from "node:fs";
import { readdir } from "node:fs/promises";
import { join, relative } from "node:path";
import { encodingsOf, type Encoded } from "./encodings";

/** Bytes of a marker below which chance finds are likely. */
const shortestMarker = 8;

/** Where a marker was found. */
export interface Hit {
  /** Path below the searched directory. */
  path: string;
  encoding: string;
  /** Bytes from the start of the file, or undefined when the file's name itself holds the marker. */
  offset: number | undefined;
}

/** What a search went through; one that read nothing proves nothing. */
export interface PlaintextSearch {
  files: number;
  bytes: number;
  hits: Hit[];
}

async function filesUnder(directory: string): Promise<string[]> {
  const entries = await readdir(directory, { withFileTypes: true, recursive: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath ?? entry.path, entry.name));
}

/**
 * Notes every place of a file at which something is found.
 * @returns bytes read, or undefined when the file is gone: a running server removes its temporary files
 */
async function searchFile(
  file: string,
  needles: readonly Encoded[],
  note: (encoding: string, offset: number) => void,
): Promise<number | undefined> {
  const overlap = Math.max(...needles.map(({ bytes }) => bytes.length)) - 1;
  let tail = Buffer.alloc(0);
  let read = 0;
  try {
    for await (const chunk of createReadStream(file, { highWaterMark: 1 << 20 })) {
      const window = Buffer.concat([tail, chunk as Buffer]);
      for (const { encoding, bytes } of needles) {
        for (let at = window.indexOf(bytes); at >= 0; at = window.indexOf(bytes, at + 1))
          note(encoding, read - tail.length + at);
      }
      read += (chunk as Buffer).length;
      tail = window.subarray(Math.max(0, window.length - overlap));
    }
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
  return read;
}

/**
 * Searches the contents and the names of every file under a directory for a marker as it stands and in Base64,
 * hexadecimal and UTF-16.
 * @throws Error when the marker is so short that it would be found by chance
 */
export async function findPlaintext(directory: string, marker: string | Buffer): Promise<PlaintextSearch> {
  const value = Buffer.from(marker as string);
  if (value.length < shortestMarker)
    throw new Error(`a marker needs at least ${shortestMarker} bytes, and this one has ${value.length}`);
  const needles = encodingsOf(value);
  const search: PlaintextSearch = { files: 0, bytes: 0, hits: [] };
  for (const file of (await filesUnder(directory)).sort()) {
    const path = relative(directory, file);
    const note = (encoding: string, offset: number | undefined) => {
      if (!search.hits.some((hit) => hit.path === path && hit.encoding === encoding && hit.offset === offset))
        search.hits.push({ path, encoding, offset });
    };
    const name = Buffer.from(path);
    for (const { encoding, bytes } of needles) if (name.includes(bytes)) note(encoding, undefined);
    const read = await searchFile(file, needles, note);
    if (read === undefined) continue;
    search.files += 1;
    search.bytes += read;
  }
  return search;
}
