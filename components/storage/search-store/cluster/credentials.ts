import * as pulumi from "@pulumi/pulumi";
import type { Kubernetes } from "../../../platform/kubernetes/kubernetes";
import { formsOf } from "../../../platform/kubernetes/labels";
import { secretObject } from "../../../platform/kubernetes/secret";
import { ServerCertificate } from "../../../security/certificate-authority";
import { administratorFiles, type ServerArgs } from "../server";
import { services, watched } from "./names";

export interface ClusterCredentialsArgs extends Pick<ServerArgs, "authority" | "administrator"> {
  platform: Kubernetes;
  /** Name of the cluster, and of the workload that its nodes are. */
  workload: string;
}

/**
 * Everything secret that the operator is given, each in a Secret that the cluster's resource names. Changed, it is the same
 * Secret with other content: the operator passes it on to nodes that run, and they read it again.
 *
 * Between nodes the operator signs for itself, by an authority of its own that nobody else trusts.
 */
export class ClusterCredentials extends pulumi.ComponentResource {
  readonly administrator: pulumi.Output<string>;
  readonly certificate: pulumi.Output<string>;

  constructor(
    private readonly name: string,
    private readonly args: ClusterCredentialsArgs,
    opts: pulumi.ComponentResourceOptions,
  ) {
    super("lakehouse:storage:ElasticsearchClusterCredentials", name, {}, opts);
    const { platform, workload, authority } = args;
    const { certificatePem, privateKeyPem } = new ServerCertificate(
      `${name}-server`,
      {
        authority,
        hostnames: [
          ...platform.hostnames(workload),
          ...services(workload).flatMap((service) => this.namesOf(service)),
        ],
        ipAddresses: platform.ipAddresses(workload),
      },
      { parent: this },
    );
    this.certificate = this.secret("certificate", {
      "ca.crt": authority.certificatePem,
      "tls.crt": certificatePem,
      // In the form of SEC 1: of what is in that of PKCS#8 the operator takes RSA's alone.
      "tls.key": privateKeyPem,
    });
    this.administrator = this.secret("administrator", administratorFiles(args.administrator));
    this.registerOutputs();
  }

  /** A service's name as the operator asks for it, and Kibana. */
  private namesOf(service: string): string[] {
    const { platform, workload } = this.args;
    return formsOf(platform.domainOf(service, workload), [3]);
  }

  private secret(part: string, content: Record<string, pulumi.Input<string>>): pulumi.Output<string> {
    const { platform, workload } = this.args;
    const metadata = platform.metadata(workload, `${workload}-${part}`, watched);
    return secretObject(`${this.name}-${part}-secret`, { platform, parent: this, metadata, content }).metadata
      .name;
  }
}
