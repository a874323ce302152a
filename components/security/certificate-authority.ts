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

/** What a key and its certificate are for. Source: RFC 5280, section 4.2.1.12. */
type Use = "server_auth" | "client_auth";

interface Subject {
  commonName: string | undefined;
  dnsNames: string[];
  ipAddresses: string[];
}

/** A key and its certificate, signed by the platform's authority; renewed by an update once it is due. */
function signed(
  name: string,
  { authority, subject, use }: { authority: CertificateAuthority; subject: Subject; use: Use },
  parent: pulumi.Resource,
): { certificatePem: pulumi.Output<string>; privateKeyPem: pulumi.Output<string> } {
  const key = new tls.PrivateKey(
    `${name}-key`,
    { algorithm: "ECDSA", ecdsaCurve: "P256" },
    { parent, ...renewedWith(authority.rotation.certificates) },
  );
  const request = new tls.CertRequest(
    `${name}-request`,
    {
      privateKeyPem: key.privateKeyPem,
      subject: { commonName: subject.commonName, organization: authority.organization },
      dnsNames: subject.dnsNames,
      ipAddresses: subject.ipAddresses,
    },
    { parent },
  );
  const leaf = new tls.LocallySignedCert(
    `${name}-leaf`,
    {
      certRequestPem: request.certRequestPem,
      caPrivateKeyPem: authority.privateKeyPem,
      caCertPem: authority.certificatePem,
      allowedUses: ["digital_signature", use],
      setSubjectKeyId: true,
      validityPeriodHours: authority.validity.leafDays * hoursPerDay,
      earlyRenewalHours: authority.validity.renewBeforeDays * hoursPerDay,
    },
    { parent },
  );
  return { certificatePem: leaf.certPem, privateKeyPem: key.privateKeyPem };
}

/** A server's key and certificate, signed by the platform's authority; renewed by an update once it is due. */
export class ServerCertificate extends pulumi.ComponentResource {
  /** Leaf certificate, PEM. */
  readonly certificatePem: pulumi.Output<string>;
  readonly privateKeyPem: pulumi.Output<string>;

  constructor(name: string, args: ServerCertificateArgs, opts: pulumi.ComponentResourceOptions = {}) {
    super("lakehouse:security:ServerCertificate", name, {}, opts);
    const { authority, hostnames, ipAddresses = [] } = args;
    const subject = { commonName: hostnames[0], dnsNames: hostnames, ipAddresses };
    ({ certificatePem: this.certificatePem, privateKeyPem: this.privateKeyPem } = signed(
      name,
      { authority, subject, use: "server_auth" },
      this,
    ));
    this.registerOutputs({ certificatePem: this.certificatePem });
  }
}

/** A client's key and certificate, by which a server knows it instead of by a password. */
export class ClientCertificate extends pulumi.ComponentResource {
  /** Leaf certificate, PEM. */
  readonly certificatePem: pulumi.Output<string>;
  readonly privateKeyPem: pulumi.Output<string>;

  /** @param args.user login name, which becomes the common name */
  constructor(
    name: string,
    { authority, user }: { authority: CertificateAuthority; user: string },
    opts: pulumi.ComponentResourceOptions = {},
  ) {
    super("lakehouse:security:ClientCertificate", name, {}, opts);
    const subject = { commonName: user, dnsNames: [user], ipAddresses: [] };
    ({ certificatePem: this.certificatePem, privateKeyPem: this.privateKeyPem } = signed(
      name,
      { authority, subject, use: "client_auth" },
      this,
    ));
    this.registerOutputs({ certificatePem: this.certificatePem });
  }
}
