import commandLinesHoldNoSecrets from "../docker/command-lines-hold-no-secrets";
import containersAreNotPrivileged from "../docker/containers-are-not-privileged";
import containersAvoidDefaultBridge from "../docker/containers-avoid-default-bridge";
import containersDoNotSwap from "../docker/containers-do-not-swap";
import containersDropAllCapabilities from "../docker/containers-drop-all-capabilities";
import containersDumpNoCore from "../docker/containers-dump-no-core";
import containersGainNoPrivileges from "../docker/containers-gain-no-privileges";
import containersHaveReadOnlyRoot from "../docker/containers-have-read-only-root";
import containersAskTheEngineForNames from "../docker/containers-ask-the-engine-for-names";
import containersHaveNoFurtherGroups from "../docker/containers-have-no-further-groups";
import networksKeepTheEnginesFirewall from "../docker/networks-keep-the-engines-firewall";
import containersKeepConfinement from "../docker/containers-keep-confinement";
import containersLimitCpu from "../docker/containers-limit-cpu";
import containersLimitMemory from "../docker/containers-limit-memory";
import containersMountNoDockerSocket from "../docker/containers-mount-no-docker-socket";
import containersMountNoSensitiveHostPaths from "../docker/containers-mount-no-sensitive-host-paths";
import containersReportHealth from "../docker/containers-report-health";
import containersRestart from "../docker/containers-restart";
import containersRotateLogs from "../docker/containers-rotate-logs";
import containersRunAsNonRoot from "../docker/containers-run-as-non-root";
import containersShareNoHostNamespaces from "../docker/containers-share-no-host-namespaces";
import engineIsReachedSafely from "../docker/engine-is-reached-safely";
import environmentHoldsNoSecrets from "../docker/environment-holds-no-secrets";
import gatewaysForwardNoPackets from "../docker/gateways-forward-no-packets";
import imagesArePinned from "../docker/images-are-pinned";
import internalNetworksHaveNoHostAddress from "../docker/internal-networks-have-no-host-address";
import jobsAcceptNoConnections from "../docker/jobs-accept-no-connections";
import networksAreEncryptedBetweenHosts from "../docker/networks-are-encrypted-between-hosts";
import networksAreInternal from "../docker/networks-are-internal";
import networksHaveExplicitSubnets from "../docker/networks-have-explicit-subnets";
import portsArePublishedOnLoopback from "../docker/ports-are-published-on-loopback";
import publishedNetworksHaveNoWayOut from "../docker/published-networks-have-no-way-out";
import scratchRunsNothing from "../docker/scratch-runs-nothing";
import secretFilesArePrivate from "../docker/secret-files-are-private";
import volumesStayOnThisHost from "../docker/volumes-stay-on-this-host";
import waysOutLeadToOnePlace from "../docker/ways-out-lead-to-one-place";
import type { Policy } from "../lib/policy";

export const docker: readonly Policy[] = [
  commandLinesHoldNoSecrets,
  containersAreNotPrivileged,
  containersAvoidDefaultBridge,
  containersDoNotSwap,
  containersDropAllCapabilities,
  containersDumpNoCore,
  containersGainNoPrivileges,
  containersHaveReadOnlyRoot,
  containersAskTheEngineForNames,
  containersHaveNoFurtherGroups,
  networksKeepTheEnginesFirewall,
  containersKeepConfinement,
  containersLimitCpu,
  containersLimitMemory,
  containersMountNoDockerSocket,
  containersMountNoSensitiveHostPaths,
  containersReportHealth,
  containersRestart,
  containersRotateLogs,
  containersRunAsNonRoot,
  containersShareNoHostNamespaces,
  engineIsReachedSafely,
  environmentHoldsNoSecrets,
  gatewaysForwardNoPackets,
  imagesArePinned,
  internalNetworksHaveNoHostAddress,
  jobsAcceptNoConnections,
  networksAreEncryptedBetweenHosts,
  networksAreInternal,
  networksHaveExplicitSubnets,
  portsArePublishedOnLoopback,
  publishedNetworksHaveNoWayOut,
  scratchRunsNothing,
  secretFilesArePrivate,
  volumesStayOnThisHost,
  waysOutLeadToOnePlace,
];
