"""Makes Dremio's first administrator, users, sources and spaces as a document says, through its own interface.

A second run changes nothing. It waits only for a server that is not ready yet; whatever the server refuses ends it.
"""

import hashlib
import hmac
import json
import ssl
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
from pathlib import Path

DIRECTORY = Path("/etc/lakehouse/dremio-bootstrap")
SECRETS = DIRECTORY / "secrets"
READY_SECONDS = 150
# What the server shows in place of a secret it keeps.
KEPT = "$DREMIO_EXISTING_VALUE$"
# Beginning of the description of every source made here; a fingerprint follows.
OURS = "Declared as code; changes made here are taken back. "


class Refused(Exception):
    """The server answered, and said no."""

    def __init__(self, status, message):
        super().__init__(f"{status}: {message}")
        self.status = status


class Server:
    """Dremio's REST interface. Source: dremio-oss 25.2, dac/backend, BootstrapResource and api/*Resource."""

    def __init__(self, url, authority):
        self.url = url
        self.context = ssl.create_default_context(cafile=authority)
        self.context.minimum_version = ssl.TLSVersion.TLSv1_3
        self.token = "_dremionull"

    def call(self, method, path, body=None):
        request = urllib.request.Request(
            f"{self.url}{path}",
            method=method,
            data=None if body is None else json.dumps(body).encode(),
            headers={"Content-Type": "application/json", "Authorization": self.token},
        )
        try:
            with urllib.request.urlopen(request, context=self.context, timeout=60) as answer:
                text = answer.read().decode()
        except urllib.error.HTTPError as error:
            raise Refused(error.code, message_of(error.read().decode(errors="replace"))) from None
        try:
            return json.loads(text) if text else {}
        except json.JSONDecodeError:
            return text

    def wait(self):
        """Until it is ready; a certificate that does not verify never will be."""
        end = time.monotonic() + READY_SECONDS
        while True:
            try:
                return self.call("GET", "/apiv2/server_status")
            except Refused as error:
                if error.status != 503 or time.monotonic() > end:
                    raise
            except urllib.error.URLError as error:
                if isinstance(error.reason, ssl.SSLCertVerificationError) or time.monotonic() > end:
                    raise
            time.sleep(1)

    def log_in(self, user, password):
        answer = self.call("POST", "/apiv2/login", {"userName": user, "password": password})
        self.token = f"_dremio{answer['token']}"

    def find(self, path):
        """An entity of the catalogue, or None."""
        quoted = "/".join(urllib.parse.quote(part, safe="") for part in path)
        try:
            return self.call("GET", f"/api/v3/catalog/by-path/{quoted}")
        except Refused as error:
            if error.status == 404:
                return None
            raise


def message_of(text):
    """What an error says, without the server's stack trace."""
    try:
        answer = json.loads(text)
        return answer.get("errorMessage") or answer.get("moreInfo") or text[:300]
    except (json.JSONDecodeError, AttributeError):
        return text[:300]


def secret(name):
    return (SECRETS / name).read_text().strip()


def resolved(value):
    """The document with `{"secret": name}` replaced by what that file holds."""
    if isinstance(value, dict):
        if set(value) == {"secret"}:
            return secret(value["secret"])
        return {key: resolved(each) for key, each in value.items()}
    return [resolved(each) for each in value] if isinstance(value, list) else value


def ensure_administrator(server, user):
    """Signs on; where nobody is there yet, the first user is made."""
    password = secret(user)
    try:
        first = person(user) | {"createdAt": int(time.time() * 1000), "password": password, "userName": user}
        server.call("PUT", "/apiv2/bootstrap/firstuser", first)
        made = [f"user {user}"]
    except Refused as error:
        if error.status not in (400, 403, 409):
            raise
        made = []
    try:
        server.log_in(user, password)
    except Refused as error:
        reason = f"Dremio does not take the password of {user}; its data is older than this stack's state ({error})"
        raise Refused(error.status, reason) from None
    return made


def person(user):
    return {"firstName": user, "lastName": "lakehouse", "email": f"{user}@lakehouse.invalid"}


def ensure_user(server, user):
    password = secret(user)
    token = server.token
    try:
        known = server.call("GET", f"/api/v3/user/by-name/{urllib.parse.quote(user, safe='')}")
    except Refused as error:
        if error.status != 404:
            raise
        server.call("POST", "/api/v3/user", person(user) | {"name": user, "password": password})
        return [f"user {user}"]
    try:
        server.log_in(user, password)
        return []
    except Refused as error:
        if error.status != 401:
            raise
    finally:
        server.token = token
    server.call("PUT", f"/api/v3/user/{known['id']}", known | {"password": password})
    return [f"password of {user}"]


def differs(wanted, found):
    """Whether the server has something else than what is wanted; it adds keys, and never shows secrets."""
    if isinstance(wanted, dict):
        if not isinstance(found, dict):
            return True
        return any(differs(value, found.get(key)) for key, value in wanted.items())
    return found != KEPT and wanted != found


def fingerprint(source, key):
    """Of a whole declaration, secrets too: the server adds keys of its own and shows no secret, so only this tells what was
    changed in a secret or left out since. Keyed with a password that never changes, so that it gives nothing away."""
    text = json.dumps(source, sort_keys=True).encode()
    return hmac.new(secret(key).encode(), text, hashlib.sha256).hexdigest()[:16]


def ensure_source(server, document, administrator):
    wanted = resolved(document)
    wanted["description"] = OURS + fingerprint(wanted, administrator)
    found = server.find([wanted["name"]])
    if found is None:
        server.call("POST", "/api/v3/catalog", {"entityType": "source"} | wanted)
        return [f"source {wanted['name']}"]
    # Not by its state: the server looks about once a minute, so that a source with a changed secret is "good" for a while.
    if not differs(wanted, found):
        return []
    known = {"entityType": "source", "id": found["id"], "tag": found["tag"]}
    server.call("PUT", f"/api/v3/catalog/{found['id']}", known | wanted)
    return [f"settings of source {wanted['name']}"]


def remove_sources(server, declared):
    """Removes what was made here and is declared no more; what somebody else made is left alone."""
    removed = []
    for entry in server.call("GET", "/api/v3/catalog")["data"]:
        name = entry["path"][0]
        if entry.get("containerType") != "SOURCE" or name in declared:
            continue
        found = server.find([name]) or {}
        if (found.get("description") or "").startswith(OURS):
            server.call("DELETE", f"/api/v3/catalog/{found['id']}")
            removed.append(f"source {name} removed")
    return removed


def ensure_space(server, name):
    if server.find([name]) is not None:
        return []
    server.call("POST", "/api/v3/catalog", {"entityType": "space", "name": name})
    return [f"space {name}"]


def main():
    document = json.loads((DIRECTORY / "catalog.json").read_text())
    server = Server(document["url"], str(DIRECTORY / "ca.crt"))
    server.wait()
    made = ensure_administrator(server, document["administrator"])
    for user in document["users"]:
        made += ensure_user(server, user)
    for source in document["sources"]:
        made += ensure_source(server, source, document["administrator"])
    made += remove_sources(server, [source["name"] for source in document["sources"]])
    for space in document["spaces"]:
        made += ensure_space(server, space)
    print(f"made: {', '.join(made)}" if made else "no change", flush=True)


if __name__ == "__main__":
    try:
        main()
    except (Refused, urllib.error.URLError, OSError, KeyError) as error:
        sys.exit(f"error: Dremio could not be set up: {error}")
