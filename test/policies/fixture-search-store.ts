import { asSecret, unknownText, type GraphResource } from "../../policies/evaluate";
import {
  elasticsearchText,
  searchAccessText,
  searchRole,
  searchStartText,
  searchUser,
} from "./fixture-files";

const upload = (file: string, content: unknown, permissions = "0444") => ({ file, content, permissions });

/** The fixture's search store, with the job that makes its roles and users; nothing is wrong with them. */
export const searchStore = (
  container: (name: string, inputs: object, parent: string) => GraphResource,
  canary: string,
): GraphResource[] => [
  { type: "lakehouse:platform:Workload", name: "search", inputs: {} },
  { type: "lakehouse:platform:Job", name: "access", inputs: {} },
  container(
    "elasticsearch",
    {
      image: unknownText,
      command: ["bash", "/etc/search/start.sh"],
      user: "1000:1000",
      networksAdvanced: [{ name: "inside", aliases: ["search"] }],
      envs: ["ES_JAVA_OPTS=-Xms512m -Xmx512m"],
      uploads: [
        upload("/etc/search/elasticsearch.yml", elasticsearchText),
        upload("/etc/search/start.sh", searchStartText),
        upload("/etc/search/server.crt", "certificate"),
        upload("/etc/search/jvm.options", "# no dump\n-XX:-HeapDumpOnOutOfMemoryError\n"),
        upload("/etc/search/users_roles", "superuser:administrator\n"),
        upload("/etc/search/server.key", asSecret(canary), "0400"),
        upload("/etc/search/users", asSecret(`administrator:$2a$10$${canary}\n`), "0400"),
      ],
      volumes: [{ volumeName: "search-data", containerPath: "/usr/share/elasticsearch/data" }],
      healthcheck: { tests: ["CMD", "true"] },
    },
    "search",
  ),
  {
    type: "docker:index/container:Container",
    name: "access-files",
    inputs: {
      image: unknownText,
      start: false,
      mustRun: false,
      networkMode: "none",
      uploads: [
        upload("/etc/access/apply.sh", searchAccessText),
        upload("/etc/access/ca.crt", "certificate"),
        upload("/etc/access/login.curl", asSecret(unknownText), "0400"),
        upload("/etc/access/role-lakehouse_admin.json", searchRole(["*"], ["all"], { cluster: ["all"] })),
        upload("/etc/access/role-lakehouse_data_engineer.json", searchRole(["lake-*"], ["read", "write"])),
        upload("/etc/access/role-lakehouse_analyst.json", searchRole(["lake-*"], ["read"])),
        upload("/etc/access/role-lakehouse_viewer.json", searchRole([], [])),
        upload("/etc/access/role-lakehouse_logs.json", searchRole(["logs-*"], ["create_doc"])),
        upload("/etc/access/user-logs.json", asSecret(searchUser(["lakehouse_logs"], canary)), "0400"),
        upload(
          "/etc/access/user-example_analyst.json",
          asSecret(searchUser(["lakehouse_analyst"], canary)),
          "0400",
        ),
      ],
      volumes: [{ containerPath: "/etc/access" }],
    },
    options: { parent: "access" },
  },
  container(
    "access-job",
    {
      image: unknownText,
      entrypoints: ["bash"],
      command: ["/etc/access/apply.sh"],
      user: "1000:1000",
      networksAdvanced: [{ name: "inside", aliases: [] }],
      envs: [
        "SEARCH_URL=https://search:9200",
        "PGHOST=postgresql",
        "PGSSLMODE=verify-full",
        "PGSSLROOTCERT=/etc/access/ca.crt",
      ],
      volumes: [{ fromContainer: unknownText }],
      mustRun: false,
      attach: true,
      restart: "no",
    },
    "access",
  ),
];
