"""Runs dbt once over the project beside it and says how it went.

    python run.py build [options of dbt ...]

Reads from the environment:
  DBT_TARGET                      target of profiles.yml; dremio unless given
  DBT_PASSWORD_FILE               file with the password of dbt's login; nothing else is in it
  REQUESTS_CA_BUNDLE              authority that Dremio's certificate is checked against; must exist if given
  LAKEHOUSE_DBT_PROJECT           what the project's files must hash to; any will do unless given
  LAKEHOUSE_DBT_PROJECT_DIRECTORY the project; the directory beside this file unless given
  LAKEHOUSE_DBT_WORK              directory that may be written to; /tmp/dbt unless given
  and what results.py says

Standard output: dbt's log, a JSON object a line; then {"event": "dbt-result", ...} for metrics, a summary, and a line
for each node that failed, a failing test last. Results that cannot be kept are a line more. Exit code: 0 all is well, 1 a model or test failed, 2 it did not run.
"""

import hashlib
import itertools
import json
import os
import stat
import sys
import time

import results
from results import kind_and_name

HERE = os.path.dirname(os.path.abspath(__file__))
PROJECT = os.environ.get("LAKEHOUSE_DBT_PROJECT_DIRECTORY", os.path.join(HERE, "project"))

BROKEN = 2


class Refusal(Exception):
    """The run cannot begin: what is wrong, where, and the remedy."""


def project_hash(root):
    """Hash of the project's files, as components/platform/images.ts hashes a directory named `project`."""
    names = []
    for directory, _, files in os.walk(root):
        names += [os.path.relpath(os.path.join(directory, name), root) for name in files if not name.startswith(".")]
    digest = hashlib.sha256()
    # JavaScript sorts by UTF-16 code units.
    for name in sorted(names, key=lambda name: name.encode("utf-16-be")):
        path = os.path.join(root, name)
        with open(path, "rb") as file:
            content = file.read()
        mode = "x" if os.stat(path).st_mode & stat.S_IXUSR else "-"
        digest.update(f"project/{name}\0{mode}\0{len(content)}\0".encode())
        digest.update(content)
    return digest.hexdigest()


def check_project(expected):
    """Refuses an image that holds another project than the program that runs it means."""
    found = project_hash(PROJECT)
    if expected and found != expected:
        raise Refusal(
            f"the image holds the dbt project {found[:12]}, and the program expects {expected[:12]}. "
            "Remedy: build and push the image anew (images/pipeline/Dockerfile; locally `make images`)."
        )
    return found


def read_password(path):
    """The password of dbt's login, from its file."""
    if not path:
        raise Refusal("DBT_PASSWORD_FILE is not set. Remedy: name the file that holds the password of dbt's login.")
    try:
        with open(path, encoding="utf-8") as file:
            password = file.read().rstrip("\n")
    except OSError as error:
        raise Refusal(f"{path} cannot be read ({error.strerror}). Remedy: give it to the job as a secret.") from None
    if not password:
        raise Refusal(f"{path} is empty. Remedy: it must hold the password of dbt's login.")
    return password


def prepare(work):
    """Settings of dbt that do not belong to the project. They are set here, after the start: what a process was started
    with can be read from outside, what it sets later cannot."""
    bundle = os.environ.get("REQUESTS_CA_BUNDLE")
    if bundle and not os.path.isfile(bundle):
        raise Refusal(f"REQUESTS_CA_BUNDLE names {bundle}, which is not there. Remedy: give it to the job as a file.")
    os.environ.update(
        DBT_ENV_SECRET_PASSWORD=read_password(os.environ.get("DBT_PASSWORD_FILE")),
        DBT_PROJECT_DIR=PROJECT,
        DBT_PROFILES_DIR=PROJECT,
        DBT_TARGET_PATH=os.path.join(work, "target"),
        DBT_LOG_PATH=os.path.join(work, "logs"),
        DBT_LOG_FORMAT="json",
        DBT_LOG_LEVEL_FILE="none",
        DBT_USE_COLORS="false",
        DBT_SEND_ANONYMOUS_USAGE_STATS="false",
        DBT_PARTIAL_PARSE="false",
    )


KINDS = {"model": "models", "test": "tests", "unit": "tests", "unit_test": "tests", "source": "sources"}
# Characters of what dbt says of a node; its log has all.
LONGEST = 300
OUTCOMES = {"skipped": "skipped", "error": "failed", "fail": "failed", "runtime error": "failed"}


def summarise(results, seconds, project):
    """Counts by kind and outcome, each model's time, and what failed, tests last.

    `results` has an entry for each node: its unique id, status, seconds, and what dbt says of it.
    """
    counts = {kind: {"passed": 0, "failed": 0, "skipped": 0} for kind in ("models", "tests", "sources")}
    models, failed, warned = {}, [], []
    for unique_id, status, took, message in results:
        resource, name = kind_and_name(unique_id)
        kind = KINDS.get(resource)
        what = {"kind": resource, "name": name, "says": " ".join((message or status).split())[:LONGEST]}
        if OUTCOMES.get(status) == "failed":
            failed.append((kind == "tests", what))
        if status == "warn":
            warned.append(what)
        if kind is None:
            continue
        counts[kind][OUTCOMES.get(status, "passed")] += 1
        if kind == "models":
            models[name] = round(took, 3)
    return {
        "event": "dbt-result",
        "project": project[:12],
        "seconds": round(seconds, 1),
        **counts,
        "model_seconds": models,
        "failed": [what for _, what in sorted(failed, key=lambda entry: entry[0])],
        "warned": warned,
    }


def report(result):
    """Prints the result for machines, then for people."""
    print(json.dumps(result), flush=True)
    models, tests, sources = result["models"], result["tests"], result["sources"]
    said = [
        f"{models['passed']} models built, {models['failed']} failed, {models['skipped']} skipped",
        f"{tests['passed']} tests passed, {tests['failed']} failed, {tests['skipped']} skipped",
    ]
    if any(sources.values()):
        said = [f"{sources['passed']} sources fresh enough, {sources['failed']} not"]
    print(f"dbt: {'; '.join(said)}; {result['seconds']} s")
    for what in result["warned"]:
        print(f"dbt: warning: {what['says']}: {what['kind']} {what['name']}")
    for what in result["failed"]:
        print(f"dbt: failed: {what['says']}: {what['kind']} {what['name']}")
    sys.stdout.flush()


def says_of(entry):
    """What dbt says of a node; of a source it says nothing in words, but how old its newest row is."""
    age = getattr(entry, "age", None)
    return entry.message if age is None else f"the newest row is {age / 3600:.1f} hours old"


def keep_results(run_id, command, entries):
    """Keeps how the run went; that it could not be kept does not change how it went."""
    rows = [
        results.row_of(
            run_id,
            command,
            entry.node.unique_id,
            str(getattr(entry.status, "value", entry.status)),
            entry.execution_time,
            getattr(entry, "failures", None),
        )
        for entry in entries
        if getattr(entry, "node", None) is not None
    ]
    try:
        results.keep(rows)
    except Exception as error:
        print(f"dbt: results were not kept: {' '.join(str(error).split())[:LONGEST]}", flush=True)


def run(arguments):
    """Runs dbt in this process."""
    project = check_project(os.environ.get("LAKEHOUSE_DBT_PROJECT"))
    prepare(os.environ.get("LAKEHOUSE_DBT_WORK", "/tmp/dbt"))
    # Only now: dbt reads its settings when it is loaded.
    from dbt.cli.main import dbtRunner
    from dbt_common.invocation import get_invocation_id

    started = time.monotonic()
    outcome = dbtRunner().invoke(arguments)
    seconds = time.monotonic() - started
    nodes = [
        (entry.node.unique_id, str(getattr(entry.status, "value", entry.status)), entry.execution_time, says_of(entry))
        for entry in getattr(outcome.result, "results", None) or []
        if getattr(entry, "node", None) is not None
    ]
    # `build`, `source freshness`: up to the first option.
    command = " ".join(itertools.takewhile(lambda argument: not argument.startswith("-"), arguments))
    if nodes and os.environ.get("LAKEHOUSE_DBT_RESULTS"):
        keep_results(get_invocation_id(), command, outcome.result.results)
    if nodes:
        report(summarise(nodes, seconds, project))
    elif outcome.success:
        print(f"dbt: {command}: done; {round(seconds, 1)} s", flush=True)
    if outcome.success:
        return 0
    if outcome.exception is not None:
        raise Refusal(f"dbt {arguments[0]} did not run: {' '.join(str(outcome.exception).split())}")
    return 1 if nodes else BROKEN


def main(arguments):
    """Exit code of the run."""
    if not arguments:
        arguments = ["build"]
    try:
        return run(arguments)
    except Refusal as refusal:
        print(f"dbt: {refusal}", flush=True)
        return BROKEN


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
