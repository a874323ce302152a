import { objectStorePolicy } from "../lib/object-store";

export default objectStorePolicy({
  name: "object-store-has-its-own-administrator",
  severity: "critical",
  reason:
    "Without credentials of its own, or when their files are missing, the server takes ones everybody knows.",
  remedy:
    "Upload the administrator's name and password, and name the files in MINIO_ROOT_USER_FILE and MINIO_ROOT_PASSWORD_FILE.",
  judge(store, report) {
    for (const variable of ["MINIO_ROOT_USER_FILE", "MINIO_ROOT_PASSWORD_FILE"]) {
      const path = store.container.variable(variable);
      if (path === undefined) report(`${variable} is not set`);
      else if (!store.provides(path)) report(`nothing is put where ${variable} points`);
    }
  },
});
