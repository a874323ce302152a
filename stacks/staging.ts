import * as pulumi from "@pulumi/pulumi";
import { notThereYetMessage } from "./not-there-yet";

/** Docker Swarm on two or three hosts: not there yet. */
export function deploy(): Promise<never> {
  throw new pulumi.RunError(notThereYetMessage("staging"));
}
