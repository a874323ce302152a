import * as pulumi from "@pulumi/pulumi";

/** Kubernetes with Istio across zones: not there yet. */
export function deploy(): Promise<never> {
  throw new pulumi.RunError(
    "The prod stack (Kubernetes with Istio across zones) is not there yet; nothing was created. What runs today: 'make up STACK=dev'.",
  );
}
