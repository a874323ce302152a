#!/bin/sh
# Installs the packages of the lock file $REQUIREMENTS into /opt/venv. $1: the root, which has Python.
set -eu

work="$1/tmp/python-packages"
mkdir -p "$work"
cp "$REQUIREMENTS" "$work/requirements.txt"
# The host's own certificates and settings of pip: where it finds packages is the machine's affair.
cp "${PIP_CERT:-/etc/ssl/certs/ca-certificates.crt}" "$work/ca.pem"
if [ -n "${PIP_CONFIG_FILE:-}" ] && [ -f "$PIP_CONFIG_FILE" ]; then
    cp "$PIP_CONFIG_FILE" "$work/pip.conf"
elif [ -f /etc/pip.conf ]; then
    cp /etc/pip.conf "$work/pip.conf"
fi
unset PIP_FIND_LINKS REQUESTS_CA_BUNDLE CURL_CA_BUNDLE
export PIP_CERT=/tmp/python-packages/ca.pem PIP_CONFIG_FILE=/tmp/python-packages/pip.conf PIP_NO_CACHE_DIR=1 \
    PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_ROOT_USER_ACTION=ignore PYTHONDONTWRITEBYTECODE=1

chroot "$1" python3 -m venv /opt/venv
chroot "$1" /opt/venv/bin/pip install --quiet --require-hashes --requirement /tmp/python-packages/requirements.txt
# Compiled once here: the root is read-only where it runs.
chroot "$1" env -u PYTHONDONTWRITEBYTECODE /opt/venv/bin/python -m compileall -q /opt/venv/lib || true
rm -rf "$work"
