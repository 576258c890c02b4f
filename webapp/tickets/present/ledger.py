"""The ledger 台账: problems as rows of a table, what can be filtered, and how many there are of each."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from webapp.accounts.queries import names
from webapp.catalogue import queries as catalogue
from webapp.kernel import clock, dates
from webapp.kernel.actors import Actor
from webapp.kernel.text import _, lazy, localized, pgettext
from webapp.tickets import queries
from webapp.tickets.clock import Colour
from webapp.tickets.filters import EVERYTHING, NAMES, UNFINISHED_VIEW, Filter
from webapp.tickets.models import Ticket
from webapp.tickets.policy import hides_opener
from webapp.tickets.present.cards import Lookup, card
from webapp.tickets.present.timeline import sentence
from webapp.tickets.vocab import SOURCE_LABELS, STATE_LABELS, UNFINISHED, Source, State
from webapp.timeline import queries as timeline
from webapp.units import queries as units

Row = dict[str, Any]


@dataclass(frozen=True)
class Column:
    """A column of the ledger.

    ``sort`` names what it sorts by (tickets/filters.py); a column that is not usual is shown when it is asked for.
    """

    label: Any
    sort: str = ""
    is_figure: bool = False
    is_usual: bool = True


UNDERWAY = (State.SUBMITTED, State.ON_HOLD)

COLUMNS: dict[str, Column] = {
    "number": Column(lazy("Number"), "number"),
    "title": Column(lazy("Problem")),
    "category": Column(lazy("Category"), is_usual=False),
    "village": Column(lazy("Village")),
    "venue": Column(lazy("Venue"), is_usual=False),
    "words": Column(lazy("Words"), is_usual=False),
    "source": Column(lazy("Source"), is_usual=False),
    "opener": Column(lazy("Opened by"), is_usual=False),
    "responsible": Column(lazy("Responsible")),
    "owner": Column(lazy("Responsible person"), is_usual=False),
    "state": Column(lazy("State")),
    "due": Column(lazy("Due"), "due"),
    "released": Column(lazy("Handed over"), "released"),
    "closed": Column(lazy("Closed on"), "closed", is_usual=False),
    "last": Column(lazy("Last step"), "changed"),
    "returned": Column(lazy("Returned"), "returned", is_figure=True),
}
"""The ledger's columns in their order."""

LIGHT_LABELS = {
    Colour.RED: lazy("Overdue"),
    Colour.AMBER: lazy("Due soon"),
    Colour.GREEN: lazy("On time"),
    Colour.PAUSED: lazy("Clock stopped"),
}


def columns(wanted: Filter, actor: Actor) -> dict[str, Column]:
    """The columns that a list shows to a reader: those asked for, else the usual ones."""
    offered = offered_columns(actor)
    asked = [name for name in wanted.columns.split(".") if name in offered]
    return {name: column for name, column in offered.items() if (name in asked if asked else column.is_usual)}


def offered_columns(actor: Actor) -> dict[str, Column]:
    """The columns that a reader may have at all."""
    hidden = {"opener"} if hides_opener(actor) else set()
    return {name: column for name, column in COLUMNS.items() if name not in hidden}


def rows(tickets: Sequence[Ticket], actor: Actor) -> list[Row]:
    """One row per ticket, in the same order: the card, and under ``cells`` the text of each column.

    Any number of them costs the same number of queries.
    """
    lookup = Lookup.of(tickets)
    groups = catalogue.groups()
    people = names(id_ for t in tickets for id_ in (t.responsible_person_id, t.opened_by))
    lasts = timeline.last_of_each("ticket", [t.id for t in tickets])
    told = []
    for ticket in tickets:
        shown, kind = card(ticket, actor, lookup), lookup.kinds[ticket.issue_type_id]
        last = lasts.get(ticket.id)
        own = shown["responsible"]["id"] == shown["village"]["id"]
        cells = {
            "number": ticket.name,
            "title": shown["title"],
            "category": localized(groups[kind.category].title),
            "village": shown["village"]["name"],
            "venue": shown["venue"]["name"] if shown["venue"] else "",
            "words": ticket.words,
            "source": str(SOURCE_LABELS[Source(ticket.source)]),
            "responsible": str(_("The village")) if own else shown["responsible"]["name"],
            "owner": people.get(ticket.responsible_person_id or "", ""),
            "state": shown["state_label"],
            "due": dates.day(ticket.due_on) if ticket.due_on else "",
            "released": _day(ticket.released_at),
            "closed": _day(ticket.closed_at),
            "last": f"{_day(last.recorded_at)} {sentence(last)}" if last else "",
            "returned": str(ticket.returned_times),
        }
        if not hides_opener(actor):
            cells["opener"] = (ticket.former or {}).get("found_by") or people.get(ticket.opened_by, "")
        told.append(shown | {"cells": cells, "is_own": own})
    return told


@dataclass(frozen=True)
class Choice:
    """One thing to filter by: its name in the filter, its label, the names of what it can be, how many each leaves."""

    name: str
    label: str
    named: dict[str, str]
    counts: dict[str, int]

    @property
    def key(self) -> str:
        """Its name in the address."""
        return NAMES.get(self.name, self.name)

    @property
    def options(self) -> list[tuple[str, str]]:
        """Values, and what stands for them in a list to choose from."""
        pairs = self.named.items()
        return [(value, str(_("%(name)s (%(n)s)", name=name, n=self.counts.get(value, 0)))) for value, name in pairs]


def choices(wanted: Filter, actor: Actor) -> list[Choice]:
    """What the ledger can be narrowed by, and how many tickets each would leave with everything else as it is.

    What would leave none is left out, unless it is what is chosen.
    """
    kinds = catalogue.every_revision()
    titles = {kind.code: localized(kind.texts["title"]) for kind in kinds.values()}
    categories = {code: localized(group.title) for code, group in catalogue.groups().items()}
    sources = {str(source): str(label) for source, label in SOURCE_LABELS.items()}
    facets = {
        "village": _Facet(_("Village"), Ticket.village_id, _unit_names),
        "responsible": _Facet(_("Responsible"), Ticket.responsible_id, _unit_names),
        "category": _Facet(
            _("Category"), Ticket.issue_type_id, lambda _ids: categories, lambda id_: kinds[id_].category
        ),
        "type_code": _Facet(_("Kind"), Ticket.issue_type_id, lambda _ids: titles, lambda id_: kinds[id_].code),
        "source": _Facet(_("Source"), Ticket.source, lambda _ids: sources),
        "owner": _Facet(_("Responsible person"), Ticket.responsible_person_id, names),
        "opener": _Facet(_("Opened by"), Ticket.opened_by, names),
    }
    if hides_opener(actor):
        del facets["opener"]
    # One reading for all that is not chosen; a choice itself is counted as if it were not made.
    together = queries.tallied(actor, wanted, *(facet.column for facet in facets.values()))
    found = []
    for at, (name, facet) in enumerate(facets.items()):
        chosen = getattr(wanted, name)
        pairs = [(values[at], n) for values, n in together]
        if chosen:
            pairs = [(values[0], n) for values, n in queries.tallied(actor, wanted.without(name), facet.column)]
        counts = _summed(pairs, facet.key)
        named = facet.named([*counts, chosen])
        shown = {value: text for value, text in named.items() if value in counts or value == chosen}
        found.append(Choice(name, str(facet.label), shown, counts))
    return [choice for choice in found if choice.named]


def chips(wanted: Filter, actor: Actor) -> list[dict[str, Any]]:
    """The views of the ledger, with how many tickets each has."""
    month = clock.today().replace(day=1).isoformat()
    is_month = (wanted.view, wanted.since, wanted.until) == (State.CLOSED, month, "")
    base = wanted.without("light", *(("since",) if is_month else ()))
    closed = replace(base, view=State.CLOSED)
    this_month = replace(closed, since=month, until="")
    overdue = replace(base, view=UNFINISHED_VIEW, light=Colour.RED)
    # Those of one day each, and what a light finds, are counted apart; the rest is one reading.
    of_state = {values[0]: n for values, n in queries.tallied(actor, replace(base, view=EVERYTHING), Ticket.state)}
    views: list[tuple[Filter, str, int]] = [
        (replace(base, view=UNFINISHED_VIEW), _("Not finished"), sum(of_state.get(state, 0) for state in UNFINISHED)),
        (overdue, _("Overdue"), queries.count(actor, overdue)),
        *((replace(base, view=state), STATE_LABELS[state], of_state.get(state, 0)) for state in UNDERWAY),
        (this_month, _("Closed this month"), queries.count(actor, this_month)),
        (closed, STATE_LABELS[State.CLOSED], queries.count(actor, closed)),
        (replace(base, view=State.VOID), STATE_LABELS[State.VOID], of_state.get(State.VOID, 0)),
        (replace(base, view=EVERYTHING), pgettext("tickets", "All"), sum(of_state.values())),
    ]
    shown = replace(wanted, page=1)
    return [
        {"label": str(label), "url": view.url(), "count": count, "colour": view.light, "current": view == shown}
        for view, label, count in views
        # Nothing can be put on hold yet; what an import brings may be.
        if count or view.view != State.ON_HOLD or view == shown
    ]


def narrowed(wanted: Filter, offered: Sequence[Choice]) -> list[dict[str, Any]]:
    """What is set besides the view, each with the address of the list without it."""
    labels = {choice.name: choice.named for choice in offered}
    told: dict[str, Callable[[str], str]] = {
        "light": lambda value: str(LIGHT_LABELS[Colour(value)]),
        "since": lambda value: _("from %(day)s", day=dates.day(date.fromisoformat(value))),
        "until": lambda value: _("until %(day)s", day=dates.day(date.fromisoformat(value))),
        "returned": lambda value: _("Returned before") if value == "1" else _("Never returned"),
        "words": lambda value: _("“%(words)s”", words=value),
        "township": lambda value: _unit_names([value]).get(value, value),
    }
    return [
        {
            "label": str(told[name](value) if name in told else labels.get(name, {}).get(value, value)),
            "url": wanted.without(name).url(view=wanted.view),
            "remove": True,
        }
        for name, value in wanted.narrows.items()
    ]


@dataclass(frozen=True)
class _Facet:
    """``named`` names values, in the order in which they are offered; ``key`` makes a value of what the column has."""

    label: Any
    column: Any
    named: Callable[[list[str]], dict[str, str]]
    key: Callable[[str], str] = lambda value: value


def _summed(pairs: list[tuple[str | None, int]], key: Callable[[str], str]) -> dict[str, int]:
    total: Counter[str] = Counter()
    for value, number in pairs:
        if value is not None:
            total[key(value)] += number
    return total


def _unit_names(ids: Sequence[str]) -> dict[str, str]:
    """Names by id, in the register's order."""
    found = units.names([id_ for id_ in ids if id_])
    return {
        u.id: u.name for u in sorted(found.values(), key=lambda u: (u.kind, u.township_id or "", u.position, u.name))
    }


def _day(instant: datetime | None) -> str:
    return dates.day(clock.local(instant).date()) if instant else ""
