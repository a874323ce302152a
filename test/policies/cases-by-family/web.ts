import { inputs, set, type Change, type PolicyCases } from "../cases";

const settings = `certfile = "/etc/web/server.crt"
keyfile = "/etc/web/server.key"

def ssl_context(_config, make):
    context = make()
    context.minimum_version = ssl.TLSVersion.TLSv1_3
    return context
`;

/** The job as a server of gunicorn's. */
const gunicorn =
  (words: readonly string[], text = settings): Change =>
  (graph) => {
    set("access-job", { entrypoints: ["gunicorn"], command: words })(graph);
    inputs("access-files", (given) =>
      given["uploads"].push({ file: "/etc/web/gunicorn.conf.py", content: text, permissions: "0444" }),
    )(graph);
  };
const config = ["--config", "/etc/web/gunicorn.conf.py"];
const bind = ["--bind", "10.214.0.3:8088"];
const weakened = (from: string, to: string) => gunicorn([...config, ...bind], settings.replace(from, to));

/** A file that tells a client how to connect. */
const connection =
  (name: string, content: string): Change =>
  (graph) =>
    inputs("access-files", (given) =>
      given["uploads"].push({ file: `/etc/access/${name}`, content, permissions: "0444" }),
    )(graph);
const s3a = (value: string) =>
  connection(
    "core-site.xml",
    `<property><name>fs.s3a.connection.ssl.enabled</name><value>${value}</value></property>`,
  );

/** What serves people's browsers, and files about connections; part of the transport family. */
export const web: Record<string, PolicyCases> = {
  "connection-files-verify-tls": {
    fail: {
      "anybody's certificate": connection("x.json", '{ "ssl_mode": { "mode": "require" } }'),
      "in an address": connection("x.yaml", "uri: postgresql://x@postgresql/x?sslmode=prefer"),
      "in Python": connection("x.py", "call(address, verify=False)"),
      "an older TLS": connection("x.py", '"ssl_min_protocol_version=TLSv1.2"'),
      "an older TLS in Python": connection("x.py", "context.minimum_version = ssl.TLSVersion.TLSv1_2"),
      "an object store in plain": s3a("false"),
      "a source in plain": connection("x.json", '{ "useSsl": false }'),
      "a search source in plain": connection("x.json", '{ "sslEnabled": false }'),
      "the authority alone": connection(
        "x.json",
        '{ "encryptionValidationMode": "CERTIFICATE_ONLY_VALIDATION" }',
      ),
      "Arrow Flight in plain": connection("x.yaml", "uri: dremio+flight://x@dremio/x?UseEncryption=false"),
      "a cache's name unchecked": connection("x.py", '{"ssl_check_hostname": False}'),
      "an older TLS to a cache": connection("x.py", '{"ssl_min_version": ssl.TLSVersion.TLSv1_2}'),
      "a cache's certificate, if any": connection("x.py", '{"ssl_cert_reqs": ssl.CERT_OPTIONAL}'),
      "a cache in plain": connection("x.py", 'broker_url = "redis://cache:6379/0"'),
      "a plain address": connection("x.json", '{ "s3_endpoint": "http://object-store:9000" }'),
    },
    pass: {
      "a full check": connection("x.json", '{ "ssl_mode": { "mode": "verify-full" }, "useSsl": true }'),
      "an object store over TLS": s3a("true"),
      "a cache over TLS": connection(
        "x.py",
        '{"ssl_check_hostname": True, "ssl_cert_reqs": ssl.CERT_REQUIRED}; broker_url = "rediss://cache:6379/0"',
      ),
      loopback: connection("x.json", '{ "url": "http://127.0.0.1:8080" }'),
    },
  },
  "gunicorn-listens-at-named-addresses": {
    fail: {
      everywhere: gunicorn([...config, "--bind", "0.0.0.0:8088"]),
      "everywhere, shorter": gunicorn([...config, "-b", ":8088"]),
      "in one word": gunicorn([...config, "--bind=[::]:8088"]),
      "left to a file": gunicorn(config),
    },
    pass: { "its address": gunicorn([...config, ...bind]) },
  },
  "gunicorn-requires-tls-1-3": {
    fail: {
      "no settings": gunicorn(bind),
      "a file that is not there": gunicorn([...bind, "--config", "/etc/other.py"]),
      "no certificate": weakened("certfile", "# certfile"),
      "no key": weakened('"/etc/web/server.key"', "None"),
      "an older TLS": weakened("TLSv1_3", "TLSv1_2"),
    },
    pass: { "in one word": gunicorn([...bind, "--config=/etc/web/gunicorn.conf.py"]) },
    also: ["connection-files-verify-tls"],
  },
};
