import type { ImageMode } from "../../../platform/images";
import type { Kubernetes } from "../../../platform/kubernetes/kubernetes";

/** Version of the operator whose resources these are. */
export const operatorVersion = "3.1.0";

/** The architecture of these digests, which its nodes must have: the release notes state one for each. */
export const architecture = "amd64";

/** Source: Percona Operator for PostgreSQL 3.1.0, release notes, table of certified images. */
const certified = {
  operator:
    "docker.io/percona/percona-postgresql-operator:3.1.0@sha256:0f8ae7286e331e2c1d26b3fb8c8df69e9e6076fa4367edc68ed995c639f76af8",
  postgresql:
    "docker.io/percona/percona-distribution-postgresql:17.11.1-1@sha256:7fc2e29866f325e219a504c0c2338b43a179849914813eddfe88d1808d96632b",
  pooler:
    "docker.io/percona/percona-pgbouncer:1.25.2-6@sha256:42c8629f5dd0f271e41d704250f04d96fa12a1a678a13c3743f38b64be3c1218",
};

/** Images of a cluster's pods. The server alone has a stand-in that is built from packages. */
export const clusterImages = (mode: ImageMode, platform: Kubernetes): typeof certified =>
  mode === "local" ? { ...certified, postgresql: platform.image("postgresql") } : certified;
