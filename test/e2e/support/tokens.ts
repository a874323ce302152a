import { createHmac, createSign, type KeyObject } from "node:crypto";

type Json = Record<string, unknown>;
const part = (json: Json) => Buffer.from(JSON.stringify(json)).toString("base64url");

/** The three parts of a token, the first two read. */
export function partsOf(token: string): { header: Json; claims: Json; signature: string } {
  const [header = "", claims = "", signature = ""] = token.split(".");
  const read = (text: string) => JSON.parse(Buffer.from(text, "base64url").toString()) as Json;
  return { header: read(header), claims: read(claims), signature };
}

/** A token with a signature of one's choice. */
export function signed(header: Json, claims: Json, by: (text: string) => string): string {
  const text = `${part(header)}.${part(claims)}`;
  return `${text}.${by(text)}`;
}

export const byRsa =
  (key: KeyObject) =>
  (text: string): string =>
    createSign("RSA-SHA256").update(text).sign(key, "base64url");

export const byHmac =
  (key: string) =>
  (text: string): string =>
    createHmac("sha256", key).update(text).digest("base64url");

export const unsigned = (): string => "";
