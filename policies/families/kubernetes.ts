import claimsNameAStorageClass from "../kubernetes/claims-name-a-storage-class";
import claimsOutliveTheirPods from "../kubernetes/claims-outlive-their-pods";
import configMapsHoldNoSecrets from "../kubernetes/config-maps-hold-no-secrets";
import elasticsearchClustersAdmitOneAdministrator from "../kubernetes/elasticsearch-clusters-admit-one-administrator";
import elasticsearchClustersHoldNoSecrets from "../kubernetes/elasticsearch-clusters-hold-no-secrets";
import elasticsearchClustersKeepCopies from "../kubernetes/elasticsearch-clusters-keep-copies";
import elasticsearchClustersRunRestricted from "../kubernetes/elasticsearch-clusters-run-restricted";
import elasticsearchClustersStayInside from "../kubernetes/elasticsearch-clusters-stay-inside";
import elasticsearchClustersSurviveAZone from "../kubernetes/elasticsearch-clusters-survive-a-zone";
import gatewaysRequireTls13 from "../kubernetes/gateways-require-tls-1-3";
import kubernetesSecretsAreSecret from "../kubernetes/kubernetes-secrets-are-secret";
import meshAllowsNamedIdentities from "../kubernetes/mesh-allows-named-identities";
import meshRequiresMutualTls from "../kubernetes/mesh-requires-mutual-tls";
import namespacesDenyByDefault from "../kubernetes/namespaces-deny-by-default";
import namespacesEnforceRestrictedPods from "../kubernetes/namespaces-enforce-restricted-pods";
import networkPoliciesNamePeersAndPorts from "../kubernetes/network-policies-name-peers-and-ports";
import networkPoliciesOpenOneWorkload from "../kubernetes/network-policies-open-one-workload";
import podImagesArePinned from "../kubernetes/pod-images-are-pinned";
import podsAnswerThreeProbes from "../kubernetes/pods-answer-three-probes";
import podsAreSpreadOverZones from "../kubernetes/pods-are-spread-over-zones";
import podsDropAllCapabilities from "../kubernetes/pods-drop-all-capabilities";
import podsGainNoPrivileges from "../kubernetes/pods-gain-no-privileges";
import podsHaveDisruptionBudgets from "../kubernetes/pods-have-disruption-budgets";
import podsHaveNoApiToken from "../kubernetes/pods-have-no-api-token";
import podsHavePriorities from "../kubernetes/pods-have-priorities";
import podsHaveReadOnlyRoot from "../kubernetes/pods-have-read-only-root";
import podsHaveRequestsAndLimits from "../kubernetes/pods-have-requests-and-limits";
import podsKeepSeccomp from "../kubernetes/pods-keep-seccomp";
import podsMountKnownVolumes from "../kubernetes/pods-mount-known-volumes";
import podsRunAsNonRoot from "../kubernetes/pods-run-as-non-root";
import podsShareNoHostNamespaces from "../kubernetes/pods-share-no-host-namespaces";
import podsTakeSecretsAsFiles from "../kubernetes/pods-take-secrets-as-files";
import postgresqlClustersAdmitByScram from "../kubernetes/postgresql-clusters-admit-by-scram";
import postgresqlClustersEncryptData from "../kubernetes/postgresql-clusters-encrypt-data";
import postgresqlClustersHoldNoSecrets from "../kubernetes/postgresql-clusters-hold-no-secrets";
import postgresqlClustersMakeEncryptedTables from "../kubernetes/postgresql-clusters-make-encrypted-tables";
import postgresqlClustersRequireTls13 from "../kubernetes/postgresql-clusters-require-tls-1-3";
import postgresqlClustersRunRestricted from "../kubernetes/postgresql-clusters-run-restricted";
import postgresqlClustersSurviveAZone from "../kubernetes/postgresql-clusters-survive-a-zone";
import rbacHasNoWildcard from "../kubernetes/rbac-has-no-wildcard";
import rbacLeavesSecretsToAdmins from "../kubernetes/rbac-leaves-secrets-to-admins";
import servicesStayInside from "../kubernetes/services-stay-inside";
import storageClassesEncrypt from "../kubernetes/storage-classes-encrypt";
import type { Policy } from "../lib/policy";

/** Policies of what a cluster runs and lets through. */
export const kubernetes = [
  claimsNameAStorageClass,
  claimsOutliveTheirPods,
  configMapsHoldNoSecrets,
  elasticsearchClustersAdmitOneAdministrator,
  elasticsearchClustersHoldNoSecrets,
  elasticsearchClustersKeepCopies,
  elasticsearchClustersRunRestricted,
  elasticsearchClustersStayInside,
  elasticsearchClustersSurviveAZone,
  gatewaysRequireTls13,
  kubernetesSecretsAreSecret,
  meshAllowsNamedIdentities,
  meshRequiresMutualTls,
  namespacesDenyByDefault,
  namespacesEnforceRestrictedPods,
  networkPoliciesNamePeersAndPorts,
  networkPoliciesOpenOneWorkload,
  podImagesArePinned,
  podsAnswerThreeProbes,
  podsAreSpreadOverZones,
  podsDropAllCapabilities,
  podsGainNoPrivileges,
  podsHaveDisruptionBudgets,
  podsHaveNoApiToken,
  podsHavePriorities,
  podsHaveReadOnlyRoot,
  podsHaveRequestsAndLimits,
  podsKeepSeccomp,
  podsMountKnownVolumes,
  podsRunAsNonRoot,
  podsShareNoHostNamespaces,
  podsTakeSecretsAsFiles,
  postgresqlClustersAdmitByScram,
  postgresqlClustersEncryptData,
  postgresqlClustersHoldNoSecrets,
  postgresqlClustersMakeEncryptedTables,
  postgresqlClustersRequireTls13,
  postgresqlClustersRunRestricted,
  postgresqlClustersSurviveAZone,
  rbacHasNoWildcard,
  rbacLeavesSecretsToAdmins,
  servicesStayInside,
  storageClassesEncrypt,
] as const satisfies readonly Policy[];
