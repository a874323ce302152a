import { containerPolicy } from "../lib/container";

/** CIS Docker Benchmark 5.30. */
export default containerPolicy({
  name: "containers-avoid-default-bridge",
  severity: "high",
  reason: "On Docker's default bridge every container reaches every other.",
  remedy:
    "Attach the container to the networks of its flows, or set `networkMode` to `none` or to another container.",
  judge(container, report) {
    // `bridge` is the provider's default; a container that names networks is taken off it before it starts.
    const onBridge = !container.hasNetworkMode || ["bridge", "default"].includes(container.networkMode ?? "");
    if (onBridge && container.networkCount === 0) report("names no network, so it joins the default bridge");
  },
});
