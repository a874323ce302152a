import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { families, policies } from "./catalogue";
import { mandatory, stacks } from "./lib/enforcement";
import { severities, type Policy } from "./lib/policy";

export const docsFile = join(__dirname, "..", "docs", "policies.md");

const titles: Record<keyof typeof families, string> = {
  transport: "Encryption in transit",
  "at-rest": "Encryption and survival at rest",
  identity: "Roles, logins and secrets",
  certificates: "Certificates",
  docker: "Containers, networks and images",
  kubernetes: "Pods and clusters",
};

const cell = (text: string) => text.replaceAll("|", "\\|");

const row = ({ name, severity, reason, remedy }: Policy) =>
  `| \`${name}\` | ${severity} | ${cell(reason)} | ${cell(remedy)} |`;

/** The page about the pack, from the policies' own data. */
export function docsText(): string {
  const level = (stack: (typeof stacks)[number]) =>
    severities.map((severity) => (mandatory[stack].includes(severity) ? "stops" : "warns")).join(" | ");
  const tables = Object.entries(families).map(([family, list]) => {
    const sorted = [...list].sort((a, b) => severities.indexOf(a.severity) - severities.indexOf(b.severity));
    return [
      `## ${titles[family as keyof typeof families]}`,
      "",
      "| Policy | Severity | Why | What to do |",
      "| --- | --- | --- | --- |",
      ...sorted.map(row),
    ].join("\n");
  });
  return `<!-- Written by \`npx tsx policies/write-docs.ts\` from the policies; change those instead. -->

# Policies

${policies.length} policies judge what a preview or an update is about to configure: the HAProxy configuration, the
server's flags and files, the grants, the container's options, never a label. They run in \`make preview\` and
\`make up\`, and with plain Pulumi:

\`\`\`sh
pulumi preview -s dev --policy-pack policies --policy-pack-config policies/enforcement/dev.json
\`\`\`

| Stack | ${severities.join(" | ")} |
| --- | ${severities.map(() => "---").join(" | ")} |
${stacks.map((stack) => `| ${stack} | ${level(stack)} |`).join("\n")}

A policy that meets a value a preview cannot know says so as a violation of its own severity: what cannot be judged
does not pass. Messages name properties, files and line numbers, never a value that may be secret.

An agreed exception goes into \`policies/exemptions.yaml\` with its policy, resource, reason and last day; once that day
is over the pack refuses to start and names it. \`lakehouse:lifecycle: disposable\` lifts
${policies
  .filter(({ liftedWhenDisposable }) => liftedWhenDisposable)
  .map(({ name }) => `\`${name}\``)
  .join(
    ", ",
  )} through a file of its own (\`npx tsx policies/write-enforcement.ts --disposable --stack dev --out FILE\`).

${tables.join("\n\n")}
`;
}

if (require.main === module) writeFileSync(docsFile, docsText());
