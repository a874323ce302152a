// @peculiar/x509 resolves its parts through decorator metadata.
import "reflect-metadata";
import type { TestProvider } from "../runtime";
import { certRequest } from "./cert-request";
import { locallySignedCert } from "./locally-signed-cert";
import { privateKey } from "./private-key";
import { selfSignedCert } from "./self-signed-cert";

/** Stands in for the official TLS provider (hashicorp/tls, bridged). */
export const tls: TestProvider<undefined> = {
  name: "tls",
  version: "5.6.1",
  configuration: {},
  unsupportedConfiguration: ["proxy"],
  connect: () => undefined,
  resources: {
    "tls:index/certRequest:CertRequest": certRequest,
    "tls:index/locallySignedCert:LocallySignedCert": locallySignedCert,
    "tls:index/privateKey:PrivateKey": privateKey,
    "tls:index/selfSignedCert:SelfSignedCert": selfSignedCert,
  },
};
