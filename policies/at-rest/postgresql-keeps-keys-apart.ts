import { posix } from "node:path";
import { postgresqlPolicy } from "../lib/postgresql";

/** A file key provider is for dev; elsewhere the key is in a key server, and this policy has nothing to judge. */
export default postgresqlPolicy({
  name: "postgresql-keeps-keys-apart",
  severity: "critical",
  reason: "A key on the volume it encrypts goes wherever the volume goes.",
  remedy: "Keep the key file of pg_tde on a volume of its own.",
  judge(server, report) {
    const pattern = /pg_tde_add_(?:global|database)_key_provider_file\(\s*'[^']*'\s*,\s*'([^']*)'/i;
    const path = server.initialises(pattern)?.[1];
    if (path === undefined) return;
    const volumeOf = (file: string) =>
      server.container.mounts
        .filter(({ kind, target }) => kind !== "anonymous" && target !== "")
        .map(({ target }) => posix.resolve("/", target))
        .filter((target) => file === target || file.startsWith(`${target}/`.replace("//", "/")))
        .sort((a, b) => b.length - a.length)[0];
    const keyVolume = volumeOf(posix.resolve("/", path));
    if (keyVolume === undefined) report("keeps its key on no named volume, so the next replacement loses it");
    else if (keyVolume === volumeOf(posix.resolve("/", server.dataDirectory)))
      report("keeps its key on the data volume");
  },
});
