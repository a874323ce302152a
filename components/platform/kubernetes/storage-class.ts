import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import type { Kubernetes } from "./kubernetes";
import { metadata } from "./labels";

/** Where volumes come from. */
export type StorageSettings =
  /** A class of the cluster's own. `encryptedBy` says what encrypts it, where its parameters do not. */
  | { class: string; encryptedBy?: string | undefined }
  /** A class made by the program. */
  | { provisioner: string; parameters: Readonly<Record<string, string>> };

/**
 * The storage class of all volumes: encrypted SSD, in the zone of the pod that uses it, kept when its claim is deleted
 * unless the stack is disposable.
 */
export class StorageClass extends pulumi.ComponentResource {
  readonly className: pulumi.Input<string>;

  constructor(
    name: string,
    { platform, settings }: { platform: Kubernetes; settings: StorageSettings },
    opts: pulumi.ComponentResourceOptions,
  ) {
    super("lakehouse:platform:StorageClass", name, {}, opts);
    this.className =
      "class" in settings
        ? settings.class
        : new k8s.storage.v1.StorageClass(
            `${name}-class`,
            {
              metadata: metadata(platform, undefined, `${platform.args.prefix}-encrypted-ssd`),
              provisioner: settings.provisioner,
              parameters: { ...settings.parameters },
              allowVolumeExpansion: true,
              // Drives outlive their claims, and so every mistake with these; who destroys a stack removes them by hand.
              reclaimPolicy: "Retain",
              // A volume is made where its pod is placed, so that spreading over zones decides.
              volumeBindingMode: "WaitForFirstConsumer",
            },
            platform.under(this),
          ).metadata.name;
    this.registerOutputs();
  }
}
