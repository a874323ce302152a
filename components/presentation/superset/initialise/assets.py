"""Databases, datasets, charts and dashboards, from files of Superset's own format."""

from pathlib import Path
from typing import Any, Callable

from changes import Changes
from initialise import Failure

from superset import security_manager
from superset.commands.importers.v1.assets import ImportAssetsCommand
from superset.extensions import db
from superset.models.dashboard import Dashboard
from superset.utils.core import override_user
from superset.utils.decorators import transaction


def import_assets(administrator: Any, files: Path, changes: Changes) -> None:
    """
    Imports every asset, all or none; the files win over what was changed by hand. A file is named `asset.` and its path
    with dots for slashes: all files lie in one directory.
    """
    contents = {}
    for file in sorted(files.glob("asset.*.yaml")):
        name = file.name.removeprefix("asset.").removesuffix(".yaml").replace(".", "/") + ".yaml"
        contents[name] = file.read_text()
    passwords = {"databases/dremio.yaml": (files / "dremio-password").read_text().strip()}
    before = changes.total()
    try:
        with override_user(administrator):
            _import(contents, passwords, lambda: changes.total() > before)
    except _Unchanged:
        pass


class _Unchanged(Exception):
    """Takes back what the importer writes without need: it removes and adds a dashboard's charts each time."""


@transaction(on_error=None)
def _import(contents: dict[str, str], passwords: dict[str, str], has_changed: Callable[[], bool]) -> None:
    ImportAssetsCommand(contents, passwords=passwords).run()
    db.session.flush()
    if not has_changed():
        raise _Unchanged


def show_dashboards(dashboards: dict[str, list[str]]) -> None:
    """Names the roles that see each dashboard; Superset's files of dashboards have no place for them."""
    for slug, names in dashboards.items():
        dashboard = db.session.query(Dashboard).filter_by(slug=slug).one_or_none()
        if dashboard is None:
            raise Failure(f"the role catalogue names the dashboard {slug}, which is not among the assets")
        roles = [security_manager.find_role(name) for name in names]
        if {role.id for role in dashboard.roles} != {role.id for role in roles}:
            dashboard.roles = roles
    db.session.flush()
