"""Logs: one JSON object a line on standard error, for machines and people, and nothing personal in it."""

import contextvars
import json
import logging
import sys
import traceback
from collections.abc import Mapping
from datetime import UTC, datetime

# The request or job that a line belongs to.
request_id: contextvars.ContextVar[str] = contextvars.ContextVar("request_id", default="")

# What a line may carry beside its message; keys and counts, never values of records.
FACTS = ("event", "method", "route", "status", "ms", "job", "attempt", "count", "process")


class JsonLines(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, object] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": _message(record),
        }
        if identity := request_id.get():
            line["request"] = identity
        for fact in FACTS:
            if (value := getattr(record, fact, None)) is not None:
                line[fact] = value
        if record.exc_info and record.exc_info[0]:
            line["error"] = record.exc_info[0].__qualname__
            # The places and not the message, for that may quote what somebody typed.
            line["at"] = [
                f"{frame.filename}:{frame.lineno} {frame.name}"
                for frame in traceback.extract_tb(record.exc_info[2])[-12:]
            ]
        return json.dumps(line, ensure_ascii=False, default=str)


def _message(record: logging.LogRecord) -> str:
    # Of what libraries say only the pattern is kept, never what was filled in: names, addresses, search texts.
    if record.name.split(".")[0] == "guanxi":
        return record.getMessage()
    return str(record.msg).splitlines()[0][:200] if isinstance(record.msg, str) else type(record.msg).__name__


def configure(options: Mapping[str, str]) -> None:
    """Called by Django with ``settings.LOGGING``."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonLines())
    root = logging.getLogger()
    for old in [old for old in root.handlers if isinstance(old.formatter, JsonLines)]:
        root.removeHandler(old)
    root.addHandler(handler)
    root.setLevel(logging.WARNING)
    logging.getLogger("guanxi").setLevel(options["level"])
    # Django's own handlers would print a second time, and mail errors with all their values.
    logging.getLogger("django").handlers.clear()
    logging.getLogger("django.server").handlers.clear()
    # Who failed to sign in stands in the audit trail, where not everybody reads.
    for personal in ("axes", "allauth"):
        logging.getLogger(personal).setLevel(logging.ERROR)
