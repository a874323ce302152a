import { z } from "zod";
import { network } from "./settings";

const certificate = /^-----BEGIN CERTIFICATE-----\n[A-Za-z0-9+/=\n]+-----END CERTIFICATE-----\n?$/;

/** Where keys are kept that encrypt data on prod; its token is a secret of its own. */
export const keyStoreSettings = z
  .strictObject({
    address: z
      .string()
      .regex(
        /^https:\/\/[a-z0-9]([a-z0-9.-]*[a-z0-9])?(:[1-9]\d{0,4})?$/,
        "https://, a host name and a port, without a path, such as https://openbao.example.org:8200",
      )
      .describe("Vault's or OpenBao's address. Its listener must accept TLS 1.3 alone."),
    mount: z
      .string()
      .regex(
        /^[a-z0-9]([a-z0-9_/-]*[a-z0-9])?$/,
        "lower-case letters, digits, hyphens, underscores and slashes",
      )
      .describe("Where its key-value engine, version 2, is mounted, such as `lakehouse`."),
    authority: z
      .string()
      .regex(certificate, "one certificate in PEM, in lines as they are in its file")
      .describe("Authority that its certificate is checked against, in PEM."),
    networks: z.array(network).min(1).describe("Networks its address is in, such as [10.20.0.0/28]."),
  })
  .optional()
  .describe(
    "Where PostgreSQL's encryption keys are kept on Kubernetes; its token is `keyStoreToken`. Prod does not do without.",
  );
