import * as pulumi from "@pulumi/pulumi";
import * as tls from "@pulumi/tls";

const hoursPerDay = 24;

/** How long certificates live, in days. */
export interface Validity {
  authorityDays: number;
  leafDays: number;
  /** Days before the end from which a preview plans the renewal. */
  renewBeforeDays: number;
}

/** Labels whose change makes keys and certificates anew. */
export interface CertificateRotation {
  authority?: string | undefined;
  certificates?: string | undefined;
}

export interface CertificateAuthorityArgs {
  /** Organisation in every subject: the stack's name. */
  organization: string;
  validity: Validity;
  /** @default nothing is made anew before it is due */
  rotation?: CertificateRotation;
}

/**
 * Replaces a key, and with it every certificate that stands on it, when the label changes. There is always one: the
 * engine compares with what it has recorded, and the first it records replaces nothing.
 */
const renewedWith = (label: string | undefined): pulumi.CustomResourceOptions => ({
  replacementTrigger: label ?? "first",
});

/**
 * The platform's own root: it signs server certificates and nothing else. Its key lives in the stack's encrypted
 * state. Renewing it replaces every certificate below it in the same update.
 */
export class CertificateAuthority extends pulumi.ComponentResource {
  /** The root certificate, PEM: what clients trust. */
  readonly certificatePem: pulumi.Output<string>;
  readonly privateKeyPem: pulumi.Output<string>;
  readonly validity: Validity;
  readonly organization: string;
  readonly rotation: CertificateRotation;

  constructor(name: string, args: CertificateAuthorityArgs, opts: pulumi.ComponentResourceOptions = {}) {
    super("lakehouse:security:CertificateAuthority", name, {}, opts);
    this.validity = args.validity;
    this.organization = args.organization;
    this.rotation = args.rotation ?? {};
    const key = new tls.PrivateKey(
      `${name}-key`,
      { algorithm: "ECDSA", ecdsaCurve: "P384" },
      { parent: this, ...renewedWith(this.rotation.authority) },
    );
    const root = new tls.SelfSignedCert(
      `${name}-root`,
      {
        privateKeyPem: key.privateKeyPem,
        subject: { commonName: `${args.organization} root`, organization: args.organization },
        isCaCertificate: true,
        setSubjectKeyId: true,
        allowedUses: ["cert_signing", "crl_signing"],
        validityPeriodHours: args.validity.authorityDays * hoursPerDay,
        // The root must outlive every leaf it signs.
        earlyRenewalHours: (args.validity.leafDays + args.validity.renewBeforeDays) * hoursPerDay,
      },
      { parent: this },
    );
    this.certificatePem = root.certPem;
    this.privateKeyPem = key.privateKeyPem;
    this.registerOutputs({ certificatePem: this.certificatePem });
  }
}

export interface ServerCertificateArgs {
  authority: CertificateAuthority;
  /** DNS names clients use; the first is the common name. */
  hostnames: [string, ...string[]] | string[];
  /** Addresses clients use instead of a name. @default none */
  ipAddresses?: string[];
}

/** A server's key and certificate, signed by the platform's authority; renewed by an update once it is due. */
export class ServerCertificate extends pulumi.ComponentResource {
  /** Leaf certificate, PEM. */
  readonly certificatePem: pulumi.Output<string>;
  readonly privateKeyPem: pulumi.Output<string>;

  constructor(name: string, args: ServerCertificateArgs, opts: pulumi.ComponentResourceOptions = {}) {
    super("lakehouse:security:ServerCertificate", name, {}, opts);
    const { authority } = args;
    const key = new tls.PrivateKey(
      `${name}-key`,
      { algorithm: "ECDSA", ecdsaCurve: "P256" },
      { parent: this, ...renewedWith(authority.rotation.certificates) },
    );
    const request = new tls.CertRequest(
      `${name}-request`,
      {
        privateKeyPem: key.privateKeyPem,
        subject: { commonName: args.hostnames[0], organization: authority.organization },
        dnsNames: args.hostnames,
        ipAddresses: args.ipAddresses ?? [],
      },
      { parent: this },
    );
    const leaf = new tls.LocallySignedCert(
      `${name}-leaf`,
      {
        certRequestPem: request.certRequestPem,
        caPrivateKeyPem: authority.privateKeyPem,
        caCertPem: authority.certificatePem,
        allowedUses: ["digital_signature", "server_auth"],
        setSubjectKeyId: true,
        validityPeriodHours: authority.validity.leafDays * hoursPerDay,
        earlyRenewalHours: authority.validity.renewBeforeDays * hoursPerDay,
      },
      { parent: this },
    );
    this.certificatePem = leaf.certPem;
    this.privateKeyPem = key.privateKeyPem;
    this.registerOutputs({ certificatePem: this.certificatePem });
  }
}
