import type { ImageKey } from "./images";
import type { Volume } from "./workload";

/** What a workload asks of the host it runs on, known before anything is registered: the look at the host adds these up. */
export interface Footprint {
  workload: string;
  image: ImageKey;
  /** Memory limit of the process, for example `512Mi`. */
  memory: string;
  /** Volumes by name. @default none */
  volumes?: Record<string, Volume>;
  /** Whether a terminator stands in front of it. @default false */
  terminated?: boolean;
  /** Whether a gateway stands in front of it. @default false */
  gateway?: boolean;
  /**
   * Memory limits of jobs that have ended before the process starts, one after the other, and for which it goes away when
   * they run again (`after` of a workload): they never add to its own. @default none
   */
  before?: readonly string[];
  /** Memory limits of the jobs that prepare it while it runs. @default none */
  jobs?: readonly string[];
}

/** All volumes of workloads, each as `<workload>-<volume>`. */
export const volumesOf = (footprints: readonly Footprint[]): { name: string; volume: Volume }[] =>
  footprints.flatMap(({ workload, volumes = {} }) =>
    Object.entries(volumes).map(([name, volume]) => ({ name: `${workload}-${name}`, volume })),
  );

/** Volumes that must lie on encrypted storage, since their process encrypts nothing, as `<workload>-<volume>`. */
export const encryptedStorageNeeds = (footprints: readonly Footprint[]): string[] =>
  volumesOf(footprints)
    .filter(({ volume }) => volume.encryption.at === "volume")
    .map(({ name }) => name);

/** The images that workloads of these footprints and what the platform puts beside them are made of. */
export const imagesOf = (footprints: readonly Footprint[]): ImageKey[] => [
  ...new Set(["haproxy" as const, ...footprints.map(({ image }) => image)]),
];
