#!/bin/bash
# Starts PostgreSQL through the image's entry point. That one reads the administrator's password only when it makes the
# data directory; a password that has changed since is set here, before the server listens, in single-user mode, which
# asks for none (PostgreSQL 17 manual, "postgres", options for single-user mode).
set -euo pipefail

password=$(<"$POSTGRES_PASSWORD_FILE")
# Tells whether it has changed without keeping it; 32 random characters cannot be guessed from their hash.
known="$PGDATA/lakehouse-administrator.sha256"
fingerprint=$(printf 'lakehouse administrator %s' "$password" | sha256sum)

if [[ -s $PGDATA/PG_VERSION && $(cat "$known" 2>/dev/null) != "$fingerprint" ]]; then
    echo "start: setting the administrator's password"
    said=$(printf '%s\n' "ALTER ROLE $POSTGRES_USER PASSWORD '$password'" |
        "$1" --single -j -D "$PGDATA" "${@:2}" -c log_min_messages=error postgres 2>&1) ||
        { echo "start: single-user mode ended with an error; the password is as it was" >&2; exit 1; }
    if [[ $said == *ERROR:* || $said == *FATAL:* ]]; then
        echo "start: the password was refused: ${said//"$password"/(password)}" >&2
        exit 1
    fi
    printf '%s\n' "$fingerprint" >"$known.new"
    mv "$known.new" "$known"
fi

exec /entrypoint.sh "$@"
