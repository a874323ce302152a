import { randomBytes as bytes } from "node:crypto";
import { hash } from "bcryptjs";
import type { Property, ResourceType, TestProvider } from "../runtime";
import { characterArguments, checkCharacters, randomCharacters } from "./characters";

/** As the official provider hashes. */
const BCRYPT_COST = 10;

const keepers: Property = { type: "object", items: "string", forceNew: true };
const noDeletion = (): Promise<void> => Promise.resolve();

/** bcrypt reads no more than 72 bytes; the official provider cuts there too. */
function bcryptHash(password: string): Promise<string> {
  return hash(Buffer.from(password, "utf8").subarray(0, 72).toString("utf8"), BCRYPT_COST);
}

const password: ResourceType<undefined> = {
  inputs: characterArguments,
  unsupported: ["number"],
  outputs: { result: { secret: true }, bcryptHash: { secret: true } },
  check: checkCharacters,
  async create(inputs) {
    const result = randomCharacters(inputs);
    return { id: "none", outputs: { result, bcryptHash: await bcryptHash(result) } };
  },
  delete: noDeletion,
};

const string: ResourceType<undefined> = {
  inputs: characterArguments,
  unsupported: ["number"],
  outputs: { result: {} },
  check: checkCharacters,
  create(inputs) {
    const result = randomCharacters(inputs);
    return Promise.resolve({ id: result, outputs: { result } });
  },
  delete: noDeletion,
};

function checkLength(property: string): ResourceType<undefined>["check"] {
  return (inputs) =>
    Number.isInteger(inputs[property]) && Number(inputs[property]) >= 1
      ? []
      : [{ property, reason: `is ${String(inputs[property])}; allowed: a whole number of at least 1` }];
}

const randomBytes: ResourceType<undefined> = {
  inputs: { length: { type: "number", required: true, forceNew: true }, keepers },
  outputs: { base64: { secret: true }, hex: { secret: true } },
  check: checkLength("length"),
  create(inputs) {
    const value = bytes(Number(inputs.length));
    const base64 = value.toString("base64");
    return Promise.resolve({ id: "none", outputs: { base64, hex: value.toString("hex") } });
  },
  delete: noDeletion,
};

const id: ResourceType<undefined> = {
  inputs: {
    byteLength: { type: "number", required: true, forceNew: true },
    prefix: { type: "string", forceNew: true },
    keepers,
  },
  outputs: { b64Std: {}, b64Url: {}, dec: {}, hex: {} },
  check: checkLength("byteLength"),
  create(inputs) {
    const value = bytes(Number(inputs.byteLength));
    const prefix = (inputs.prefix as string | undefined) ?? "";
    const b64Url = value.toString("base64url");
    return Promise.resolve({
      id: b64Url,
      outputs: {
        b64Url: prefix + b64Url,
        b64Std: prefix + value.toString("base64"),
        hex: prefix + value.toString("hex"),
        dec: prefix + BigInt(`0x${value.toString("hex")}`).toString(),
      },
    });
  },
  delete: noDeletion,
};

/** Stands in for the official random provider (hashicorp/random, bridged), on the system's CSPRNG. */
export const random: TestProvider<undefined> = {
  name: "random",
  version: "4.21.2",
  configuration: {},
  connect: () => undefined,
  resources: {
    "random:index/randomBytes:RandomBytes": randomBytes,
    "random:index/randomId:RandomId": id,
    "random:index/randomPassword:RandomPassword": password,
    "random:index/randomString:RandomString": string,
  },
};
