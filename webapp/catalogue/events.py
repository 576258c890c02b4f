"""Facts about the catalogue and the calendar; they stand in the chain of the county."""

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


@dataclass(frozen=True, kw_only=True)
class CatalogueChanged(Event):
    """Kinds of problems were added, changed, retired or offered again; their revisions say what was changed."""

    name = "catalogue.changed"
    subject = "unit"
    sentence = lazy("changed the catalogue")

    codes: list[str]
