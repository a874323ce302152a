import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { encodingsOf } from "../../e2e/support/encodings";

const of = (value: Buffer, encoding: string) =>
  encodingsOf(value).filter((each) => each.encoding === encoding);

describe("encodingsOf", () => {
  it("finds a value in Base64 of any text around it", () => {
    const bytes = (minLength: number) =>
      fc.uint8Array({ minLength, maxLength: 40 }).map((array) => Buffer.from(array));
    fc.assert(
      fc.property(bytes(8), bytes(0), bytes(0), (value, before, after) => {
        const text = Buffer.concat([before, value, after]).toString("base64");
        return encodingsOf(value).some(({ bytes }) => text.includes(bytes.toString()));
      }),
    );
  });

  it("knows hexadecimal of both cases, UTF-16 of both orders, JSON, JSON in JSON, and URLs", () => {
    const value = Buffer.from('line "1"\nß');
    expect(of(value, "hex").map(({ bytes }) => bytes.toString())).toEqual([
      "6c696e65202231220ac39f",
      "6C696E65202231220AC39F",
    ]);
    expect(of(value, "utf-16le")[0]!.bytes).toEqual(Buffer.from('line "1"\nß', "utf16le"));
    expect(of(value, "utf-16be")[0]!.bytes.subarray(0, 4)).toEqual(Buffer.from([0, 108, 0, 105]));
    expect(of(value, "json")[0]!.bytes.toString()).toBe('line \\"1\\"\\nß');
    expect(of(value, "json in json")[0]!.bytes.toString()).toBe('line \\\\\\"1\\\\\\"\\\\nß');
    expect(of(value, "url")[0]!.bytes.toString()).toBe("line%20%221%22%0A%C3%9F");
  });

  it("has no encoding twice", () => {
    const all = encodingsOf(Buffer.from("lettersonly")).map(({ bytes }) => bytes.toString("hex"));
    expect(new Set(all).size).toBe(all.length);
  });
});
