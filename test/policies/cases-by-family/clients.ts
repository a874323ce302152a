import { edit, env, set, inputs, type PolicyCases } from "../cases";

const script = (from: string, to: string) => edit("access-files", "/etc/access/apply.sh", from, to);

/** Who a job or service calls, and how it makes sure of that; part of the transport family. */
export const clients: Record<string, PolicyCases> = {
  "postgresql-clients-verify-tls": {
    fail: {
      "left to libpq": env("access-job", "PGSSLMODE", undefined),
      require: env("access-job", "PGSSLMODE", "require"),
      "the authority alone": env("access-job", "PGSSLMODE", "verify-ca"),
      "no authority": env("access-job", "PGSSLROOTCERT", undefined),
      "file that is not there": env("access-job", "PGSSLROOTCERT", "/etc/other/ca.crt"),
      "in a connection string": set("access-job", {
        command: ["/etc/access/apply.sh", "host=postgresql sslmode=prefer"],
      }),
      "in an address of a service": env(
        "terminator",
        "DB_URI",
        "postgresql://app@postgresql/x?sslmode=require",
      ),
    },
    pass: {
      "a socket": (graph) => {
        env("access-job", "PGSSLMODE", undefined)(graph);
        env("access-job", "PGHOST", "/var/run/postgresql")(graph);
      },
      "the system's authorities": env("access-job", "PGSSLROOTCERT", "system"),
      "in a connection string": env(
        "terminator",
        "DB_URI",
        "postgresql://app@postgresql/x?sslmode=verify-full",
      ),
    },
  },
  "http-clients-verify-tls": {
    fail: {
      "plain by variable": env("access-job", "SEARCH_URL", "http://search:9200"),
      "plain in a script": script('"$SEARCH_URL/', '"http://search:9200/'),
      "anybody's certificate": script("--cacert /etc/access/ca.crt", "--insecure"),
      "anybody's certificate, shorter": script("--cacert /etc/access/ca.crt", "-sk"),
      "an older TLS": script("--tlsv1.3", "--tlsv1.2"),
      "on the command line": set("terminator", {
        entrypoints: ["curl"],
        command: ["-k", "https://search:9200"],
      }),
      "plain on the command line": inputs("terminator", (given) => given["command"].push("http://other/x")),
    },
    pass: {
      loopback: env("access-job", "SEARCH_URL", "http://127.0.0.1:9200"),
      "another program's option": script("exit 1", "grep -k x"),
    },
    also: ["containers-report-health"],
  },
};
