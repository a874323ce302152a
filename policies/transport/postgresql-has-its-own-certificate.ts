import { postgresqlPolicy } from "../lib/postgresql";

export default postgresqlPolicy({
  name: "postgresql-has-its-own-certificate",
  severity: "high",
  reason: "A certificate the image brings is in everybody's hands.",
  remedy: "Upload the certificate and key, and name them in `ssl_cert_file` and `ssl_key_file`.",
  judge(server, report) {
    const { files, mounts } = server.container;
    for (const name of ["ssl_cert_file", "ssl_key_file"]) {
      const path = server.setting(name);
      if (path === undefined) report(`${name} is not set`);
      else if (
        !files.some((file) => file.path === path) &&
        !mounts.some(({ kind, target }) => kind !== "anonymous" && path.startsWith(`${target}/`))
      ) {
        report(`nothing is put where ${name} points`);
      }
    }
  },
});
