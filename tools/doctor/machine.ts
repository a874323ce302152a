/** What the operator's commands themselves need of this machine. */
import { accessSync, constants, existsSync, mkdirSync } from "node:fs";
import { cpus, freemem, release, totalmem } from "node:os";
import { join } from "node:path";
import type { Finding } from "../../components/platform/docker-host/host-checks";
import { buildHash } from "../pulumi/build";
import { cacheDirectory, stateDirectory } from "../pulumi/paths";
import { capture, findOnPath, lastLine } from "../pulumi/process";
import { isNewEnough, parseVersion, pinnedVersion } from "../pulumi/version";
import { kernelSupport } from "../volume/method";
import { failed, ok } from "./finding";

/** Node.js that Pulumi's SDK is made for; older ones work, with a warning. */
const recommendedNode = 22;

function node(): Finding {
  const what = `Node.js ${process.versions.node}`;
  return Number(process.versions.node.split(".")[0]) >= recommendedNode
    ? ok("Node.js", what)
    : {
        subject: "Node.js",
        state: "short",
        what: `${what} works; Pulumi's SDK is made for ${recommendedNode} and warns of it`,
        remedy: `install Node.js ${recommendedNode} or newer (https://nodejs.org).`,
      };
}

function machine(): Finding {
  const gibibytes = (bytes: number) => `${(bytes / 2 ** 30).toFixed(1)} GiB`;
  return ok(
    "machine",
    `${cpus().length} CPUs, ${gibibytes(totalmem())} of memory (${gibibytes(freemem())} free), Linux ${release()}`,
  );
}

function directory(subject: string, path: string): Finding {
  try {
    mkdirSync(path, { recursive: true, mode: 0o700 });
    accessSync(path, constants.R_OK | constants.W_OK | constants.X_OK);
    return ok(subject, path);
  } catch (error) {
    return failed(subject, error);
  }
}

/** Programs that only some commands need, and what for. */
const purposes: Record<string, string> = {
  docker: "to build and load local images (Debian: docker-cli)",
  curl: "to download the Pulumi engine and provider plugins",
};

function programs(env: NodeJS.ProcessEnv): Finding {
  const missing = Object.keys(purposes).filter((name) => !findOnPath(name, env));
  if (missing.length === 0) return ok("programs", Object.keys(purposes).join(", "));
  return {
    subject: "programs",
    state: "short",
    what: `not on PATH: ${missing.join(", ")}`,
    remedy: `install ${missing.map((name) => `${name}, ${purposes[name]}`).join("; ")}.`,
  };
}

/** Which engine the next command would use, without fetching or building one. */
async function engine(env: NodeJS.ProcessEnv): Promise<Finding> {
  const subject = "Pulumi engine";
  const wanted = pinnedVersion("@pulumi/pulumi");
  const onPath = env.LAKEHOUSE_PULUMI || findOnPath("pulumi", env);
  if (onPath) {
    const { code, stdout, stderr } = await capture(onPath, ["version"], { env });
    const version = code === 0 ? parseVersion(stdout) : undefined;
    if (version && isNewEnough(version, parseVersion(wanted)!))
      return ok(subject, `${version.join(".")} at ${onPath}`);
    if (env.LAKEHOUSE_PULUMI)
      return {
        subject,
        state: version ? "short" : "refused",
        what: `LAKEHOUSE_PULUMI=${onPath}: ${version ? `version ${version.join(".")}, and ${wanted} is needed` : lastLine(stderr) || "it does not run"}`,
        remedy: "name an engine that is new enough, or unset LAKEHOUSE_PULUMI.",
      };
  }
  const cache = join(cacheDirectory(env), "pulumi");
  const kept = [`official-${wanted}`, buildHash(wanted)].find((name) => existsSync(join(cache, name)));
  if (kept) return ok(subject, `${wanted}, kept in ${join(cache, kept)}`);
  if (findOnPath("go", env))
    return ok(subject, `${wanted} will be downloaded, or built from Go modules (about three minutes, once)`);
  return {
    subject,
    state: "short",
    what: `none on PATH and none kept; the next command downloads ${wanted}, and cannot build it where that fails (no Go)`,
    remedy: "install Pulumi (https://www.pulumi.com/docs/install/) or Go.",
  };
}

function volumes(): Finding {
  const subject = "disk encryption";
  const { dmCrypt, fscrypt } = kernelSupport();
  if (dmCrypt || fscrypt)
    return ok(
      subject,
      `the kernel has ${[dmCrypt && "dm-crypt", fscrypt && "fscrypt"].filter(Boolean).join(" and ")}`,
    );
  return {
    subject,
    state: "short",
    what: "the kernel has neither dm-crypt nor encryption in ext4: 'make volume' cannot work here",
    remedy: "use a kernel that has one of them, or a disk that is encrypted below it.",
  };
}

/** In the order in which an operator would mend what they find. */
export const machineFindings = async (env: NodeJS.ProcessEnv): Promise<Finding[]> => [
  machine(),
  node(),
  directory("state", stateDirectory(env)),
  directory("cache", cacheDirectory(env)),
  programs(env),
  await engine(env),
  volumes(),
];
