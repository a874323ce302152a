import { resourcePolicy } from "../lib/policy";

const curves = ["P256", "P384", "P521"];
const shortestRsa = 3072;

/** NIST SP 800-57 part 1: 128 bits of security. */
export default resourcePolicy({
  name: "private-keys-are-strong",
  severity: "high",
  types: ["tls:index/privateKey:PrivateKey"],
  reason: "A weak key makes every certificate made with it worthless.",
  remedy: `Use ECDSA with P256 or better, ED25519, or RSA with ${shortestRsa} bits or more.`,
  judge({ props }, report) {
    const algorithm = props["algorithm"];
    if (algorithm === "ED25519") return;
    // The provider's defaults are P224 and 2048 bits: both too weak.
    if (algorithm === "ECDSA" && curves.includes(props["ecdsaCurve"])) return;
    if (algorithm === "RSA" && props["rsaBits"] >= shortestRsa) return;
    report("has a weak key");
  },
});
