/** Configurations that must be refused, each with the one thing that is said of it. Used by unit tests and by a drill. */
import { badDremio } from "./dremio";
import { badSchedules, badTimezones } from "./schedules";
import { badPublication } from "./publication";
import { badSignOn } from "./sign-on";

export interface BadConfiguration {
  name: string;
  /** Keys under `config:`, in addition to a configuration that is right. */
  changes: Record<string, unknown>;
  /** The key, its value, and what is allowed. */
  message: RegExp;
}

export const badConfigurations: readonly BadConfiguration[] = [
  ...badSchedules,
  ...badTimezones,
  ...badSignOn,
  ...badDremio,
  ...badPublication,
  {
    name: "an unknown key",
    changes: { "lakehouse:cluster": {} },
    message: /lakehouse:cluster is not a key\. Keys here: name, lifecycle, images,/,
  },
  {
    name: "a misspelt section",
    changes: { "lakehouse:postgres": { memory: "1Gi" } },
    message: /lakehouse:postgres is not a key\. Did you mean postgresql\? Keys here: /,
  },
  {
    name: "a misspelt key in a section",
    changes: { "lakehouse:postgresql": { memmory: "1Gi" } },
    message:
      /lakehouse:postgresql\.memmory is not a key\. Did you mean memory\? Keys here: memory, cpus, maxConnections, cluster\./,
  },
  {
    name: "a misspelt namespace",
    changes: { "lakehose:postgresql": { memory: "1Gi" } },
    message: /lakehose:postgresql is not a key\. Did you mean lakehouse:postgresql\?/,
  },
  {
    name: "a key of a section written flat",
    changes: { "lakehouse:postgresql.memory": "1Gi" },
    message:
      /lakehouse:postgresql\.memory is a key inside a section: write it as 'lakehouse:postgresql: \{memory: \.\.\.\}'\./,
  },
  {
    name: "a number where a text belongs",
    changes: { "lakehouse:rotation": { credentials: 2026 } },
    message: /lakehouse:rotation\.credentials is 2026: a text is expected: write it in quotes, "2026"\./,
  },
  {
    name: "a text where a number belongs",
    changes: { "lakehouse:postgresql": { maxConnections: "many" } },
    message: /lakehouse:postgresql\.maxConnections is "many": a number is expected\./,
  },
  {
    name: "a fraction where a whole number belongs",
    changes: { "lakehouse:certificates": { leafDays: 90.5 } },
    message: /lakehouse:certificates\.leafDays is 90\.5: a whole number is expected\./,
  },
  {
    name: "a text where true or false belongs",
    changes: { "lakehouse:exampleUsers": "yes" },
    message: /lakehouse:exampleUsers is "yes": true or false is expected\./,
  },
  {
    name: "a text where a list belongs",
    changes: { "lakehouse:profiles": "search" },
    message: /lakehouse:profiles is "search": a list is expected: write it as \[search\]\./,
  },
  {
    name: "a text where a section belongs",
    changes: { "lakehouse:postgresql": "1Gi" },
    message: /lakehouse:postgresql is "1Gi": a map of keys is expected\./,
  },
  {
    name: "a section left empty",
    changes: { "lakehouse:postgresql": null },
    message: /lakehouse:postgresql is null: a map of keys is expected\./,
  },
  {
    name: "a secret where none belongs",
    changes: { "lakehouse:postgresql": { memory: { secure: "v1:AAAAAAAAAAA=:hush" } } },
    message: /lakehouse:postgresql is set as a secret, and is none: .* Set it in plain\./,
  },
  {
    name: "a number that is too low",
    changes: { "lakehouse:postgresql": { maxConnections: 5 } },
    message: /lakehouse:postgresql\.maxConnections is 5: at least 20\./,
  },
  {
    name: "a number that is too high",
    changes: { "lakehouse:objectStore": { cpus: 65 } },
    message: /lakehouse:objectStore\.cpus is 65: at most 64\./,
  },
  {
    name: "a unit there is none of",
    changes: { "lakehouse:postgresql": { memory: "1GB" } },
    message: /lakehouse:postgresql\.memory is "1GB": a whole number of Mi or Gi, such as 512Mi or 2Gi\./,
  },
  {
    name: "less memory than a service needs",
    changes: { "lakehouse:postgresql": { memory: "64Mi" } },
    message: /lakehouse:postgresql\.memory is "64Mi": at least 256Mi\./,
  },
  {
    name: "more memory than there is anywhere",
    changes: { "lakehouse:postgresql": { memory: "9999999Gi" } },
    message: /lakehouse:postgresql\.memory is "9999999Gi": at most 1024Gi\./,
  },
  {
    name: "a value that is not one of the choices",
    changes: { "lakehouse:images": "regestry" },
    message: /lakehouse:images is "regestry": one of registry, local\. Did you mean registry\?/,
  },
  {
    name: "a name Docker cannot use",
    changes: { "lakehouse:name": "Lake House" },
    message:
      /lakehouse:name is "Lake House": 3 to 32 lower-case letters, digits and hyphens, a letter first\./,
  },
  {
    name: "a public network",
    changes: { "lakehouse:network": { pool: "8.8.0.0/16" } },
    message: /lakehouse:network\.pool is "8\.8\.0\.0\/16": a private IPv4 network of \/12 to \/24/,
  },
  {
    name: "host bits in the network",
    changes: { "lakehouse:network": { pool: "10.1.2.3/20" } },
    message: /lakehouse:network\.pool is "10\.1\.2\.3\/20": .* with no host bits set\./,
  },
  {
    name: "a network too small for the flows",
    changes: { "lakehouse:network": { pool: "10.1.2.0/28" } },
    message: /lakehouse:network\.pool is "10\.1\.2\.0\/28": a private IPv4 network of \/12 to \/24/,
  },
  {
    name: "an engine reached in plain",
    changes: { "lakehouse:docker": { host: "tcp://10.0.0.1:2375" } },
    message:
      /lakehouse:docker\.host is "tcp:\/\/10\.0\.0\.1:2375": unix:\/\/\/path\/to\/socket or ssh:\/\/user@host, without a password; tcp:\/\/ would carry every secret in plain\./,
  },
  {
    name: "an engine reached with a password",
    changes: { "lakehouse:docker": { host: "ssh://operator:secret@10.0.0.1" } },
    message:
      /lakehouse:docker\.host is .*: unix:\/\/\/path\/to\/socket or ssh:\/\/user@host, without a password;/,
  },
  {
    name: "a pool in other digits",
    changes: { "lakehouse:network": { pool: "0x0a000000/16" } },
    message: /lakehouse:network\.pool is "0x0a000000\/16": a private IPv4 network of \/12 to \/24/,
  },
  {
    name: "a renewal later than the end",
    changes: { "lakehouse:certificates": { leafDays: 10 } },
    message:
      /lakehouse:certificates\.renewBeforeDays not set: renewBeforeDays \(30 unless set\) must be below leafDays \(90 unless set\)\./,
  },
  {
    name: "an authority that ends before what it signs",
    changes: { "lakehouse:certificates": { authorityDays: 100 } },
    message:
      /lakehouse:certificates\.authorityDays is 100: authorityDays must be above leafDays and renewBeforeDays/,
  },
  {
    name: "a heap that leaves no room beside it",
    changes: { "lakehouse:searchStore": { memory: "1Gi", heap: "768Mi" } },
    message: /lakehouse:searchStore\.heap is "768Mi": heap must be at most half of searchStore\.memory/,
  },
  {
    name: "more memory reserved than there is",
    changes: { "lakehouse:docker": { memory: "2Gi", reservedMemory: "2Gi" } },
    message: /lakehouse:docker\.reservedMemory is "2Gi": reservedMemory must be below docker\.memory\./,
  },
  {
    name: "a profile there is none of",
    changes: { "lakehouse:profiles": ["serach"] },
    message:
      /lakehouse:profiles\.0 is "serach": one of ingest, query, dashboards, search\. Did you mean search\?/,
  },
  {
    name: "a profile twice",
    changes: { "lakehouse:profiles": ["search", "search"] },
    message: /lakehouse:profiles is \["search","search"\]: each profile once\./,
  },
  {
    name: "dashboards without what they ask",
    changes: { "lakehouse:profiles": ["ingest", "dashboards"] },
    message:
      /lakehouse:profiles is \["ingest","dashboards"\]: dashboards needs query beside it: its charts ask Dremio\./,
  },
  {
    name: "a domain with a scheme",
    changes: { "lakehouse:edge": { domain: "https://localhost" } },
    message:
      /lakehouse:edge\.domain is "https:\/\/localhost": a domain name in lower case, such as localhost\./,
  },
  {
    name: "a relative path for the encrypted volume",
    changes: { "lakehouse:volumes": { encryptedPath: "data" } },
    message: /lakehouse:volumes\.encryptedPath is "data": an absolute path/,
  },
  {
    name: "a rotation label with blanks",
    changes: { "lakehouse:rotation": { authority: "last week" } },
    message:
      /lakehouse:rotation\.authority is "last week": 1 to 40 letters, digits, dots, hyphens and underscores\./,
  },
];

/** What the look at the host refuses: the schema cannot know. */
export const unfitConfigurations: readonly BadConfiguration[] = [
  {
    name: "more memory than the host has",
    changes: { "lakehouse:postgresql": { memory: "900Gi" } },
    message:
      /The host has .* of memory.*, but the workloads' limits need 90\d\.\d GiB:\n\nWORKLOAD .*\n[\s\S]*together +\d+ MiB\n/,
  },
  {
    name: "the way to a dashboard in half the memory",
    changes: {
      "lakehouse:profiles": ["ingest", "query", "dashboards"],
      "lakehouse:docker": { memory: "4Gi" },
    },
    message:
      /but the workloads' limits need [\d.]+ GiB:\n\nWORKLOAD [\s\S]*dremio [\s\S]*together +\d+ MiB\n/,
  },
  {
    name: "more free disk than there is",
    changes: { "lakehouse:docker": { minimumFreeDisk: "1024Gi" } },
    message: /Docker's data root \S+ has [\d.]+ GiB free; 1024\.0 GiB is needed\./,
  },
  {
    name: "an opt-out for a volume there is none of",
    changes: { "lakehouse:volumes": { plain: ["postgresql-kyes"] } },
    message:
      /lakehouse:volumes\.plain names 'postgresql-kyes', which is no volume that relies on encrypted storage/,
  },
  {
    name: "an encrypted volume that is not there",
    changes: { "lakehouse:volumes": { encryptedPath: "/nowhere/at/all" } },
    message:
      /holds? data that no process encrypts, and lakehouse:volumes\.encryptedPath \/nowhere\/at\/all is not there\./,
  },
];
