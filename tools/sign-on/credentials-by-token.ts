import { AssumeRoleWithWebIdentityCommand, STSClient } from "@aws-sdk/client-sts";
import { httpsEndpoint, type Login, type Target } from "../sample-data/clients";

/** Credentials that end. */
export interface TemporaryLogin extends Login {
  token: string;
  expires: Date;
}

/**
 * Changes an ID token for credentials of the object store.
 * @param options.seconds for which they are asked; the store gives what it is configured with @default the same
 * @param options.policy session policy that narrows them @default none
 * @throws Error with the server's `Code`, such as InvalidParameterValue, when it does not take the token
 */
export async function credentialsByToken(
  target: Target,
  token: string,
  { seconds = 3600, policy }: { seconds?: number; policy?: object } = {},
): Promise<TemporaryLogin> {
  const sts = new STSClient({ ...httpsEndpoint(target, false), maxAttempts: 1 });
  try {
    const { Credentials } = await sts.send(
      new AssumeRoleWithWebIdentityCommand({
        // The client asks for one; the store takes the policies of the token's groups.
        RoleArn: "arn:aws:iam::000000000000:role/groups",
        RoleSessionName: "session",
        WebIdentityToken: token,
        // Without it they would end with the token.
        DurationSeconds: seconds,
        ...(policy ? { Policy: JSON.stringify(policy) } : {}),
      }),
    );
    const { AccessKeyId, SecretAccessKey, SessionToken, Expiration } = Credentials!;
    return { user: AccessKeyId!, password: SecretAccessKey!, token: SessionToken!, expires: Expiration! };
  } finally {
    sts.destroy();
  }
}
