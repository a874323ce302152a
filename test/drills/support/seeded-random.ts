import { createHash } from "node:crypto";

/** Numbers from 0 to 1 (exclusive) that look random, and are the same for the same seed. */
export function seededRandom(seed: number): () => number {
  let drawn = 0;
  return () => createHash("sha256").update(`${seed} ${drawn++}`).digest().readUInt32BE() / 2 ** 32;
}

/** As many numbers from 0 to 1, one somewhere in each of as many equal parts: random, and spread over the whole. */
export function spread(count: number, random: () => number): number[] {
  return Array.from({ length: count }, (_, part) => (part + random()) / count);
}
