"""Sign-on by OpenID Connect: how Superset asks the identity provider, and what it takes from a token."""

import json
import os
import ssl
from pathlib import Path
from typing import Any

from authlib.integrations.flask_client.apps import FlaskOAuth2App
from authlib.integrations.requests_client import OAuth2Session
from requests.adapters import HTTPAdapter

FILES = Path(os.environ["LAKEHOUSE_FILES"])
# The provider's name in Superset's addresses: /login/lakehouse, /oauth-authorized/lakehouse.
PROVIDER = "lakehouse"
SETTINGS: dict[str, Any] = json.loads((FILES / "sign-on.json").read_text())
# Seconds for one answer of the identity provider.
PATIENCE = 10


class Refused(Exception):
    """Somebody who is not let in, or a token that says too little."""


class _Tls13(HTTPAdapter):
    """TLS 1.3, and a certificate of the authority that is given."""

    def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:
        context = ssl.create_default_context(cafile=str(FILES / "ca.crt"))
        context.minimum_version = ssl.TLSVersion.TLSv1_3
        super().init_poolmanager(*args, ssl_context=context, **kwargs)


class _Session(OAuth2Session):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # No proxy, netrc or authority from the environment.
        self.trust_env = False
        self.verify = str(FILES / "ca.crt")
        self.adapters.clear()
        self.mount("https://", _Tls13())


class Provider(FlaskOAuth2App):
    """Authlib's client, with our session. It checks state, nonce, signature, issuer and times; the audience is ours."""

    OAUTH_APP_CONFIG: dict[str, Any] = {}
    client_cls = _Session

    def parse_id_token(self, token: Any, nonce: str, claims_options: Any = None, **more: Any) -> Any:
        """Without a word on the audience, Authlib takes a token for another service that names us as the presenter."""
        wanted = {
            "iss": {"essential": True, "value": self.server_metadata["issuer"]},
            "aud": {"essential": True, "value": self.client_id},
            "exp": {"essential": True},
        }
        return super().parse_id_token(token, nonce, claims_options=wanted, **more)


def providers() -> list[dict[str, Any]]:
    """For OAUTH_PROVIDERS."""
    remote = {
        "client_cls": Provider,
        "client_id": SETTINGS["clientId"],
        "client_secret": (FILES / "sign-on-secret").read_text().strip(),
        "client_kwargs": {
            "scope": "openid profile email groups",
            "code_challenge_method": "S256",
            "default_timeout": PATIENCE,
        },
        # Browsers go by the edge; Superset itself asks inside. Both are one issuer.
        "authorize_url": f"{SETTINGS['issuer']}/auth",
        "access_token_url": f"{SETTINGS['internalUrl']}/token",
        "jwks_uri": f"{SETTINGS['internalUrl']}/keys",
        "issuer": SETTINGS["issuer"],
        "id_token_signing_alg_values_supported": ["RS256"],
    }
    return [{"name": PROVIDER, "icon": "fa-key", "token_key": "access_token", "remote_app": remote}]


def user_of(response: dict[str, Any]) -> dict[str, Any]:
    """What Superset knows of somebody who signed on; all of it from the checked ID token."""
    claims = response.get("userinfo")
    if not claims:
        raise Refused("the identity provider sent no ID token")
    name = claims.get("preferred_username")
    if not name:
        raise Refused("the ID token has no preferred_username")
    groups = claims.get(SETTINGS["groupsClaim"]) or []
    return {
        "username": name,
        "first_name": claims.get("name") or name,
        "last_name": "",
        "email": claims.get("email") or f"{name}@invalid",
        "role_keys": groups if isinstance(groups, list) else [],
    }
