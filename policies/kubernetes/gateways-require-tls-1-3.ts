import type { Spec } from "../lib/pod";
import { resourcePolicy } from "../lib/policy";
import { list } from "../lib/values";

/** Whether TLS goes on as it is, to what ends it by itself, or ends here with 1.3 as its floor. */
const isSafe = ({ mode, minProtocolVersion, httpsRedirect }: Spec, protocol: string): boolean => {
  if (protocol === "HTTP") return httpsRedirect === true;
  if (protocol === "TLS" && mode === "PASSTHROUGH") return true;
  return ["SIMPLE", "MUTUAL"].includes(mode as string) && minProtocolVersion === "TLSV1_3";
};

/** Source: Istio, "Gateway": ServerTLSSettings. */
export default resourcePolicy({
  name: "gateways-require-tls-1-3",
  severity: "critical",
  types: ["v1", "v1beta1"].map((version) => `kubernetes:networking.istio.io/${version}:Gateway`),
  reason: "Whatever people send passes here, and the API server takes a gateway that ends no TLS.",
  remedy:
    "Pass TLS on (protocol TLS, mode PASSTHROUGH), or end it with minProtocolVersion TLSV1_3; answer HTTP with httpsRedirect.",
  judge({ props }, report) {
    for (const { port, tls } of list<Spec>((props["spec"] as Spec | undefined)?.["servers"])) {
      const protocol = String(port?.["protocol"] ?? "");
      if (!isSafe(tls ?? {}, protocol))
        report(`takes ${protocol || "anything"} at ${port?.["number"] ?? "a port"} that is not TLS 1.3`);
    }
  },
});
