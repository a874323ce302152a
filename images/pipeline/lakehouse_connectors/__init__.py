"""Connectors of the Airbyte protocol, and the process that runs a connection of two of them."""
