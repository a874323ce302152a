"""Whether a query asks for what a stored chart or filter of a dashboard shows, and no more."""

import json
from typing import Any, Callable, Iterable

# As superset.common.chart_data names them; its modules cannot be loaded yet where the configuration is read.
SHOWN_FORMAT = "json"
SHOWN_TYPES = (None, "full")
# As many values as a filter of a dashboard loads at once: FILTER_SELECT_ROW_LIMIT of superset_config.py.
MOST_VALUES = 1_000
# Keys of a stored chart's settings that name columns or metrics.
COLUMN_KEYS = ("columns", "groupby", "series_columns", "all_columns", "x_axis", "granularity_sqla", "entity", "series")
METRIC_KEYS = ("metrics", "metric", "metric_2", "percent_metrics", "secondary_metric", "size", "x", "y")
ORDER_KEYS = ("timeseries_limit_metric", "series_limit_metric")


def _listed(value: Any) -> list[Any]:
    return [] if value is None else value if isinstance(value, list) else [value]


def _kept(steps: Any) -> list[Any]:
    return [each for each in _listed(steps) if each]


def _frozen(value: Any) -> str:
    """A column or a metric, so that the same ones are equal. A chart's axis is its expression at its grain."""
    if isinstance(value, dict) and value.get("columnType") == "BASE_AXIS":
        return json.dumps(["axis", value.get("sqlExpression"), value.get("timeGrain")])
    if isinstance(value, dict):
        # The browser gives expressions a name of its own at each look.
        value = {key: each for key, each in value.items() if key != "optionName"}
    return json.dumps(value, sort_keys=True)


class Shown:
    """What one stored chart asks for."""

    def __init__(self, chart: Any) -> None:
        self.params: dict[str, Any] = json.loads(chart.params or "{}")
        stored = json.loads(chart.query_context or "{}")
        self.queries: list[dict[str, Any]] = stored.get("queries") or []
        self.columns = self._all(COLUMN_KEYS)
        for axis in _listed(self.params.get("x_axis")):
            grain = self.params.get("time_grain_sqla")
            self.columns.add(_frozen({"columnType": "BASE_AXIS", "sqlExpression": axis, "timeGrain": grain}))
        self.metrics = self._all((*METRIC_KEYS, *ORDER_KEYS))
        self.filters = {_frozen(each) for query in self.queries for each in query.get("filters") or []}
        self.clauses = {
            (query.get("extras") or {}).get(clause) or ""
            for query in self.queries
            for clause in ("where", "having")
        } | {""}
        self.grains = {self.params.get("time_grain_sqla"), None} | {
            (query.get("extras") or {}).get("time_grain_sqla") for query in self.queries
        }
        # What is computed of a result: some of it takes all the memory there is.
        self.computations = {_frozen(_kept(query.get("post_processing"))) for query in self.queries} | {_frozen([])}
        self.offsets = {each for query in self.queries for each in query.get("time_offsets") or []}
        self.most_rows = max((int(query.get("row_limit") or 0) for query in self.queries), default=0)

    def _all(self, keys: Iterable[str]) -> set[str]:
        of = [self.params, *self.queries]
        return {_frozen(each) for place in of for key in keys for each in _listed(place.get(key))}

    @property
    def plain_columns(self) -> set[str]:
        """Names of columns whose values the chart shows: a dashboard's filters may be about them."""
        axes = {json.loads(each)[1] for each in self.columns if each.startswith('["axis"')}
        plain = {json.loads(each) for each in self.columns if each.startswith('"')}
        return {each for each in axes | plain if isinstance(each, str)}


def _is_filter_on(clause: dict[str, Any], names: set[str]) -> bool:
    return isinstance(clause.get("col"), str) and clause["col"] in names


def _common(query: Any, datasource: Any) -> bool:
    """What holds for every query: it is about the dataset that was asked for, and its result is what is drawn."""
    return (
        (query.datasource is None or query.datasource == datasource)
        and query.result_type in SHOWN_TYPES
        and not query.annotation_layers
        and not query.is_rowcount
    )


def _query_is_shown(query: Any, chart: Shown, filterable: set[str]) -> bool:
    extras = query.extras
    order = [each[0] for each in query.orderby]
    limit_metric = _listed(query.series_limit_metric)
    known = chart.columns | chart.metrics
    return (
        all(_frozen(each) in chart.columns for each in [*query.columns, *query.series_columns])
        and all(_frozen(each) in chart.metrics for each in [*(query.metrics or []), *limit_metric])
        and all(_frozen(each) in known for each in order)
        and all(_frozen(each) in chart.filters or _is_filter_on(each, filterable) for each in query.filter)
        and (extras.get("where") or "") in chart.clauses
        and (extras.get("having") or "") in chart.clauses
        and extras.get("time_grain_sqla") in chart.grains
        and not query.time_shift
        and _frozen(_kept(query.post_processing)) in chart.computations
        and chart.offsets.issuperset(query.time_offsets or [])
        and not query.row_offset
        and (query.granularity is None or query.granularity in filterable)
        # Charts with one figure have no limit of their own.
        and (not query.columns or 0 < (query.row_limit or 0) <= chart.most_rows)
    )


def _filter_targets(dashboard: Any) -> dict[str, set[str]]:
    """Columns of each of the dashboard's filters."""
    filters = json.loads(dashboard.json_metadata or "{}").get("native_filter_configuration") or []
    return {
        each.get("id"): {target.get("column", {}).get("name") for target in each.get("targets") or []}
        for each in filters
    }


def _values_are_shown(query: Any, names: set[str]) -> bool:
    """The values to choose from in a filter of the dashboard."""
    return (
        bool(query.columns)
        and all(isinstance(each, str) and each in names for each in query.columns)
        # Whatever else a query can hold: columns and expressions that put the values in order, or stand beside them.
        and not query.series_columns
        and query.series_limit_metric is None
        and not query.series_limit
        and query.granularity is None
        and not query.is_timeseries
        and not query.extras.get("time_grain_sqla")
        and not query.row_offset
        and 0 < (query.row_limit or 0) <= MOST_VALUES
        and not query.metrics
        and not _kept(query.post_processing)
        and not query.time_offsets
        and not query.filter
        and not (query.extras.get("where") or query.extras.get("having"))
        and all(each[0] in names for each in query.orderby if isinstance(each[0], str))
        and all(isinstance(each[0], str) for each in query.orderby)
    )


def _charts_in_layout(dashboard: Any) -> list[Any]:
    """Charts that the dashboard's owners put there: others may link a chart of theirs to it, but not change its layout."""
    layout = json.loads(dashboard.position_json or "{}")
    placed = {each.get("meta", {}).get("chartId") for each in layout.values() if isinstance(each, dict)}
    return [chart for chart in dashboard.slices if chart.id in placed]


def is_shown(context: Any, session: Any, owners_may_read: Callable[[Any], bool]) -> bool:
    """
    Superset has looked already that the dashboard may be seen and that the chart or the filter is one of its.
    `owners_may_read` says whether the owners of a dashboard or a chart have a right to the dataset.
    """
    from superset.models.dashboard import Dashboard

    form = context.form_data or {}
    if context.result_format != SHOWN_FORMAT or context.result_type not in SHOWN_TYPES:
        return False
    if not all(_common(query, context.datasource) for query in context.queries):
        return False
    dashboard = session.get(Dashboard, form.get("dashboardId"))
    if dashboard is None or not owners_may_read(dashboard):
        return False
    targets = _filter_targets(dashboard)
    if form.get("type") == "NATIVE_FILTER":
        names = targets.get(form.get("native_filter_id"), set())
        return all(_values_are_shown(query, names) for query in context.queries)
    charts = [each for each in _charts_in_layout(dashboard) if each.datasource == context.datasource]
    charts = [each for each in charts if owners_may_read(each)]
    chart = next((each for each in charts if each.id == form.get("slice_id")), None)
    if chart is None:
        return False
    filterable = set().union(*targets.values(), *(Shown(each).plain_columns for each in charts))
    return all(_query_is_shown(query, Shown(chart), filterable) for query in context.queries)
