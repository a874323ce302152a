import { edit, inputs, type Change } from "../cases";

type Inputs = Record<string, any>; // eslint-disable-line @typescript-eslint/no-explicit-any

/** Changes elasticsearch.yml. */
export const yml = (from: string, to: string) =>
  edit("elasticsearch", "/etc/search/elasticsearch.yml", from, to);
/** Adds a line to it. */
export const added = (line: string) => yml("# one node", line);

/** Puts another content into an uploaded file. */
export const content = (resource: string, file: string, text: unknown): Change =>
  inputs(resource, (given) => {
    const upload = given["uploads"].find((entry: Inputs) => entry["file"] === file);
    if (!upload) throw new Error(`${resource} has no ${file}`);
    upload["content"] = text;
  });

/** Takes an uploaded file away. */
export const without = (resource: string, file: string): Change =>
  inputs(resource, (given) => {
    given["uploads"] = given["uploads"].filter((entry: Inputs) => entry["file"] !== file);
  });
