/**
 * Settings of Superset that somebody has looked at, each with its value and what it guards. Whatever else the file says may
 * be another value for one of these, or a door of its own. Source: superset/config.py, Superset 6.1.
 */

/** Modules it takes names from. */
const imports = [
  ...["import os", "import bounds", "import dremio_driver", "import metadata"],
  ...["import postgresql_driver", "import sign_on", "import superset_caches"],
  ...["from datetime import timedelta", "from pathlib import Path"],
  ...["from typing import Any", "from flask_appbuilder.security.manager import AUTH_OAUTH"],
  ...["from json_logs import JsonLogging", "from refusal import refuse_unless_it_reads"],
  "from security_manager import BoundedSecurityManager",
];

/** Statements that are there once each, as they stand. */
export const required = [
  ...imports,
  "dremio_driver.install()",
  'FILES = Path(os.environ["LAKEHOUSE_FILES"])',
  'SECRET_KEY = (FILES / "secret-key").read_text().strip()',
  'SQLALCHEMY_DATABASE_URI = metadata.address("postgresql+psycopg2")',
  // Who signs on, and with which role.
  "AUTH_TYPE = AUTH_OAUTH",
  "OAUTH_PROVIDERS = sign_on.providers()",
  'AUTH_ROLES_MAPPING: dict[str, list[str]] = sign_on.SETTINGS["roles"]',
  "AUTH_ROLES_SYNC_AT_LOGIN = True",
  "AUTH_USER_REGISTRATION = True",
  'AUTH_USER_REGISTRATION_ROLE = "Public"',
  "PUBLIC_ROLE_LIKE = None",
  'GUEST_ROLE_NAME = "Public"',
  "CUSTOM_SECURITY_MANAGER = BoundedSecurityManager",
  "FAB_API_SWAGGER_UI = False",
  // What is believed of the edge, and what a browser keeps and sends.
  "ENABLE_PROXY_FIX = True",
  'PROXY_FIX_CONFIG = {"x_for": 1, "x_proto": 1, "x_host": 1, "x_port": 0, "x_prefix": 0}',
  "SESSION_COOKIE_SECURE = True",
  "SESSION_COOKIE_HTTPONLY = True",
  'SESSION_COOKIE_SAMESITE = "Lax"',
  "PERMANENT_SESSION_LIFETIME = timedelta(hours=12)",
  "WTF_CSRF_ENABLED = True",
  "ENABLE_CORS = False",
  "TALISMAN_ENABLED = True",
  `TALISMAN_CONFIG = {
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
"force_https": False,
"session_cookie_secure": True,
"strict_transport_security": False,
}`,
  "RATELIMIT_ENABLED = True",
  "AUTH_RATE_LIMITED = True",
  "globals().update(superset_caches.settings())",
  // What may be asked of a database, and whose figures a dashboard shows.
  `FEATURE_FLAGS = {
"DASHBOARD_RBAC": True,
"ALERT_REPORTS": False,
"EMBEDDED_SUPERSET": False,
"ENABLE_TEMPLATE_PROCESSING": False,
"ALLOW_ADHOC_SUBQUERY": False,
"SQLLAB_BACKEND_PERSISTENCE": True,
"ESCAPE_MARKDOWN_HTML": True,
}`,
  "PREVENT_UNSAFE_DB_CONNECTIONS = True",
  "DB_CONNECTION_MUTATOR = postgresql_driver.guard",
  "FLASK_APP_MUTATOR = bounds.install",
  `def SQL_QUERY_MUTATOR(sql: str, database: Any = None, **_more: Any) -> str:
"""Changes nothing: a look at what charts and SQL Lab send, after the roles have been looked at."""
if database is not None:
refuse_unless_it_reads(sql, database.db_engine_spec.engine)
return sql`,
  "MAX_CONTENT_LENGTH = 2 * 1024 * 1024",
  "ALLOWED_EXTENSIONS: set[str] = set()",
  "LOGGING_CONFIGURATOR = JsonLogging()",
];

/** Bounds whose measure is the operator's to say: how many rows, seconds or attempts. */
export const measures =
  /^(ROW_LIMIT|SAMPLES_ROW_LIMIT|FILTER_SELECT_ROW_LIMIT|SQL_MAX_ROW|DEFAULT_SQLLAB_LIMIT|DISPLAY_MAX_ROW|SQLLAB_TIMEOUT|SUPERSET_WEBSERVER_TIMEOUT) = [\d_]+$|^AUTH_RATE_LIMIT = "\d+ per (second|minute)"$/;

/** An assignment's name. */
export const nameOf = (statement: string): string => /^\w+/.exec(statement)?.[0] ?? statement;

/**
 * The statements at a Python file's outermost level, each with the lines below it, without indentation and comments. Two in
 * one line are one, which then is none of those that are known.
 */
export function statementsOf(text: string): string[] {
  // The file's own words on itself; a quotation mark in them might end them.
  const lines = text.replace(/^"""[^"\\]*"""\n/, "").split(/\r\n?|\n/);
  const statements: string[] = [];
  for (const line of lines) {
    const plain = line.trim();
    // Comments say nothing, but for one about the file's encoding.
    if (plain === "" || (plain.startsWith("#") && !/coding[:=]/.test(plain))) continue;
    const continues = /^\s/.test(line) || /^[\])}]/.test(line);
    if (continues && statements.length > 0) statements.push(`${statements.pop()!}\n${plain}`);
    else statements.push(plain);
  }
  return statements;
}
