import * as pulumi from "@pulumi/pulumi";
import * as random from "@pulumi/random";

/** Characters of a password: letters and digits only, so that it needs quoting nowhere. */
const passwordLength = 32;

const least = { minLower: 1, minNumeric: 1, minUpper: 1 };

/** A generated password. It is a secret in state and outputs, and never an environment variable. */
export class Credential extends pulumi.ComponentResource {
  readonly user: string;
  readonly password: pulumi.Output<string>;
  /** The password's hash, for servers that are given a hash. */
  readonly bcryptHash: pulumi.Output<string>;

  /**
   * @param args.user login name
   * @param args.rotation changing it makes a new password @default none
   */
  constructor(
    name: string,
    args: { user: string; rotation?: string | undefined },
    opts: pulumi.ComponentResourceOptions = {},
  ) {
    super("lakehouse:security:Credential", name, {}, opts);
    this.user = args.user;
    const password = new random.RandomPassword(
      `${name}-password`,
      {
        length: passwordLength,
        special: false,
        // Servers want some of each; of 32 letters and digits one in three hundred passwords has no digit.
        ...least,
        ...(args.rotation ? { keepers: { rotation: args.rotation } } : {}),
      },
      {
        parent: this,
        additionalSecretOutputs: ["result", "bcryptHash"],
        // A password that is there stays as it is.
        ignoreChanges: Object.keys(least),
      },
    );
    this.password = password.result;
    this.bcryptHash = password.bcryptHash;
    this.registerOutputs();
  }
}
