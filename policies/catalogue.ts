import connectionFilesVerifyTls from "./transport/connection-files-verify-tls";
import dexVerifiesTls from "./transport/dex-verifies-tls";
import edgeBelievesNoForwardedHeaders from "./transport/edge-believes-no-forwarded-headers";
import edgeGuardsBrowsers from "./transport/edge-guards-browsers";
import edgeSpeaksHttp2Only from "./transport/edge-speaks-http-2-only";
import glauthListensBehindTls from "./transport/glauth-listens-behind-tls";
import gunicornListensAtNamedAddresses from "./transport/gunicorn-listens-at-named-addresses";
import gunicornRequiresTls13 from "./transport/gunicorn-requires-tls-1-3";
import elasticsearchHasItsOwnCertificate from "./transport/elasticsearch-has-its-own-certificate";
import elasticsearchListensAtNamedAddresses from "./transport/elasticsearch-listens-at-named-addresses";
import elasticsearchNodesProveThemselves from "./transport/elasticsearch-nodes-prove-themselves";
import elasticsearchOpensNoDebuggingPort from "./transport/elasticsearch-opens-no-debugging-port";
import elasticsearchRequiresTls13 from "./transport/elasticsearch-requires-tls-1-3";
import haproxyBackendsVerifyTls from "./transport/haproxy-backends-verify-tls";
import haproxyCiphersAreStrong from "./transport/haproxy-ciphers-are-strong";
import haproxyListenersPresentACertificate from "./transport/haproxy-listeners-present-a-certificate";
import haproxyListenersRequireTls13 from "./transport/haproxy-listeners-require-tls-1-3";
import haproxyListenersUseTls from "./transport/haproxy-listeners-use-tls";
import haproxyListensAtNamedAddresses from "./transport/haproxy-listens-at-named-addresses";
import haproxyOnlyForwards from "./transport/haproxy-only-forwards";
import httpClientsVerifyTls from "./transport/http-clients-verify-tls";
import oauth2ProxyVerifiesTls from "./transport/oauth2-proxy-verifies-tls";
import objectStoreConsoleIsClosed from "./transport/object-store-console-is-closed";
import objectStoreListensOnLoopback from "./transport/object-store-listens-on-loopback";
import plainHopsHaveANetworkOfTwo from "./transport/plain-hops-have-a-network-of-two";
import postgresqlClientsVerifyTls from "./transport/postgresql-clients-verify-tls";
import postgresqlHasItsOwnCertificate from "./transport/postgresql-has-its-own-certificate";
import postgresqlListensAtNamedAddresses from "./transport/postgresql-listens-at-named-addresses";
import postgresqlPasswordsUseScram from "./transport/postgresql-passwords-use-scram";
import postgresqlRejectsPlainConnections from "./transport/postgresql-rejects-plain-connections";
import postgresqlRequiresTls13 from "./transport/postgresql-requires-tls-1-3";
import publishedPortsSpeakTls from "./transport/published-ports-speak-tls";
import providersVerifyTls from "./transport/providers-verify-tls";
import valkeyListensAtNamedAddresses from "./transport/valkey-listens-at-named-addresses";
import valkeyRequiresTls13 from "./transport/valkey-requires-tls-1-3";
import bronzeIsVersioned from "./at-rest/bronze-is-versioned";
import bronzeNeverExpires from "./at-rest/bronze-never-expires";
import bucketsDatabasesAndKeysAreProtected from "./at-rest/buckets-databases-and-keys-are-protected";
import dataLiesOnNamedVolumes from "./at-rest/data-lies-on-named-volumes";
import dataVolumesAreProtected from "./at-rest/data-volumes-are-protected";
import elasticsearchDeletesByName from "./at-rest/elasticsearch-deletes-by-name";
import elasticsearchDumpsNoMemory from "./at-rest/elasticsearch-dumps-no-memory";
import elasticsearchKeepsRequestsOutOfLogs from "./at-rest/elasticsearch-keeps-requests-out-of-logs";
import keysHave256Bits from "./at-rest/keys-have-256-bits";
import objectStoreEncryptsEveryObject from "./at-rest/object-store-encrypts-every-object";
import objectStoreHasAnEncryptionKey from "./at-rest/object-store-has-an-encryption-key";
import postgresqlClosesLargeObjects from "./at-rest/postgresql-closes-large-objects";
import postgresqlEncryptsItsLog from "./at-rest/postgresql-encrypts-its-log";
import postgresqlEncryptsTables from "./at-rest/postgresql-encrypts-tables";
import postgresqlHasAKeyProvider from "./at-rest/postgresql-has-a-key-provider";
import postgresqlJobsStopAtErrors from "./at-rest/postgresql-jobs-stop-at-errors";
import postgresqlKeepsKeysApart from "./at-rest/postgresql-keeps-keys-apart";
import postgresqlKeepsStatementsOutOfLogs from "./at-rest/postgresql-keeps-statements-out-of-logs";
import valkeyKeepsWhatIsQueued from "./at-rest/valkey-keeps-what-is-queued";
import valkeyWritesNothing from "./at-rest/valkey-writes-nothing";
import bucketsArePrivate from "./identity/buckets-are-private";
import credentialsAreSecret from "./identity/credentials-are-secret";
import dexGuardsSignOn from "./identity/dex-guards-sign-on";
import elasticsearchAnalystOnlyReads from "./identity/elasticsearch-analyst-only-reads";
import elasticsearchHasOneSuperuser from "./identity/elasticsearch-has-one-superuser";
import elasticsearchKeepsSecretsOutOfSettings from "./identity/elasticsearch-keeps-secrets-out-of-settings";
import elasticsearchOnlyAdminAdministers from "./identity/elasticsearch-only-admin-administers";
import elasticsearchRequiresALogin from "./identity/elasticsearch-requires-a-login";
import elasticsearchRolesAreComplete from "./identity/elasticsearch-roles-are-complete";
import elasticsearchRolesHaveNoWildcard from "./identity/elasticsearch-roles-have-no-wildcard";
import elasticsearchUsersFollowRoles from "./identity/elasticsearch-users-follow-roles";
import elasticsearchViewerHasNoData from "./identity/elasticsearch-viewer-has-no-data";
import glauthGuardsTheDirectory from "./identity/glauth-guards-the-directory";
import supersetDatabasesAreOnlyRead from "./identity/superset-databases-are-only-read";
import supersetPermissionsAreKnown from "./identity/superset-permissions-are-known";
import supersetRolesFollowGroups from "./identity/superset-roles-follow-groups";
import oauth2ProxyAsksForGroups from "./identity/oauth2-proxy-asks-for-groups";
import oauth2ProxyGuardsSignOn from "./identity/oauth2-proxy-guards-sign-on";
import objectStoreAnalystOnlyReads from "./identity/object-store-analyst-only-reads";
import objectStoreAttachmentsFollowRoles from "./identity/object-store-attachments-follow-roles";
import objectStoreHasItsOwnAdministrator from "./identity/object-store-has-its-own-administrator";
import objectStoreListsWhatItReads from "./identity/object-store-lists-what-it-reads";
import objectStoreOnlyAdminAdministers from "./identity/object-store-only-admin-administers";
import objectStorePoliciesHaveNoWildcard from "./identity/object-store-policies-have-no-wildcard";
import objectStoreRolesAreComplete from "./identity/object-store-roles-are-complete";
import objectStoreUsersMakeNoCredentials from "./identity/object-store-users-make-no-credentials";
import objectStoreTakesFewTokens from "./identity/object-store-takes-few-tokens";
import objectStoreVersionsAreKept from "./identity/object-store-versions-are-kept";
import objectStoreViewerHasNoData from "./identity/object-store-viewer-has-no-data";
import passwordsAreLong from "./identity/passwords-are-long";
import postgresqlDatabasesBelongToTheAdministrator from "./identity/postgresql-databases-belong-to-the-administrator";
import postgresqlGrantsFollowRoles from "./identity/postgresql-grants-follow-roles";
import postgresqlGroupsDoNotLogIn from "./identity/postgresql-groups-do-not-log-in";
import postgresqlHasNoSuperusers from "./identity/postgresql-has-no-superusers";
import postgresqlLoginsHaveSecretPasswords from "./identity/postgresql-logins-have-secret-passwords";
import postgresqlLogsConnections from "./identity/postgresql-logs-connections";
import postgresqlPublicHasNothing from "./identity/postgresql-public-has-nothing";
import postgresqlReplicationIsNamed from "./identity/postgresql-replication-is-named";
import postgresqlRolesAreComplete from "./identity/postgresql-roles-are-complete";
import postgresqlRolesLackClusterRights from "./identity/postgresql-roles-lack-cluster-rights";
import secretsAreRandomPasswords from "./identity/secrets-are-random-passwords";
import supersetSettingsAreKnown from "./identity/superset-settings-are-known";
import valkeyRequiresALogin from "./identity/valkey-requires-a-login";
import valkeyUsersHaveFewRights from "./identity/valkey-users-have-few-rights";
import viewerAndAnalystInheritNothingMore from "./identity/viewer-and-analyst-inherit-nothing-more";
import certificatesHaveBoundedValidity from "./certificates/certificates-have-bounded-validity";
import certificatesNameTheirHosts from "./certificates/certificates-name-their-hosts";
import certificatesRenewEarly from "./certificates/certificates-renew-early";
import onlyAuthoritiesSign from "./certificates/only-authorities-sign";
import privateKeysAreStrong from "./certificates/private-keys-are-strong";
import commandLinesHoldNoSecrets from "./docker/command-lines-hold-no-secrets";
import containersAreNotPrivileged from "./docker/containers-are-not-privileged";
import containersAvoidDefaultBridge from "./docker/containers-avoid-default-bridge";
import containersDoNotSwap from "./docker/containers-do-not-swap";
import containersDropAllCapabilities from "./docker/containers-drop-all-capabilities";
import containersDumpNoCore from "./docker/containers-dump-no-core";
import containersGainNoPrivileges from "./docker/containers-gain-no-privileges";
import containersHaveReadOnlyRoot from "./docker/containers-have-read-only-root";
import containersAskTheEngineForNames from "./docker/containers-ask-the-engine-for-names";
import containersHaveNoFurtherGroups from "./docker/containers-have-no-further-groups";
import networksKeepTheEnginesFirewall from "./docker/networks-keep-the-engines-firewall";
import containersKeepConfinement from "./docker/containers-keep-confinement";
import containersLimitCpu from "./docker/containers-limit-cpu";
import containersLimitMemory from "./docker/containers-limit-memory";
import containersMountNoDockerSocket from "./docker/containers-mount-no-docker-socket";
import containersMountNoSensitiveHostPaths from "./docker/containers-mount-no-sensitive-host-paths";
import containersReportHealth from "./docker/containers-report-health";
import containersRestart from "./docker/containers-restart";
import containersRotateLogs from "./docker/containers-rotate-logs";
import containersRunAsNonRoot from "./docker/containers-run-as-non-root";
import containersShareNoHostNamespaces from "./docker/containers-share-no-host-namespaces";
import engineIsReachedSafely from "./docker/engine-is-reached-safely";
import environmentHoldsNoSecrets from "./docker/environment-holds-no-secrets";
import gatewaysForwardNoPackets from "./docker/gateways-forward-no-packets";
import imagesArePinned from "./docker/images-are-pinned";
import internalNetworksHaveNoHostAddress from "./docker/internal-networks-have-no-host-address";
import jobsAcceptNoConnections from "./docker/jobs-accept-no-connections";
import networksAreEncryptedBetweenHosts from "./docker/networks-are-encrypted-between-hosts";
import networksAreInternal from "./docker/networks-are-internal";
import networksHaveExplicitSubnets from "./docker/networks-have-explicit-subnets";
import portsArePublishedOnLoopback from "./docker/ports-are-published-on-loopback";
import publishedNetworksHaveNoWayOut from "./docker/published-networks-have-no-way-out";
import scratchRunsNothing from "./docker/scratch-runs-nothing";
import secretFilesArePrivate from "./docker/secret-files-are-private";
import volumesStayOnThisHost from "./docker/volumes-stay-on-this-host";
import waysOutLeadToOnePlace from "./docker/ways-out-lead-to-one-place";
import type { Policy } from "./lib/policy";

/** Every policy by the folder it is in; a test compares this list with the folders. */
export const families = {
  transport: [
    connectionFilesVerifyTls,
    dexVerifiesTls,
    edgeBelievesNoForwardedHeaders,
    edgeGuardsBrowsers,
    edgeSpeaksHttp2Only,
    elasticsearchHasItsOwnCertificate,
    elasticsearchListensAtNamedAddresses,
    elasticsearchNodesProveThemselves,
    elasticsearchOpensNoDebuggingPort,
    elasticsearchRequiresTls13,
    glauthListensBehindTls,
    gunicornListensAtNamedAddresses,
    gunicornRequiresTls13,
    haproxyBackendsVerifyTls,
    haproxyCiphersAreStrong,
    haproxyListenersPresentACertificate,
    haproxyListenersRequireTls13,
    haproxyListenersUseTls,
    haproxyListensAtNamedAddresses,
    haproxyOnlyForwards,
    httpClientsVerifyTls,
    oauth2ProxyVerifiesTls,
    objectStoreConsoleIsClosed,
    objectStoreListensOnLoopback,
    plainHopsHaveANetworkOfTwo,
    postgresqlClientsVerifyTls,
    postgresqlHasItsOwnCertificate,
    postgresqlListensAtNamedAddresses,
    postgresqlPasswordsUseScram,
    postgresqlRejectsPlainConnections,
    postgresqlRequiresTls13,
    publishedPortsSpeakTls,
    providersVerifyTls,
    valkeyListensAtNamedAddresses,
    valkeyRequiresTls13,
  ],
  "at-rest": [
    bronzeIsVersioned,
    bronzeNeverExpires,
    bucketsDatabasesAndKeysAreProtected,
    dataLiesOnNamedVolumes,
    dataVolumesAreProtected,
    elasticsearchDeletesByName,
    elasticsearchDumpsNoMemory,
    elasticsearchKeepsRequestsOutOfLogs,
    keysHave256Bits,
    objectStoreEncryptsEveryObject,
    objectStoreHasAnEncryptionKey,
    postgresqlClosesLargeObjects,
    postgresqlEncryptsItsLog,
    postgresqlEncryptsTables,
    postgresqlHasAKeyProvider,
    postgresqlJobsStopAtErrors,
    postgresqlKeepsKeysApart,
    postgresqlKeepsStatementsOutOfLogs,
    valkeyKeepsWhatIsQueued,
    valkeyWritesNothing,
  ],
  identity: [
    bucketsArePrivate,
    credentialsAreSecret,
    dexGuardsSignOn,
    elasticsearchAnalystOnlyReads,
    elasticsearchHasOneSuperuser,
    elasticsearchKeepsSecretsOutOfSettings,
    elasticsearchOnlyAdminAdministers,
    elasticsearchRequiresALogin,
    elasticsearchRolesAreComplete,
    elasticsearchRolesHaveNoWildcard,
    elasticsearchUsersFollowRoles,
    elasticsearchViewerHasNoData,
    glauthGuardsTheDirectory,
    supersetDatabasesAreOnlyRead,
    supersetPermissionsAreKnown,
    supersetRolesFollowGroups,
    oauth2ProxyAsksForGroups,
    oauth2ProxyGuardsSignOn,
    objectStoreAnalystOnlyReads,
    objectStoreAttachmentsFollowRoles,
    objectStoreHasItsOwnAdministrator,
    objectStoreListsWhatItReads,
    objectStoreOnlyAdminAdministers,
    objectStorePoliciesHaveNoWildcard,
    objectStoreRolesAreComplete,
    objectStoreTakesFewTokens,
    objectStoreUsersMakeNoCredentials,
    objectStoreVersionsAreKept,
    objectStoreViewerHasNoData,
    passwordsAreLong,
    postgresqlDatabasesBelongToTheAdministrator,
    postgresqlGrantsFollowRoles,
    postgresqlGroupsDoNotLogIn,
    postgresqlHasNoSuperusers,
    postgresqlLoginsHaveSecretPasswords,
    postgresqlLogsConnections,
    postgresqlPublicHasNothing,
    postgresqlReplicationIsNamed,
    postgresqlRolesAreComplete,
    postgresqlRolesLackClusterRights,
    secretsAreRandomPasswords,
    supersetSettingsAreKnown,
    valkeyRequiresALogin,
    valkeyUsersHaveFewRights,
    viewerAndAnalystInheritNothingMore,
  ],
  certificates: [
    certificatesHaveBoundedValidity,
    certificatesNameTheirHosts,
    certificatesRenewEarly,
    onlyAuthoritiesSign,
    privateKeysAreStrong,
  ],
  docker: [
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
  ],
} as const satisfies Record<string, readonly Policy[]>;

export const policies: readonly Policy[] = Object.values(families).flat();
