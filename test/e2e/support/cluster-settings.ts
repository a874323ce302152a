/**
 * How the tests set up a prod stack for one machine. The test of upgrades reads this file of the commit before, too: what it
 * exports, and takes, stays.
 */

import { operatorNamespace } from "../../kubernetes/elastic-operator";

/** Pods and their ports at which this machine administers stores, by endpoint. */
export const administered: Record<string, string> = {
  "object-store.s3": "object-store-0:9000",
  "postgresql.sql": "postgresql-instances-0000-0:5432",
  "search-store.https": "search-store-es-nodes-0:9200",
};

export interface Surroundings {
  /** Port of this machine by endpoint. */
  ports: Record<string, number>;
  /** CSI driver that is played. */
  provisioner: string;
  /** Network of the pods. */
  network: string;
}

/** Configuration that comes over the tracked one; what is spread over zones is as in production. */
export const clusterSettings = ({ ports, provisioner, network }: Surroundings): Record<string, unknown> => ({
  "lakehouse:images": "local",
  "lakehouse:exampleUsers": true,
  "lakehouse:kubernetes": {
    // There is no Istio to be had here; what the program says to it is tried by the API server alone.
    mesh: "none",
    storage: { provisioner, parameters: { encrypted: "true", type: "gp3" } },
    administration: {
      endpoints: Object.fromEntries(
        Object.keys(ports).map((name) => [name, { host: "localhost", port: ports[name] }]),
      ),
      networks: [network],
    },
    apiServer: { networks: ["10.96.0.0/16"], port: 443 },
    entrance: { networks: ["198.51.100.64/26"] },
  },
  "lakehouse:edge": { memory: "64Mi", cpus: 0.5, domain: "lakehouse.example.org" },
  // Nobody asks it: the operator's stand-in keeps keys in a file.
  "lakehouse:keyStore": {
    address: "https://openbao.example.org:8200",
    mount: "lakehouse",
    authority: "-----BEGIN CERTIFICATE-----\nQQ==\n-----END CERTIFICATE-----\n",
    networks: ["198.51.100.0/28"],
  },
  "lakehouse:objectStore": {
    memory: "512Mi",
    cpus: 0.5,
    distributed: { servers: 6, drives: 2, parity: 4, driveSize: "1Gi" },
  },
  "lakehouse:cache": { memory: "128Mi", cpus: 0.5 },
  "lakehouse:postgresql": {
    memory: "256Mi",
    cpus: 0.5,
    cluster: { instances: 3, dataSize: "1Gi", walSize: "4Gi" },
  },
  "lakehouse:searchStore": {
    memory: "1Gi",
    heap: "256Mi",
    cpus: 0.25,
    cluster: { nodes: 3, dataSize: "1Gi", operatorNamespace },
  },
});
