import { resourcePolicy } from "../lib/policy";

/** What a driver's parameters have to say; `always` where it encrypts whatever they say. Stated here again on purpose. */
const encrypts: Record<string, "always" | [key: string, value: RegExp]> = {
  "ebs.csi.aws.com": ["encrypted", /^true$/],
  "pd.csi.storage.gke.io": "always",
  "disk.csi.azure.com": "always",
  "rbd.csi.ceph.com": ["encrypted", /^true$/],
  "driver.longhorn.io": ["encrypted", /^true$/],
  "csi.vsphere.vmware.com": ["storagepolicyname", /encrypt/i],
};

/** As above, for drives without moving parts (R16). */
const isSsd: Record<string, "always" | [key: string, value: RegExp]> = {
  "ebs.csi.aws.com": ["type", /^(gp2|gp3|io1|io2)$/],
  "pd.csi.storage.gke.io": ["type", /^(pd-ssd|pd-balanced|pd-extreme|hyperdisk-\w+)$/],
  "disk.csi.azure.com": ["skuName", /^(Premium(V2)?_(LRS|ZRS)|StandardSSD_(LRS|ZRS)|UltraSSD_LRS)$/],
  "rbd.csi.ceph.com": "always",
  "driver.longhorn.io": ["diskSelector", /ssd|nvme/],
  "csi.vsphere.vmware.com": "always",
};

export default resourcePolicy({
  name: "storage-classes-encrypt",
  severity: "critical",
  types: ["kubernetes:storage.k8s.io/v1:StorageClass"],
  reason:
    "Whoever gets at a drive or its copy reads what is not encrypted; what lies on slow drives keeps everybody waiting; what a deleted claim takes along is lost.",
  remedy:
    "Set the driver's parameters for encryption and SSD, `reclaimPolicy: Retain` and `volumeBindingMode: WaitForFirstConsumer`.",
  judge({ props }, report) {
    const provisioner: string = props["provisioner"] ?? "";
    const wanted = encrypts[provisioner];
    if (wanted === undefined) report(`is of ${provisioner}, which nobody here can judge`);
    else if (wanted !== "always" && !wanted[1].test(String(props["parameters"]?.[wanted[0]] ?? "")))
      report(`does not encrypt: its parameter ${wanted[0]} does not say so`);
    const fast = isSsd[provisioner];
    if (fast && fast !== "always" && !fast[1].test(String(props["parameters"]?.[fast[0]] ?? "")))
      report(`may lie on slow drives: its parameter ${fast[0]} names none of SSD`);
    if (props["reclaimPolicy"] !== "Retain") report("deletes a volume with its claim");
    if (props["volumeBindingMode"] !== "WaitForFirstConsumer")
      report("makes volumes in a zone before their pods have one");
  },
});
