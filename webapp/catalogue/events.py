"""Facts about the calendar; they stand in the chain of the county."""

from dataclasses import dataclass

from webapp.kernel.events import Event
from webapp.kernel.text import lazy


@dataclass(frozen=True, kw_only=True)
class CalendarChanged(Event):
    """Days are counted otherwise from now on. ``days`` are dates; without ``is_working`` as announced."""

    name = "calendar.changed"
    subject = "unit"
    sentence = lazy("changed the calendar")

    days: dict[str, bool | None]
    note: str
