#!/bin/bash
# Starts PostgreSQL through the image's entry point. That one reads the administrator's password only when it makes the
# data directory; a password that has changed since is set here, before the server listens, in single-user mode, which
# asks for none (PostgreSQL 17 manual, "postgres", options for single-user mode).
set -euo pipefail

# Of what a process has for itself; the cache that all share is not counted (getrlimit(2), RLIMIT_DATA).
ulimit -d "$LAKEHOUSE_PROCESS_MEMORY"

password=$(<"$POSTGRES_PASSWORD_FILE")
: "${password:?the file $POSTGRES_PASSWORD_FILE is empty}"
quoted=${password//\'/\'\'}
# Tells whether it has changed without keeping it; 32 random characters cannot be guessed from their hash. Written last:
# whatever is cut short before is done again by the next start.
known="$PGDATA/lakehouse-administrator.sha256"
fingerprint=$(printf 'lakehouse administrator %s' "$password" | sha256sum)

# fail WHAT OUTPUT: ends with the server's reason, without the password.
fail() {
    local reason=${2//"$quoted"/(password)}
    echo "start: $1: $(grep -E 'ERROR|FATAL|PANIC|DETAIL|HINT' <<<"$reason" || echo "$reason")" >&2
    exit 1
}

if [[ -s $PGDATA/PG_VERSION && $(cat "$known" 2>/dev/null) != "$fingerprint" ]]; then
    echo "start: setting the administrator's password"
    # A server that was killed leaves its process number in postmaster.pid, and in a container that is this shell's
    # again: without PG_GRANDPARENT_PID it would be taken for a living server, as pg_ctl knows. A statement that fails
    # is not repeated in the output.
    said=$(printf '%s\n' "ALTER ROLE \"$POSTGRES_USER\" PASSWORD '$quoted'" |
        PG_GRANDPARENT_PID=$$ "$1" --single -j -D "$PGDATA" "${@:2}" -c log_destination=stderr -c logging_collector=off \
            -c log_min_messages=error -c log_min_error_statement=panic postgres 2>&1) ||
        fail "single-user mode ended with an error, and the password is as it was" "$said"
    if [[ $said == *ERROR:* || $said == *FATAL:* ]]; then
        fail "the password was refused" "$said"
    fi
    printf '%s\n' "$fingerprint" >"$known.new"
    mv "$known.new" "$known"
fi

exec /entrypoint.sh "$@"
