/** An attribute, a comparison and a value, in which parentheses and backslashes are written in hexadecimal digits. */
const item = /^[A-Za-z][\w.;:-]*(=|~=|>=|<=|:=)([^()\\\p{Cc}]|\\[\dA-Fa-f]{2})*/u;

/** Where the filter that begins at a place has ended; undefined where none does. */
function endOf(text: string, start: number): number | undefined {
  if (text[start] !== "(") return undefined;
  let at = start + 1;
  const operator = text[at];
  if (operator === "&" || operator === "|" || operator === "!") {
    let filters = 0;
    for (at += 1; text[at] === "("; filters += 1) {
      const end = endOf(text, at);
      if (end === undefined) return undefined;
      at = end;
    }
    if (operator === "!" ? filters !== 1 : filters === 0) return undefined;
  } else at += item.exec(text.slice(at))?.[0].length ?? 0;
  return at > start + 1 && text[at] === ")" ? at + 1 : undefined;
}

/** Whether a text is one whole filter. Source: RFC 4515, section 3. */
export const isLdapFilter = (text: string): boolean => endOf(text, 0) === text.length;
