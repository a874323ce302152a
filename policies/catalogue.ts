import { atRest } from "./families/at-rest";
import { certificates } from "./families/certificates";
import { docker } from "./families/docker";
import { identity } from "./families/identity";
import { kubernetes } from "./families/kubernetes";
import { transport } from "./families/transport";
import type { Policy } from "./lib/policy";

/** Every policy by the folder it is in; a test compares these lists with the folders. */
export const families = {
  transport,
  "at-rest": atRest,
  identity,
  certificates,
  docker,
  kubernetes,
} as const satisfies Record<string, readonly Policy[]>;

export const policies: readonly Policy[] = Object.values(families).flat();
