import bucketsArePrivate from "../identity/buckets-are-private";
import credentialsAreSecret from "../identity/credentials-are-secret";
import dexGuardsSignOn from "../identity/dex-guards-sign-on";
import dremioReadsWhatAnalystsRead from "../identity/dremio-reads-what-analysts-read";
import edgeLeadsToKnownServices from "../identity/edge-leads-to-known-services";
import elasticsearchAnalystOnlyReads from "../identity/elasticsearch-analyst-only-reads";
import elasticsearchHasOneSuperuser from "../identity/elasticsearch-has-one-superuser";
import elasticsearchKeepsSecretsOutOfSettings from "../identity/elasticsearch-keeps-secrets-out-of-settings";
import elasticsearchOnlyAdminAdministers from "../identity/elasticsearch-only-admin-administers";
import elasticsearchRequiresALogin from "../identity/elasticsearch-requires-a-login";
import elasticsearchRolesAreComplete from "../identity/elasticsearch-roles-are-complete";
import elasticsearchRolesHaveNoWildcard from "../identity/elasticsearch-roles-have-no-wildcard";
import elasticsearchUsersFollowRoles from "../identity/elasticsearch-users-follow-roles";
import elasticsearchViewerHasNoData from "../identity/elasticsearch-viewer-has-no-data";
import glauthGuardsTheDirectory from "../identity/glauth-guards-the-directory";
import supersetDatabasesAreOnlyRead from "../identity/superset-databases-are-only-read";
import supersetPermissionsAreKnown from "../identity/superset-permissions-are-known";
import supersetRolesFollowGroups from "../identity/superset-roles-follow-groups";
import oauth2ProxyAsksForGroups from "../identity/oauth2-proxy-asks-for-groups";
import oauth2ProxyGuardsSignOn from "../identity/oauth2-proxy-guards-sign-on";
import oauth2ProxySettingsAreKnown from "../identity/oauth2-proxy-settings-are-known";
import objectStoreAnalystOnlyReads from "../identity/object-store-analyst-only-reads";
import objectStoreAttachmentsFollowRoles from "../identity/object-store-attachments-follow-roles";
import objectStoreHasItsOwnAdministrator from "../identity/object-store-has-its-own-administrator";
import objectStoreListsWhatItReads from "../identity/object-store-lists-what-it-reads";
import objectStoreOnlyAdminAdministers from "../identity/object-store-only-admin-administers";
import objectStorePoliciesHaveNoWildcard from "../identity/object-store-policies-have-no-wildcard";
import objectStoreRolesAreComplete from "../identity/object-store-roles-are-complete";
import objectStoreUsersMakeNoCredentials from "../identity/object-store-users-make-no-credentials";
import objectStoreTakesFewTokens from "../identity/object-store-takes-few-tokens";
import objectStoreVersionsAreKept from "../identity/object-store-versions-are-kept";
import objectStoreViewerHasNoData from "../identity/object-store-viewer-has-no-data";
import passwordsAreLong from "../identity/passwords-are-long";
import postgresqlDatabasesBelongToTheAdministrator from "../identity/postgresql-databases-belong-to-the-administrator";
import postgresqlGrantsFollowRoles from "../identity/postgresql-grants-follow-roles";
import postgresqlGroupsDoNotLogIn from "../identity/postgresql-groups-do-not-log-in";
import postgresqlHasNoSuperusers from "../identity/postgresql-has-no-superusers";
import postgresqlLoginsHaveSecretPasswords from "../identity/postgresql-logins-have-secret-passwords";
import postgresqlLogsConnections from "../identity/postgresql-logs-connections";
import postgresqlPublicHasNothing from "../identity/postgresql-public-has-nothing";
import postgresqlReplicationIsNamed from "../identity/postgresql-replication-is-named";
import postgresqlRolesAreComplete from "../identity/postgresql-roles-are-complete";
import postgresqlRolesLackClusterRights from "../identity/postgresql-roles-lack-cluster-rights";
import postgresqlSettingsAreKnown from "../identity/postgresql-settings-are-known";
import secretsAreRandomPasswords from "../identity/secrets-are-random-passwords";
import supersetSettingsAreKnown from "../identity/superset-settings-are-known";
import valkeyRequiresALogin from "../identity/valkey-requires-a-login";
import valkeySettingsAreKnown from "../identity/valkey-settings-are-known";
import valkeyUsersHaveFewRights from "../identity/valkey-users-have-few-rights";
import viewerAndAnalystInheritNothingMore from "../identity/viewer-and-analyst-inherit-nothing-more";
import type { Policy } from "../lib/policy";

export const identity: readonly Policy[] = [
  bucketsArePrivate,
  credentialsAreSecret,
  dexGuardsSignOn,
  dremioReadsWhatAnalystsRead,
  edgeLeadsToKnownServices,
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
  oauth2ProxySettingsAreKnown,
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
  postgresqlSettingsAreKnown,
  secretsAreRandomPasswords,
  supersetSettingsAreKnown,
  valkeyRequiresALogin,
  valkeySettingsAreKnown,
  valkeyUsersHaveFewRights,
  viewerAndAnalystInheritNothingMore,
];
