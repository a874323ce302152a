import { spawnSync } from "node:child_process";
import { readdirSync } from "node:fs";
import * as path from "node:path";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { render, text } from "../../../components/platform/template";

const root = path.resolve(__dirname, "../../..");
const directory = path.join(root, "components/storage/search-store");

const values = {
  listenAddresses: ["127.0.0.1", "172.30.0.2"],
  port: 9200,
  indexPatterns: ["lake-*", "logs-*"],
};
const rendered = render(path.join(directory, "elasticsearch.yml.eta"), values);
// Duplicate keys, which the server refuses, are an error here too.
const settings = parse(rendered, { uniqueKeys: true }) as Record<string, unknown>;

describe("elasticsearch.yml", () => {
  it("has security on, and no way in without a login", () => {
    expect(settings).toMatchObject({
      "xpack.security.enabled": true,
      "xpack.security.autoconfiguration.enabled": false,
      "xpack.security.enrollment.enabled": false,
      "xpack.security.authc.reserved_realm.enabled": false,
    });
    expect(Object.keys(settings).filter((key) => key.includes("anonymous"))).toEqual([]);
  });

  it.each(["http", "transport"])("speaks TLS 1.3 and nothing else on %s", (layer) => {
    expect(settings).toMatchObject({
      [`xpack.security.${layer}.ssl.enabled`]: true,
      [`xpack.security.${layer}.ssl.supported_protocols`]: ["TLSv1.3"],
      [`xpack.security.${layer}.ssl.certificate`]: "server.crt",
      [`xpack.security.${layer}.ssl.key`]: "server.key",
    });
  });

  it("trusts no transport connection but one with a certificate of ours", () => {
    expect(settings).toMatchObject({
      "xpack.security.transport.ssl.client_authentication": "required",
      "xpack.security.transport.ssl.verification_mode": "full",
      "xpack.security.transport.ssl.certificate_authorities": ["ca.crt"],
    });
  });

  it("listens for clients only where it is told, and for nodes on loopback only", () => {
    expect(settings).toMatchObject({
      "http.host": values.listenAddresses,
      "http.port": 9200,
      "transport.host": "127.0.0.1",
      "discovery.type": "single-node",
    });
    expect(Object.keys(settings).filter((key) => key.startsWith("network."))).toEqual([]);
  });

  it("knows the file realm and the native one, in this order", () => {
    const realms = Object.entries(settings).filter(([key]) => key.startsWith("xpack.security.authc.realms."));
    expect(Object.fromEntries(realms)).toEqual({
      "xpack.security.authc.realms.file.administrators.order": 0,
      "xpack.security.authc.realms.native.users.order": 1,
    });
  });

  it("makes indices by themselves only for the given patterns, and deletes none by a wildcard", () => {
    expect(settings).toMatchObject({
      "action.auto_create_index": "+lake-*,+logs-*,+.*,-*",
      "action.destructive_requires_name": true,
    });
  });

  it("needs nothing of the host and calls nobody", () => {
    expect(settings).toMatchObject({
      "node.store.allow_mmap": false,
      "ingest.geoip.downloader.enabled": false,
    });
  });

  it("is refused by the template where a value is missing", () => {
    expect(() => render(path.join(directory, "elasticsearch.yml.eta"), { port: 9200 })).toThrow(
      /listenAddresses/,
    );
  });
});

describe("jvm.options", () => {
  it("has lines the server takes: comments and options", () => {
    const lines = text(path.join(directory, "jvm.options")).split("\n");
    expect(lines.filter((line) => line !== "" && !/^(#|-)/.test(line))).toEqual([]);
  });

  it("writes neither heap dumps nor a log into memory, and leaves the heap to the environment", () => {
    const options = text(path.join(directory, "jvm.options"));
    expect(options).toContain("\n-XX:-HeapDumpOnOutOfMemoryError\n");
    expect(options).toContain("\n-Xlog:disable\n");
    expect(options).not.toMatch(/^-Xm[sx]/m);
  });
});

describe("shell scripts", () => {
  const scripts = ["components/storage/search-store", "test/images/elasticsearch"].flatMap((place) =>
    readdirSync(path.join(root, place))
      .filter((name) => name.endsWith(".sh"))
      .map((name) => `${place}/${name}`),
  );

  it("are there", () => {
    expect(scripts).toHaveLength(5);
  });

  it.each(scripts)("%s is well formed", (script) => {
    const { status, stderr } = spawnSync("bash", ["-n", path.join(root, script)], { encoding: "utf8" });
    expect(stderr).toBe("");
    expect(status).toBe(0);
  });

  it("start.sh copies every file that elasticsearch.yml names", () => {
    const start = text(path.join(directory, "start.sh"));
    const named = Object.entries(settings)
      .filter(([key]) => /\.ssl\.(certificate|key|certificate_authorities)$/.test(key))
      .flatMap(([, value]) => value as string | string[]);
    expect(new Set(named)).toEqual(new Set(["server.crt", "server.key", "ca.crt"]));
    for (const file of named) {
      expect(start).toMatch(new RegExp(`^for file in .*\\b${file.replace(".", "\\.")}\\b`, "m"));
    }
  });
});
