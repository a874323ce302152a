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

export default resourcePolicy({
  name: "storage-classes-encrypt",
  severity: "critical",
  types: ["kubernetes:storage.k8s.io/v1:StorageClass"],
  reason:
    "Whoever gets at a drive or its copy reads what is not encrypted; what a deleted claim takes along is lost.",
  remedy:
    "Set the driver's parameter for encryption, `reclaimPolicy: Retain` and `volumeBindingMode: WaitForFirstConsumer`.",
  judge({ props }, report) {
    const provisioner: string = props["provisioner"] ?? "";
    const wanted = encrypts[provisioner];
    if (wanted === undefined) report(`is of ${provisioner}, which nobody here can judge`);
    else if (wanted !== "always" && !wanted[1].test(String(props["parameters"]?.[wanted[0]] ?? "")))
      report(`does not encrypt: its parameter ${wanted[0]} does not say so`);
    if (props["reclaimPolicy"] !== "Retain") report("deletes a volume with its claim");
    if (props["volumeBindingMode"] !== "WaitForFirstConsumer")
      report("makes volumes in a zone before their pods have one");
  },
});
