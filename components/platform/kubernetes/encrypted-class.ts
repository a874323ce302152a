import type { ClusterStorageClass } from "./cluster";

/** What a CSI driver's parameters must say for encrypted SSD; `always` where the drive is encrypted whatever they say. */
interface Driver {
  encrypted: "always" | { key: string; value: RegExp; example: string };
  ssd: { key: string; value: RegExp; example: string } | "always";
}

/**
 * Drivers whose parameters are known, by provisioner.
 * Sources: each driver's documentation of its StorageClass parameters.
 */
export const knownDrivers: Readonly<Record<string, Driver>> = {
  "ebs.csi.aws.com": {
    encrypted: { key: "encrypted", value: /^true$/, example: "encrypted: 'true'" },
    ssd: { key: "type", value: /^(gp2|gp3|io1|io2)$/, example: "type: gp3" },
  },
  "pd.csi.storage.gke.io": {
    encrypted: "always",
    ssd: { key: "type", value: /^(pd-ssd|pd-balanced|pd-extreme|hyperdisk-\w+)$/, example: "type: pd-ssd" },
  },
  "disk.csi.azure.com": {
    encrypted: "always",
    ssd: {
      key: "skuName",
      value: /^(Premium(V2)?_(LRS|ZRS)|StandardSSD_(LRS|ZRS)|UltraSSD_LRS)$/,
      example: "skuName: Premium_LRS",
    },
  },
  "rbd.csi.ceph.com": {
    encrypted: { key: "encrypted", value: /^true$/, example: "encrypted: 'true'" },
    ssd: "always",
  },
  "driver.longhorn.io": {
    encrypted: { key: "encrypted", value: /^true$/, example: "encrypted: 'true'" },
    ssd: { key: "diskSelector", value: /ssd|nvme/, example: "diskSelector: ssd" },
  },
  "csi.vsphere.vmware.com": {
    encrypted: { key: "storagepolicyname", value: /encrypt/i, example: "storagepolicyname: encrypted" },
    ssd: "always",
  },
};

/**
 * What keeps a class from being one of encrypted SSD; none for one that is.
 * @param encryptedBy what its owner says encrypts it, for drivers that are not known
 */
export function storageMistakes(
  { name, provisioner, parameters }: ClusterStorageClass,
  encryptedBy?: string,
): string[] {
  const driver = knownDrivers[provisioner];
  if (!driver)
    return encryptedBy === undefined
      ? [
          `storage class ${name} is of ${provisioner}, whose parameters nobody here can judge; ` +
            "say in lakehouse:kubernetes.storage.encryptedBy what encrypts its volumes",
        ]
      : [];
  const lacks = (what: string, wanted: Driver["ssd"] | Driver["encrypted"]) =>
    wanted === "always" || wanted.value.test(parameters[wanted.key] ?? "")
      ? []
      : [`storage class ${name} (${provisioner}) ${what}: its parameters lack ${wanted.example}`];
  return [...lacks("does not encrypt", driver.encrypted), ...lacks("is not SSD", driver.ssd)];
}
