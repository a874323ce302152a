import bronzeIsVersioned from "../at-rest/bronze-is-versioned";
import bronzeNeverExpires from "../at-rest/bronze-never-expires";
import bucketsDatabasesAndKeysAreProtected from "../at-rest/buckets-databases-and-keys-are-protected";
import dataLiesOnNamedVolumes from "../at-rest/data-lies-on-named-volumes";
import dataVolumesAreProtected from "../at-rest/data-volumes-are-protected";
import elasticsearchDeletesByName from "../at-rest/elasticsearch-deletes-by-name";
import elasticsearchDumpsNoMemory from "../at-rest/elasticsearch-dumps-no-memory";
import elasticsearchKeepsRequestsOutOfLogs from "../at-rest/elasticsearch-keeps-requests-out-of-logs";
import keysHave256Bits from "../at-rest/keys-have-256-bits";
import objectStoreEncryptsEveryObject from "../at-rest/object-store-encrypts-every-object";
import objectStoreHasAnEncryptionKey from "../at-rest/object-store-has-an-encryption-key";
import postgresqlClosesLargeObjects from "../at-rest/postgresql-closes-large-objects";
import postgresqlEncryptsItsLog from "../at-rest/postgresql-encrypts-its-log";
import postgresqlEncryptsTables from "../at-rest/postgresql-encrypts-tables";
import postgresqlHasAKeyProvider from "../at-rest/postgresql-has-a-key-provider";
import postgresqlJobsStopAtErrors from "../at-rest/postgresql-jobs-stop-at-errors";
import postgresqlKeepsKeysApart from "../at-rest/postgresql-keeps-keys-apart";
import postgresqlKeepsStatementsOutOfLogs from "../at-rest/postgresql-keeps-statements-out-of-logs";
import valkeyKeepsWhatIsQueued from "../at-rest/valkey-keeps-what-is-queued";
import valkeyWritesNothing from "../at-rest/valkey-writes-nothing";
import type { Policy } from "../lib/policy";

export const atRest: readonly Policy[] = [
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
];
