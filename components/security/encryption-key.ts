import * as pulumi from "@pulumi/pulumi";
import * as random from "@pulumi/random";
import { durable, type Lifecycle } from "../platform/platform";

export interface EncryptionKeyArgs {
  lifecycle: Lifecycle;
  /** What becomes unreadable without the key, for the warning. */
  protects: string;
}

/**
 * A 256-bit data encryption key with a life of its own: it is never replaced by a change of the service it
 * serves, and it is protected as long as the data is.
 */
export class EncryptionKey extends pulumi.ComponentResource {
  /** 32 random bytes, base64. */
  readonly base64: pulumi.Output<string>;
  /** Printed after every update. */
  readonly warning: string;

  constructor(name: string, args: EncryptionKeyArgs, opts: pulumi.ComponentResourceOptions = {}) {
    super("lakehouse:security:EncryptionKey", name, {}, opts);
    const bytes = new random.RandomBytes(
      `${name}-bytes`,
      { length: 32 },
      { parent: this, additionalSecretOutputs: ["base64", "hex"], ...durable(args) },
    );
    this.base64 = bytes.base64;
    this.warning =
      `Without the key '${name}' ${args.protects} cannot be read by anyone, ever. It exists only in this stack's ` +
      `encrypted state: keep a copy of the state and of its passphrase elsewhere.`;
    this.registerOutputs();
  }
}
