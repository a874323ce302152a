import * as ipaddr from "ipaddr.js";
import { z } from "zod";
import { quantity } from "../components/platform/quantity";

const memoryPattern = /^[1-9]\d*(Mi|Gi)$/;
/** Whether texts are amounts of memory at all; what is not has an error of its own. */
export const isMemory = (...texts: string[]) => texts.every((text) => memoryPattern.test(text));

/** An amount of memory, with its default and the least that works. */
export const memory = (fallback: string, least: string) =>
  z
    .string()
    .regex(memoryPattern, "a whole number of Mi or Gi, such as 512Mi or 2Gi")
    .refine((text) => !isMemory(text) || quantity(text) >= quantity(least), `at least ${least}`)
    .refine((text) => !isMemory(text) || quantity(text) <= quantity("1024Gi"), "at most 1024Gi")
    .default(fallback);

/** A CPU limit in cores. */
export const cpus = (fallback: number) => z.number().min(0.1).max(64).default(fallback);
/** A text that is handed on as it is, into files in which control characters would end something. */
export const visible = z.string().regex(/^[^\p{Cc}]+$/u, "a text without control characters");
/** A number of days. */
export const days = (fallback: number, most: number) => z.number().int().min(1).max(most).default(fallback);

/** A network by its address and length. */
export const network = z
  .string()
  .refine(
    (text) =>
      ipaddr.IPv4.isValidCIDR(text) &&
      ipaddr.IPv4.networkAddressFromCIDR(text).toString() === text.split("/")[0],
    "an IPv4 network with no host bits set, such as 10.244.0.0/16",
  );

/** A private network that holds one /29 for each flow. */
export const ipv4Pool = z
  .string()
  .refine((text) => {
    if (!/^[\d./]+$/.test(text) || !ipaddr.IPv4.isValidCIDR(text)) return false;
    const [address, bits] = ipaddr.IPv4.parseCIDR(text);
    const network = ipaddr.IPv4.networkAddressFromCIDR(text);
    return (
      address.range() === "private" && address.toString() === network.toString() && bits >= 12 && bits <= 24
    );
  }, "a private IPv4 network of /12 to /24, such as 10.214.0.0/20, with no host bits set")
  .default("10.214.0.0/20");

/** Whether a host's name leads each machine to itself (RFC 6761). */
export const isOwnMachine = (name: string): boolean => /(^|\.)localhost$/i.test(name);

/** A host port. */
export const hostPort = z.number().int().min(1).max(65535);
/** The same with a default. */
export const port = (fallback: number) => hostPort.default(fallback);

/** What a loopback address is, in words. */
export const loopback = "an address of the loopback range, 127.0.0.0/8, such as 127.0.0.1";

/** A label that means: make it anew. */
export const label = z
  .string()
  .regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,39}$/, "1 to 40 letters, digits, dots, hyphens and underscores")
  .optional();
