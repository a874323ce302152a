import { containerPolicy } from "../lib/container";
import { doorAt } from "../lib/published";
import { softwareOf } from "../lib/software";

/** Of a process behind a gateway, plain-hops-have-a-network-of-two says that it publishes nothing. */
export default containerPolicy({
  name: "published-ports-speak-tls",
  severity: "critical",
  reason:
    "What a gateway passes on in plain for its process would be open, in plain, to whoever reaches the host.",
  remedy: "Publish a port at which HAProxy listens with `ssl crt <file>`, never one of its plain ones.",
  judge(container, report) {
    if (container.publishedPorts.length === 0 || softwareOf(container) !== "haproxy") return;
    for (const { external, internal } of container.publishedPorts) {
      if (!doorAt(container, internal).speaksTls)
        report(`publishes port ${external ?? internal}, behind which it does not speak TLS`);
    }
  },
});
