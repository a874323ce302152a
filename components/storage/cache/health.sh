#!/bin/bash
# Healthy is a server that asks for a login, over TLS 1.3 and with a certificate of ours; no login is needed to see that.
# The name is one of the certificate's, the address is the one the server always listens at.
set -euo pipefail

answer=$(valkey-cli --tls --sni cache --cacert /etc/lakehouse/cache/ca.crt -h 127.0.0.1 -p 6379 -t 4 ping 2>&1) || true
[[ $answer == NOAUTH* ]]
