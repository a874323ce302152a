/**
 * Markdown around text that a stranger wrote. All of it goes into code: there GitHub reads no HTML, no links, no
 * mentions of people and no references to issues.
 */

/** Without what moves the cursor, changes the direction of writing, or cannot be seen. */
const visible = (text: string): string =>
  text
    .replace(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, " ")
    .replace(/\p{Cf}/gu, "")
    .replace(/\p{Cs}/gu, "\ufffd");

function shorten(text: string, limit: number): string {
  const characters = [...text];
  return characters.length > limit ? `${characters.slice(0, limit - 1).join("")}…` : text;
}

/** A run of backticks longer than any in the text: only it can end the text's code. */
function fenceFor(text: string, least: number): string {
  const longest = Math.max(0, ...[...text.matchAll(/`+/g)].map(([run]) => run.length));
  return "`".repeat(Math.max(least, longest + 1));
}

/**
 * A piece of code in a line, also in a table's cell: the pipe is escaped, and nothing before it can undo that.
 * @param limit most characters of the text that are shown
 */
export function code(text: string, limit = 300): string {
  const shown = shorten(visible(text).trim(), limit);
  if (shown === "") return "–";
  const fence = fenceFor(shown, 1);
  const inner = shown.replace(/\\(?=\|)/g, "\\\u200b").replaceAll("|", "\\|");
  const pad = fence.length > 1 ? " " : "";
  return `${fence}${pad}${inner}${pad}${fence}`;
}

/**
 * A block of code, line by line as it was written.
 * @param limit most characters of the text that are shown
 */
export function codeBlock(text: string, limit = 2000): string {
  const shown = shorten(text.split(/\r?\n/).map(visible).join("\n"), limit);
  const fence = fenceFor(shown, 3);
  return `${fence}text\n${shown}\n${fence}`;
}

/** A row of a table, of cells that are Markdown already. */
export const row = (...cells: string[]): string => `| ${cells.join(" | ")} |`;

/** The first two lines of a table. */
export const heading = (...titles: string[]): string =>
  `${row(...titles)}\n${row(...titles.map(() => "---"))}`;
