"""Opens the application for a command. Only commands that need it call this: ``guanxi assess`` knows no Django."""

import os
import sys
from pathlib import Path


def open_application(*, home: Path | None = None, bind: str | None = None) -> None:
    """Reads the variables, of which options go before, and sets up Django; Refused in one sentence if one is wrong."""
    if home is not None:
        os.environ["GUANXI_HOME"] = str(home)
    if bind is not None:
        os.environ["GUANXI_BIND"] = bind
    os.environ["DJANGO_SETTINGS_MODULE"] = "guanxi.settings"
    # What is written, logs and copies too, is for the user of the server alone.
    os.umask(0o077)
    import django

    django.setup()


def database_sentence(error: BaseException) -> str:
    """What to say if the database ended a command; "" for any other error. Only who opened the application has one."""
    errors = sys.modules.get("django.db.utils")
    if errors is None or not isinstance(error, errors.OperationalError | errors.NotSupportedError):
        return ""
    lines = str(error).strip().splitlines() or [type(error).__name__]
    return f"The database does not answer: {lines[0].rstrip('.')}."
