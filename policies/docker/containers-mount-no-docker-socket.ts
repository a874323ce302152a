import { posix } from "node:path";
import { containerPolicy } from "../lib/container";

/** CIS Docker Benchmark 5.32. */
export default containerPolicy({
  name: "containers-mount-no-docker-socket",
  severity: "critical",
  reason: "Whoever can talk to the engine's socket is root on the host.",
  remedy: "Remove the mount; give the container only the API it needs through a service of its own.",
  // Whoever mounts a carrier's volumes mounts these too.
  judgesCarriers: true,
  judge(container, report) {
    const sockets = container.mounts.filter(
      ({ kind, source }) =>
        kind === "bind" && /\b(docker|containerd|podman)[^/]*\.sock$/.test(posix.resolve("/", source ?? "")),
    );
    if (sockets.length > 0) report("mounts the engine's socket");
  },
});
