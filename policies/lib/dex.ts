import { parse } from "yaml";
import { policyOn } from "./configured-by-file";
import { unknownConnectorSettings, unknownSettings } from "./dex-settings";

/** Any part of a YAML document, read as far as it is there. */
type Node = Record<string, unknown>;

const nodeOf = (value: unknown): Node =>
  typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Node) : {};
const nodesOf = (value: unknown): Node[] => (Array.isArray(value) ? value.map(nodeOf) : []);
const textOf = (value: unknown): string => (typeof value === "string" ? value : "");
const textsOf = (value: unknown): string[] => (Array.isArray(value) ? value.map(String) : []);

/** The document; nothing where the text is no YAML. */
function read(text: string): Node | undefined {
  try {
    return nodeOf(parse(text));
  } catch {
    return undefined;
  }
}

/** A connector to those who know people. */
export interface DexConnector {
  type: string;
  id: string;
  config: Node;
}

/** What the configuration of a Dex says. Source: Dex 2.45, cmd/dex/config.go and connector/ldap/ldap.go. */
export class DexView {
  constructor(private readonly document: Node) {}

  /** Paths of settings whose meaning nobody has looked at. */
  get unknown(): string[] {
    return [
      ...unknownSettings(this.document),
      ...this.connectors.flatMap(({ type, id, config }) =>
        unknownConnectorSettings(type, config).map((path) => `${path} of connector ${id}`),
      ),
    ];
  }
  get issuer(): string {
    return textOf(this.document["issuer"]);
  }
  get hasPasswords(): boolean {
    return this.document["enablePasswordDB"] === true || nodesOf(this.document["staticPasswords"]).length > 0;
  }
  /** A text of a section, such as `web` and `tlsMinVersion`; empty when it is not set. */
  text(section: string, name: string): string {
    return textOf(nodeOf(this.document[section])[name]);
  }
  /** A list of a section; undefined when it is not set, which often means everything. */
  list(section: string, name: string): string[] | undefined {
    const value = nodeOf(this.document[section])[name];
    return value === undefined ? undefined : textsOf(value);
  }
  is(section: string, name: string): boolean {
    return nodeOf(this.document[section])[name] === true;
  }
  get connectors(): DexConnector[] {
    return nodesOf(this.document["connectors"]).map(({ type, id, config }) => ({
      type: textOf(type),
      id: textOf(id),
      config: nodeOf(config),
    }));
  }
  get clients(): { id: string; redirectUris: string[]; secret: string; isPublic: boolean }[] {
    return nodesOf(this.document["staticClients"]).map((client) => ({
      id: textOf(client["id"]),
      redirectUris: textsOf(client["redirectURIs"]),
      secret: textOf(client["secret"]),
      isPublic: client["public"] === true,
    }));
  }
}

/** A policy that judges every Dex. */
export const dexPolicy = policyOn<DexView>({
  title: "Dex",
  program: "dex",
  before: "serve",
  hasPasswords: true,
  read(text) {
    const document = read(text);
    return document === undefined ? { finding: "has a file that is no YAML" } : new DexView(document);
  },
});
