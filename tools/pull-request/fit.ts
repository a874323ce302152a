/** Fits a comment into GitHub's limit: rows are left out whole, and how many is said where they would have been. */

/** Most characters of a comment; beyond it the API answers 422, "Body is too long (maximum is 65536 characters)". */
export const COMMENT_LIMIT = 65_536;

/** A part of the comment; one without rows is left out. */
export interface Section {
  /** Markdown. */
  title: string;
  /** The head of the table that the rows are of. @default the rows are paragraphs */
  head?: string;
  /** Markdown; the most important come first. */
  rows: string[];
}

/** @param everything Markdown that says where all of it can be found */
export function fit(
  head: string,
  sections: readonly Section[],
  foot: string,
  everything: string,
  limit = COMMENT_LIMIT,
): string {
  const shown = sections.filter(({ rows }) => rows.length > 0);
  const empty = shown.map((section) => layOut(section, 0, everything));
  let left = limit - [head, ...empty, foot].join("\n\n").length;
  const filled = shown.map((section, index) => {
    const later = shown.slice(index + 1).reduce((sum, each) => sum + sizeOf(each), 0);
    // Half of the room is left for what follows, if that needs it: many violations must not hide what changed.
    const share = Math.max(Math.floor(left / 2), left - later);
    const rows = rowsWithin(section, share);
    const text = layOut(section, rows, everything);
    left -= text.length - empty[index]!.length;
    return text;
  });
  return [head, ...filled, foot].join("\n\n");
}

const separator = ({ head }: Section): string => (head === undefined ? "\n\n" : "\n");

/** Characters of all rows of a section. */
const sizeOf = (section: Section): number =>
  section.rows.reduce((sum, row) => sum + row.length + separator(section).length, 0);

/** How many of a section's rows fit into a number of characters. */
function rowsWithin(section: Section, room: number): number {
  let used = 0;
  const over = section.rows.findIndex((row) => (used += row.length + separator(section).length) > room);
  return over < 0 ? section.rows.length : over;
}

function layOut(section: Section, rows: number, everything: string): string {
  const omitted = section.rows.length - rows;
  const body = [...(section.head === undefined ? [] : [section.head]), ...section.rows.slice(0, rows)];
  return [
    `### ${section.title}`,
    ...(body.length > 0 ? [body.join(separator(section))] : []),
    ...(omitted > 0 ? [`${omitted} more left out here; all of them are in ${everything}.`] : []),
  ].join("\n\n");
}
