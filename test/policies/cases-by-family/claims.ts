import { unknownText } from "../../../policies/evaluate";
import { add, both, inputs, set, spec, type Change, type PolicyCases } from "../cases";
import { named } from "../fixtures";
import { onCluster } from "./postgresql-clusters";
import { onNodes, onSearch } from "./search-clusters";

// eslint-disable-next-line @typescript-eslint/no-explicit-any
type Spec = Record<string, any>;

const zones = "kubernetes-zones-data";
const protect =
  (name: string, value: boolean): Change =>
  (graph) => {
    named(graph, name).options!.protect = value;
  };
const storageClass = (values: Spec) => set("kubernetes-storage-class", values);
const claim = (values: Spec, isProtected = true): Change =>
  add({
    type: "kubernetes:core/v1:PersistentVolumeClaim",
    name: "claim",
    inputs: {
      metadata: { name: "claim" },
      spec: { storageClassName: "lakehouse-prod-encrypted-ssd", ...values },
    },
    options: { protect: isProtected },
  });

/** Ways to lose what is stored, or to have it lie in plain. */
export const storage: Record<string, PolicyCases> = {
  "storage-classes-encrypt": {
    fail: {
      "not said": storageClass({ parameters: { type: "gp3" } }),
      "said not to": storageClass({ parameters: { type: "gp3", encrypted: "false" } }),
      "nothing said": storageClass({ parameters: undefined }),
      "a driver nobody knows": storageClass({ provisioner: "rancher.io/local-path" }),
      "without an encrypting policy": storageClass({ provisioner: "csi.vsphere.vmware.com" }),
      "on slow drives": storageClass({ parameters: { type: "st1", encrypted: "true" } }),
      "on whichever drives": storageClass({ parameters: { encrypted: "true" } }),
      "gone with its claim": storageClass({ reclaimPolicy: "Delete" }),
      "gone by default": storageClass({ reclaimPolicy: undefined }),
      "in any zone": storageClass({ volumeBindingMode: "Immediate" }),
    },
    pass: {
      "always encrypted": storageClass({
        provisioner: "pd.csi.storage.gke.io",
        parameters: { type: "pd-ssd" },
      }),
      "by its policy": storageClass({
        provisioner: "csi.vsphere.vmware.com",
        parameters: { storagepolicyname: "VM Encryption Policy" },
      }),
    },
  },
  "claims-outlive-their-pods": {
    fail: {
      "with their set": spec(
        "object-store-pods",
        (given) => (given["persistentVolumeClaimRetentionPolicy"].whenDeleted = "Delete"),
      ),
      "with fewer replicas": spec(
        "object-store-pods",
        (given) => (given["persistentVolumeClaimRetentionPolicy"].whenScaled = "Delete"),
      ),
      "a set that is not protected": protect("object-store-pods", false),
      "a namespace that is not protected": protect(`${zones}-namespace`, false),
      "a claim that is not protected": claim({}, false),
      "a cluster that is not protected": protect("postgresql-cluster-servers", false),
      "a search cluster that is not protected": protect("search-store-cluster-nodes", false),
      "with a search cluster": onSearch(
        (spec) => (spec["volumeClaimDeletePolicy"] = "DeleteOnScaledownAndClusterDeletion"),
      ),
      "with a search cluster by default": onSearch((spec) => delete spec["volumeClaimDeletePolicy"]),
      "with a cluster": inputs(
        "postgresql-cluster-servers",
        ({ metadata }) => (metadata.finalizers = ["percona.com/delete-pvc"]),
      ),
    },
    pass: {
      "kept by default": spec(
        "object-store-pods",
        (given) => delete given["persistentVolumeClaimRetentionPolicy"],
      ),
      "a claim of its own": claim({}),
      "a set without claims": both(
        protect("object-store-pods", false),
        spec("object-store-pods", (given) => (given["volumeClaimTemplates"] = [])),
      ),
    },
  },
  "claims-name-a-storage-class": {
    fail: {
      none: spec(
        "object-store-pods",
        (given) => delete given["volumeClaimTemplates"][1].spec.storageClassName,
      ),
      "the empty one": spec(
        "object-store-pods",
        (given) => (given["volumeClaimTemplates"][0].spec.storageClassName = ""),
      ),
      "a claim of its own": claim({ storageClassName: undefined }),
      "a database's log": onCluster(
        ({ instances }) => delete instances[0].walVolumeClaimSpec.storageClassName,
      ),
      "a search cluster's": onNodes((set) => delete set["volumeClaimTemplates"][0].spec.storageClassName),
      "a database's data": onCluster(
        ({ instances }) => (instances[0].dataVolumeClaimSpec.storageClassName = ""),
      ),
    },
    pass: {
      "one that is not made yet": spec(
        "object-store-pods",
        (given) => (given["volumeClaimTemplates"][0].spec.storageClassName = unknownText),
      ),
    },
  },
};
