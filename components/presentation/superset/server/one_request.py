"""
What one request may ask. Superset reads all of it before it looks at rights, times in words among it, with parsers that take
for ever over long ones.
"""

from typing import Any, Callable

MOST_QUERIES = 20
LONGEST_TIME = 200


def keep_small(app: Any) -> None:
    """Source: superset/utils/date_parser.py, superset/charts/schemas.py of 6.1."""
    from flask import jsonify, request
    from marshmallow import ValidationError
    from superset import viz
    from superset.charts.schemas import ChartDataQueryContextSchema
    from superset.commands.chart.exceptions import TimeRangeParseFailError
    from superset.common.utils import time_range_utils
    from superset.models import helpers
    from superset.utils import core, date_parser
    from superset.views import api

    @app.before_request
    def refuse_what_is_large() -> Any:
        # Whoever reads a body that is larger ends by an error of the server's own.
        most = app.config["MAX_CONTENT_LENGTH"]
        if (request.content_length or 0) <= most:
            return None
        return jsonify({"message": f"A request holds at most {most} bytes."}), 413

    def short(read: Callable[..., Any]) -> Callable[..., Any]:
        def read_what_is_short(*given: Any, **named: Any) -> Any:
            for text in (*given, *named.values()):
                if isinstance(text, str) and len(text) > LONGEST_TIME:
                    raise TimeRangeParseFailError(f"{text[:40]}…")
            return read(*given, **named)

        return read_what_is_short

    for name in ("get_past_or_future", "get_since_until", "normalize_time_delta", "parse_human_timedelta", "parse_past_timedelta"):
        bounded = short(getattr(date_parser, name))
        for module in (date_parser, api, core, helpers, time_range_utils, viz):
            if hasattr(module, name):
                setattr(module, name, bounded)

    load = ChartDataQueryContextSchema.load

    def load_few(self: Any, data: Any, **named: Any) -> Any:
        queries = data.get("queries") if isinstance(data, dict) else None
        if isinstance(queries, list) and len(queries) > MOST_QUERIES:
            raise ValidationError(f"A request holds at most {MOST_QUERIES} queries.", "queries")
        return load(self, data, **named)

    ChartDataQueryContextSchema.load = load_few
