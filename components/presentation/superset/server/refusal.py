"""Refusals in Superset's own form: 403, and a kind that its pages know."""

from reading import calls_known_functions, only_reads
from superset.errors import ErrorLevel, SupersetError, SupersetErrorType
from superset.exceptions import SupersetSecurityException


def refuse(
    message: str = "Only the figures that the dashboard shows can be seen without a right to its data.",
    kind: SupersetErrorType = SupersetErrorType.DATASOURCE_SECURITY_ACCESS_ERROR,
) -> None:
    raise SupersetSecurityException(SupersetError(error_type=kind, message=message, level=ErrorLevel.WARNING))


def refuse_unless_it_reads(sql: str, engine: str) -> None:
    """Lets a query pass that reads tables and computes, whoever asks."""
    if not only_reads(sql, engine):
        refuse("Only queries can be run.", SupersetErrorType.DML_NOT_ALLOWED_ERROR)
    if not calls_known_functions(sql, engine):
        refuse(
            "Queries call functions that compute, and read no tables of the server's own.",
            SupersetErrorType.TABLE_SECURITY_ACCESS_ERROR,
        )
