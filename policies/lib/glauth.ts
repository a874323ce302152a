import { policyOn } from "./configured-by-file";

type Value = string | boolean | number | readonly unknown[];

/** A section such as `[ldap]` or `[[users]]`, with what stands in it. Names are read as GLAuth reads them: in any case. */
export interface GlauthSection {
  name: string;
  settings: Readonly<Record<string, Value>>;
}

/** A right, and whose: of a user, or of all of a group. */
export interface Capability {
  holder: string;
  action: string;
  object: string;
}

/** One `name = value` to a line, as this file is written; what takes more lines is not read, and so missed. */
function parse(text: string): GlauthSection[] {
  const sections: { name: string; settings: Record<string, Value> }[] = [{ name: "", settings: {} }];
  for (const line of text.split("\n")) {
    const [, section] = /^\s*\[\[?\s*([\w.]+)\s*\]\]?\s*(#.*)?$/.exec(line) ?? [];
    if (section !== undefined) {
      sections.push({ name: section.toLowerCase(), settings: {} });
      continue;
    }
    const [, name, value] = /^\s*(\w+)\s*=\s*(.*?)\s*$/.exec(line) ?? [];
    if (name !== undefined && value !== undefined)
      sections.at(-1)!.settings[name.toLowerCase()] = valueOf(value);
  }
  return sections;
}

function valueOf(text: string): Value {
  try {
    return JSON.parse(text) as Value;
  } catch {
    return text.replace(/^'(.*)'$/, "$1");
  }
}

/** What the configuration of a GLAuth says. Source: GLAuth 2.4, pkg/config/config.go. */
export class GlauthView {
  constructor(private readonly sections: readonly GlauthSection[]) {}

  private setting(section: string, name: string): Value | undefined {
    return this.sections.findLast((each) => each.name === section && name in each.settings)?.settings[name];
  }
  text(section: string, name: string): string {
    const value = this.setting(section, name);
    return typeof value === "string" ? value : "";
  }
  is(section: string, name: string): boolean {
    return this.setting(section, name) === true;
  }
  /** Sections of a name that may stand more than once. */
  all(name: string): GlauthSection[] {
    return this.sections.filter((each) => each.name === name);
  }
  get capabilities(): Capability[] {
    let holder = "";
    return this.sections.flatMap(({ name, settings }) => {
      if (name === "users" || name === "groups") holder = `${name.slice(0, -1)} ${String(settings["name"])}`;
      if (!name.endsWith(".capabilities")) return [];
      return [{ holder, action: String(settings["action"] ?? ""), object: String(settings["object"] ?? "") }];
    });
  }
}

/** A policy that judges every GLAuth. */
export const glauthPolicy = policyOn({
  title: "GLAuth",
  program: "glauth",
  before: "-c",
  hasPasswords: true,
  read: (text) => new GlauthView(parse(text)),
});
