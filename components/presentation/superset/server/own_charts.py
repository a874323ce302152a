"""Only its owners change a chart, and only a dashboard's owners put charts on it."""

from typing import Any


def keep_to_owners() -> None:
    """
    Superset lets everybody who finds a chart store what it asks for, since its reports do so, which are off here; and lets
    a chart's owners link it to each dashboard that they see. Source: superset/commands/chart/update.py of 6.1.
    """
    from superset import security_manager
    from superset.commands.chart.exceptions import ChartForbiddenError
    from superset.commands.chart.update import UpdateChartCommand

    validate = UpdateChartCommand.validate

    def validate_as_owner(command: Any) -> None:
        validate(command)
        chart = command._model  # pylint: disable=protected-access
        wanted = command._properties.get("dashboards") or []  # pylint: disable=protected-access
        added = [each for each in wanted if each not in chart.dashboards]
        if not all(security_manager.is_owner(each) for each in [chart, *added]):
            raise ChartForbiddenError()

    UpdateChartCommand.validate = validate_as_owner
