"""Local users with hashed passwords, and the tokens that logging in gives."""

import base64
import hashlib
import hmac
import re
import secrets
import threading
import time
import uuid

from errors import DremioError
from store import Store

FIRST_USER_ONLY = "First user can only be created when no user is already registered"
PASSWORD_RULE = "Invalid password: must be at least 8 letters long, must contain at least one number and one letter"
LOGIN_FAILED = "Login failed: Invalid username or password"
LIFETIME_SECONDS = 30 * 3600


def _hash(password: str, salt: bytes) -> bytes:
    return hashlib.scrypt(password.encode(), salt=salt, n=1 << 14, r=8, p=1, maxmem=64 << 20)


class Users:
    def __init__(self, store: Store):
        self._store = store
        self._lock = threading.Lock()
        self._tokens: dict[str, tuple[str, float]] = {}

    def any(self) -> bool:
        return len(self._store.all("user")) > 0

    def create(self, form: dict, first: bool = False) -> dict:
        name, password = form.get("userName" if first else "name"), form.get("password")
        with self._lock:
            if first and self.any():
                raise DremioError(FIRST_USER_ONLY)
            if not isinstance(name, str) or not re.fullmatch(r"[^\"'/:\s]+", name):
                raise DremioError(f"Invalid user name: {name!r}")
            if self.by_name(name) is not None:
                raise DremioError(f"User '{name}' already exists.", status=409)
            user = {"id": str(uuid.uuid4()), "name": name, "tag": secrets.token_urlsafe(8), "active": True}
            user.update({key: form.get(key, "") for key in ("firstName", "lastName", "email")})
            user["hash"] = self._hashed(password)
            self._store.put("user", user["id"], user)
        return self.public(user)

    def update(self, identifier: str, form: dict) -> dict:
        with self._lock:
            user = self._store.get("user", identifier)
            if user is None:
                raise DremioError(f"User '{identifier}' not found.", status=404)
            if form.get("name", user["name"]) != user["name"]:
                raise DremioError("Renaming a user is not supported")
            if "tag" in form and form["tag"] != user["tag"]:
                raise DremioError("Tag mismatch: the user was changed meanwhile", status=409)
            user.update({key: form[key] for key in ("firstName", "lastName", "email") if key in form})
            if form.get("password") is not None:
                user["hash"] = self._hashed(form["password"])
                self._tokens = {token: held for token, held in self._tokens.items() if held[0] != user["name"]}
            user["tag"] = secrets.token_urlsafe(8)
            self._store.put("user", identifier, user)
        return self.public(user)

    def by_name(self, name: str) -> dict | None:
        return next((user for user in self._store.all("user") if user["name"].lower() == name.lower()), None)

    def by_id(self, identifier: str) -> dict | None:
        return self._store.get("user", identifier)

    @staticmethod
    def public(user: dict) -> dict:
        return {key: value for key, value in user.items() if key != "hash"}

    @staticmethod
    def _hashed(password) -> str:
        if not isinstance(password, str) or not re.fullmatch(r"(?=.*[0-9])(?=.*[a-zA-Z]).{8,}", password):
            raise DremioError(PASSWORD_RULE)
        salt = secrets.token_bytes(16)
        return base64.b64encode(salt + _hash(password, salt)).decode()

    def login(self, name, password) -> tuple[str, dict, float]:
        """A token, its user and when it ends. Raises DremioError 401."""
        user = self.by_name(name) if isinstance(name, str) else None
        held = base64.b64decode(user["hash"]) if user else bytes(80)
        given = _hash(password if isinstance(password, str) else "", held[:16])
        if user is None or not hmac.compare_digest(given, held[16:]):
            raise DremioError(LOGIN_FAILED, status=401)
        token, expires = secrets.token_urlsafe(32), time.time() + LIFETIME_SECONDS
        with self._lock:
            self._tokens[token] = (user["name"], expires)
        return token, user, expires

    def user_of(self, token: str) -> str | None:
        name, expires = self._tokens.get(token, (None, 0))
        return name if expires > time.time() else None
