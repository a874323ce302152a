import { isDataDirectory } from "../lib/host-path";
import { resourcePolicy } from "../lib/policy";

const bindOptions = ["bind", "rbind", "noexec", "nosuid", "nodev"];

/** Without options the driver `local` makes a directory in Docker's data root; with them it mounts what they say. */
export default resourcePolicy({
  name: "volumes-stay-on-this-host",
  severity: "high",
  types: ["docker:index/volume:Volume"],
  reason:
    "Options of a volume mount anything: a share whose traffic is in the clear, memory that forgets, or the host's own files.",
  remedy:
    "Set no options, or `type: none`, `o: bind` and as `device` a directory below /srv, /mnt, /data, /opt or /var/lib/lakehouse.",
  judge({ props }, report) {
    const driver = props["driver"] as string | undefined;
    if (driver !== undefined && driver !== "local") return report(`is a matter of driver ${driver}`);
    const options = (props["driverOpts"] ?? {}) as Record<string, string>;
    const names = Object.keys(options);
    if (names.length === 0) return;
    const others = names.filter((name) => !["type", "o", "device"].includes(name));
    if (others.length > 0) report(`has options nobody can judge: ${others.join(", ")}`);
    const { type = "", o = "", device = "" } = options;
    const mount = o.split(",");
    if (!["none", "bind"].includes(type)) report(`mounts a file system of type ${type || "unknown"}`);
    else if (!mount.includes("bind") && !mount.includes("rbind")) report("binds no directory");
    const excess = mount.filter((option) => !bindOptions.includes(option));
    if (excess.length > 0) report("is mounted with other options than bind, noexec, nosuid and nodev");
    if (!isDataDirectory(device)) report("lies in no directory of its own for data");
  },
});
