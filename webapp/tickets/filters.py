"""What a list of tickets shows, as it stands in the list's address."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields, replace
from datetime import date, datetime, time, timedelta
from typing import Any
from urllib.parse import urlencode

from sqlalchemy import Column, ColumnElement, Select, case, func, or_, select

from webapp.catalogue import queries as catalogue
from webapp.catalogue.models import IssueType
from webapp.kernel import clock
from webapp.tickets.clock import Colour, amber_until
from webapp.tickets.models import Ticket
from webapp.tickets.vocab import UNFINISHED, Source, State
from webapp.units.models import Unit

UNFINISHED_VIEW, EVERYTHING = "unfinished", "all"
VIEWS = (UNFINISHED_VIEW, EVERYTHING, *State)
LAST_PAGE = 10_000
WORDS_LENGTH = 60

SORTS: dict[str, ColumnElement[Any]] = {
    "number": Ticket.number_seq.expression,
    "due": Ticket.due_on.expression,
    "released": Ticket.released_at.expression,
    "opened": Ticket.opened_at.expression,
    "closed": Ticket.closed_at.expression,
    "changed": Ticket.changed_at.expression,
    "returned": Ticket.returned_times.expression,
}
"""What a list can be sorted by, as the address names it; ``-`` before it turns it round."""

NAMES = {"type_code": "type", "words": "q", "opener": "by"}
"""Names of the address that differ from those here, which are the model's words."""


_EQUAL: dict[str, ColumnElement[Any]] = {
    "village": Ticket.village_id.expression,
    "responsible": Ticket.responsible_id.expression,
    "owner": Ticket.responsible_person_id.expression,
    "township": Ticket.township_id.expression,
    "source": Ticket.source.expression,
    "opener": Ticket.opened_by.expression,
}
_OF_KIND: dict[str, ColumnElement[Any]] = {
    "category": IssueType.category.expression,
    "type_code": IssueType.code.expression,
}


def _one_of(*allowed: str) -> Callable[[str], str]:
    return lambda text: text if text in allowed else ""


def _key(text: str) -> str:
    return text[:36]


def _day(text: str) -> str:
    try:
        return date.fromisoformat(text).isoformat() if len(text) == len("2026-11-26") else ""
    except ValueError:
        return ""


def _page(text: str) -> int:
    return min(int(text), LAST_PAGE) if text.isascii() and text.isdigit() and int(text) else 1


_READ: dict[str, Callable[[str], Any]] = {
    "view": _one_of(*VIEWS),
    "light": _one_of(*Colour),
    "village": _key,
    "responsible": _key,
    "owner": _key,
    "township": _key,
    "category": lambda text: text[:8],
    "type_code": lambda text: text[:16],
    "source": _one_of(*Source),
    "opener": _key,
    "since": _day,
    "until": _day,
    "returned": _one_of("1", "0"),
    "words": lambda text: text.strip()[:WORDS_LENGTH],
    "sort": _one_of(*SORTS, *(f"-{name}" for name in SORTS)),
    "columns": lambda text: text[:200],
    "page": _page,
}


@dataclass(frozen=True)
class Filter:
    """What a list shows: which tickets, in which order, with which columns; and which page of them.

    ``view`` is ``unfinished``, ``all`` or a state. ``responsible`` is a unit, ``owner`` and ``opener`` are people.
    ``since`` and ``until`` are local days, both included: of the closing where the view is the closed ones, of the
    handing over everywhere else. Empty is: whatever it is.
    """

    view: str = UNFINISHED_VIEW
    light: str = ""
    village: str = ""
    responsible: str = ""
    owner: str = ""
    township: str = ""
    category: str = ""
    type_code: str = ""
    source: str = ""
    opener: str = ""
    since: str = ""
    until: str = ""
    returned: str = ""
    words: str = ""
    sort: str = ""
    columns: str = ""
    page: int = 1

    @classmethod
    def from_args(cls, args: Mapping[str, str]) -> Filter:
        """Read it from an address; what makes no sense is left out."""
        given = {
            name: read(text.replace("\0", ""))
            for name, read in _READ.items()
            if (text := args.get(NAMES.get(name, name))) is not None
        }
        if not given.get("view"):
            given["view"] = EVERYTHING if given.get("words") else UNFINISHED_VIEW
        return cls(**given)

    @property
    def narrows(self) -> dict[str, str]:
        """What is set besides the view, by name: what a person can take away again."""
        aside = ("view", "sort", "columns", "page")
        return {
            each.name: value for each in fields(self) if each.name not in aside and (value := getattr(self, each.name))
        }

    @property
    def address(self) -> dict[str, str]:
        """Name and value of everything that stands in the address, without the page."""
        named = {NAMES.get(each.name, each.name): getattr(self, each.name) for each in fields(self)}
        return {name: value for name, value in named.items() if value and name != "page"}

    @property
    def dated_by_closing(self) -> bool:
        """Whether the days are those of the closing."""
        return self.view == State.CLOSED

    @property
    def order(self) -> str:
        """What it is sorted by: what has a deadline by deadline, the rest by last change, unless asked otherwise."""
        return self.sort or ("-changed" if self.view in (State.CLOSED, State.VOID, EVERYTHING) else "due")

    def without(self, *names: str) -> Filter:
        """The same with some of it taken away, from its first page."""
        return replace(self, page=1, **dict.fromkeys(names, ""))

    def url(self, path: str = "/tickets", **changes: Any) -> str:
        """The address of this list with some of it changed."""
        new = replace(self, **changes)
        pairs = new.address | ({"page": str(new.page)} if new.page > 1 else {})
        return f"{path}?{urlencode(pairs)}"

    def apply(self, rows: Select[Any]) -> Select[Any]:
        """Narrow a selection of tickets."""
        if self.view != EVERYTHING:
            rows = rows.where(Ticket.state.in_(UNFINISHED if self.view == UNFINISHED_VIEW else [self.view]))
        if self.light:
            rows = rows.where(*_lit(Colour(self.light)))
        if self.returned:
            rows = rows.where(Ticket.returned_times > 0 if self.returned == "1" else Ticket.returned_times == 0)
        is_so = [column == value for name, column in _EQUAL.items() if (value := getattr(self, name))]
        of_kind = [column == value for name, column in _OF_KIND.items() if (value := getattr(self, name))]
        if of_kind:
            is_so.append(Ticket.issue_type_id.in_(select(IssueType.id).where(*of_kind)))
        return rows.where(*is_so, *self._days(), *self._words())

    def sorted(self, rows: Select[Any]) -> Select[Any]:
        """Put a selection in order, equal ones by age (ids rise with time); what has no value to sort by comes last."""
        column = SORTS[self.order.removeprefix("-")]
        if self.order.startswith("-"):
            return rows.order_by(*_last_if_none(column, column.desc()), Ticket.id.desc())
        return rows.order_by(*_last_if_none(column, column.asc()), Ticket.id)

    def _days(self) -> list[ColumnElement[bool]]:
        column = Ticket.closed_at if self.dated_by_closing else func.coalesce(Ticket.released_at, Ticket.opened_at)
        since = [column >= _midnight(self.since)] if self.since else []
        return since + ([column < _midnight(self.until) + timedelta(days=1)] if self.until else [])

    def _words(self) -> list[ColumnElement[bool]]:
        if not self.words:
            return []
        named = Unit.name.contains(self.words, autoescape=True)
        places = select(Unit.id).where(or_(named, Unit.initials.startswith(self.words.lower(), autoescape=True)))
        kinds = select(IssueType.id).where(IssueType.search.contains(self.words.lower(), autoescape=True))
        return [
            or_(
                Ticket.number.contains(self.words, autoescape=True),
                Ticket.words.contains(self.words, autoescape=True),
                Ticket.village_id.in_(places),
                Ticket.responsible_id.in_(places),
                Ticket.issue_type_id.in_(kinds),
            )
        ]


def _last_if_none(column: ColumnElement[Any], towards: ColumnElement[Any]) -> list[ColumnElement[Any]]:
    # Said only where it matters: an index that could be walked in its own order is not used with it.
    may_be_none = isinstance(column, Column) and column.nullable
    return [towards.nulls_last() if may_be_none else towards]


def _midnight(day: str) -> datetime:
    return datetime.combine(date.fromisoformat(day), time(), tzinfo=clock.LOCAL)


def _lit(colour: Colour) -> list[ColumnElement[bool]]:
    """Which tickets show a light today: ``clock.light`` as conditions."""
    if colour is Colour.PAUSED:
        return [Ticket.state.in_(UNFINISHED - {State.OPEN}), Ticket.due_on.is_not(None)]
    today = clock.today()
    running = Ticket.state == State.OPEN
    if colour is Colour.RED:
        return [running, Ticket.due_on < today]
    until = amber_until(today, catalogue.calendar())
    # The longest terms first: a term goes with the first step that it reaches.
    soon = case(*((Ticket.term_days >= term, day) for term, day in reversed(until)))
    return [running, Ticket.due_on >= today, Ticket.due_on <= soon if colour is Colour.AMBER else Ticket.due_on > soon]
