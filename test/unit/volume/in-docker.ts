import type Docker from "dockerode";
import { existsSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { imageReference } from "../../../components/platform/images";
import { capture } from "../../../tools/pulumi/process";
import { closeVolume, emptyInContainer } from "../../../tools/volume/remove";
import { client, defaultHost, probeEngine } from "../../docker/probe";
import { directories, type RealVolume } from "./real-volume";

const image = imageReference("haproxy", "local");
const name = `lakehouse-volume-test-${process.pid}`;
/** The image's own user. */
const user = 99;

/** Why no container can be run here, if none can. */
async function whyNot(docker: Docker, host: string): Promise<string | undefined> {
  if (!host.startsWith("unix://")) return "the engine is not on this host";
  const probe = await probeEngine(host);
  if (!probe.usable) return `no Docker Engine answers: ${probe.reason}`;
  return docker
    .getImage(image)
    .inspect()
    .then(
      () => undefined,
      () => `the engine does not have ${image} (make images)`,
    );
}

/** What Docker makes of the directories of an encrypted volume. */
export function inDocker(volume: RealVolume): void {
  describe("in Docker", () => {
    const host = process.env.DOCKER_HOST ?? defaultHost;
    const docker = client(host);
    const data = () => join(volume.mountPoint, "volumes", directories[0]!);

    beforeEach(async (context) => {
      const reason = await whyNot(docker, host);
      if (reason) context.skip(reason);
    });
    const removeAll = async () => {
      await docker
        .getContainer(name)
        .remove({ force: true })
        .catch(() => undefined);
      await docker
        .getVolume(name)
        .remove()
        .catch(() => undefined);
    };
    afterEach(removeAll);

    /** A container of the image's unprivileged user, with a Docker volume that is bound to the directory. */
    const container = async (at: string, ...command: string[]) => {
      await removeAll();
      const DriverOpts = { type: "none", o: "bind", device: data() };
      await docker.createVolume({ Name: name, Driver: "local", DriverOpts });
      return docker.createContainer({
        name,
        Image: image,
        Entrypoint: command,
        HostConfig: { NetworkMode: "none", Mounts: [{ Type: "volume", Source: name, Target: at }] },
      });
    };
    const statusOf = async (each: Docker.Container) => {
      await each.start();
      return ((await each.wait()) as { StatusCode: number }).StatusCode;
    };

    it("an unprivileged user writes to a volume bound to one, and finds it there again", async () => {
      await volume.prepare();
      // Docker gives an empty volume the owner and mode that its place has in the image.
      const writes = await container("/var/lib/haproxy", "sh", "-c", "echo mine >/var/lib/haproxy/file");
      expect(await statusOf(writes)).toBe(0);
      expect(readFileSync(join(data(), "file"), "utf8")).toBe("mine\n");
      expect(statSync(data()).uid).toBe(user);
      await removeAll();
      await closeVolume(volume.mountPoint);
      await volume.prepare();
      const reads = await container("/var/lib/haproxy", "grep", "mine", "/var/lib/haproxy/file");
      expect(await statusOf(reads)).toBe(0);
    });

    it("nothing in it can be run as a program", async () => {
      await volume.prepare();
      const runs = await container(
        "/var/lib/haproxy",
        ...["sh", "-c", "cp /bin/true /var/lib/haproxy/true && /var/lib/haproxy/true"],
      );
      expect(await statusOf(runs)).toBe(126);
    });

    it("a container does not start when the volume is not mounted, and nothing is written beneath it", async () => {
      await volume.prepare();
      const ready = await container("/var/lib/haproxy", "true");
      await closeVolume(volume.mountPoint);
      await expect(ready.start()).rejects.toThrow(
        /failed to mount local volume: .*no such file or directory/,
      );
      expect(existsSync(join(volume.mountPoint, "volumes"))).toBe(false);
      await volume.prepare();
      expect(await statusOf(ready)).toBe(0);
    });

    it("a container does not start when the volume is locked", async () => {
      const { directory } = await volume.prepare();
      const ready = await container("/var/lib/haproxy", "true");
      expect((await capture("fscrypt", ["lock", directory])).code).toBe(0);
      await expect(ready.start()).rejects.toThrow(
        /failed to mount local volume: .*no such file or directory/,
      );
    });

    it("directories are emptied through a container, for those who are not root", async () => {
      const { directory } = await volume.prepare();
      for (const each of directories) writeFileSync(join(directory, each, "file"), "x");
      const emptied = [directories[0]!, "absent"];
      expect(await emptyInContainer(directory, emptied, { docker, image })).toEqual({ code: 0, said: "" });
      expect(directories.map((each) => existsSync(join(directory, each, "file")))).toEqual([false, true]);
      const absent = join(volume.root, "absent");
      await expect(emptyInContainer(absent, emptied, { docker, image })).rejects.toThrow(/does not exist/);
    });
  });
}
