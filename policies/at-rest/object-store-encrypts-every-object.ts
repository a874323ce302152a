import { objectStorePolicy } from "../lib/object-store";

export default objectStorePolicy({
  name: "object-store-encrypts-every-object",
  severity: "critical",
  reason: "Without automatic encryption an object is written in the clear unless its client asks otherwise.",
  remedy: "Set `MINIO_KMS_AUTO_ENCRYPTION=on`.",
  judge(store, report) {
    if (!store.encryptsEveryObject) report("does not encrypt every write");
  },
});
