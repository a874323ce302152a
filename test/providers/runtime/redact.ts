/** Shorter values would blank out ordinary words. */
const SHORTEST = 6;

/** Takes secret values, and the single lines of secret files, out of a message. */
export function redact(message: string, secrets: readonly string[]): string {
  const parts = secrets
    .flatMap((value) => [value, ...value.split("\n")])
    .map((part) => part.trim())
    .filter((part) => part.length >= SHORTEST);
  const longestFirst = [...new Set(parts)].sort((a, b) => b.length - a.length);
  return longestFirst.reduce((text, part) => text.split(part).join("[secret]"), message);
}
