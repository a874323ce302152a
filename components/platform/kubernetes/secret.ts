import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import type { Kubernetes } from "./kubernetes";

/** A Secret, whose content is encrypted in the state, too. */
export const secretObject = (
  name: string,
  {
    platform,
    parent,
    metadata,
    content,
  }: {
    platform: Kubernetes;
    parent: pulumi.Resource;
    metadata: k8s.types.input.meta.v1.ObjectMeta;
    /** By key, as it is read. */
    content: Readonly<Record<string, pulumi.Input<string>>>;
  },
): k8s.core.v1.Secret =>
  new k8s.core.v1.Secret(
    name,
    {
      metadata,
      data: Object.fromEntries(
        Object.entries(content).map(([key, value]) => [
          key,
          pulumi.secret(value).apply((text) => Buffer.from(text).toString("base64")),
        ]),
      ),
    },
    platform.under(parent, { additionalSecretOutputs: ["data"] }),
  );
