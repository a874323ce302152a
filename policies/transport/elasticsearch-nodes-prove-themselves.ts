import { elasticsearchPolicy } from "../lib/elasticsearch";

const ssl = "xpack.security.transport.ssl";
/** Without any of them Java's own authorities count. */
const authorities = ["certificate_authorities", "truststore.path", "keystore.path"].map(
  (name) => `${ssl}.${name}`,
);

export default elasticsearchPolicy({
  name: "elasticsearch-nodes-prove-themselves",
  severity: "critical",
  reason:
    "Over its transport port a node does whatever another one asks, without a login: the certificate is all there is.",
  remedy:
    "Name the authority in `certificate_authorities` of transport; leave `verification_mode` at `full` or `certificate`, and `client_authentication` at `required`.",
  judge(server, report) {
    if (!["full", "certificate", undefined].includes(server.value(`${ssl}.verification_mode`)))
      report(`${ssl}.verification_mode lets any node in`);
    if (!["required", undefined].includes(server.value(`${ssl}.client_authentication`)))
      report(`${ssl}.client_authentication lets a node in without a certificate`);
    if (!authorities.some((name) => (server.list(name) ?? []).length > 0))
      report(`${ssl} names no authority, so whoever a public one knows may join`);
    const profiles = server.names.filter((name) => /^transport\.profiles\./.test(name));
    if (profiles.length > 0) report(`${profiles[0]} opens another port with rules of its own`);
  },
});
