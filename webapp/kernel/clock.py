"""The only clock. Tests freeze it; nothing else asks the machine for the time."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

LOCAL = ZoneInfo("Asia/Shanghai")

_frozen: datetime | None = None


def now() -> datetime:
    """This instant, aware, in UTC."""
    return _frozen or datetime.now(UTC)  # noqa: TID251 - the one place that may


def today() -> date:
    """The local date in Asia/Shanghai."""
    return now().astimezone(LOCAL).date()


def local(instant: datetime) -> datetime:
    """``instant`` as local time in Asia/Shanghai."""
    return instant.astimezone(LOCAL)


def midnight(day: date) -> datetime:
    """The instant at which a local day begins."""
    return datetime(day.year, day.month, day.day, tzinfo=LOCAL)


def set_frozen(instant: datetime | None) -> None:
    """Hold the clock at ``instant`` (aware), or let it run again with None."""
    global _frozen  # a clock is one by nature
    if instant is not None and instant.tzinfo is None:
        raise ValueError("a frozen instant needs a time zone")
    _frozen = instant


@contextmanager
def freeze(instant: datetime) -> Iterator[None]:
    """Hold the clock at ``instant`` for the length of a block."""
    before = _frozen
    set_frozen(instant)
    try:
        yield
    finally:
        set_frozen(before)
