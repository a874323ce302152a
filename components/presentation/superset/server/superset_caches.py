"""What Superset keeps in the cache, under which names, and for how long."""

import os
from datetime import timedelta
from typing import Any

import store

# Seconds: the greatest age of what a dashboard shows.
FIGURES_SECONDS = int(os.environ.get("FIGURES_SECONDS", "60"))


def _cache(client: Any, name: str, age: timedelta) -> dict[str, Any]:
    return {
        "CACHE_TYPE": "RedisCache",
        "CACHE_REDIS_HOST": client,
        "CACHE_KEY_PREFIX": f"superset:{name}:",
        "CACHE_DEFAULT_TIMEOUT": int(age.total_seconds()),
    }


def settings() -> dict[str, Any]:
    """Settings of Superset by name. Without a cache, as in the job that prepares it, nothing is kept."""
    if not store.IS_THERE:
        nothing = {"CACHE_TYPE": "NullCache"}
        return {
            **{f"{name}_CONFIG": nothing for name in ("CACHE", "DATA_CACHE", "FILTER_STATE_CACHE", "EXPLORE_FORM_DATA_CACHE")},
            "CELERY_CONFIG": None,
            "RESULTS_BACKEND": None,
            "RATELIMIT_STORAGE_URI": "memory://",
        }

    from background import QUERY_SECONDS, Background
    from cachelib.redis import RedisCache
    from redis import Redis

    pool = store.connections()
    client = Redis(connection_pool=pool)
    return {
        # Superset answers requests for charts of the old kind from this one before it looks at who asks.
        "CACHE_CONFIG": {"CACHE_TYPE": "NullCache"},
        # Who asks is looked at before this one.
        "DATA_CACHE_CONFIG": _cache(client, "figures", timedelta(seconds=FIGURES_SECONDS)),
        "FILTER_STATE_CACHE_CONFIG": _cache(client, "filters", timedelta(days=7)),
        "EXPLORE_FORM_DATA_CACHE_CONFIG": _cache(client, "explore", timedelta(days=7)),
        # Results of queries in the background, until they are fetched.
        "RESULTS_BACKEND": RedisCache(
            host=client, key_prefix="superset:results:", default_timeout=int(timedelta(hours=1).total_seconds())
        ),
        "CACHE_DEFAULT_TIMEOUT": int(timedelta(hours=1).total_seconds()),
        "SQLLAB_PAYLOAD_MAX_MB": 16,
        "SQLLAB_ASYNC_TIME_LIMIT_SEC": QUERY_SECONDS,
        "CELERY_CONFIG": Background,
        # Sign-ons are counted by all replicas together, and by each alone while the cache is away.
        "RATELIMIT_STORAGE_URI": "rediss://",
        "RATELIMIT_STORAGE_OPTIONS": {"connection_pool": pool},
        "RATELIMIT_IN_MEMORY_FALLBACK_ENABLED": True,
    }
