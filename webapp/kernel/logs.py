"""What machines read: one JSON line for each request and each job, and for whatever else is worth a warning.

A line holds ids, never names, words people typed, or addresses with secrets in them. That is why an exception is
written as its types and places without its message: a database's message quotes the row it stumbled over.
"""

import json
import logging
import os
import re
import secrets
import sys
import time
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime
from typing import Any, TextIO

LEVELS = ("info", "warning", "error")
REQUEST_ID = re.compile(r"[A-Za-z0-9._-]{6,64}")
REQUEST_HEADER = "X-Request-ID"
BROKEN = "broken"
MOST_FRAMES = 25

Line = dict[str, Any]
LISTENERS: list[Callable[[Line, float], None]] = []
"""Who else hears of the line of a request or a job, with its milliseconds; filled by the wiring."""

_line: ContextVar[Line | None] = ContextVar("line", default=None)


class JsonLines(logging.Formatter):
    """A record as one line of JSON: when, level, what, the fields it came with, whose request or job it was in."""

    def format(self, record: logging.LogRecord) -> str:
        """The line, without its end."""
        line: Line = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "log": record.name,
            "message": record.getMessage(),
            "process": record.process,
        }
        fields = getattr(record, "line", None)
        if fields is None:
            fields = {key: value for key, value in (_line.get() or {}).items() if key in ("request", "job_id")}
        line.update(fields)
        if record.exc_info and record.exc_info[1] is not None:
            line["exception"] = described(record.exc_info[1])
        return json.dumps(line, ensure_ascii=False, default=str)


def described(error: BaseException) -> list[dict[str, Any]]:
    """An exception and what led to it, the last one first: type, the system's reason if it has one, places."""
    found: list[dict[str, Any]] = []
    each: BaseException | None = error
    while each is not None and len(found) < 5:
        frames = traceback.extract_tb(each.__traceback__)[-MOST_FRAMES:]
        one: dict[str, Any] = {"type": f"{type(each).__module__}.{type(each).__qualname__}"}
        if isinstance(each, OSError) and each.errno:
            one["reason"] = os.strerror(each.errno)
        one["places"] = [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in frames]
        found.append(one)
        each = each.__cause__ or each.__context__
    return found


def write_lines(level: str, stream: TextIO | None = None) -> None:
    """Send everything that this process logs to ``stream`` (standard error) as lines of JSON.

    :param level: one of LEVELS. Empty: everything, but to a person at a terminal only warnings.
    """
    stream = stream or sys.stderr
    wanted = level or ("warning" if stream.isatty() else "info")
    handler = logging.StreamHandler(stream)
    handler.setFormatter(JsonLines())
    root = logging.getLogger()
    for old in [each for each in root.handlers if isinstance(each.formatter, JsonLines)]:
        root.removeHandler(old)  # an app made twice in one process must not say everything twice
    root.addHandler(handler)
    logging.getLogger("xungai").setLevel(wanted.upper())


def request_id(given: str | None) -> str:
    """The id of a request: the one that a trusted proxy gave if it is one, else a fresh one, short enough to be told
    over the telephone."""
    return given if given is not None and REQUEST_ID.fullmatch(given) else secrets.token_hex(6)


def begin(**fields: Any) -> None:
    """Begin the line of what this thread is doing from now on; a former one that never ended is forgotten."""
    _line.set({**fields, "began": time.perf_counter()})


def note(**fields: Any) -> None:
    """Add to the line of the request or job at work; without one, to nothing."""
    line = _line.get()
    if line is not None:
        line.update(fields)


def noted(key: str) -> Any:
    """What the present line says under ``key``; None without."""
    return (_line.get() or {}).get(key)


def note_command(name: str, identifier: str, outcome: str) -> None:
    """Add a command to the present line.

    :param outcome: ``applied``, ``replayed``, the code of its refusal, or ``broken``.
    """
    line = _line.get()
    if line is not None:
        line.setdefault("commands", []).append({"name": name, "id": identifier, "outcome": outcome})


def end(log: logging.Logger, message: str, **fields: Any) -> None:
    """Write the present line with how many milliseconds it took; without one, nothing."""
    line = _line.get()
    if line is None:
        return
    _line.set(None)
    ms = (time.perf_counter() - line.pop("began")) * 1000
    line.update(fields)
    for listener in LISTENERS:
        listener(line, ms)
    log.info(message, extra={"line": {**line, "ms": round(ms, 1)}})


@contextmanager
def job(log: logging.Logger, name: str, identifier: str) -> Iterator[None]:
    """Write a line about a job. Its outcome is ``done`` unless ``note`` says otherwise."""
    begin(job=name, job_id=identifier, outcome="done")
    try:
        yield
    finally:
        end(log, "job")
