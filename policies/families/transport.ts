import connectionFilesVerifyTls from "../transport/connection-files-verify-tls";
import dexVerifiesTls from "../transport/dex-verifies-tls";
import edgeBelievesNoForwardedHeaders from "../transport/edge-believes-no-forwarded-headers";
import edgeGuardsBrowsers from "../transport/edge-guards-browsers";
import edgeLimitsRequests from "../transport/edge-limits-requests";
import edgeSharesNoConnections from "../transport/edge-shares-no-connections";
import edgeSpeaksHttp2Only from "../transport/edge-speaks-http-2-only";
import edgeTellsWhatItSees from "../transport/edge-tells-what-it-sees";
import edgeTurnsStrangersAway from "../transport/edge-turns-strangers-away";
import glauthListensBehindTls from "../transport/glauth-listens-behind-tls";
import gunicornListensAtNamedAddresses from "../transport/gunicorn-listens-at-named-addresses";
import gunicornRequiresTls13 from "../transport/gunicorn-requires-tls-1-3";
import elasticsearchHasItsOwnCertificate from "../transport/elasticsearch-has-its-own-certificate";
import elasticsearchListensAtNamedAddresses from "../transport/elasticsearch-listens-at-named-addresses";
import elasticsearchNodesProveThemselves from "../transport/elasticsearch-nodes-prove-themselves";
import elasticsearchOpensNoDebuggingPort from "../transport/elasticsearch-opens-no-debugging-port";
import elasticsearchRequiresTls13 from "../transport/elasticsearch-requires-tls-1-3";
import haproxyBackendsVerifyTls from "../transport/haproxy-backends-verify-tls";
import haproxyCiphersAreStrong from "../transport/haproxy-ciphers-are-strong";
import haproxyListenersPresentACertificate from "../transport/haproxy-listeners-present-a-certificate";
import haproxyListenersRequireTls13 from "../transport/haproxy-listeners-require-tls-1-3";
import haproxyListenersUseTls from "../transport/haproxy-listeners-use-tls";
import haproxyListensAtNamedAddresses from "../transport/haproxy-listens-at-named-addresses";
import haproxyOnlyForwards from "../transport/haproxy-only-forwards";
import httpClientsVerifyTls from "../transport/http-clients-verify-tls";
import oauth2ProxyVerifiesTls from "../transport/oauth2-proxy-verifies-tls";
import objectStoreConsoleIsClosed from "../transport/object-store-console-is-closed";
import objectStoreListensOnLoopback from "../transport/object-store-listens-on-loopback";
import plainHopsHaveANetworkOfTwo from "../transport/plain-hops-have-a-network-of-two";
import postgresqlAdmitsOnlyFlows from "../transport/postgresql-admits-only-flows";
import postgresqlClientsVerifyTls from "../transport/postgresql-clients-verify-tls";
import postgresqlHasItsOwnCertificate from "../transport/postgresql-has-its-own-certificate";
import postgresqlListensAtNamedAddresses from "../transport/postgresql-listens-at-named-addresses";
import postgresqlPasswordsUseScram from "../transport/postgresql-passwords-use-scram";
import postgresqlRejectsPlainConnections from "../transport/postgresql-rejects-plain-connections";
import postgresqlRequiresTls13 from "../transport/postgresql-requires-tls-1-3";
import publishedPortsSpeakTls from "../transport/published-ports-speak-tls";
import providersVerifyTls from "../transport/providers-verify-tls";
import valkeyListensAtNamedAddresses from "../transport/valkey-listens-at-named-addresses";
import valkeyRequiresTls13 from "../transport/valkey-requires-tls-1-3";
import type { Policy } from "../lib/policy";

export const transport: readonly Policy[] = [
  connectionFilesVerifyTls,
  dexVerifiesTls,
  edgeBelievesNoForwardedHeaders,
  edgeGuardsBrowsers,
  edgeLimitsRequests,
  edgeSharesNoConnections,
  edgeSpeaksHttp2Only,
  edgeTellsWhatItSees,
  edgeTurnsStrangersAway,
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
  postgresqlAdmitsOnlyFlows,
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
];
