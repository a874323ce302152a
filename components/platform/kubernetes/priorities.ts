import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import type { NetworkZone } from "../network-zones";
import type { Kubernetes } from "./kubernetes";
import { metadata } from "./labels";

/** When nodes are short, who goes on: what others ask stands above what asks. */
const priorities: Record<NetworkZone, { value: number; description: string }> = {
  data: { value: 900_000, description: "Stores: everything else stands still without them." },
  edge: { value: 800_000, description: "The only door for people." },
  system: { value: 700_000, description: "Key store and operators' helpers." },
  application: { value: 600_000, description: "What people use, and what prepares it." },
  observability: { value: 500_000, description: "What watches the others." },
};

/** A priority class for each network zone in use. */
export class PriorityClasses extends pulumi.ComponentResource {
  private readonly classes: Partial<Record<NetworkZone, k8s.scheduling.v1.PriorityClass>>;

  constructor(name: string, { platform }: { platform: Kubernetes }, opts: pulumi.ComponentResourceOptions) {
    super("lakehouse:platform:PriorityClasses", name, {}, opts);
    this.classes = Object.fromEntries(
      platform.usedZones.map((zone) => [
        zone,
        new k8s.scheduling.v1.PriorityClass(
          `${name}-${zone}`,
          { metadata: metadata(platform, undefined, platform.namespaceName(zone)), ...priorities[zone] },
          platform.under(this),
        ),
      ]),
    );
    this.registerOutputs();
  }

  /** Name of a zone's class. */
  of(zone: NetworkZone): pulumi.Output<string> {
    return this.classes[zone]!.metadata.name;
  }
}
