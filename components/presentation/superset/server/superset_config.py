"""Settings of Superset; see superset/config.py of its release for what each means.

Where things are comes from the environment; secrets are files.
"""

import os
from datetime import timedelta
from pathlib import Path
from typing import Any

import bounds
import dremio_driver
import metadata
import postgresql_driver
import sign_on
import superset_caches
from flask_appbuilder.security.manager import AUTH_OAUTH
from json_logs import JsonLogging
from refusal import refuse_unless_it_reads
from security_manager import BoundedSecurityManager

dremio_driver.install()

FILES = Path(os.environ["LAKEHOUSE_FILES"])

SECRET_KEY = (FILES / "secret-key").read_text().strip()
SQLALCHEMY_DATABASE_URI = metadata.address("postgresql+psycopg2")

# Sign-on by the identity provider; a user is made at the first sign-on. Roles are those of the groups, each time anew,
# and who is in no group of a role is not let in (security_manager.py). Without a login nothing is seen.
AUTH_TYPE = AUTH_OAUTH
OAUTH_PROVIDERS = sign_on.providers()
AUTH_ROLES_MAPPING: dict[str, list[str]] = sign_on.SETTINGS["roles"]
AUTH_ROLES_SYNC_AT_LOGIN = True
AUTH_USER_REGISTRATION = True
AUTH_USER_REGISTRATION_ROLE = "Public"
PUBLIC_ROLE_LIKE = None
GUEST_ROLE_NAME = "Public"
CUSTOM_SECURITY_MANAGER = BoundedSecurityManager
FAB_API_SWAGGER_UI = False

# Only the edge comes here, and it sets these three itself: one hop each.
ENABLE_PROXY_FIX = True
PROXY_FIX_CONFIG = {"x_for": 1, "x_proto": 1, "x_host": 1, "x_port": 0, "x_prefix": 0}
SESSION_COOKIE_SECURE = True
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
PERMANENT_SESSION_LIFETIME = timedelta(hours=12)
WTF_CSRF_ENABLED = True
# Pages of other origins ask nothing.
ENABLE_CORS = False

# Superset's own policy without the addresses outside of the platform: counters of page views, maps, fonts.
# Styles are written into the page by its components, and so is what they compute ('unsafe-eval' is not needed).
TALISMAN_ENABLED = True
TALISMAN_CONFIG = {
    "content_security_policy": {
        "base-uri": ["'self'"],
        "default-src": ["'self'"],
        "img-src": ["'self'", "blob:", "data:"],
        "worker-src": ["'self'", "blob:"],
        "connect-src": ["'self'"],
        "object-src": "'none'",
        "style-src": ["'self'", "'unsafe-inline'"],
        "font-src": ["'self'"],
        "script-src": ["'self'", "'strict-dynamic'"],
        "frame-ancestors": ["'none'"],
        "form-action": ["'self'"],
    },
    "content_security_policy_nonce_in": ["script-src"],
    "frame_options": "DENY",
    # The server itself speaks TLS only, and the edge sends HSTS.
    "force_https": False,
    "session_cookie_secure": True,
    "strict_transport_security": False,
}

RATELIMIT_ENABLED = True
AUTH_RATE_LIMITED = True
AUTH_RATE_LIMIT = "5 per second"

# Caches, background work and what counts sign-ons: the settings that need the cache.
globals().update(superset_caches.settings())

FEATURE_FLAGS = {
    # A role named by a dashboard sees it without any right to its data; security_manager.py bounds what that shows.
    "DASHBOARD_RBAC": True,
    "ALERT_REPORTS": False,
    "EMBEDDED_SUPERSET": False,
    "ENABLE_TEMPLATE_PROCESSING": False,
    "ALLOW_ADHOC_SUBQUERY": False,
    "SQLLAB_BACKEND_PERSISTENCE": True,
    "ESCAPE_MARKDOWN_HTML": True,
}
PREVENT_UNSAFE_DB_CONNECTIONS = True
DB_CONNECTION_MUTATOR = postgresql_driver.guard
FLASK_APP_MUTATOR = bounds.install


def SQL_QUERY_MUTATOR(sql: str, database: Any = None, **_more: Any) -> str:
    """Changes nothing: a look at what charts and SQL Lab send, after the roles have been looked at."""
    if database is not None:
        refuse_unless_it_reads(sql, database.db_engine_spec.engine)
    return sql


# Rows: what a chart asks for by default, what any query may give, and what is shown of it.
ROW_LIMIT = 10_000
SAMPLES_ROW_LIMIT = 1_000
FILTER_SELECT_ROW_LIMIT = 1_000
SQL_MAX_ROW = 50_000
DEFAULT_SQLLAB_LIMIT = 1_000
DISPLAY_MAX_ROW = 10_000
SQLLAB_TIMEOUT = 60
SUPERSET_WEBSERVER_TIMEOUT = 60
# Of a request's body: JSON takes many times as much memory as text. There are no uploads, so nothing needs a place for them.
MAX_CONTENT_LENGTH = 2 * 1024 * 1024
ALLOWED_EXTENSIONS: set[str] = set()

LOGGING_CONFIGURATOR = JsonLogging()
