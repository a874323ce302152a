/** Mutants of the text files, command lines and policy documents that resources carry. */
import type { GraphResource } from "../../../policies/evaluate";
import { configMapType } from "../../../policies/lib/pod";
import { mutant, podSpecOf, put, valueAt, type Inputs, type Mutant, type Path } from "./mutant";
import { searchRoles } from "./search-roles";

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
    [/(server \S+) 10\.[\d.]+:/, "$1 10.9.9.9:"],
    [/mode tcp/, "mode http"],
    [/no-tls-tickets/, ""],
    [/ alpn h2$/, " alpn h2,http/1.1"],
    [/ciphersuites \S+/, "ciphersuites TLS_AES_128_CCM_8_SHA256"],
  ],
  "oauth2-proxy.toml": [
    [/= true$/, "= false"],
    [/= false$/, "= true"],
    [/"TLS1\.3"/, '"TLS1.2"'],
    [/"https:\/\//, '"http://'],
    [/_address = "[\d.]+:/, '_address = "0.0.0.0:'],
    [/"data-engineer"/, '"viewer"'],
    [/"GET=\^/, '"^'],
    [/"S256"/, '"plain"'],
    [/"__Host-/, '"'],
    [/"lax"/, '"none"'],
    [/"\d+h"/, '"168h"'],
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
  "elasticsearch.yml": [
    [/\[TLSv1\.3\]/, "[TLSv1.3, TLSv1.2]"],
    [/\[TLSv1\.3\]/, "[]"],
    [/: true$/, ": false"],
    [/: false$/, ": true"],
    [/(host): .*/, "$1: 0.0.0.0"],
    [/(host): .*/, "$1: _site_"],
    [/(transport\.host): .*/, "$1: 10.9.9.9"],
    [/: single-node/, ": multi-node"],
    [/(client_authentication): required/, "$1: none"],
    [/(verification_mode): full/, "$1: none"],
    [/(certificate|key): server\S+/, "$1: /elsewhere"],
    [/^(xpack\.security\.enabled: true)$/, "$1\nxpack.security.authc.anonymous.roles: superuser"],
    [/^(xpack\.security\.enabled: true)$/, "$1\nforce.xpack.security.enabled: false"],
    [/^(xpack\.security\.enabled: true)$/, "$1\nxpack.security.http.ssl.key_passphrase: canary"],
    [/^(xpack\.security\.enabled: true)$/, "$1\nlogger.org.elasticsearch.http: trace"],
    [/^(http\.port: .*)$/, "$1\nhttp.bind_host: 0.0.0.0"],
    [/^(transport\.port: .*)$/, "$1\ntransport.profiles.other.port: 9500"],
  ],
  "valkey.conf": [
    [/^port 0/, "port 6380"],
    [/"TLSv1\.3"/, '"TLSv1.2 TLSv1.3"'],
    [/^bind .*/, "bind *"],
    [/ no$/, " yes"],
    [/-mode yes/, "-mode no"],
    [/save ""/, "save 60 1"],
    [/volatile-lru/, "allkeys-lru"],
    [/^(maxmemory) \d+/, "$1 0"],
    [/^(tls-\w+-file|aclfile) .*/, "$1 /elsewhere"],
  ],
  users_roles: [
    [/^superuser:.*/, "superuser:"],
    [/^(superuser:.*)/, "$1,example_analyst"],
    [/^(superuser:.*)/, "$1\nlakehouse_admin:example_analyst"],
  ],
  "jvm.options": [
    [/-XX:-Heap/, "-XX:+Heap"],
    [/(-XX:-Heap.*)/, "$1\n-agentlib:jdwp=transport=dt_socket,server=y,address=*:5005"],
  ],
};

/** Ways to weaken a script; without one of its lines it is broken, so none is taken out. */
const inScripts: [RegExp, string][] = [
  [/--tlsv1\.3/, "--tlsv1.2"],
  [/--cacert \S+/, "--insecure"],
  [/(eswrapper)$/, "$1 -Ehttp.host=0.0.0.0"],
  [/(eswrapper)$/, "$1 -E xpack.security.enabled=false"],
  [/^(export ES_PATH_CONF=.*)/, "$1 ES_SETTING_XPACK_SECURITY_HTTP_SSL_ENABLED=false"],
];

/** Ways to weaken what tells a client how to connect. As in a script, a line less breaks the file. */
const inConnections: [RegExp, string][] = [
  [/"verify-full"/, '"require"'],
  [/sslmode=verify-full/, "sslmode=require"],
  [/ssl_min_protocol_version=TLSv1\.3/, "ssl_min_protocol_version=TLSv1.2"],
  [/"https:\/\//, '"http://'],
  [/ssl\.CERT_REQUIRED/, "ssl.CERT_NONE"],
  [/("ssl_check_hostname"): True/, "$1: False"],
  [/("ssl_min_version": ssl\.TLSVersion\.)TLSv1_3/, "$1TLSv1_2"],
  [/"rediss:\/\//, '"redis://'],
  [/"(secure|useSsl|sslEnabled)": true/, '"$1": false'],
  [/CERTIFICATE_AND_HOSTNAME_VALIDATION/, "CERTIFICATE_ONLY_VALIDATION"],
  [/(ssl\.enabled<\/name><value>)true/, "$1false"],
  [/UseEncryption=true/, "UseEncryption=false"],
  [/^(certfile|keyfile) = .*/, "$1 = None"],
  [/(minimum_version = ssl\.TLSVersion\.)TLSv1_3/, "$1TLSv1_2"],
];

interface Upload {
  file: string;
  content?: string;
}

const isComment = (line: string) => /^\s*(#|--|$)/.test(line);

/** A file that a resource carries, and how it is changed in a copy. */
interface CarriedFile extends Upload {
  write: (inputs: Inputs, content: string) => void;
}

/** Uploads of a container, and what a ConfigMap holds: its keys are paths with another letter between their parts. */
function filesOf({ type, inputs }: GraphResource): CarriedFile[] {
  const uploads = (inputs["uploads"] ?? []) as Upload[];
  const data = type === configMapType ? (inputs["data"] as Record<string, string>) : {};
  return [
    ...uploads.map((upload, index) => ({
      ...upload,
      write: (copy: Inputs, content: string) => void (copy["uploads"][index].content = content),
    })),
    ...Object.entries(data).map(([key, content]) => ({
      ...{ file: `/${key.replaceAll("_", "/")}`, content },
      write: (copy: Inputs, changed: string) => void (copy["data"][key] = changed),
    })),
  ];
}

/** Each line of each readable file gone, and weakened in each way its dialect knows. */
function lines(resource: GraphResource): Mutant[] {
  return filesOf(resource).flatMap(({ file, content = "", write }) => {
    const isScript = file.endsWith(".sh");
    const [, found = []] = Object.entries(dialects).find(([ending]) => file.endsWith(`/${ending}`)) ?? [];
    const isConnection = /\.(json|yaml|xml|py)$/.test(file);
    const rules = isScript ? inScripts : isConnection ? inConnections : found;
    if (rules.length === 0) return [];
    const text = content.split("\n");
    return text.flatMap((line, at) => {
      if (isComment(line)) return [];
      const others = rules
        .filter(([sought]) => sought.test(line))
        .map(([sought, by]) => line.replace(sought, by));
      return [...(isScript || isConnection ? [] : [undefined]), ...others].map((other) =>
        mutant(
          resource,
          `${file} ${other === undefined ? `without "${line.trim()}"` : `"${line.trim()}" = "${other.trim()}"`} (${at + 1})`,
          (copy) => {
            const changed = other === undefined ? text.toSpliced(at, 1) : text.with(at, other);
            write(copy.inputs, changed.join("\n"));
          },
        ),
      );
    });
  });
}

/** Each option of a command line gone with its value, and each address on it opened. */
const options = (resource: GraphResource): Mutant[] =>
  commandLines(resource).flatMap((path) => optionsOf(resource, path));

/** Where a resource has command lines: a container's own, or those of a pod's containers. */
function commandLines({ inputs }: GraphResource): Path[] {
  const spec = podSpecOf(inputs);
  const inPods = ["containers", "initContainers"].flatMap((key) =>
    ((spec?.[key] ?? []) as Inputs[]).map((_, at): Path => ["spec", "template", "spec", key, at, "args"]),
  );
  return [["command"], ...inPods].filter((path) => valueAt(inputs, path) !== undefined);
}

function optionsOf(resource: GraphResource, path: Path): Mutant[] {
  const words = valueAt(resource.inputs, path) as string[];
  return words.flatMap((word, at) => {
    if (!word.startsWith("-")) return [];
    const value = words[at + 1];
    const length = value === undefined || value.startsWith("-") ? 1 : 2;
    const become = (change: string, replacement: string[]) =>
      mutant(resource, change, (copy) => put(copy.inputs, path, words.toSpliced(at, length, ...replacement)));
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

/** Each environment variable with the opposite value, or a weaker one. */
const variables = (resource: GraphResource): Mutant[] =>
  ((resource.inputs["envs"] ?? []) as string[]).flatMap((entry, at) => {
    const opposite =
      { on: "off", off: "on", "verify-full": "verify-ca" }[entry.split("=")[1]!] ??
      (entry.endsWith("scram-sha-256") ? "trust" : undefined) ??
      (entry.includes("=https://") ? entry.split("=")[1]!.replace("https", "http") : undefined);
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
  ...searchRoles(resource),
  ...lines(resource),
  ...options(resource),
  ...variables(resource),
  ...statements(resource),
];
