import { decode, known, list, once } from "./values";
import { resourcePolicy, type PolicyData, type Report, type StackSubject, type Subject } from "./policy";

export const containerType = "docker:index/container:Container";
export const serviceType = "docker:index/service:Service";
export const containerTypes = [containerType, serviceType] as const;

export interface Mount {
  kind: "bind" | "volume" | "tmpfs" | "anonymous";
  /** Host path of a bind mount. */
  source: string | undefined;
  target: string;
}

export interface File {
  path: string;
  permissions: string | undefined;
  /** Undefined when the content comes from a file on the host. Reading it throws when it is unknown. */
  content: () => string | undefined;
}

const noNewPrivileges = /^no-new-privileges([:=]true)?$/;

type Upload = Record<string, string>;

export interface PublishedPort {
  address: string;
  external: number | undefined;
  internal: number;
}

/**
 * One reading of a Docker container and of a Swarm service's containers, so that each rule is written once.
 * Properties are read when asked for, so a rule meets an unknown value only where it needs that value.
 */
export class ContainerView {
  /** Swarm states these in `taskSpec`; a container states them itself. */
  private readonly spec: Subject["props"];
  private readonly task: Subject["props"];
  readonly isService: boolean;

  constructor(
    readonly name: string,
    type: string,
    private readonly props: Subject["props"],
    /** Uploads of the container whose volumes this one mounts. */
    private readonly mountedUploads: readonly Upload[] = [],
  ) {
    this.isService = type === serviceType;
    this.task = this.isService ? (props["taskSpec"] ?? {}) : {};
    this.spec = this.isService ? (this.task["containerSpec"] ?? {}) : props;
  }

  /** Undefined in a preview that has yet to pull the image: the image resource states its name. */
  get image(): string | undefined {
    return known(() => this.spec["image"]);
  }
  /** Entrypoint and arguments as one command line; empty means the image's own. */
  get program(): string[] {
    return this.isService
      ? [...list<string>(this.spec["commands"]), ...list<string>(this.spec["args"])]
      : [...list<string>(this.spec["entrypoints"]), ...list<string>(this.spec["command"])];
  }
  get environment(): [name: string, value: string][] {
    if (this.isService)
      return Object.keys(this.spec["env"] ?? {}).map((name) => [name, String(this.spec["env"][name])]);
    return list<string>(this.spec["envs"]).map((entry) => {
      const end = entry.indexOf("=");
      return end < 0 ? [entry, ""] : [entry.slice(0, end), entry.slice(end + 1)];
    });
  }
  variable(name: string): string | undefined {
    return this.environment.find(([key]) => key === name)?.[1];
  }
  get user(): string | undefined {
    return this.spec["user"];
  }
  get addedCapabilities(): string[] {
    return capabilities(this.isService ? this.spec["capAdds"] : this.spec["capabilities"]?.adds);
  }
  get droppedCapabilities(): string[] {
    return capabilities(this.isService ? this.spec["capDrops"] : this.spec["capabilities"]?.drops);
  }
  /** A Swarm service can be neither privileged nor in a host namespace, nor take security options. */
  get privileged(): boolean {
    return !this.isService && this.spec["privileged"] === true;
  }
  get securityOptions(): string[] {
    return this.isService ? [] : list<string>(this.spec["securityOpts"]);
  }
  /** Security options but the one that is asked of every container. */
  get furtherSecurityOptions(): string[] {
    return this.securityOptions.filter((option) => !noNewPrivileges.test(option));
  }
  get keepsPrivileges(): boolean {
    return this.securityOptions.some((option) => noNewPrivileges.test(option));
  }
  /** Groups of the process beside its own. */
  get addedGroups(): string[] {
    return list<string>(this.isService ? this.spec["groups"] : this.spec["groupAdds"]);
  }
  /** What answers for host names in place of the engine: properties that are set. */
  get nameSources(): string[] {
    const dns = this.isService ? ["hosts", "dnsConfig"] : ["hosts", "dns", "dnsOpts", "dnsSearches"];
    return dns.filter((property) => {
      const value: unknown = this.spec[property];
      return Array.isArray(value) ? value.length > 0 : value !== undefined;
    });
  }
  get readOnlyRoot(): boolean {
    return this.spec["readOnly"] === true;
  }
  /** Bytes or mebibytes, whichever the resource counts in; only whether there is a limit is comparable. */
  get memoryLimit(): number {
    return Number((this.isService ? this.task["resources"]?.limits?.memoryBytes : this.spec["memory"]) ?? 0);
  }
  /** Mebibytes of memory and swap together; undefined when Docker decides. */
  get memoryAndSwap(): number | undefined {
    return this.spec["memorySwap"];
  }
  /** Options of each directory in memory, by its path; Swarm takes none. */
  get scratch(): [path: string, options: string[]][] {
    const tmpfs = (this.isService ? undefined : this.spec["tmpfs"]) as Record<string, string> | undefined;
    return Object.keys(tmpfs ?? {}).map((path) => [path, tmpfs![path]!.split(",")]);
  }
  /** Largest core dump the process may ask for; undefined when the engine decides. */
  get coreLimit(): number | undefined {
    return list<{ name: string; hard: number }>(this.spec["ulimits"]).find(({ name }) => name === "core")
      ?.hard;
  }
  get cpuLimit(): number {
    if (this.isService) return Number(this.task["resources"]?.limits?.nanoCpus ?? 0);
    return Number(this.spec["cpus"] ?? this.spec["cpuQuota"] ?? 0);
  }
  get healthTests(): string[] {
    return list<string>(this.spec["healthcheck"]?.tests);
  }
  /** A container that is meant to end. */
  get isOneShot(): boolean {
    return this.isService ? this.task["restartPolicy"]?.condition === "none" : this.spec["mustRun"] === false;
  }
  get restarts(): boolean {
    if (this.isService) return this.task["restartPolicy"]?.condition !== "none";
    return ["always", "unless-stopped", "on-failure"].includes(this.spec["restart"]);
  }
  get publishedPorts(): PublishedPort[] {
    if (this.isService) {
      // Swarm publishes on every address of the host.
      return list<Record<string, number>>(this.props["endpointSpec"]?.ports).map((port) => ({
        address: "0.0.0.0",
        external: port["publishedPort"],
        internal: port["targetPort"]!,
      }));
    }
    return list<{ ip?: string; external?: number; internal: number }>(this.spec["ports"]).map((port) => ({
      address: port.ip ?? "0.0.0.0",
      external: port.external,
      internal: port.internal,
    }));
  }
  get publishesEveryPort(): boolean {
    return !this.isService && this.spec["publishAllPorts"] === true;
  }
  /** Whether the container names a network or another container's namespace. */
  get hasNetworkMode(): boolean {
    return !this.isService && "networkMode" in this.spec;
  }
  /** Undefined when absent, or when it names a container that does not exist yet. */
  get networkMode(): string | undefined {
    return this.isService ? undefined : known(() => this.spec["networkMode"]);
  }
  get networkCount(): number {
    return list(this.isService ? this.task["networksAdvanceds"] : this.spec["networksAdvanced"]).length;
  }
  /** Fixed IPv4 addresses of the container on its networks. */
  get addresses(): string[] {
    const places = this.isService ? [] : list<{ ipv4Address?: string }>(this.spec["networksAdvanced"]);
    return places.flatMap(({ ipv4Address }) => ipv4Address ?? []);
  }
  /** Settings of the kernel for the network namespace of a container. */
  sysctl = (name: string): string | undefined => this.spec["sysctls"]?.[name];
  /** Names by which others find the container on its networks. */
  get networkAliases(): string[] {
    const places = this.isService ? [] : list<{ aliases?: string[] }>(this.spec["networksAdvanced"]);
    return places.flatMap(({ aliases }) => list(aliases));
  }
  /** `property=host` for each host namespace the container shares. */
  get hostNamespaces(): string[] {
    if (this.isService) return [];
    const modes = ["networkMode", "pidMode", "ipcMode", "usernsMode", "cgroupnsMode"];
    return modes.filter((mode) => known(() => this.spec[mode]) === "host");
  }
  get devices(): string[] {
    if (this.isService) return [];
    return [
      ...list<{ hostPath: string }>(this.spec["devices"]).map(({ hostPath }) => hostPath),
      ...list<string>(this.spec["deviceCgroupRules"]).map(() => "a device cgroup rule"),
    ];
  }
  get mounts(): Mount[] {
    const mounts = list<{ type: Mount["kind"]; source?: string; target: string }>(this.spec["mounts"]).map(
      (mount) => ({
        kind: mount.type === "volume" && !mount.source ? "anonymous" : mount.type,
        source: mount.type === "bind" ? mount.source : undefined,
        target: mount.target,
      }),
    );
    if (this.isService) return mounts;
    // What comes from another container's volumes is among the files, each with its path.
    const own = list<Record<string, string>>(this.spec["volumes"]).filter(
      (volume) => !("fromContainer" in volume),
    );
    const volumes = own.map((volume): Mount => {
      const kind = "hostPath" in volume ? "bind" : "volumeName" in volume ? "volume" : "anonymous";
      return {
        kind,
        source: kind === "bind" ? volume["hostPath"] : undefined,
        target: volume["containerPath"] ?? "",
      };
    });
    return [...mounts, ...volumes];
  }
  /** A container that only carries files in its volumes, for another to mount. */
  get neverStarts(): boolean {
    return !this.isService && this.spec["start"] === false;
  }
  /** Whether it mounts the volumes of another container. */
  get mountsFromContainer(): boolean {
    return !this.isService && list<object>(this.spec["volumes"]).some((volume) => "fromContainer" in volume);
  }
  get uploads(): Upload[] {
    return list<Upload>(this.spec["uploads"]);
  }
  /** Files the container finds. A service gets its own as config resources, which are judged as such. */
  get files(): File[] {
    if (this.isService) return [];
    return [...this.uploads, ...this.mountedUploads].map((upload) => ({
      path: upload["file"]!,
      permissions: upload["permissions"],
      content: () => upload["content"] ?? decode(upload["contentBase64"]),
    }));
  }
  get logDriver(): string | undefined {
    return this.isService ? this.task["logDriver"]?.name : this.spec["logDriver"];
  }
  get logOptions(): Record<string, string> {
    return (this.isService ? this.task["logDriver"]?.options : this.spec["logOpts"]) ?? {};
  }
}

const capabilities = (value: string[] | undefined) =>
  list<string>(value).map((c) => c.toUpperCase().replace(/^CAP_/, ""));

/**
 * Uploads of containers that never start, by the component they belong to. The engine hands over a container before
 * the one that mounts its volumes, whose reference to it is unknown in a preview; both belong to one component.
 */
const carried = new Map<string, Upload[]>();

/** A container with all the files it finds, or a carrier of files for another. */
export const viewOf = once(({ name, type, props, opts }: Subject): ContainerView => {
  const own = new ContainerView(name, type, props);
  if (own.neverStarts) carried.set(opts.parent ?? "", own.uploads);
  const uploads = own.mountsFromContainer ? carried.get(opts.parent ?? "") : undefined;
  return uploads ? new ContainerView(name, type, props, uploads) : own;
});

/** All containers of a stack, in their order, each with the files it finds. */
export function viewsOf(resources: readonly StackSubject[]): ContainerView[] {
  const views = resources.map(({ name, type, props, parent }) => ({
    view: new ContainerView(name, type, props),
    args: [name, type, props] as const,
    parent: parent?.urn,
  }));
  return views.map(({ view, args, parent }) => {
    if (!view.mountsFromContainer) return view;
    const carriers = views.filter((other) => other.view.neverStarts && other.parent === parent);
    return new ContainerView(
      ...args,
      carriers.flatMap((other) => other.view.uploads),
    );
  });
}

/**
 * A policy that judges every container, whatever starts it.
 * @param policy.judgesCarriers also judge containers that never start @default false
 */
export const containerPolicy = (
  policy: PolicyData & { judgesCarriers?: boolean; judge(container: ContainerView, report: Report): void },
) =>
  resourcePolicy({
    ...policy,
    types: containerTypes,
    judge: (subject, report) => {
      const container = viewOf(subject);
      if (!container.neverStarts || policy.judgesCarriers) policy.judge(container, report);
    },
  });
