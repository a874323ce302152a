"""Roles of the role catalogue, and who owns what is imported."""

from typing import Any

from initialise import Failure

from superset import appbuilder, security_manager
from superset.extensions import db

Role = dict[str, Any]


def built_in_roles() -> None:
    """What `superset init` does: every permission of this release, and the roles that come with it."""
    appbuilder.add_permissions(update_perms=True)
    security_manager.sync_role_definitions()
    db.session.commit()
    public = security_manager.find_role("Public")
    if public is not None and public.permissions:
        raise Failure("the role Public has permissions; take them away: nobody sees anything without a login")


def _role(name: str) -> Any:
    role = security_manager.find_role(name)
    if role is None:
        raise Failure(f"there is no role {name} in this release of Superset")
    return role


def _is_object(permission: Any) -> bool:
    """A right to one database, schema or dataset: such rights are not part of what a role is like."""
    return permission.permission.name in security_manager.OBJECT_SPEC_PERMISSIONS


def _named(role: Role, key: str) -> set[Any]:
    """Permissions that a role's entry names; one that this release does not have is an error."""
    named = set()
    for name, view in role[key]:
        found = security_manager.find_permission_view_menu(name, view)
        if found is None:
            raise Failure(f"role {role['name']}: there is no permission '{name} on {view}' in this release of Superset")
        named.add(found)
    return named


def _permissions(role: Role) -> set[Any]:
    """Permissions of the roles it is like, less those it is without, and its own."""
    like = {each for name in role["like"] for each in _role(name).permissions if not _is_object(each)}
    return (like - _named(role, "without")) | _named(role, "permissions")


def apply_roles(roles: list[Role]) -> None:
    """Makes each role what the catalogue says, save for rights to databases, which come with them."""
    for wanted in roles:
        role = security_manager.find_role(wanted["name"]) or security_manager.add_role(wanted["name"])
        _give(role, _permissions(wanted) | {each for each in role.permissions if each.permission.name == "database_access"})
    db.session.flush()


def apply_databases(roles: list[Role]) -> None:
    """Gives each role the right to its databases, and takes away those to others."""
    from superset.models.core import Database

    for wanted in roles:
        role = _role(wanted["name"])
        rights = set()
        for name in wanted["databases"]:
            database = db.session.query(Database).filter_by(database_name=name).one_or_none()
            if database is None:
                raise Failure(f"role {wanted['name']}: there is no database {name} among the assets")
            rights.add(security_manager.add_permission_view_menu("database_access", database.perm))
        _give(role, rights | {each for each in role.permissions if each.permission.name != "database_access"})
    db.session.flush()


def _give(role: Any, permissions: set[Any]) -> None:
    if permissions != set(role.permissions):
        role.permissions = sorted(permissions, key=lambda each: each.id)


def apply_owner(wanted: dict[str, str]) -> Any:
    """
    Makes the user who owns what is imported, and takes every password away: people sign on by the identity provider,
    which gives them their roles each time.
    """
    owner = security_manager.find_user(wanted["login"])
    if owner is None:
        owner = security_manager.user_model()
        owner.username, owner.email = wanted["login"], f"{wanted['login']}@localhost"
        owner.first_name, owner.last_name = wanted["login"], "of this stack"
        db.session.add(owner)
    # Not active: a person who happens to have this name does not become it.
    if owner.active is not False:
        owner.active = False
    if owner.roles != [_role(wanted["role"])]:
        owner.roles = [_role(wanted["role"])]
    for user in db.session.query(security_manager.user_model).all():
        if user.password is not None:
            user.password = None
    db.session.commit()
    return owner
