import { podPolicy } from "../lib/pod";
import { list } from "../lib/values";

const known = ["projected", "configMap", "secret", "emptyDir", "persistentVolumeClaim"];
/** Tokens of the service account are judged by a policy of their own. */
const projected = ["configMap", "secret", "serviceAccountToken"];

export default podPolicy({
  name: "pods-mount-known-volumes",
  severity: "critical",
  reason:
    "A directory of the node leads out of the container; other kinds of volumes are neither encrypted nor watched by anything here.",
  remedy: "Use projected, configMap, secret and emptyDir volumes, and claims of the encrypted storage class.",
  judge(pod, report) {
    for (const volume of pod.volumes) {
      const kinds = Object.keys(volume).filter((key) => key !== "name");
      // Without a kind it is an emptyDir.
      for (const kind of kinds.filter((key) => !known.includes(key)))
        report(`volume ${volume["name"]} is of kind ${kind}`);
      for (const source of list<object>(volume["projected"]?.["sources"]))
        for (const kind of Object.keys(source).filter((key) => !projected.includes(key)))
          report(`volume ${volume["name"]} shows ${kind}`);
    }
    for (const { name, spec } of pod.containers) {
      if (list(spec["volumeDevices"]).length > 0) report(`container ${name} has a raw device`);
      for (const { mountPropagation } of list<{ mountPropagation?: string }>(spec["volumeMounts"]))
        if ((mountPropagation ?? "None") !== "None") report(`container ${name} shares mounts with its node`);
    }
  },
});
