"""Stand-in for the JDK's keytool: `-importcert` of one trusted certificate into a PKCS12 store, and `-list`."""

import os
import sys

from cryptography import x509
from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, pkcs12

VALUES = ("-alias", "-file", "-keystore", "-storetype", "-storepass", "-storepass:file", "-storepass:env")
FLAGS = ("-noprompt", "-trustcacerts")


def fail(message: str) -> None:
    print(f"keytool error: java.lang.Exception: {message}", file=sys.stderr)
    sys.exit(1)


def main(arguments: list[str]) -> None:
    command, options, flags = None, {}, set()
    words = iter(arguments)
    for word in words:
        if word in ("-importcert", "-import", "-list"):
            command = word
        elif word in VALUES:
            options[word] = next(words, None) or fail(f"Command option {word} needs an argument.")
        elif word in FLAGS:
            flags.add(word)
        else:
            print(f"Illegal option:  {word}", file=sys.stderr)
            sys.exit(1)
    if command is None or "-keystore" not in options:
        fail("only -importcert and -list of a -keystore are known here")
    if options.get("-storetype", "PKCS12").upper() != "PKCS12":
        fail(f"{options['-storetype']} not found")
    path, password = options["-keystore"], options.get("-storepass")
    if "-storepass:file" in options:
        with open(options["-storepass:file"], encoding="utf-8") as file:
            password = file.readline().rstrip("\n")
    elif "-storepass:env" in options:
        password = os.environ.get(options["-storepass:env"])
    if password is None or len(password) < 6:
        fail("Keystore password must be at least 6 characters")

    held = []
    if os.path.exists(path):
        with open(path, "rb") as file:
            try:
                held = pkcs12.load_pkcs12(file.read(), password.encode()).additional_certs
            except ValueError:
                print("keytool error: java.io.IOException: keystore password was incorrect", file=sys.stderr)
                sys.exit(1)
    elif command == "-list":
        fail(f"Keystore file does not exist: {path}")
    if command == "-list":
        print(f"Keystore type: PKCS12\n\nYour keystore contains {len(held)} entries\n")
        for entry in held:
            print(f"{(entry.friendly_name or b'').decode()}, trustedCertEntry")
        return

    alias = options.get("-alias", "mykey").lower()
    if any((entry.friendly_name or b"").decode() == alias for entry in held):
        fail(f"Certificate not imported, alias <{alias}> already exists")
    if "-noprompt" not in flags:
        fail("Certificate was not added: this stand-in cannot ask, give -noprompt")
    try:
        with open(options["-file"], "rb") as file:
            # As the real one: of several certificates only the first is read.
            certificate = x509.load_pem_x509_certificate(file.read())
    except (KeyError, OSError, ValueError):
        fail("Input not an X.509 certificate")
    added = pkcs12.PKCS12Certificate(certificate, alias.encode())
    content = pkcs12.serialize_java_truststore([*held, added], BestAvailableEncryption(password.encode()))
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o644)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
    print("Certificate was added to keystore", file=sys.stderr)


if __name__ == "__main__":
    main(sys.argv[1:])
