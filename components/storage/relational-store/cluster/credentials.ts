import * as pulumi from "@pulumi/pulumi";
import { createHash } from "node:crypto";
import type { Kubernetes } from "../../../platform/kubernetes/kubernetes";
import { formsOf } from "../../../platform/kubernetes/labels";
import { secretObject } from "../../../platform/kubernetes/secret";
import {
  CertificateAuthority,
  ClientCertificate,
  ServerCertificate,
} from "../../../security/certificate-authority";
import type { Credential } from "../../../security/credential";
import { scramVerifier } from "../../../security/scram";
import { clusterLabel, replicationUser, services } from "./names";

/** Where pg_tde keeps its keys: Vault's HTTP interface, its second key-value engine. */
export interface KeyStore {
  /** Such as `https://openbao.keys.svc:8200`. */
  address: string;
  /** Where the key-value engine is mounted. */
  mount: string;
  token: pulumi.Input<string>;
  /** PEM of the authority its certificate is checked against. */
  authorityPem: string;
  /** Networks its address is in. */
  networks: readonly string[];
}

export interface ClusterCredentialsArgs {
  platform: Kubernetes;
  /** Name of the cluster, and of the workload that its instances are. */
  workload: string;
  authority: CertificateAuthority;
  administrator: Credential;
  keyStore: KeyStore;
}

type Name = pulumi.Output<string>;

/**
 * Everything secret that the operator is given, each in a Secret that the cluster's resource names.
 *
 * Certificates that clients see are the platform's. Between its own parts (Patroni's interface) the operator signs for itself,
 * by an authority of its own that nobody else trusts: whoever has that key can speak for nothing but those.
 */
export class ClusterCredentials extends pulumi.ComponentResource {
  readonly administrator: Name;
  readonly authority: Name;
  readonly server: Name;
  readonly replication: Name;
  readonly pooler: Name;
  readonly keyStore: Name;

  constructor(
    private readonly name: string,
    private readonly args: ClusterCredentialsArgs,
    opts: pulumi.ComponentResourceOptions,
  ) {
    super("lakehouse:storage:PostgresqlClusterCredentials", name, {}, opts);
    const { platform, workload, authority, administrator, keyStore } = args;
    const inner = new CertificateAuthority(
      `${name}-authority`,
      {
        organization: `${authority.organization} ${workload}`,
        validity: authority.validity,
        rotation: authority.rotation,
      },
      { parent: this },
    );
    const certificate = (part: string, hostnames: string[], ipAddresses: string[] = []) =>
      new ServerCertificate(`${name}-${part}`, { authority, hostnames, ipAddresses }, { parent: this });
    const { server, pooler } = services(workload);
    this.authority = this.secret("authority", {
      "root.crt": inner.certificatePem,
      "root.key": inner.privateKeyPem,
    });
    this.server = this.keyPair(
      "server",
      certificate(
        "server",
        [...platform.hostnames(workload), ...server.flatMap((name) => this.namesOf(name))],
        platform.ipAddresses(workload),
      ),
    );
    this.replication = this.keyPair(
      "replication",
      new ClientCertificate(`${name}-replication`, { authority, user: replicationUser }, { parent: this }),
    );
    this.pooler = this.keyPair("pooler", certificate("pooler", this.namesOf(pooler)));
    this.administrator = this.versioned("administrator", {
      password: administrator.password,
      // Else the operator makes one from the first password, and keeps to it whatever the password becomes.
      verifier: administrator.password.apply(scramVerifier),
    });
    this.keyStore = this.versioned("key-store", {
      "ca.crt": keyStore.authorityPem,
      token: keyStore.token,
    });
    this.registerOutputs();
  }

  /** Every form of a service's name. */
  private namesOf(service: string): string[] {
    const { platform, workload } = this.args;
    return formsOf(platform.domainOf(service, workload), [1, 2, 3]);
  }

  private keyPair(
    part: string,
    { certificatePem, privateKeyPem }: ServerCertificate | ClientCertificate,
  ): Name {
    return this.secret(part, {
      "tls.crt": certificatePem,
      "tls.key": privateKeyPem,
      // The same of server and replicas: they check each other.
      "ca.crt": this.args.authority.certificatePem,
    });
  }

  /** A Secret that is made anew when its content changes: the operator is told by the name, and owns what it has taken over. */
  private versioned(part: string, content: Record<string, pulumi.Input<string>>): Name {
    const version = pulumi.all(content).apply((values) =>
      createHash("sha256")
        .update(JSON.stringify(Object.entries(values).sort()))
        .digest("hex")
        .slice(0, 8),
    );
    return this.secret(part, content, pulumi.unsecret(version));
  }

  private secret(
    part: string,
    content: Record<string, pulumi.Input<string>>,
    version?: pulumi.Output<string>,
  ): Name {
    const { platform, workload } = this.args;
    const at = platform.metadata(workload, `${workload}-${part}`, clusterLabel(workload));
    const metadata = version ? { ...at, name: pulumi.interpolate`${at.name}-${version}` } : at;
    return secretObject(`${this.name}-${part}-secret`, { platform, parent: this, metadata, content }).metadata
      .name;
  }
}
