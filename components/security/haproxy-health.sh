#!/bin/bash
# Asks HAProxy's own monitor with bash alone: the image brings no HTTP client.
exec 3<>/dev/tcp/127.0.0.1/8404
printf 'GET /health HTTP/1.0\r\n\r\n' >&3
grep -q '^HTTP/1.[01] 200' <&3
