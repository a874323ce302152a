import { set, type PolicyCases } from "../cases";

const options = (driverOpts: object) => set("volume", { driver: "local", driverOpts });
const bound = (device: string, o = "bind") => options({ type: "none", o, device });

/** Where volumes lie, and what jobs have on networks; part of the docker family. */
export const storage: Record<string, PolicyCases> = {
  "volumes-stay-on-this-host": {
    fail: {
      "another driver": set("volume", { driver: "rclone" }),
      nfs: options({ type: "nfs", o: "addr=10.0.0.9,rw", device: ":/export" }),
      cifs: options({ type: "cifs", o: "username=x", device: "//10.0.0.9/share" }),
      memory: options({ type: "tmpfs", o: "size=1g", device: "tmpfs" }),
      device: options({ type: "ext4", device: "/dev/sdb1" }),
      "no bind": bound("/srv/lakehouse/store", "rw"),
      "set-user-id programs": bound("/srv/lakehouse/store", "bind,suid"),
      root: bound("/"),
      "the system's": bound("/etc/lakehouse"),
      "the engine's": bound("/var/lib/docker/volumes"),
      "by a detour": bound("/srv/../etc"),
      relative: bound("srv/lakehouse"),
      "a whole disk": bound("/srv"),
      "a home": bound("/home/ops"),
      keys: bound("/home/ops/.ssh"),
      "no directory": options({ type: "none", o: "bind" }),
      "another option": options({ type: "none", o: "bind", device: "/srv/x/y", size: "1g" }),
    },
    pass: {
      "an encrypted volume": bound("/var/lib/lakehouse/lakehouse-dev/volumes/store-data"),
      "below a home": bound("/home/ops/lakehouse/store"),
      elsewhere: bound("/storage/lakehouse", "bind,nodev,nosuid,noexec"),
      "local by name": set("volume", { driver: "local" }),
      "no options": options({}),
    },
  },
  "jobs-accept-no-connections": {
    fail: {
      "a port": set("access-job", { ports: [{ internal: 80, external: 8080, ip: "127.0.0.1" }] }),
      "a name": set("access-job", { networksAdvanced: [{ name: "inside", aliases: ["access"] }] }),
    },
    pass: { "no name said": set("access-job", { networksAdvanced: [{ name: "inside" }] }) },
  },
};
