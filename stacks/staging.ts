import * as pulumi from "@pulumi/pulumi";

/** Docker Swarm on two or three hosts: not there yet. */
export function deploy(): Promise<never> {
  throw new pulumi.RunError(
    "The staging stack (Docker Swarm on two or three hosts) is not there yet; nothing was created. What runs today: 'make up STACK=dev'.",
  );
}
