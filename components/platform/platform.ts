import type * as pulumi from "@pulumi/pulumi";
import type { JobArgs, WorkloadArgs } from "./workload";

/** Where an operator reaches a published port. */
export interface Endpoint {
  /** Name the server certificate carries. */
  host: string;
  port: number;
}

/** What becomes of data and of running processes; see `lakehouse:lifecycle` in docs/configuration.md. */
export type Lifecycle = "running" | "stopped" | "disposable";

/** A job as others see it. It is no resource: what depended on that would begin however the job ended. */
export interface RunJob {
  /** Resolves when the job has ended well, and fails when it has not: what depends on it is not begun then. */
  readonly succeeded: pulumi.Output<pulumi.ComponentResource>;
  /** Another for each run. */
  readonly run: pulumi.Output<string>;
}

/**
 * Turns workloads into resources. Layers know only this; which platform is behind it is the stack's choice.
 */
export interface Platform {
  readonly lifecycle: Lifecycle;
  /** Runs a workload. The resource is complete when the workload is healthy. */
  run(name: string, args: WorkloadArgs, opts: pulumi.ComponentResourceOptions): pulumi.ComponentResource;
  /** Runs a container to its end, once for each change of its arguments. */
  runJob(name: string, args: JobArgs, opts: pulumi.ComponentResourceOptions): RunJob;
  /** Addresses a native port must listen on, so that only its flows reach it; `0.0.0.0` where the platform filters. */
  listenAddresses(workload: string, port: string): string[];
  /** Networks from which the port's clients come, for a service that looks at its peer's address. */
  clientNetworks(workload: string, port: string): string[];
  /** Whether the port's clients come by way of what says their address in front. Source: HAProxy, "The PROXY protocol". */
  announcesClients(workload: string, port: string): boolean;
  /** Name by which clients in the stack reach a workload; the network's name service knows it from everywhere. */
  hostname(workload: string): string;
  /** Domain in which replica n of a workload that keeps their names is `<workload>-<n>`; undefined where there is one. */
  peerDomain(workload: string): string | undefined;
  /**
   * Every DNS name a client may use for the workload: the server certificate's subject alternative names.
   * @param replicas how many of them clients reach one by one @default none
   */
  hostnames(workload: string, replicas?: number): string[];
  /** Every address a client may use for the workload when it is not a name. */
  ipAddresses(workload: string): string[];
  /** Where an operator reaches a port, or undefined when no flow leads there from outside. */
  endpoint(workload: string, port: string): Endpoint | undefined;
}

/** Options for what must outlive routine changes: data, keys, and objects inside a data store. */
export const durable = (platform: { lifecycle: Lifecycle }): pulumi.CustomResourceOptions => ({
  protect: platform.lifecycle !== "disposable",
});

/**
 * Options for objects that live inside a server (databases, roles, buckets): once a stack is disposable they go
 * with the server's volume, so they are dropped from the state without asking the server.
 */
export const inServer = (platform: { lifecycle: Lifecycle }): pulumi.CustomResourceOptions => ({
  retainOnDelete: platform.lifecycle === "disposable",
});
