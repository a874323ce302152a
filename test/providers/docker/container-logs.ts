import type { Container } from "dockerode";

const HEADER_BYTES = 8;

/** Output of a container without a terminal: frames of an 8-byte header (stream, length) and text. */
export function demultiplex(frames: Buffer): string {
  const parts: Buffer[] = [];
  for (let at = 0; at + HEADER_BYTES <= frames.length;) {
    const end = at + HEADER_BYTES + frames.readUInt32BE(at + 4);
    parts.push(frames.subarray(at + HEADER_BYTES, end));
    at = end;
  }
  return Buffer.concat(parts).toString("utf8");
}

/** Everything a container wrote so far, or its last lines. */
export async function containerLogs(container: Container, lastLines?: number): Promise<string> {
  const frames = await container.logs({
    follow: false,
    stdout: true,
    stderr: true,
    ...(lastLines === undefined ? {} : { tail: lastLines }),
  });
  return demultiplex(frames);
}
