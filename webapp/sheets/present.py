"""The ledger as rows of a spreadsheet, with the columns that the field expects (domain.md 2.7)."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from webapp.accounts.queries import names
from webapp.catalogue import queries as catalogue
from webapp.catalogue.models import IssueGroup
from webapp.catalogue.vocab import SEVERITY_LABELS, Severity
from webapp.kernel import clock
from webapp.kernel.actors import Actor
from webapp.kernel.ids import short_code
from webapp.kernel.text import _, joined, lazy, localized
from webapp.tickets import queries as tickets
from webapp.tickets.models import Submission, Ticket, TicketPhoto
from webapp.tickets.present.cards import Lookup, state_label
from webapp.tickets.vocab import REASON_LABELS, SOURCE_LABELS, Outcome, PhotoUse, ReturnReason, Source

Cell = str | int | date | None


@dataclass(frozen=True)
class Line:
    """One problem and what its row needs of others."""

    number: int
    ticket: Ticket
    lookup: Lookup
    groups: dict[str, IssueGroup]
    people: dict[str, str]
    fixes: Sequence[Submission]

    @property
    def photos(self) -> Sequence[TicketPhoto]:
        """All of its photos, in the order they were added."""
        return self.lookup.photos[self.ticket.id]

    def person(self, person_id: str | None) -> str:
        """Somebody's name."""
        return self.people.get(person_id or "", "")

    def unit(self, unit_id: str) -> str:
        """A unit's name."""
        return self.lookup.units[unit_id].name

    @property
    def decided(self) -> Submission | None:
        """The last report that was decided on."""
        return next((fix for fix in reversed(self.fixes) if fix.outcome in (Outcome.CLOSED, Outcome.RETURNED)), None)

    @property
    def reported(self) -> Submission | None:
        """The last report that was not taken back."""
        return next((fix for fix in reversed(self.fixes) if fix.outcome != Outcome.WITHDRAWN), None)


@dataclass(frozen=True)
class Column:
    """A column: its head, its width in characters, and what stands in it. One without ``value`` is filled in by hand:
    nothing in the app says it yet, and the township's form has it."""

    head: object
    width: int
    value: Callable[[Line], Cell] | None = None


def columns() -> list[Column]:
    """The columns in their order."""
    return [
        Column(lazy("No."), 6, lambda line: line.number),
        Column(lazy("Number"), 14, lambda line: line.ticket.name),
        Column(lazy("Source"), 10, lambda line: str(SOURCE_LABELS[Source(line.ticket.source)])),
        Column(lazy("Inspected on"), 12, lambda line: _day(line.ticket.opened_at)),
        Column(lazy("Inspected by"), 10, _found_by),
        Column(lazy("Village"), 12, lambda line: line.unit(line.ticket.village_id)),
        Column(lazy("Venue"), 14, _venue),
        Column(
            lazy("First-level category"),
            12,
            lambda line: _group(line, line.lookup.kinds[line.ticket.issue_type_id].category),
        ),
        Column(
            lazy("Second-level category"),
            12,
            lambda line: _group(line, line.lookup.kinds[line.ticket.issue_type_id].group),
        ),
        Column(lazy("Item"), 22, lambda line: _text(line, "title")),
        Column(lazy("Words"), 36, lambda line: line.ticket.words),
        Column(lazy("Photo numbers"), 18, lambda line: joined([short_code(p.photo_id) for p in line.photos])),
        Column(lazy("Basis"), 12),
        Column(lazy("Severity"), 8, _severity),
        Column(lazy("Responsible"), 14, lambda line: line.unit(line.ticket.responsible_id)),
        Column(lazy("Responsible person"), 10, lambda line: line.person(line.ticket.responsible_person_id)),
        Column(lazy("Caused above"), 10, _caused_above),
        Column(lazy("How to fix"), 30, lambda line: _text(line, "how_to_fix")),
        Column(lazy("Handed over on"), 12, lambda line: _day(line.ticket.released_at)),
        Column(lazy("Due on"), 12, lambda line: line.ticket.due_on),
        Column(lazy("Extension"), 10),
        Column(lazy("Fixed on"), 12, _fixed_on),
        Column(lazy("What was done"), 30, lambda line: line.reported.words if line.reported else ""),
        Column(lazy("Reviewed by"), 10, _reviewed_by),
        Column(lazy("Verdict"), 20, _verdict),
        Column(lazy("Closed on"), 12, lambda line: _day(line.ticket.closed_at)),
        Column(lazy("Supervision or talk"), 12),
        Column(lazy("Look back"), 10),
        Column(lazy("Came back"), 10),
        Column(lazy("State"), 10, lambda line: state_label(line.ticket)),
        Column(lazy("Returned"), 8, lambda line: line.ticket.returned_times),
        Column(lazy("Remarks"), 20, lambda line: (line.ticket.former or {}).get("remark", "")),
    ]


def lines(ticket_ids: Sequence[str], actor: Actor, first: int) -> list[Line]:
    """Problems in the order of their ids, numbered from ``first``; what the actor no longer sees is left out.

    Any number of them costs the same number of queries.
    """
    found = {ticket.id: ticket for ticket in tickets.by_ids(actor, ticket_ids)}
    shown = [found[ticket_id] for ticket_id in ticket_ids if ticket_id in found]
    lookup, groups = Lookup.of(shown), catalogue.groups()
    fixes = tickets.submissions_of([ticket.id for ticket in shown])
    asked = {id_ for t in shown for id_ in (t.opened_by, t.responsible_person_id)}
    asked |= {fix.decided_by for of_one in fixes.values() for fix in of_one}
    people = names(asked)
    return [Line(n, t, lookup, groups, people, fixes[t.id]) for n, t in enumerate(shown, first)]


def pictures(line: Line) -> tuple[TicketPhoto | None, TicketPhoto | None]:
    """The photos that stand for a problem: the first of it, and the last of its fix."""
    before = [photo for photo in line.photos if photo.use == PhotoUse.PROBLEM]
    after = [photo for photo in line.photos if photo.use == PhotoUse.FIX]
    return before[0] if before else None, after[-1] if after else None


def _day(instant: datetime | None) -> date | None:
    return clock.local(instant).date() if instant else None


def _found_by(line: Line) -> str:
    return (line.ticket.former or {}).get("found_by") or line.person(line.ticket.opened_by)


def _reviewed_by(line: Line) -> str:
    if line.decided is None:
        return ""
    return line.person(line.decided.decided_by) or (line.ticket.former or {}).get("reviewed_by", "")


def _group(line: Line, code: str) -> str:
    return localized(line.groups[code].title)


def _text(line: Line, name: str) -> str:
    return localized(line.lookup.kinds[line.ticket.issue_type_id].texts.get(name))


def _venue(line: Line) -> str:
    venue = line.lookup.venues.get(line.ticket.venue_id or "")
    return venue.name if venue else ""


def _severity(line: Line) -> str:
    return str(SEVERITY_LABELS[Severity(line.lookup.kinds[line.ticket.issue_type_id].severity)])


def _caused_above(line: Line) -> str:
    return str(_("No") if line.ticket.responsible_id == line.ticket.village_id else _("Yes"))


def _fixed_on(line: Line) -> date | None:
    return _day(line.reported.claimed_at or line.reported.submitted_at) if line.reported else None


def _verdict(line: Line) -> str:
    fix = line.decided
    if fix is None:
        return ""
    word = _("Passed") if fix.outcome == Outcome.CLOSED else REASON_LABELS[ReturnReason(fix.reason or "other")]
    return joined([str(word), fix.reason_words]) if fix.reason_words else str(word)
