/** Mutants of the text files, command lines and policy documents that resources carry. */
import type { GraphResource } from "../../../policies/evaluate";
import { mutant, type Inputs, type Mutant } from "./mutant";

/** Ways to weaken one line of a file, by what the file's name ends in: what is sought, and what takes its place. */
const dialects: Record<string, [RegExp, string][]> = {
  "haproxy.cfg": [
    [/ ssl\b(?= )/, ""],
    [/ crt \S+/, ""],
    [/ssl-min-ver TLSv1\.3/, "ssl-min-ver TLSv1.2"],
    [/ssl-min-ver TLSv1\.3/, ""],
    [/(bind \S+ ssl .*)/, "$1 ssl-min-ver TLSv1.2"],
    [/(bind \S+ ssl .*)/, "$1 ssl-max-ver TLSv1.2"],
    [/bind [\d.]+:/, "bind 0.0.0.0:"],
    [/bind [\d.]+:/, "bind :"],
    [/(server \S+) 127\.0\.0\.1:/, "$1 10.9.9.9:"],
    [/no-tls-tickets/, ""],
    [/ciphersuites \S+/, "ciphersuites TLS_AES_128_CCM_8_SHA256"],
  ],
  "postgresql.conf": [
    [/= on$/, "= off"],
    [/(ssl_\w+) = 'TLSv1\.3'/, "$1 = 'TLSv1.2'"],
    [/'scram-sha-256'/, "'md5'"],
    [/'127\.0\.0\.1,[^']*'/, "'*'"],
    [/'pg_tde'/, "''"],
    [/'aes_256'/, "'aes_128'"],
    [/(_file) = '[^']*'/, "$1 = '/elsewhere'"],
  ],
  "pg_hba.conf": [
    [/scram-sha-256$/, "trust"],
    [/scram-sha-256$/, "password"],
    [/scram-sha-256$/, "md5"],
    [/^(hostssl\s+\S+\s+\S+\s+)\d\S+/, "$1all"],
    [/^hostssl/, "host"],
    [/^hostssl/, "hostnossl"],
    [/reject$/, "scram-sha-256"],
  ],
  "encryption.sql": [
    [/= on;/, "= off;"],
    [/'tde_heap'/, "'heap'"],
    [/'\/data\/keys\//, "'/data/db/"],
    [/'\/data\/keys\//, "'/tmp/"],
  ],
};

interface Upload {
  file: string;
  content?: string;
}

const isComment = (line: string) => /^\s*(#|--|$)/.test(line);

/** Each line of each readable file gone, and weakened in each way its dialect knows. */
function lines(resource: GraphResource): Mutant[] {
  const uploads = (resource.inputs["uploads"] ?? []) as Upload[];
  return uploads.flatMap(({ file, content = "" }, index) => {
    const [, rules = []] = Object.entries(dialects).find(([ending]) => file.endsWith(`/${ending}`)) ?? [];
    if (rules.length === 0) return [];
    const text = content.split("\n");
    return text.flatMap((line, at) => {
      if (isComment(line)) return [];
      const others = rules
        .filter(([sought]) => sought.test(line))
        .map(([sought, by]) => line.replace(sought, by));
      return [undefined, ...others].map((other) =>
        mutant(
          resource,
          `${file} ${other === undefined ? `without "${line.trim()}"` : `"${line.trim()}" = "${other.trim()}"`} (${at + 1})`,
          (copy) => {
            const changed = other === undefined ? text.toSpliced(at, 1) : text.with(at, other);
            (copy.inputs["uploads"] as Upload[])[index]!.content = changed.join("\n");
          },
        ),
      );
    });
  });
}

/** Each option of a command line gone with its value, and each address on it opened. */
function options(resource: GraphResource): Mutant[] {
  const words = (resource.inputs["command"] ?? []) as string[];
  return words.flatMap((word, at) => {
    if (!word.startsWith("-")) return [];
    const value = words[at + 1];
    const length = value === undefined || value.startsWith("-") ? 1 : 2;
    const become = (change: string, replacement: string[]) =>
      mutant(
        resource,
        change,
        (copy) => (copy.inputs["command"] = words.toSpliced(at, length, ...replacement)),
      );
    const gone = become(`without option ${word} ${value ?? ""}`, []);
    if (!value?.startsWith("127.0.0.1:")) return [gone];
    return [
      gone,
      ...["0.0.0.0:", ":"].map((open) =>
        become(`option ${word} opened to ${open}`, [word, value.replace("127.0.0.1:", open)]),
      ),
    ];
  });
}

/** Each environment variable with the opposite value. */
const variables = (resource: GraphResource): Mutant[] =>
  ((resource.inputs["envs"] ?? []) as string[]).flatMap((entry, at) => {
    const opposite =
      { on: "off", off: "on" }[entry.split("=")[1]!] ??
      (entry.endsWith("scram-sha-256") ? "trust" : undefined);
    return opposite === undefined
      ? []
      : [
          mutant(resource, `variable ${entry} = ${opposite}`, (copy) => {
            (copy.inputs["envs"] as string[])[at] = entry.replace(/=.*/, `=${opposite}`);
          }),
        ];
  });

/** Each statement of an access policy allowing more: gone where it denies, wider where it allows. */
function statements(resource: GraphResource): Mutant[] {
  if (!resource.type.endsWith(":IamPolicy")) return [];
  const document = JSON.parse(resource.inputs["policy"] as string) as { Statement: Inputs[] };
  const become = (change: string, edit: (statements: Inputs[]) => void) =>
    mutant(resource, change, (copy) => {
      const changed = structuredClone(document);
      edit(changed.Statement);
      copy.inputs["policy"] = JSON.stringify(changed);
    });
  return document.Statement.flatMap((statement, at) => {
    const name = `statement ${at} (${statement["Effect"]} ${statement["Action"].join(" ")} on ${statement["Resource"]?.join(" ") ?? "the server"})`;
    if (statement["Effect"] === "Deny") {
      return [
        become(`without ${name}`, (all) => all.splice(at, 1)),
        become(`${name} allows`, (all) => (all[at]!["Effect"] = "Allow")),
      ];
    }
    return [
      become(`${name} allows every action`, (all) => (all[at]!["Action"] = ["s3:*"])),
      become(`${name} allows deletion of versions`, (all) =>
        all[at]!["Action"].push("s3:DeleteObjectVersion"),
      ),
      become(`${name} allows administration`, (all) => all[at]!["Action"].push("admin:CreateUser")),
      become(`${name} is for every bucket`, (all) => (all[at]!["Resource"] = ["arn:aws:s3:::*"])),
      become(`${name} is for all but its actions`, (all) => {
        const { Action: listed, ...rest } = all[at]!;
        all[at] = { ...rest, NotAction: listed };
      }),
      ...("Condition" in statement
        ? [become(`${name} has no condition`, (all) => delete all[at]!["Condition"])]
        : []),
    ];
  });
}

/** All of them. */
export const written = (resource: GraphResource): Mutant[] => [
  ...lines(resource),
  ...options(resource),
  ...variables(resource),
  ...statements(resource),
];
