import * as pulumi from "@pulumi/pulumi";
import type { ImageKey } from "./images";

/**
 * How a port speaks TLS.
 * - `native`: the process itself refuses plain connections and anything below TLS 1.3.
 * - `terminated`: the process listens on `plainPort`, where nothing but a TLS 1.3-only terminator of the platform
 *   reaches it: on loopback, unless the workload says that it `listens` everywhere.
 * - `narrowed`: the process speaks TLS on `plainPort` of loopback and cannot refuse older versions; the same terminator
 *   accepts 1.3 only, and passes on by TLS, verified. For a process whose peers must come by TLS, too.
 */
export type PortTls =
  | { mode: "native" }
  | { mode: "terminated"; plainPort: number }
  | { mode: "narrowed"; plainPort: number; authorityPem: pulumi.Input<string> };

export interface Port {
  number: number;
  /** `grpc` is HTTP/2 from end to end. */
  protocol: "http" | "grpc" | "tcp";
  tls: PortTls;
}

/** A file the platform puts into the container, owned by the workload's user. */
export interface File {
  /** Absolute path. Its directory holds nothing but such files. */
  path: string;
  content: pulumi.Input<string>;
}

/** How a volume's bytes are encrypted on the drive. */
export type Encryption =
  /** The process writes only ciphertext; `by` says what does it. */
  | { at: "application"; by: string }
  /** The bytes are as written: the volume must lie on encrypted storage. */
  | { at: "volume" }
  /** Nothing of anybody's is written there; `what` says what is. */
  | { at: "nowhere"; what: string };

export interface Volume {
  /** Absolute path in the container. */
  path: string;
  /** Size on platforms that provision one, for example `10Gi`. */
  size: string;
  encryption: Encryption;
}

/** When a workload counts as healthy. */
export type Health =
  /**
   * GET answers 2xx or 3xx on a named `http` port. `alive` is another path, which is answered whatever its peers do: once
   * `path` was answered, only that counts. @default alive is path
   */
  | { kind: "http"; port: string; path: string; alive?: string }
  /** A named `terminated` port accepts connections. */
  | { kind: "tcp"; port: string }
  /** A command in the container exits with 0. */
  | { kind: "command"; command: string[] };

export interface Resources {
  /** Memory limit and request, for example `512Mi`. */
  memory: string;
  /** CPU limit in cores. */
  cpus: number;
}

/** How many replicas there are, by how busy they are. */
export interface Scaling {
  /** Most replicas; the least are `replicas`. */
  most: number;
  /** Share of the requested CPUs, in percent, above which there are more. */
  cpuPercent: number;
}

/** A certificate chain and its key, both PEM. */
export interface KeyPair {
  certificatePem: pulumi.Input<string>;
  privateKeyPem: pulumi.Input<string>;
}

/**
 * A service that the process can ask only in plain, on loopback. The platform's proxy beside it answers what is fixed, and
 * passes the rest on by GET over TLS 1.3, verified, along a flow. For workloads with a `terminated` port.
 */
export interface Relay {
  /** Port on loopback. */
  plainPort: number;
  /** Workload it leads to; a flow must lead there. */
  to: string;
  /** Name of that workload's port. */
  port: string;
  /** Authority of that workload's certificate, PEM. */
  authorityPem: pulumi.Input<string>;
  /** Path that says whether that workload is up. */
  health: string;
  /** JSON that is answered at once, by path. */
  documents: Record<string, object>;
  /** Paths that are passed on, and the JSON that stands for an answer while that workload gives none. */
  paths: Record<string, object>;
}

/** What a service says of itself; a platform turns it into resources. */
export interface WorkloadArgs {
  image: ImageKey;
  /** Program in place of the image's entry point. @default the image's own */
  entrypoint?: string[];
  /** Arguments to the entry point. @default the image's own */
  command?: string[];
  /** Plain settings. Secrets never go here: they are `secrets`. @default none */
  environment?: Record<string, pulumi.Input<string>>;
  /** Signal that stops the process in good order. @default "SIGTERM" */
  stopSignal?: "SIGTERM" | "SIGINT";
  /** By name; flows refer to these names. */
  ports: Record<string, Port>;
  /**
   * `everywhere`: the process cannot be told where to listen. All its ports are then `terminated`, its plain ports
   * stand on an address that only its gateway reaches, and its own connections go through the gateway too.
   * @default "loopback": what is not TLS listens there
   */
  listens?: "loopback" | "everywhere";
  /** Readable by the workload's user, not secret. @default none */
  files?: File[];
  /** Readable by the workload's user only. @default none */
  secrets?: File[];
  /** By name. @default none */
  volumes?: Record<string, Volume>;
  /** Directories in memory the process may write to, with their size; everything else is read-only. @default none */
  scratch?: Record<string, string>;
  /** @default an empty set: the root file system is read-only */
  optOut?: { writableRoot?: boolean };
  /**
   * Runs of jobs that prepare it. It is not there while one of them runs again: what the two need of the host is then
   * the more of both. @default none
   */
  after?: pulumi.Input<string>[];
  health: Health;
  resources: Resources;
  /** @default 1; DockerHost runs exactly one */
  replicas?: number;
  /** Names of ports by which replicas ask each other. @default none */
  peers?: readonly string[];
  /** Whether there are more replicas when these are busy, where the platform can. @default none: always as many */
  scaling?: Scaling | undefined;
  /**
   * Seconds after its start in which a replica is not asked, and the next one is not changed, where there are several: those
   * it works with have yet to find it. @default 0
   */
  settleSeconds?: number;
  /** Whether each replica keeps its name and its volumes. @default "none" */
  identity?: "stable" | "none";
  /** Where Prometheus finds metrics. @default none */
  metrics?: { port: string; path: string };
  /** Format of the process's log lines. */
  logs: "json" | "text";
  /** What the process asks of others in plain on loopback. @default none */
  relays?: readonly Relay[];
  /** Server certificate for `terminated` ports. */
  certificate?: KeyPair;
}

/**
 * A container that runs to its end once; a non-zero exit fails the deployment. It has the network of the flows that
 * lead from its name, and none without such a flow.
 */
export interface JobArgs {
  image: ImageKey;
  command: string[];
  /** Plain settings. @default none */
  environment?: Record<string, pulumi.Input<string>>;
  /** Readable by the job's user, not secret. @default none */
  files?: File[];
  /** Readable by the job's user only. @default none */
  secrets?: File[];
  /** Directories in memory the job may write to, with their size. @default none */
  scratch?: Record<string, string>;
  /** Name of a workload whose volumes the job mounts, at the same paths. @default none */
  volumes?: { name: pulumi.Input<string>; path: string }[];
  /** Runs as root with these capabilities. @default the image's user, no capability */
  privileges?: ("CHOWN" | "FOWNER" | "DAC_OVERRIDE")[];
  resources: Resources;
  /** Seconds after which the job is ended and counts as failed. @default 900 */
  deadline?: number;
}
