/** `make pin-images`: resolves the digests of the catalogue's tags and keeps them where the program reads them. */
import { writeFileSync } from "node:fs";

import { catalogue, imageDigestsFile, type ImageKey, readImageDigests } from "../components/platform/images";
import { requireDocker } from "../test/docker/engine";
import { client } from "../test/docker/probe";
import { notice, OperatorError, runCommand } from "./pulumi/report";

/** Gives the digest of the multi-platform index that a registry has under `repository:tag`. */
export type ResolveDigest = (tagged: string) => Promise<string>;

/**
 * Resolves the digest of every tag of the catalogue and writes them to a file; where one cannot be resolved, the
 * file stays as it is.
 */
export async function pinImages(file: string, resolve: ResolveDigest): Promise<void> {
  const before = readImageDigests(file);
  const digests: Record<string, string> = {};
  for (const key of Object.keys(catalogue) as ImageKey[]) {
    const { repository, tag, digest: stated } = catalogue[key];
    const tagged = `${repository}:${tag}`;
    const digest = await resolve(tagged).catch((error: Error) => {
      throw new OperatorError(
        `The digest of ${tagged} could not be resolved: ${error.message.trim()}. Nothing was changed. ` +
          "Run `make pin-images` where the Docker Engine reaches the image's registry.",
      );
    });
    digests[tagged] = digest;
    const known = before[tagged] ?? stated;
    const news =
      known === undefined
        ? ""
        : known === digest
          ? " (as before)"
          : ` (was ${known}: the tag was built anew)`;
    notice(`${tagged}: ${digest}${news}`);
  }
  writeFileSync(file, `${JSON.stringify(digests, null, 2)}\n`);
}

/** Asks registries through a Docker Engine, with its credentials, mirrors and certificates. */
export function throughEngine(host: string): ResolveDigest {
  const docker = client(host);
  return async (tagged) => {
    const { Descriptor } = (await docker.getImage(tagged).distribution()) as {
      Descriptor: { digest: string };
    };
    return Descriptor.digest;
  };
}

if (require.main === module) {
  void runCommand(async () => {
    const { host } = await requireDocker();
    await pinImages(imageDigestsFile, throughEngine(host));
    notice(`Written to ${imageDigestsFile}.`);
  });
}
