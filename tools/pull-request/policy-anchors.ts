/**
 * Where docs/policies.md explains each policy: the anchor that GitHub gives to the heading above its row.
 * @returns name of the policy, then the anchor
 */
export function policyAnchors(markdown: string): Map<string, string> {
  const anchors = new Map<string, string>();
  let anchor = "";
  for (const line of markdown.split("\n")) {
    const title = /^#+ (.+)$/.exec(line)?.[1];
    if (title !== undefined) anchor = slug(title);
    const policy = /^\| `([a-z0-9-]+)` \|/.exec(line)?.[1];
    if (policy !== undefined) anchors.set(policy, anchor);
  }
  return anchors;
}

/** GitHub keeps letters, digits, hyphens and underscores, in lower case, and makes spaces hyphens. */
const slug = (title: string): string =>
  title
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\s_-]/gu, "")
    .replace(/\s/g, "-");
