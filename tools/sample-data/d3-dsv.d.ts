/** The one function used here; the package brings no types of its own. */
declare module "d3-dsv" {
  export function csvParse(text: string): (Record<string, string> & object)[] & { columns: string[] };
}
