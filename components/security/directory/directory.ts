import * as pulumi from "@pulumi/pulumi";
import { join } from "node:path";
import type { Footprint } from "../../platform/footprint";
import type { Platform } from "../../platform/platform";
import { render } from "../../platform/template";
import { ServerCertificate, type CertificateAuthority } from "../certificate-authority";
import { Credential } from "../credential";
import { roles } from "../roles";
import { people } from "./people";

const configuration = "/etc/lakehouse/directory/glauth.cfg";
const plainPort = 3893;
/** GLAuth's own number for LDAPS. */
const port = 3894;

/** Where everything is in the directory. */
export const directoryTree = {
  base: "dc=lakehouse",
  people: "ou=users,dc=lakehouse",
  groups: "ou=groups,dc=lakehouse",
  /** A service's entry. */
  service: (name: string) => `uid=${name},ou=services,ou=users,dc=lakehouse`,
} as const;

// Numbers of POSIX groups and users: GLAuth joins people and groups by them.
const peopleGroup = 5000;
const firstRoleGroup = 5001;
const servicesGroup = 5100;
const firstPerson = 6000;
const firstService = 6100;

/** What the directory asks of its host. It keeps nothing: all of it is configuration. */
export const directoryFootprint = ({ memory }: { memory: string }): Footprint => ({
  workload: "directory",
  image: "glauth",
  memory,
  terminated: true,
});

/** A login and its password. */
export interface DirectoryLogin {
  user: string;
  password: pulumi.Output<string>;
}

export interface DirectoryArgs {
  platform: Platform;
  authority: CertificateAuthority;
  memory: string;
  cpus: number;
  /** One person per role, and one without a role. @default false: the administrator alone */
  exampleUsers?: boolean;
  /** Services that look people and groups up, each with an entry of its own that may do nothing else. */
  services: readonly string[];
  /** Domain of people's mail addresses, which stand for nothing but an identifier. */
  mailDomain: string;
  /** Changing it makes every password anew. @default none */
  rotation?: string | undefined;
}

/**
 * The embedded directory: GLAuth with a file of people, groups and services, over LDAPS. Groups have the names of roles.
 * People may prove their password and search nothing; a service may search people and groups.
 * Source: GLAuth v2 pkg/config (names of settings), pkg/handler/ldapopshelper.go (rights).
 */
export class Directory extends pulumi.ComponentResource {
  /** Complete when it is healthy. */
  readonly ready: pulumi.Resource;
  /** People, by the name under which the operator finds them. */
  readonly people: Record<string, DirectoryLogin> = {};
  /** Services, by name; the user is a distinguished name. */
  readonly services: Record<string, DirectoryLogin> = {};

  constructor(name: string, args: DirectoryArgs, opts: pulumi.ComponentResourceOptions = {}) {
    super("lakehouse:security:Directory", name, {}, opts);
    const { platform, authority, rotation } = args;
    const hexHash = (credential: Credential) =>
      credential.bcryptHash.apply((hash) => Buffer.from(hash).toString("hex"));
    const persons = people(args.exampleUsers ?? false).map(({ id, login, role }, index) => {
      const credential = new Credential(`${name}-${id}`, { user: login, rotation }, { parent: this });
      this.people[id] = { user: login, password: credential.password };
      return {
        ...{ login, number: firstPerson + index, group: peopleGroup },
        further: role === undefined ? [] : [firstRoleGroup + roles.indexOf(role)],
        ...{ hash: hexHash(credential), searches: [] as string[] },
      };
    });
    const services = args.services.map((service, index) => {
      const credential = new Credential(
        `${name}-service-${service}`,
        { user: service, rotation },
        { parent: this },
      );
      this.services[service] = { user: directoryTree.service(service), password: credential.password };
      return {
        ...{ login: service, number: firstService + index, group: servicesGroup, further: [] as number[] },
        ...{ hash: hexHash(credential), searches: [directoryTree.people, directoryTree.groups] },
      };
    });
    const certificate = new ServerCertificate(
      `${name}-certificate`,
      { authority, hostnames: platform.hostnames(name), ipAddresses: platform.ipAddresses(name) },
      { parent: this },
    );
    const content = pulumi.output([...persons, ...services]).apply((users) =>
      render(join(__dirname, "glauth.cfg.eta"), {
        ...{ listen: `127.0.0.1:${plainPort}`, baseDn: directoryTree.base, mailDomain: args.mailDomain },
        groups: [
          { name: "people", number: peopleGroup },
          ...roles.map((role, index) => ({ name: role, number: firstRoleGroup + index })),
          { name: "services", number: servicesGroup },
        ],
        users,
      }),
    );
    this.ready = platform.run(
      name,
      {
        image: "glauth",
        entrypoint: ["/app/glauth"],
        command: ["-c", configuration],
        ports: { ldaps: { number: port, protocol: "tcp", tls: { mode: "terminated", plainPort } } },
        secrets: [{ path: configuration, content }],
        health: { kind: "tcp", port: "ldaps" },
        resources: { memory: args.memory, cpus: args.cpus },
        logs: "json",
        certificate,
      },
      { parent: this },
    );
    this.registerOutputs();
  }
}
