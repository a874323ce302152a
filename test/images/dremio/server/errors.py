"""Errors that a client sees."""


class DremioError(Exception):
    """A request that is refused; `kind` is the prefix that the real server puts before the message of a failed job."""

    def __init__(self, message: str, kind: str = "VALIDATION ERROR", status: int = 400):
        super().__init__(message)
        self.message = message
        self.kind = kind
        self.status = status

    def job_message(self) -> str:
        return f"{self.kind}: {self.message}"


def unsupported(what: str) -> DremioError:
    return DremioError(f"{what} (not known to this stand-in, which invents no result)", "UNSUPPORTED_OPERATION ERROR", 501)


def not_found(path) -> DremioError:
    parts = list(path)
    within = f" not found within '{'.'.join(parts[:-1])}'" if len(parts) > 1 else " not found"
    return DremioError(f"Object '{parts[-1]}'{within}", status=404)
