import { edgePolicy, treats } from "../lib/edge";

const headers = ["Strict-Transport-Security", "X-Content-Type-Options", "X-Frame-Options", "Referrer-Policy"];

export default edgePolicy({
  name: "edge-guards-browsers",
  severity: "medium",
  reason:
    "Without these headers a browser tries plain HTTP, guesses types, shows pages in others' frames and tells where it was.",
  remedy: "Set each with `http-after-response set-header`, which holds for HAProxy's own answers too.",
  judge(section, rules, report) {
    for (const header of headers)
      if (!treats(rules, "http-after-response", ["set-header"], header))
        report(`${section} sets no ${header}`);
  },
});
