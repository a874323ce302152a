"""What a JVM trusts: the certificates of a PKCS12 trust store that carry Oracle's attribute of trust."""

import os
import re
import subprocess

from settings import Settings, SettingsError

# Without it the JVM reads a certificate of a PKCS12 file and trusts it not.
TRUSTED = "2.16.840.1.113894.746875.1.1"
_BAG = re.compile(r"Bag Attributes(.*?)-----BEGIN CERTIFICATE-----(.*?)-----END CERTIFICATE-----", re.S)


def trusted_certificates(path: str, password: str) -> list[str]:
    """PEM texts of the certificates that a JVM trusts by this store."""
    # Without a password a JVM checks no integrity, and the store may have none.
    unchecked = [] if password else ["-nomacver"]
    run = subprocess.run(
        ["openssl", "pkcs12", "-in", path, "-nokeys", *unchecked, "-passin", "env:STORE_PASSWORD"],
        env={**os.environ, "STORE_PASSWORD": password},
        capture_output=True,
        text=True,
        check=False,
    )
    if run.returncode != 0:
        raise SettingsError(f"trust store {path}: cannot be read as PKCS12 with the password given")
    return [
        f"-----BEGIN CERTIFICATE-----{body}-----END CERTIFICATE-----\n"
        for attributes, body in _BAG.findall(run.stdout)
        if TRUSTED in attributes or "Trusted key usage (Oracle)" in attributes
    ]


def write_trust_file(settings: Settings) -> str | None:
    """Writes the trusted certificates as one PEM file into the temporary directory; None: the system's are used."""
    if settings.trust_store is None:
        return None
    if not os.path.isfile(settings.trust_store):
        raise SettingsError(f"javax.net.ssl.trustStore {settings.trust_store} is missing")
    if settings.trust_store_type.upper() != "PKCS12":
        raise SettingsError(
            f"javax.net.ssl.trustStoreType {settings.trust_store_type}: Java 11 and 17 know no such type of key store; use PKCS12"
        )
    certificates = trusted_certificates(settings.trust_store, settings.trust_store_password or "")
    if not certificates:
        raise SettingsError(
            f"trust store {settings.trust_store} holds no certificate that a JVM trusts: import it with `keytool -importcert`"
        )
    path = os.path.join(settings.temporary, f"trusted-{os.getpid()}.pem")
    with open(path, "w", encoding="ascii") as file:
        file.writelines(certificates)
    return path
