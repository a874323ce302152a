/** One way in which bytes may be written down. */
export interface Encoded {
  encoding: string;
  bytes: Buffer;
}

/**
 * The part of a Base64 text that depends on these bytes alone, for each of the three places at which they may start
 * in a longer text: the first and last characters mix with their neighbours' bits.
 */
function base64Cores(value: Buffer): string[] {
  return [0, 1, 2].map((shift) => {
    const text = Buffer.concat([Buffer.alloc(shift), value])
      .toString("base64")
      .replace(/=+$/, "");
    const first = [0, 2, 3][shift]!;
    const mixed = (value.length + shift) % 3 === 0 ? 0 : 1;
    return text.slice(first, text.length - mixed);
  });
}

function utf16(value: Buffer, bigEndian: boolean): Buffer {
  const text = Buffer.from(value.toString("utf8"), "utf16le");
  return bigEndian ? text.swap16() : text;
}

/** A value as it stands and as text formats would carry it, each encoding once. */
export function encodingsOf(value: Buffer): Encoded[] {
  const text = value.toString("utf8");
  const all: Encoded[] = [
    { encoding: "raw", bytes: value },
    ...base64Cores(value).map((core) => ({ encoding: "base64", bytes: Buffer.from(core) })),
    ...base64Cores(value).map((core) => ({
      encoding: "base64url",
      bytes: Buffer.from(core.replaceAll("+", "-").replaceAll("/", "_")),
    })),
    { encoding: "hex", bytes: Buffer.from(value.toString("hex")) },
    { encoding: "hex", bytes: Buffer.from(value.toString("hex").toUpperCase()) },
    { encoding: "utf-16le", bytes: utf16(value, false) },
    { encoding: "utf-16be", bytes: utf16(value, true) },
    { encoding: "json", bytes: Buffer.from(JSON.stringify(text).slice(1, -1)) },
    // JSON in JSON: how a state file holds a document that is itself text.
    {
      encoding: "json in json",
      bytes: Buffer.from(JSON.stringify(JSON.stringify(text).slice(1, -1)).slice(1, -1)),
    },
    { encoding: "url", bytes: Buffer.from(encodeURIComponent(text)) },
  ];
  return all.filter((each, index) => all.findIndex(({ bytes }) => bytes.equals(each.bytes)) === index);
}
