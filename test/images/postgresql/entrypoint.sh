#!/usr/bin/env bash
# Entry point with the contract of Percona's image for PostgreSQL 17: an empty data directory is
# initialised from POSTGRES_* and /docker-entrypoint-initdb.d, then the command runs.
set -Eeuo pipefail

fail() {
    echo "entrypoint: $*" >&2
    exit 1
}

# from_file NAME DEFAULT: exports NAME from itself, from the file that NAME_FILE names, or as DEFAULT.
from_file() {
    local name=$1 value=$2 file_name="$1_FILE"
    if [[ -n ${!name:-} && -n ${!file_name:-} ]]; then
        fail "$name and $file_name are both set: set one of them"
    elif [[ -n ${!name:-} ]]; then
        value=${!name}
    elif [[ -n ${!file_name:-} ]]; then
        value=$(<"${!file_name}") || fail "cannot read ${!file_name}, named by $file_name, as user $(id -u)"
    fi
    export "$name=$value"
    unset "$file_name"
}

sql() {
    psql --no-psqlrc --no-password -v ON_ERROR_STOP=1 --username "$POSTGRES_USER" "$@"
}

initialise() {
    from_file POSTGRES_PASSWORD ""
    from_file POSTGRES_USER postgres
    from_file POSTGRES_DB "$POSTGRES_USER"
    from_file POSTGRES_INITDB_ARGS ""
    local method=${POSTGRES_HOST_AUTH_METHOD:-md5} file
    if [[ -z $POSTGRES_PASSWORD && $method != trust ]]; then
        fail "the data directory $PGDATA is empty and no superuser password is given: set POSTGRES_PASSWORD_FILE or POSTGRES_PASSWORD"
    fi

    # Quotes inside POSTGRES_INITDB_ARGS are honoured, as in the image this stands in for.
    local -a options
    eval "options=($POSTGRES_INITDB_ARGS)"
    initdb --username="$POSTGRES_USER" --pwfile=<(printf '%s\n' "$POSTGRES_PASSWORD") "${options[@]}"
    printf '\nhost all all all %s\n' "$method" >>"$PGDATA/pg_hba.conf"

    # A server on the Unix socket alone, with the arguments the real one will have.
    export PGPASSWORD=$POSTGRES_PASSWORD
    pg_ctl -D "$PGDATA" -w start -o "$(printf '%q ' "${@:2}" -c listen_addresses= -p "${PGPORT:-5432}")"
    if [[ $POSTGRES_DB != postgres ]]; then
        sql --dbname postgres --set name="$POSTGRES_DB" <<<'CREATE DATABASE :"name";'
    fi
    shopt -s nullglob
    for file in /docker-entrypoint-initdb.d/*; do
        echo "entrypoint: running $file"
        case $file in
            *.sh) if [[ -x $file ]]; then "$file"; else . "$file"; fi ;;
            *.sql) sql --dbname "$POSTGRES_DB" --file "$file" ;;
            *.sql.gz) gunzip --stdout "$file" | sql --dbname "$POSTGRES_DB" ;;
            *) echo "entrypoint: ignoring $file" ;;
        esac
    done
    pg_ctl -D "$PGDATA" -m fast -w stop
    unset PGPASSWORD POSTGRES_PASSWORD
    echo "entrypoint: PostgreSQL init process complete; ready for start up."
}

if [[ ${1:-} == -* ]]; then
    set -- postgres "$@"
fi

# Whether the arguments only ask the server about itself.
asks_only() {
    local argument
    for argument; do
        case $argument in
            '-?' | --help | --describe-config | -V | --version) return 0 ;;
        esac
    done
    return 1
}

if [[ ${1:-} == postgres ]] && ! asks_only "$@"; then
    mkdir -p "$PGDATA"
    chmod 700 "$PGDATA"
    if [[ ! -s $PGDATA/PG_VERSION ]]; then
        initialise "$@"
    fi
fi

exec "$@"
