import { valkeyPolicy } from "../lib/valkey";

export default valkeyPolicy({
  name: "valkey-requires-tls-1-3",
  severity: "critical",
  reason: "Valkey speaks plain text unless its port is closed, and takes TLS 1.2 unless told which versions.",
  remedy: 'Set `port 0`, a `tls-port`, `tls-protocols "TLSv1.3"`, and the server\'s own certificate and key.',
  judge(server, report) {
    if (server.value("port") !== "0") report("has a plain port");
    if (server.value("unixsocket") !== undefined) report("has a socket beside its port");
    if (!/^[1-9]\d*$/.test(server.value("tls-port") ?? "")) report("has no port with TLS");
    if (server.value("tls-protocols") !== "TLSv1.3")
      report(`tls-protocols is ${server.value("tls-protocols") ?? "left to the server"}`);
    for (const name of ["tls-cert-file", "tls-key-file"])
      if (!server.fileOf(name)) report(`${name} names no file of the uploads`);
  },
});
