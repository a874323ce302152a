import { objectStorePolicy } from "../lib/object-store";

export default objectStorePolicy({
  name: "object-store-has-an-encryption-key",
  severity: "critical",
  reason: "Without a key of its own the server encrypts nothing.",
  remedy: "Upload the key as a file and name it in `MINIO_KMS_SECRET_KEY_FILE`, or name a key server.",
  judge(store, report) {
    const { keyFile } = store;
    if (keyFile === undefined && !store.usesKeyServer) report("names no encryption key");
    else if (keyFile !== undefined && !store.provides(keyFile))
      report("nothing is put where MINIO_KMS_SECRET_KEY_FILE points");
  },
});
