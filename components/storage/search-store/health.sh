#!/bin/bash
# Healthy is a server that asks for a login, over TLS 1.3 and with a certificate of ours; no login is needed to see that.
# The name is one of the certificate's, the address is the one the server always listens at.
set -euo pipefail

status=$(curl --silent --output /dev/null --write-out '%{http_code}' --max-time 4 --noproxy '*' --tlsv1.3 \
    --cacert /etc/lakehouse/search-store/ca.crt --resolve localhost:9200:127.0.0.1 https://localhost:9200/)
[[ $status == 401 ]]
