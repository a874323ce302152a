import { describe, expect, it } from "vitest";
import { settings } from "../../../components/storage/search-store/cluster/specification";
import { indexTemplate } from "../../../components/storage/search-store/index-template";
import golden from "../../golden/prod.json";

/** What the operator sets by itself, and takes over nobody's word. Source: its pkg/apis/elasticsearch/v1/fields.go. */
const reserved =
  /^(cluster\.(name|initial_master_nodes)|discovery\..*|network\..*|node\.name|path\..*|xpack\.security\.(enabled|authc\.reserved_realm\..*)|xpack\.security\.(http|transport)\.ssl\.(enabled|certificate|key))$/;

describe("settings of a cluster's nodes", () => {
  it.each(["http", "transport"])("allow TLS 1.3 and nothing else on %s", (layer) => {
    expect(settings()).toMatchObject({ [`xpack.security.${layer}.ssl.supported_protocols`]: ["TLSv1.3"] });
  });

  it("leave to the operator what it sets by itself", () => {
    expect(Object.keys(settings()).length).toBeGreaterThan(15);
    expect(Object.keys(settings()).filter((name) => reserved.test(name))).toEqual([]);
  });

  it("make indices by themselves for the catalogue's patterns alone", () => {
    expect(settings()).toMatchObject({
      "action.auto_create_index": "+lake-*,+logs-*,+.*,-*",
      "action.destructive_requires_name": true,
    });
  });
});

describe("the index template", () => {
  it("is for what somebody of the catalogue makes, and not for data streams of logs", () => {
    const template = JSON.parse(indexTemplate({ shards: 3, replicas: 1 })) as object;
    expect(template).toMatchObject({
      index_patterns: ["lake-*"],
      template: { settings: { index: { number_of_shards: 3, number_of_replicas: 1 } } },
    });
  });
});

describe("the resource in prod", () => {
  const { inputs } = golden.find(({ type }) => type.endsWith(":Elasticsearch"))!;
  const { metadata, spec } = inputs as unknown as {
    metadata: { annotations: Record<string, string> };
    spec: { nodeSets: [{ podTemplate: { spec: { containers: [{ env: [{ value: string }] }] } } }] };
  };

  it("tells Java of the heap, and takes back what the image's own options ask for", () => {
    const [{ value }] = spec.nodeSets[0].podTemplate.spec.containers[0].env;
    expect(value.split(" ")).toEqual([
      "-Xms2048m",
      "-Xmx2048m",
      "-Xlog:disable",
      "-Xlog:all=warning:stderr:utctime,level,tags",
      "-XX:-HeapDumpOnOutOfMemoryError",
    ]);
  });

  it("is waited for until every node is new and every shard has its copies", () => {
    expect(JSON.parse(metadata.annotations["pulumi.com/waitFor"]!)).toEqual([
      "jsonpath={.status.phase}=Ready",
      "jsonpath={.status.health}=green",
    ]);
  });
});
