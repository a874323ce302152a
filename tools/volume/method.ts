import { existsSync, readFileSync } from "node:fs";
import { release } from "node:os";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { OperatorError } from "../pulumi/report";

/** How a volume is encrypted: below its file system (LUKS2 on dm-crypt), or by it (ext4 with fscrypt). */
export const METHODS = ["luks", "fscrypt"] as const;
export type Method = (typeof METHODS)[number];

/** What the running kernel has. */
export interface Kernel {
  dmCrypt: boolean;
  fscrypt: boolean;
}

function kernelConfiguration(root: string): string {
  const [compressed, plain] = [join(root, "proc/config.gz"), join(root, "boot", `config-${release()}`)];
  if (existsSync(compressed)) return gunzipSync(readFileSync(compressed)).toString();
  return existsSync(plain) ? readFileSync(plain, "utf8") : "";
}

/** Looks at the running kernel: what is loaded, built in, or can be loaded. @param root of the file system */
export function kernelSupport(root = "/"): Kernel {
  const modules = join(root, "lib/modules", release());
  const module = (name: string) =>
    ["modules.dep", "modules.builtin"].some((file) => {
      const path = join(modules, file);
      return existsSync(path) && readFileSync(path, "utf8").includes(`/${name}.ko`);
    });
  const configuration = kernelConfiguration(root);
  return {
    dmCrypt:
      existsSync(join(root, "sys/module/dm_crypt")) ||
      module("dm-crypt") ||
      /^CONFIG_DM_CRYPT=y$/m.test(configuration),
    fscrypt:
      existsSync(join(root, "sys/fs/ext4/features/encryption")) ||
      /^CONFIG_FS_ENCRYPTION=y$/m.test(configuration),
  };
}

/** Checks METHOD as a user gives it. */
export function methodNamed(text: string | undefined): Method | undefined {
  const known = METHODS.find((method) => method === text);
  if (text && !known)
    throw new OperatorError(`METHOD=${text}: allowed are ${METHODS.join(" and ")}. Nothing was changed.`);
  return known;
}

/**
 * How a new volume is encrypted: as wanted, else with LUKS where the kernel has dm-crypt, else with fscrypt.
 * @throws OperatorError where the kernel cannot
 */
export function chooseMethod(wanted: Method | undefined, kernel: Kernel): Method {
  if (!kernel.dmCrypt && !kernel.fscrypt) {
    throw new OperatorError(
      "This kernel has neither dm-crypt (CONFIG_DM_CRYPT) nor encryption in ext4 (CONFIG_FS_ENCRYPTION), so no encrypted " +
        "volume can be made on it. Use a kernel that has one of them: those of all common distributions do.",
    );
  }
  const method = wanted ?? (kernel.dmCrypt ? "luks" : "fscrypt");
  if (method === "luks" ? kernel.dmCrypt : kernel.fscrypt) return method;
  const [lacks, has] =
    method === "luks" ? ["dm-crypt", "fscrypt"] : ["encryption in ext4 (CONFIG_FS_ENCRYPTION)", "luks"];
  throw new OperatorError(
    `METHOD=${method}: this kernel has no ${lacks}. METHOD=${has} works on it. Nothing was changed.`,
  );
}
