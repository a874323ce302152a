import { unknownText } from "../../../policies/evaluate";
import { edit, inputs, remove, set, type Change, type PolicyCases } from "../cases";
import { edge, rules } from "../fixture-edge";
import { named } from "../fixtures";
import { secrets } from "./secrets";
import { packets } from "./gateways";
import { networks } from "./networks";
import { storage } from "./storage";

// eslint-disable-next-line @typescript-eslint/no-explicit-any
type Spec = Record<string, any>;
const service = (change: (spec: Spec, task: Spec) => void): Change =>
  inputs("service", ({ taskSpec }) => change(taskSpec["containerSpec"], taskSpec));
const mount = (hostPath: string) =>
  inputs("terminator", (given) => (given["volumes"] = [{ hostPath, containerPath: "/x", readOnly: true }]));
const bind = (source: string) =>
  service((spec) => (spec["mounts"] = [{ type: "bind", source, target: "/x" }]));
const port = (values: object) =>
  set("sandbox", { ports: [{ internal: 9000, external: 9000, ip: "127.0.0.1", ...values }] });

const looks = "tcp-request connection reject unless { src 10.214.0.0/29 192.0.2.0/24 }";
/** HAProxy publishes to others, with further lines in its frontend. */
const doorOf =
  (name: string, frontend: string, lines: readonly string[]): Change =>
  (graph) => {
    set(name, { ports: [{ internal: 8443, external: 32010, ip: "0.0.0.0" }] })(graph);
    edit(name, "/etc/haproxy/haproxy.cfg", frontend, [frontend, ...lines].join("\n  "))(graph);
  };

export const docker: Record<string, PolicyCases> = {
  ...networks,
  ...packets,
  ...storage,
  ...secrets,
  "containers-are-not-privileged": { fail: { privileged: set("terminator", { privileged: true }) } },
  "containers-avoid-default-bridge": {
    fail: {
      "no network named": inputs("object-store", (given) => delete given["networkMode"]),
      bridge: set("object-store", { networkMode: "bridge" }),
      default: set("object-store", { networkMode: "default" }),
      "service without a network": service((_, task) => delete task["networksAdvanceds"]),
    },
    pass: { none: set("object-store", { networkMode: "none" }) },
  },
  "containers-drop-all-capabilities": {
    fail: {
      "keeps the default": inputs("terminator", (given) => delete given["capabilities"]),
      "drops one": set("terminator", { capabilities: { drops: ["NET_RAW"] } }),
      "adds administration": set("terminator", { capabilities: { drops: ["ALL"], adds: ["SYS_ADMIN"] } }),
      "ownership outside a job": set("terminator", { capabilities: { drops: ["ALL"], adds: ["CHOWN"] } }),
      "more in a job": set("owner-job", { capabilities: { drops: ["ALL"], adds: ["CHOWN", "NET_ADMIN"] } }),
      "job with a network": set("owner-job", { networkMode: unknownText }),
      service: service((spec) => (spec["capDrops"] = [])),
      "service adds": service((spec) => (spec["capAdds"] = ["CAP_SYS_PTRACE"])),
    },
    pass: {
      "low port": set("terminator", { capabilities: { drops: ["all"], adds: ["CAP_NET_BIND_SERVICE"] } }),
      "other ownership": set("owner-job", {
        capabilities: { drops: ["ALL"], adds: ["FOWNER", "DAC_OVERRIDE"] },
      }),
    },
    also: ["containers-run-as-non-root"],
  },
  "containers-gain-no-privileges": {
    fail: {
      "left out": inputs("terminator", (given) => delete given["securityOpts"]),
      false: set("terminator", { securityOpts: ["no-new-privileges:false"] }),
    },
    pass: { bare: set("terminator", { securityOpts: ["no-new-privileges"] }) },
    also: ["containers-keep-confinement"],
  },
  "containers-have-read-only-root": {
    fail: {
      writable: set("terminator", { readOnly: false }),
      default: service((spec) => delete spec["readOnly"]),
    },
  },
  "containers-ask-the-engine-for-names": {
    fail: {
      "a host": set("terminator", { hosts: [{ host: "search-store", ip: "192.0.2.1" }] }),
      "a server": set("terminator", { dns: ["192.0.2.1"] }),
      "a search list": set("terminator", { dnsSearches: ["example.org"] }),
      service: service((spec) => (spec["dnsConfig"] = { nameservers: ["192.0.2.1"] })),
    },
    pass: { "empty lists": set("terminator", { hosts: [], dns: [] }) },
  },
  "containers-have-no-further-groups": {
    fail: {
      "root's": set("terminator", { groupAdds: ["0"] }),
      "by name": set("terminator", { groupAdds: ["disk"] }),
      service: service((spec) => (spec["groups"] = ["disk"])),
    },
  },
  "containers-keep-confinement": {
    fail: {
      "a profile of one's own": inputs("terminator", (given) =>
        given["securityOpts"].push('seccomp={"defaultAction":"SCMP_ACT_ALLOW"}'),
      ),
      "another AppArmor profile": inputs("terminator", (given) =>
        given["securityOpts"].push("apparmor=docker-allow-all"),
      ),
      "privileges after all": inputs("terminator", (given) =>
        given["securityOpts"].push("no-new-privileges:false"),
      ),
      seccomp: inputs("terminator", (given) => given["securityOpts"].push("seccomp=unconfined")),
      apparmor: inputs("terminator", (given) => given["securityOpts"].push("apparmor:unconfined")),
      selinux: inputs("terminator", (given) => given["securityOpts"].push("label=disable")),
    },
  },
  "containers-do-not-swap": {
    fail: {
      "Docker's own": set("terminator", { memorySwap: undefined }),
      more: set("terminator", { memorySwap: 512 }),
      "without a bound": set("terminator", { memorySwap: -1 }),
    },
  },
  "containers-dump-no-core": {
    fail: {
      "Docker's own": set("terminator", { ulimits: undefined }),
      "another limit": set("terminator", { ulimits: [{ name: "nofile", soft: 0, hard: 0 }] }),
      "on demand": set("terminator", { ulimits: [{ name: "core", soft: 0, hard: -1 }] }),
    },
  },
  "scratch-runs-nothing": {
    fail: {
      exec: set("terminator", { tmpfs: { "/tmp": "rw,nosuid,nodev,exec" } }),
      suid: set("terminator", { tmpfs: { "/tmp": "rw,suid" } }),
      dev: set("terminator", { tmpfs: { "/tmp": "rw,dev" } }),
    },
    pass: {
      "said to be off": set("terminator", { tmpfs: { "/tmp": "rw,noexec,nosuid,nodev,size=1m" } }),
      "Docker's own": set("terminator", { tmpfs: { "/tmp": "" } }),
    },
  },
  "containers-limit-memory": {
    fail: {
      none: inputs("terminator", (given) => delete given["memory"]),
      zero: set("terminator", { memory: 0 }),
      service: service((_, task) => delete task["resources"]["limits"]["memoryBytes"]),
    },
    also: ["containers-do-not-swap"],
  },
  "containers-limit-cpu": {
    fail: {
      none: inputs("terminator", (given) => delete given["cpus"]),
      service: service((_, task) => delete task["resources"]["limits"]["nanoCpus"]),
    },
    pass: {
      quota: inputs("terminator", (given) => {
        delete given["cpus"];
        given["cpuQuota"] = 50000;
      }),
    },
  },
  "containers-mount-no-sensitive-host-paths": {
    fail: {
      root: mount("/"),
      configuration: mount("/etc"),
      "by a detour": mount("/srv/../etc/ssh"),
      kernel: mount("/proc/sys"),
      homes: mount("/root/.ssh"),
      service: bind("/var/lib"),
      device: set("terminator", { devices: [{ hostPath: "/dev/kmsg" }] }),
    },
    pass: {
      storage: mount("/srv/lakehouse/data"),
      volume: set("terminator", { volumes: [{ volumeName: "v", containerPath: "/etc" }] }),
    },
  },
  "containers-mount-no-docker-socket": {
    fail: {
      socket: mount("/var/run/docker.sock"),
      elsewhere: mount("/srv/x/docker.sock"),
      containerd: bind("/run/containerd/containerd.sock"),
      "in a carrier of files": set("owner-job", {
        start: false,
        volumes: [{ hostPath: "/var/run/docker.sock", containerPath: "/x" }],
      }),
    },
    also: ["containers-mount-no-sensitive-host-paths"],
  },
  "containers-report-health": {
    fail: {
      none: inputs("postgresql", (given) => delete given["healthcheck"]),
      "switched off": set("postgresql", { healthcheck: { tests: ["NONE"] } }),
      empty: set("postgresql", { healthcheck: { tests: ["CMD"] } }),
      "the only one of its component": inputs("terminator", (given) => delete given["healthcheck"]),
      "checked only in another component": (graph) => {
        named(graph, "sandbox").options!.parent = "database-other";
      },
      service: service((spec) => delete spec["healthcheck"]),
    },
    pass: {
      "the image's job": remove("owner-job"),
      "a component below": (graph) => {
        graph.push({
          type: "lakehouse:platform:Terminator",
          name: "inner",
          inputs: {},
          options: { parent: "store" },
        });
        named(graph, "terminator").options!.parent = "inner";
      },
    },
  },
  "containers-restart": {
    fail: {
      no: set("terminator", { restart: "no" }),
      default: inputs("terminator", (given) => delete given["restart"]),
    },
    pass: { always: set("terminator", { restart: "always" }) },
  },
  "containers-rotate-logs": {
    fail: {
      "no bound": inputs("terminator", (given) => delete given["logOpts"]),
      "no number of files": set("terminator", { logOpts: { "max-size": "10m" } }),
      "no driver": service((_, task) => delete task["logDriver"]),
    },
    pass: { local: set("terminator", { logDriver: "local", logOpts: undefined }) },
  },
  "containers-run-as-non-root": {
    fail: {
      "not stated": inputs("terminator", (given) => delete given["user"]),
      number: set("terminator", { user: "0:0" }),
      name: set("terminator", { user: "root" }),
      "zero with a group": set("terminator", { user: "0:1000" }),
      "a name only the image knows": set("terminator", { user: "haproxy" }),
      "job that stays": set("owner-job", {
        mustRun: true,
        restart: "always",
        healthcheck: { tests: ["CMD", "true"] },
      }),
      "job with a network": set("owner-job", { networkMode: "host" }),
      service: service((spec) => (spec["user"] = "0")),
    },
    pass: { "no group": set("terminator", { user: "99" }) },
    also: ["containers-drop-all-capabilities", "containers-share-no-host-namespaces"],
  },
  "containers-share-no-host-namespaces": {
    fail: {
      network: set("object-store", { networkMode: "host" }),
      processes: set("terminator", { pidMode: "host" }),
      memory: set("terminator", { ipcMode: "host" }),
      users: set("terminator", { usernsMode: "host" }),
      cgroups: set("terminator", { cgroupnsMode: "host" }),
    },
    pass: { private: set("terminator", { ipcMode: "private", cgroupnsMode: "private" }) },
  },
  "images-are-pinned": {
    fail: {
      latest: set("image", { name: "haproxy:latest" }),
      "no tag": set("image", { name: "haproxy" }),
      "port but no tag": set("image", { name: "registry.example:5000/haproxy" }),
      "major version": set("image", { name: "haproxy:3" }),
      flavour: set("image", { name: "haproxy:3.2.22-latest" }),
      container: set("terminator", { image: "haproxy:lts" }),
      service: service((spec) => (spec["image"] = "nginx:stable")),
      "another image's latest": set("image", { name: "localhost/lakehouse/haproxy:latest" }),
    },
    pass: {
      version: set("image", { name: "haproxy:3.2.22" }),
      date: set("image", { name: "pgsty/silo:RELEASE.2026-08-06T00-00-00Z" }),
      local: set("image", { name: "localhost/lakehouse/postgresql:17-from-packages-0123456789ab" }),
      "image identity": set("terminator", { image: `sha256:${"ab".repeat(32)}` }),
    },
  },
  "ports-are-published-on-loopback": {
    fail: {
      "every address": port({ ip: "0.0.0.0" }),
      "no address": port({ ip: undefined }),
      "the host's": port({ ip: "192.168.1.10" }),
      "IPv6 any": port({ ip: "::" }),
      "443 of something else": port({ ip: "0.0.0.0", external: 443 }),
      "a gateway's that looks at nobody": doorOf("gateway", "frontend web", []),
      "a gateway's that looks at a name": doorOf("gateway", "frontend web", [
        looks.replace("src", "ssl_fc_sni"),
      ]),
      "every port": set("sandbox", { publishAllPorts: true }),
      service: inputs(
        "service",
        (given) => (given["endpointSpec"] = { ports: [{ targetPort: 8088, publishedPort: 8088 }] }),
      ),
    },
    pass: {
      "IPv6 loopback": port({ ip: "::1" }),
      "a gateway's that looks at who connects": doorOf("gateway", "frontend web", [looks]),
      edge: edge(rules, "", "", "0.0.0.0"),
    },
  },
};
