/** What the platform must know to run an image; true of the catalogue's image and of its local stand-in. */
export interface ImageRuntime {
  /** Where the data lies, for images that keep any. */
  readonly dataPath?: string;
  /**
   * User who owns a fresh, empty volume mounted at `dataPath`: Docker copies the owner of that directory in
   * the image. Where it is not `user`, the volume's owner must be set before the first start.
   */
  readonly freshVolumeOwner?: number;
  /** Directories that must be writable (tmpfs will do) when the root file system is read-only. */
  readonly writablePaths: readonly string[];
  /** How the image's entry point takes a command. */
  readonly commandForm: string;
  /** Programs besides the server that health checks and one-shot jobs may use. */
  readonly tools: readonly string[];
}

/** The stand-in built from packages by `make images`. */
export interface LocalImage {
  /** Directory under `test/images` that builds it, and the last part of its name. */
  readonly name: string;
  /** Version the packages give; the part of a version that the package source does not pin is left out. */
  readonly version: string;
  /** Packages it is built from. */
  readonly packages: readonly string[];
  /** How it differs from the catalogue's image, a sentence each. */
  readonly differs: readonly string[];
}

/** How an image is made of a pulled one, its build argument `BASE`; the result has a local name with a hash of the sources. */
export interface ImageBuild {
  /** Directory under `images`, with the Dockerfile; its files lie flat in the build context. */
  readonly directory: string;
  /** Further directories of the context, from the repository's root, each under the last part of its name. @default none */
  readonly sources?: readonly string[];
}

/** One image of the catalogue. */
export interface CatalogueImage {
  /** Repository, without tag. */
  readonly repository: string;
  /** Exact version tag. */
  readonly tag: string;
  /** Digest of the multi-platform index, only where a source states it for exactly this tag. */
  readonly digest?: string;
  /** Version of the software inside. */
  readonly version: string;
  /** SPDX identifier of the software's licence. */
  readonly licence: string;
  /** Where the facts above and below come from. */
  readonly source: readonly string[];
  /** What a Dockerfile of ours adds to the image above. @default nothing: that image runs as it is */
  readonly build?: ImageBuild;
  /** Why this image and not another. */
  readonly why: string;
  /** Numeric user to run as. */
  readonly user: number;
  /** Numeric group to run as. */
  readonly group: number;
  readonly runtime: ImageRuntime;
  readonly local: LocalImage;
}
