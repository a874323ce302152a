"""What outlives a restart: users, catalog entities, reflections, wikis and tags, in one SQLite file."""

import json
import os
import sqlite3
import threading


class Store:
    """Documents by kind and key."""

    def __init__(self, directory: str):
        os.makedirs(directory, mode=0o700, exist_ok=True)
        self.directory = directory
        path = os.path.join(directory, "kvstore.sqlite")
        self._lock = threading.RLock()
        self._database = sqlite3.connect(path, check_same_thread=False, isolation_level=None)
        os.chmod(path, 0o600)
        self._database.execute("PRAGMA journal_mode=WAL")
        self._database.execute(
            "CREATE TABLE IF NOT EXISTS documents (kind TEXT, key TEXT, document TEXT, PRIMARY KEY (kind, key))"
        )

    def get(self, kind: str, key: str):
        with self._lock:
            row = self._database.execute(
                "SELECT document FROM documents WHERE kind = ? AND key = ?", (kind, key)
            ).fetchone()
        return None if row is None else json.loads(row[0])

    def put(self, kind: str, key: str, document) -> None:
        with self._lock:
            self._database.execute(
                "INSERT OR REPLACE INTO documents VALUES (?, ?, ?)", (kind, key, json.dumps(document))
            )

    def delete(self, kind: str, key: str) -> None:
        with self._lock:
            self._database.execute("DELETE FROM documents WHERE kind = ? AND key = ?", (kind, key))

    def all(self, kind: str) -> list:
        with self._lock:
            rows = self._database.execute(
                "SELECT document FROM documents WHERE kind = ? ORDER BY key", (kind,)
            ).fetchall()
        return [json.loads(row[0]) for row in rows]
