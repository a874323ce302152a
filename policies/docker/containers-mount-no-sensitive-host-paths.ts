import { posix } from "node:path";
import { containerPolicy } from "../lib/container";
import { isInHome, isStorage, isSystemPath } from "../lib/host-path";

/** CIS Docker Benchmark 5.6 and 5.18. */
export default containerPolicy({
  name: "containers-mount-no-sensitive-host-paths",
  severity: "high",
  reason: "A system directory of the host inside a container hands the host to whoever takes the container.",
  remedy: "Use a named volume, or a directory below /srv, /mnt, /data or /opt.",
  // Whoever mounts a carrier's volumes mounts these too.
  judgesCarriers: true,
  judge(container, report) {
    for (const { kind, source } of container.mounts) {
      if (kind !== "bind") continue;
      const path = posix.resolve("/", source ?? "/");
      if (!isStorage(path) && (isSystemPath(path) || isInHome(path))) report(`mounts the host's ${path}`);
    }
    for (const device of container.devices) report(`uses ${device}`);
  },
});
