#!/bin/bash
# Puts the authority's trust store where Java reads it, and starts the server with our configuration. Java takes a trust
# store in binary only; native libraries are unpacked to a volume of their own, since /tmp and encrypted volumes run no programs.
set -euo pipefail

# The server takes itself for one in a container only when it is process 1, and here an init is.
export DREMIO_CONF_DIR=/etc/lakehouse/dremio DREMIO_IN_CONTAINER=1 DREMIO_LOG_TO_CONSOLE=1
trust=/tmp/trust.p12

umask 077
base64 --decode "$DREMIO_CONF_DIR/trust-store.base64" >"$trust"
rm -rf /opt/dremio/native/*
export DREMIO_JAVA_SERVER_EXTRA_OPTS="-Djavax.net.ssl.trustStore=$trust -Djavax.net.ssl.trustStoreType=PKCS12 \
-Djava.io.tmpdir=/opt/dremio/native"

exec /opt/dremio/bin/dremio start-fg
