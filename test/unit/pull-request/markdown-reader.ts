/** Reads Markdown as GitHub does, as far as code and tables go: github.github.com/gfm, sections 4.5, 4.10 and 6.3. */

/** The text with blocks and pieces of code taken out, each leaving `¤`. */
export function outsideCode(markdown: string): string {
  return withoutBlocks(markdown).split("\n").map(withoutSpans).join("\n");
}

function withoutBlocks(markdown: string): string {
  const out: string[] = [];
  let fence: string | undefined;
  for (const line of markdown.split("\n")) {
    const ticks = /^`{3,}/.exec(line)?.[0];
    if (fence === undefined && ticks !== undefined && !line.slice(ticks.length).includes("`")) {
      fence = ticks;
      out.push("¤");
    } else if (fence === undefined) out.push(line);
    else if (ticks !== undefined && ticks.length >= fence.length && line.trim() === ticks) fence = undefined;
  }
  if (fence !== undefined) throw new Error("a block of code has no end");
  return out.join("\n");
}

function withoutSpans(line: string): string {
  const runs = [...line.matchAll(/`+/g)].map(({ 0: ticks, index }) => ({ ticks, index }));
  let out = "";
  let at = 0;
  for (let open = 0; open < runs.length; open++) {
    const { ticks, index } = runs[open]!;
    const close = runs.findIndex((run, place) => place > open && run.ticks.length === ticks.length);
    if (close < 0) continue;
    out += `${line.slice(at, index)}¤`;
    at = runs[close]!.index + ticks.length;
    open = close;
  }
  return out + line.slice(at);
}

/** How many cells a table's row has. Pipes count before code does, unless an odd number of backslashes is before one. */
export function cellsOf(line: string): number {
  const pipes = [...line.matchAll(/(\\*)\|/g)].filter(([, slashes]) => slashes!.length % 2 === 0);
  return pipes.length - 1;
}
