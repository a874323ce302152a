/**
 * Answers for the nodes of a cluster whose pods are played: with the certificate and to the logins that Elastic's operator has
 * made for them, and what the operator asks of them. It keeps no documents, and refuses every other question.
 */
import * as k8s from "@kubernetes/client-node";
import { compare } from "bcryptjs";
import type { IncomingMessage, ServerResponse } from "node:http";
import { createServer, type Server } from "node:https";
import { setTimeout as sleep } from "node:timers/promises";

export interface NodesOf {
  namespace: string;
  /** Name of the cluster's resource. */
  cluster: string;
  /** Where the nodes are asked. */
  listen: readonly { host: string; port: number }[];
}

type Secret = Record<string, Buffer>;
type Answer = (nodes: readonly string[], matched: RegExpExecArray) => object | undefined;

/** A node that its operator is about to end. */
interface Shutdown {
  node_id: string;
  type: string;
  reason: string;
  shutdown_startedmillis: number;
  status: string;
}

export class ElasticsearchNodes {
  /** What was asked that nobody knows the answer to. */
  readonly complaints = new Set<string>();
  /** Nodes that the operator has announced the end of, in that order. */
  readonly ended: string[] = [];
  private readonly core: k8s.CoreV1Api;
  private readonly servers: Server[] = [];
  private readonly shutdowns = new Map<string, Shutdown>();
  private readonly answers: readonly [method: string, path: RegExp, answer: Answer][];
  private users: Record<string, string> = {};
  /** Logins that have matched a hash, so that it is computed once for each: it takes long on purpose. */
  private readonly matched = new Set<string>();
  private shown = "";
  private stopped = false;
  private readonly following: Promise<void>;

  private constructor(
    config: k8s.KubeConfig,
    private readonly at: NodesOf,
  ) {
    this.core = config.makeApiClient(k8s.CoreV1Api);
    this.answers = this.table();
    this.following = this.loop();
  }

  static follow(config: k8s.KubeConfig, at: NodesOf): ElasticsearchNodes {
    return new ElasticsearchNodes(config, at);
  }

  async stop(): Promise<void> {
    this.stopped = true;
    await this.following;
    this.close();
  }

  private close(): void {
    for (const server of this.servers.splice(0)) {
      server.close();
      server.closeAllConnections();
    }
    this.shown = "";
  }

  /** Reads again what the kubelet would bring anew to running pods. */
  private async loop(): Promise<void> {
    while (!this.stopped) {
      const { cluster } = this.at;
      const [pair, realm] = await Promise.all([
        this.secret(`${cluster}-es-http-certs-internal`),
        this.secret(`${cluster}-es-xpack-file-realm`),
      ]);
      if (pair && realm) {
        this.users = Object.fromEntries(
          realm["users"]!.toString()
            .split("\n")
            .map((line): [string, string] => [line.split(":")[0]!, line.slice(line.indexOf(":") + 1)]),
        );
        await this.show({ cert: pair["tls.crt"]!, key: pair["tls.key"]! });
      } else this.close();
      await sleep(500);
    }
  }

  private async secret(name: string): Promise<Secret | undefined> {
    const { namespace } = this.at;
    const { items } = await this.core.listNamespacedSecret({
      namespace,
      fieldSelector: `metadata.name=${name}`,
    });
    const data = items[0]?.data;
    return (
      data &&
      Object.fromEntries(Object.entries(data).map(([key, value]) => [key, Buffer.from(value, "base64")]))
    );
  }

  private async show(pair: { cert: Buffer; key: Buffer }): Promise<void> {
    const shown = pair.cert.toString();
    if (shown === this.shown) return;
    if (this.servers.length > 0) for (const server of this.servers) server.setSecureContext(pair);
    else
      for (const { host, port } of this.at.listen) {
        const server = createServer({ ...pair, minVersion: "TLSv1.3" }, (request, response) => {
          this.respond(request, response).catch((error: Error) => {
            this.complaints.add(error.message);
            response.destroy();
          });
        });
        await new Promise<void>((resolve, reject) => {
          server.once("error", reject);
          server.listen(port, host, resolve);
        });
        this.servers.push(server);
      }
    this.shown = shown;
  }

  private async respond(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { method = "", url = "" } = request;
    const path = url.split("?")[0]!;
    const say = (status: number, body: object) => {
      response.writeHead(status, {
        "Content-Type": "application/json",
        "X-elastic-product": "Elasticsearch",
      });
      response.end(JSON.stringify(body));
    };
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    if (!(await this.isKnown(request.headers.authorization))) return say(401, { status: 401 });
    for (const [known, pattern, answer] of this.answers) {
      const matched = known === method ? pattern.exec(path) : null;
      if (!matched) continue;
      const body = answer(await this.names(), matched);
      return body ? say(200, body) : say(404, { status: 404 });
    }
    this.complaints.add(`${method} ${path}`);
    say(400, { status: 400, error: { type: "illegal_argument_exception", reason: "no handler found" } });
  }

  /** Whether a login is in the file that the operator has put together. */
  private async isKnown(authorization = ""): Promise<boolean> {
    const [user, password] = Buffer.from(authorization.replace(/^Basic /, ""), "base64")
      .toString()
      .split(/:(.*)/s);
    const hash = this.users[user ?? ""];
    const attempt = `${hash} ${authorization}`;
    if (hash === undefined || this.matched.has(attempt)) return hash !== undefined;
    const matches = await compare(password ?? "", hash);
    if (matches) this.matched.add(attempt);
    return matches;
  }

  /** Names of the pods that run. */
  private async names(): Promise<string[]> {
    const { namespace, cluster } = this.at;
    const labelSelector = `elasticsearch.k8s.elastic.co/cluster-name=${cluster}`;
    const { items } = await this.core.listNamespacedPod({ namespace, labelSelector });
    return items.filter(({ status }) => status?.phase === "Running").map(({ metadata }) => metadata!.name!);
  }

  /** Source: Elasticsearch reference, "REST APIs"; what the operator asks: its pkg/controller/elasticsearch/client. */
  private table(): [string, RegExp, Answer][] {
    const nodes: Answer = (names) => ({
      nodes: Object.fromEntries(
        names.map((name) => [name, { name, version: "9.4.5", roles: ["data", "ingest", "master"] }]),
      ),
    });
    const done: Answer = () => ({ acknowledged: true });
    return [
      [
        "GET",
        /^\/$/,
        () => ({ cluster_name: this.at.cluster, cluster_uuid: "played", version: { number: "9.4.5" } }),
      ],
      [
        "GET",
        /^\/_cluster\/health$/,
        ({ length }) => ({ status: "green", number_of_nodes: length, number_of_data_nodes: length }),
      ],
      ["GET", /^\/_license$/, () => ({ license: { status: "active", type: "basic", uid: "played" } })],
      ["POST", /^\/_license\/start_basic$/, done],
      ["GET", /^\/_cluster\/settings$/, () => ({ persistent: {}, transient: {} })],
      ["PUT", /^\/_cluster\/settings$/, done],
      ["GET", /^\/_nodes\/(_all\/no-metrics|_master)$/, nodes],
      ["DELETE", /^\/_cluster\/voting_config_exclusions$/, done],
      ["GET", /^\/_internal\/desired_nodes\/_latest$/, () => undefined],
      ["PUT", /^\/_internal\/desired_nodes\/[\w-]+\/\d+$/, done],
      ["GET", /^\/_cat\/shards$/, () => []],
      ["GET", /^\/_cluster\/state$/, () => ({ routing_table: { indices: {} } })],
      ["POST", /^\/_flush$/, done],
      // Of other clusters, of which there are none.
      ["GET", /^\/_security\/api_key$/, () => ({ api_keys: [] })],
      ["GET", /^\/_nodes\/shutdown$/, () => ({ nodes: [...this.shutdowns.values()] })],
      [
        "GET",
        /^\/_nodes\/([\w-]+)\/shutdown$/,
        (_, [, id]) => ({ nodes: [this.shutdowns.get(id!)].filter(Boolean) }),
      ],
      [
        "PUT",
        /^\/_nodes\/([\w-]+)\/shutdown$/,
        (_, [, id]) => {
          const said = { reason: "asked", shutdown_startedmillis: Date.now(), status: "COMPLETE" };
          this.shutdowns.set(id!, { node_id: id!, type: "RESTART", ...said });
          this.ended.push(id!);
          return { acknowledged: true };
        },
      ],
      [
        "DELETE",
        /^\/_nodes\/([\w-]+)\/shutdown$/,
        (_, [, id]) => (this.shutdowns.delete(id!), { acknowledged: true }),
      ],
    ];
  }
}
