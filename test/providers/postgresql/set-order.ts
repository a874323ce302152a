/** CRC-32 (IEEE), bit by bit: the inputs are a few short names. */
function crc32(text: string): number {
  let crc = 0xffffffff;
  for (const byte of Buffer.from(text, "utf8")) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0);
  }
  return (crc ^ 0xffffffff) >>> 0;
}

/**
 * Terraform's order of a set of strings: by the decimal text of each CRC-32. Identifiers made of a set
 * follow it.
 */
export function inSetOrder(items: readonly string[]): string[] {
  const keyed = [...new Set(items)].map((item) => [String(crc32(item)), item] as const);
  return keyed.sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)).map(([, item]) => item);
}
