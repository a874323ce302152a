"""Healthy is a server that answers over TLS 1.3 with a certificate of ours. Needs Python's own library only."""

import http.client
import os
import socket
import ssl
import sys

context = ssl.create_default_context(cafile=f"{os.environ['LAKEHOUSE_FILES']}/ca.crt")
context.minimum_version = ssl.TLSVersion.TLSv1_3
connection = http.client.HTTPSConnection("superset", 8088, timeout=4, context=context)
# The name is the certificate's, the address is the one the server always listens at.
plain = socket.create_connection(("127.0.0.1", 8088), timeout=4)
connection.sock = context.wrap_socket(plain, server_hostname="superset")
connection.request("GET", "/health")
sys.exit(0 if connection.getresponse().status == 200 else 1)
