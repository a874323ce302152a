"""
Bounds that Superset does not have: who may see a dashboard only sees its figures, queries only read, and who signs on
has the role of a group, or is not let in.
"""

import logging
from typing import Any, Callable

import sessions
import sign_on
from reading import is_as_written
from refusal import refuse, refuse_unless_it_reads
from shown_data import is_shown
from superset.errors import SupersetErrorType
from superset.security import SupersetSecurityManager
from superset.utils.core import override_user

logger = logging.getLogger("lakehouse.sign_on")


def _statement(**asked: Any) -> tuple[Any, str | None]:
    """Database and text of a statement of SQL Lab, which comes as a query of its or by itself."""
    query = asked.get("query")
    if query is not None and hasattr(query, "database"):
        return query.database, getattr(query, "sql", None)
    return asked.get("database"), asked.get("sql")


class BoundedSecurityManager(SupersetSecurityManager):
    """
    DASHBOARD_RBAC gives the roles of a dashboard its charts' data. Superset then takes any query over the chart's
    dataset, since it looks at the chart's number only: other columns, expressions, samples, all rows. For users without
    a right of their own to the dataset, the query must be the stored chart's.
    """

    def oauth_user_info(self, provider: str, response: dict[str, Any] | None = None) -> dict[str, Any]:
        return sign_on.user_of(response or {})

    def _oauth_calculate_user_roles(self, userinfo: dict[str, Any]) -> list[Any]:
        """Roles of the groups alone; nobody has one for having come."""
        return list(self.get_roles_from_keys(userinfo.get("role_keys", [])))

    def auth_user_oauth(self, userinfo: dict[str, Any]) -> Any:
        if self._oauth_calculate_user_roles(userinfo):
            user = super().auth_user_oauth(userinfo)
            logger.info("sign-on of %s: %s", userinfo["username"], "taken" if user else "not taken")
            return user
        # Whoever has lost the last group loses what an earlier sign-on gave, in sessions that are still open too.
        user = self.find_user(username=userinfo["username"])
        if user is not None and user.is_active and user.roles:
            user.roles = []
            self.update_user(user)
        logger.warning("sign-on of %s: in no group of a role", userinfo["username"])
        return None

    def on_user_login(self, user: Any) -> None:
        sessions.begin()

    def on_user_logout(self, user: Any) -> None:
        sessions.end()

    def load_user(self, pk: int) -> Any:
        return super().load_user(pk) if sessions.is_open() else None

    def auth_user_db(self, username: str, password: str) -> None:
        """Superset keeps no passwords: neither its form nor its interface for programs takes one."""

    def auth_user_ldap(self, username: str, password: str) -> None:
        """As above."""

    def raise_for_access(self, *args: Any, **kwargs: Any) -> None:
        database, sql = _statement(**kwargs)
        # Before Superset looks for its tables: it makes what a template says of it first, and that may take for ever.
        if sql and not is_as_written(sql):
            refuse("Queries are no templates: they hold no {{, {% or {#.", SupersetErrorType.TABLE_SECURITY_ACCESS_ERROR)
        super().raise_for_access(*args, **kwargs)
        if sql and database is not None:
            refuse_unless_it_reads(sql, database.db_engine_spec.engine)
        if viz := kwargs.get("viz"):
            if not self._has_own_right(viz.datasource):
                refuse()
        if context := kwargs.get("query_context"):
            source = context.datasource
            if not self._has_own_right(source) and not is_shown(context, self.session, self._owners_may_read(source)):
                refuse()

    def _has_own_right(self, datasource: Any) -> bool:
        return bool(
            self.can_access_schema(datasource)
            or self.can_access("datasource_access", datasource.perm or "")
            or self.is_owner(datasource)
        )

    def _owners_may_read(self, datasource: Any) -> Callable[[Any], bool]:
        """
        Whether all who own a dashboard or a chart have a right of their own to a dataset: who publishes figures can give
        away no more than they may see. What nobody owns shows nothing.
        """

        def may_read(owner: Any) -> bool:
            with override_user(owner):
                return self._has_own_right(datasource)

        return lambda shown: bool(shown.owners) and all(may_read(owner) for owner in shown.owners)
