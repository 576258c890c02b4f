"""Marshmallow fields that keep what no database should meet: NUL, NaN, foreign ids, endless text."""

import uuid
from datetime import UTC, datetime, timedelta
from typing import Any

from marshmallow import Schema, ValidationError, fields, validate

from webapp.kernel import clock
from webapp.kernel.text import lazy

# A phone that lost its clock says 1970. What lies outside is no clock, and no database takes it.
EARLIEST = datetime(1970, 1, 1, tzinfo=UTC)
LATEST = datetime(2090, 1, 1, tzinfo=UTC)
FIRST_CLAIM = datetime(2000, 1, 1, tzinfo=UTC)
NO_NUL = lazy("Control characters do not belong here.")
WORDS_LIMIT = 2000
# What ``Text`` takes, for the document of the API: JSON Schema's dialect of patterns.
PLAIN_TEXT = r"^[^\u0000-\u0008\u000b\u000c\u000e-\u001f]*$"


def is_plain(text: str) -> bool:
    """Whether every database can hold it: no control characters, no halves of letters."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return not any(ord(letter) < 32 and letter not in "\n\t\r" for letter in text)


class Text(fields.String):
    """Text of ``least`` to ``limit`` characters, trimmed, without NUL (SQLite stores it, PostgreSQL breaks)."""

    def __init__(self, *, limit: int = WORDS_LIMIT, least: int = 0, **kwargs: Any) -> None:
        at_least = [validate.Length(min=least)] if least else []
        described = {"pattern": PLAIN_TEXT, **kwargs.pop("metadata", {})}
        super().__init__(validate=[*at_least, validate.Length(max=limit)], metadata=described, **kwargs)

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> str:
        text = super()._deserialize(value, attr, data, **kwargs)
        if not is_plain(text):
            raise ValidationError(str(NO_NUL))
        return text.strip()


class Id(fields.String):
    """A UUID in its canonical lower-case form."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> str:
        text = super()._deserialize(value, attr, data, **kwargs)
        try:
            parsed = str(uuid.UUID(text))
        except ValueError:
            raise ValidationError(str(lazy("This is not an id."))) from None
        if parsed != text.lower():
            raise ValidationError(str(lazy("This is not an id.")))
        return parsed


class Moment(fields.AwareDateTime):
    """An instant with its zone, from 1970 to 2090; aware, in UTC."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> datetime:
        given = super()._deserialize(value, attr, data, **kwargs)
        try:
            moment = given.astimezone(UTC)
        except OverflowError:
            raise self.make_error("invalid", input=value, obj_type=self.OBJ_TYPE) from None
        if not EARLIEST <= moment <= LATEST:
            raise self.make_error("invalid", input=value, obj_type=self.OBJ_TYPE)
        return moment


class DeviceTime(Moment):
    """When a device says that something was: None when it is no instant, before 2000 or more than a day ahead.

    Nobody can mend afterwards what a phone's clock said, so a bad one must not keep the work from arriving.

    :param measured: it travels with what tells how far that clock is off, so that it may lie ahead as far as it likes.
    """

    def __init__(self, *, measured: bool = False, **kwargs: Any) -> None:
        super().__init__(allow_none=True, **kwargs)
        self.measured = measured

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> Any:
        try:
            moment = super()._deserialize(value, attr, data, **kwargs)
        except ValidationError:
            return None
        last = LATEST if self.measured else clock.now() + timedelta(days=1)
        return moment if FIRST_CLAIM <= moment <= last else None


def number(low: float, high: float, **kwargs: Any) -> fields.Float:
    """A finite number within bounds."""
    return fields.Float(allow_nan=False, validate=validate.Range(low, high), **kwargs)


class Args(Schema):
    """Base of all command arguments: unknown names are refused, not ignored."""
