import { elasticsearchPolicy } from "../lib/elasticsearch";

const secret = /(^|[._])(password|passphrase|secret|token|access_key|secret_key|api_key|secure_\w+)$/;

export default elasticsearchPolicy({
  name: "elasticsearch-keeps-secrets-out-of-settings",
  severity: "high",
  reason:
    "Settings are in a file that everybody in the container reads, and the server shows them to clients.",
  remedy: "Name a file that only the server reads, or put the secret into the server's keystore.",
  judge(server, report) {
    for (const name of server.names) if (secret.test(name)) report(`${name} is a secret by its name`);
  },
});
