#!/bin/sh
# The user and the directories of Superset's image. $1: the root.
set -eu

cd "$1"
echo "superset:x:1000:1000::/app/superset_home:/bin/bash" >>etc/passwd
echo "superset:x:1000:" >>etc/group
mkdir -p app/docker/entrypoints app/pythonpath app/superset_home
ln -s /opt/venv app/.venv
chown -R 1000:1000 app/pythonpath app/superset_home
# Nothing is installed or compiled where it runs, and tests of packages are never run.
rm -rf opt/venv/lib/python3.11/site-packages/pip opt/venv/lib/python3.11/site-packages/pip-*
find opt/venv/lib -type d \( -name tests -o -name test \) -path '*/site-packages/*' -prune -exec rm -rf {} +
