#!/bin/bash
# Starts one server of a cluster: the first as the primary, each other as a replica that follows it. What Patroni would decide
# is fixed here; the settings are those that the cluster's resource gives to Patroni.
set -euo pipefail

data=/pgdata/pg17
wal=/pgwal/pg17_wal
primary="host=$PRIMARY port=5432 user=_crunchyrepl sslmode=verify-ca sslrootcert=/pgconf/tls/ca.crt
 sslcert=/pgconf/tls/replication/tls.crt sslkey=/pgconf/tls/replication/tls.key application_name=$INSTANCE"

if [[ ! -s $data/PG_VERSION ]]; then
    if [[ $ROLE == primary ]]; then
        initdb --pgdata="$data" --waldir="$wal" --username=postgres --auth-local=peer --auth-host=scram-sha-256 \
            --data-checksums --encoding=UTF8 --locale=C
        postgres --single -D "$data" -c unix_socket_directories=/tmp postgres \
            <<<'CREATE ROLE _crunchyrepl WITH LOGIN REPLICATION'
    else
        # A replica waits for its primary, as Patroni's do.
        until pg_basebackup --pgdata="$data" --waldir="$wal" --dbname="$primary"; do
            rm -rf "$data" "$wal"
            sleep 1
        done
        printf "primary_conninfo = '%s'\n" "${primary//$'\n'/}" >>"$data/postgresql.auto.conf"
        touch "$data/standby.signal"
    fi
fi

exec postgres -D "$data" -c config_file=/pgconf/postgresql.conf -c hba_file=/pgconf/pg_hba.conf
