import { searchGrants } from "../../security/roles";

/** How an index is cut up and copied, where its maker does not say. */
export interface Sharding {
  /** Parts of an index, each on a node. */
  shards: number;
  /** Copies of each part, on other nodes. */
  replicas: number;
}

/** Name of the template. */
export const templateName = "lakehouse";

/** Above the server's own templates, which have 100. Source: Elasticsearch reference, "Index templates". */
const priority = 200;

/** Patterns of indices that somebody of the catalogue makes. Of logs the server makes data streams, by templates of its own. */
const patterns = (): string[] => [
  ...new Set(
    Object.values(searchGrants).flatMap((grants) =>
      grants.filter(({ access }) => access === "manage").map(({ indices }) => indices),
    ),
  ),
];

/** Body of the request that makes the template of the catalogue's indices. */
export const indexTemplate = ({ shards, replicas }: Sharding): string =>
  JSON.stringify({
    index_patterns: patterns(),
    priority,
    template: { settings: { index: { number_of_shards: shards, number_of_replicas: replicas } } },
    _meta: { lakehouse: true },
  });
