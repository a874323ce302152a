import { buildGoProgram, goProgramHash, type GoProgram } from "./go-program";

/** The engine as a program of its Go module, with the version that `pulumi version` prints. */
const engine = (version: string): GoProgram => ({
  module: __dirname,
  command: "github.com/pulumi/pulumi/pkg/v3/cmd/pulumi",
  variables: { "github.com/pulumi/pulumi/sdk/v3/go/common/version.Version": version },
});

/** What tells one build from another. */
export const buildHash = (version: string): string => goProgramHash(engine(version));

/**
 * Builds the engine from the pinned Go modules.
 * @throws Error whose message is the reason, when it cannot be built
 */
export const buildEngine = (
  version: string,
  target: string,
  env: NodeJS.ProcessEnv,
  onStart?: () => void,
): Promise<void> => buildGoProgram(engine(version), target, env, onStart);
