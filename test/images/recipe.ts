/** How a local image is made: its build context is prepared, then `docker build` runs without a network. */
export interface Recipe {
  /** Files of the recipe's directory that the build context needs, relative to it; laid flat in the context. */
  readonly files: readonly string[];
  /** Writes everything else the Dockerfile adds into the build context. */
  prepare(context: string): Promise<void>;
}
