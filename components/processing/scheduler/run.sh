#!/bin/sh
# One run of what is scheduled, or asked for by hand in the scheduler's container. $1:
#   changes   the source's changes go to the live tables
#   sync      the source's new rows go to bronze
#   build     silver and gold are built from what is new in bronze, and tested
#   batch     sync, then build
#   daily     how old bronze is, and every test over all there is
#   docs      the project's documentation goes to one page, dbt-docs.html
#   rebuild   silver and gold are made anew from the whole of bronze, and tested
set -eu

python=/opt/venv/bin/python

sync() {
    "$python" -m lakehouse_connectors.sync "/etc/lakehouse/$1"
}

run_dbt() {
    "$python" /opt/dbt/run.py "$@" ${LAKEHOUSE_DBT_VARS:+--vars "$LAKEHOUSE_DBT_VARS"}
}

# Unit tests are for the project's own tests: they would make tables in the lake.
dbt() {
    run_dbt "$@" --exclude-resource-type unit_test
}

# One at a time of all that reads or writes bronze, silver and gold. The kernel takes the lock back when the last process
# that was started under it has ended, however it ended.
take_turn() {
    exec 9>/tmp/turn
    flock --nonblock 9 && return
    echo "waiting for the run that is at work"
    flock --timeout 3600 9 || {
        echo "gave up: another run has been at work for an hour"
        exit 1
    }
}

case $1 in
changes)
    exec 8>/tmp/changes-turn
    flock 8
    sync change-capture
    touch /tmp/changes-captured
    ;;
sync)
    take_turn
    sync batch-sync
    ;;
build)
    take_turn
    dbt build
    ;;
batch)
    take_turn
    sync batch-sync
    dbt build
    ;;
daily)
    take_turn
    # Bronze that is old says nothing of the tests, and they nothing of it.
    status=0
    run_dbt source freshness || status=$?
    dbt test || status=$?
    exit "$status"
    ;;
docs)
    take_turn
    run_dbt docs generate --static
    mv /tmp/dbt/target/static_index.html /tmp/dbt-docs.html
    ;;
rebuild)
    take_turn
    dbt build --full-refresh
    ;;
*)
    echo "run.sh: '$1' is none of changes, sync, build, batch, daily, docs, rebuild" >&2
    exit 2
    ;;
esac
