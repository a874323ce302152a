"""Runs in Superset's container: which ID tokens does its client for OpenID Connect take? Prints JSON by case."""

import json
import time

import sign_on
from joserfc import jwt
from joserfc.jwk import RSAKey

ISSUER, CLIENT = sign_on.SETTINGS["issuer"], sign_on.SETTINGS["clientId"]
key, other = RSAKey.generate_key(2048), RSAKey.generate_key(2048)


class Framework:
    """No application is there: only tokens are looked at."""


provider = sign_on.Provider(
    Framework(),
    name="lakehouse",
    client_id=CLIENT,
    issuer=ISSUER,
    id_token_signing_alg_values_supported=sign_on.providers()[0]["remote_app"]["id_token_signing_alg_values_supported"],
    jwks={"keys": [key.as_dict(private=False)]},
)


def taken(changes: dict, signed_by=key, algorithm: str = "RS256") -> str:
    now = int(time.time())
    claims = {"iss": ISSUER, "aud": CLIENT, "sub": "x", "nonce": "n", "iat": now, "exp": now + 600, **changes}
    claims = {name: value for name, value in claims.items() if value is not None}
    try:
        text = jwt.encode({"alg": algorithm}, claims, signed_by, algorithms=[algorithm])
        # Keys are not asked for again: what is signed by another is signed wrongly.
        provider.parse_id_token({"id_token": text}, nonce="n")
    except Exception as error:  # pylint: disable=broad-except
        return type(error).__name__
    return "taken"


print(
    json.dumps(
        {
            "right": taken({}),
            "for another service": taken({"aud": "another"}),
            "for another service, by us": taken({"aud": "another", "azp": CLIENT}),
            "for nobody": taken({"aud": None}),
            "of another issuer": taken({"iss": "https://login.example"}),
            "with another nonce": taken({"nonce": "m"}),
            "without a nonce": taken({"nonce": None}),
            "expired": taken({"iat": 1000, "exp": 2000}),
            "signed by another key": taken({}, other),
        }
    )
)
