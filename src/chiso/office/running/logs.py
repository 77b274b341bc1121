"""The log: one JSON object a line, and nothing in it that speaks of a person.

    {"time": "…Z", "level": "INFO", "event": "request", "request": "k3f…", "route": "people:list", …}

- Our own lines name what happened and give values that we chose: routes, codes, counts, keys of rows.
- Lines of libraries are written as their pattern, without the values that fill it: those may be names,
  addresses, paths with a token in them.
- A fault is told by its type and the places in the code that it passed. Its message is left out: databases
  and parsers quote what they were given.
"""

from __future__ import annotations

import logging
import traceback
from contextvars import ContextVar
from types import TracebackType
from typing import Any

from pythonjsonlogger.json import JsonFormatter

# These fill their patterns with ids and addresses of code only.
_FILLED = ("chiso", "django_tasks", "django_tasks_db")
# The request that this line belongs to; "" outside of requests.
request_id: ContextVar[str] = ContextVar("request_id", default="")
_Fault = tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]


class OneLine(JsonFormatter):
    """Writes a record as one line of JSON."""

    def __init__(self, *_given: Any, **_named: Any) -> None:
        super().__init__(
            "%(levelname)s %(name)s %(message)s",
            rename_fields={"levelname": "level", "name": "logger", "message": "event"},
            timestamp="time",
            json_ensure_ascii=False,
        )

    def format(self, record: logging.LogRecord) -> str:
        """The line; a library's line without its values."""
        if not record.name.startswith(_FILLED):
            record = logging.LogRecord(
                record.name, record.levelno, record.pathname, record.lineno, record.msg, None, record.exc_info
            )
        request = request_id.get()
        if request:
            record.request = request
        return super().format(record)

    def formatException(self, ei: _Fault) -> Any:
        """Type and places of a fault, innermost last, without its message."""
        kind, _fault, trail = ei
        places = [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in traceback.extract_tb(trail)]
        return "; ".join([*(places[-12:]), kind.__qualname__ if kind else ""])


def settings_of_logging(level: str) -> dict[str, Any]:
    """Django's LOGGING, also the server's: everything to stderr, where the system's journal takes it."""
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"line": {"()": "chiso.office.running.logs.OneLine"}},
        "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
        "root": {"handlers": ["stderr"], "level": level},
        "loggers": {
            # Django gives these handlers of their own otherwise; the request line of ours says it all.
            "django": {"handlers": [], "level": level, "propagate": True},
            "django.server": {"handlers": [], "level": "ERROR", "propagate": True},
            # Its lines quote paths; faults are told by `chiso.office.running.middleware`.
            "django.request": {"level": "CRITICAL", "propagate": False},
            # Failed sign-ins are told by the record of accounts, not by the log.
            "axes": {"level": "ERROR"},
            "gunicorn.error": {"handlers": [], "level": level, "propagate": True},
            "gunicorn.access": {"handlers": [], "level": "CRITICAL", "propagate": False},
        },
    }
