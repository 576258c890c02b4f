"""Taking over a row of the former ledger: its dates, its state and its owner are those that stand there."""

from datetime import date, datetime
from typing import Any

from webapp.catalogue import queries as catalogue
from webapp.catalogue.models import IssueType
from webapp.catalogue.vocab import LONGEST_TERM
from webapp.kernel.clock import midnight
from webapp.kernel.commands import Context
from webapp.kernel.errors import AppError
from webapp.kernel.ids import id_within
from webapp.tickets import clock, queries
from webapp.tickets.effects.describing import kind_of, venue_in
from webapp.tickets.effects.releasing import give_number, number_beginning
from webapp.tickets.events import TicketImported
from webapp.tickets.models import Submission, Ticket
from webapp.tickets.problems import NUMBER_TAKEN, WRONG_OWNER
from webapp.tickets.vocab import FORMER, Channel, Outcome, Source, State
from webapp.units import queries as units
from webapp.units.models import Unit

DATES = ("inspected_on", "handed_on", "due_on", "fixed_on", "closed_on")


class Takeover:
    """What the rows of one list are held against. Everything is asked once, so that other writers wait for seconds at
    most while a long list comes in."""

    def __init__(self, ctx: Context) -> None:
        self.ctx = ctx
        self._calendar = catalogue.calendar()
        self._kinds: dict[str, IssueType] = {}
        self._owners: dict[str, dict[str, Unit]] = {}
        self._members: dict[str, set[str]] = {}
        self._numbers: dict[str, set[str]] = {}

    def ticket(self, village: Unit, row: dict[str, Any], at: int) -> Ticket:
        """The ticket that a row tells of.

        :param row: as ``schemas.FormerTicket`` gives it.
        :param at: its place in the list, from which its id follows.
        Raises ``ticket.unknown_kind``, ``ticket.wrong_owner``, ``ticket.wrong_venue``, ``ticket.number_taken``.
        """
        kind, owner = self._kind(row["type_code"]), self._owner(village, row["responsible_id"])
        handed_on = row["handed_on"] or row["inspected_on"]
        due, term = self._deadline(kind, handed_on, row["due_on"])
        ticket = Ticket(
            id=id_within(self.ctx.command_id, "ticket", at),
            state=row["state"],
            version=1,
            source=Source.IMPORT,
            issue_type_id=kind.id,
            county_id=village.county_id,
            township_id=village.township_id,
            village_id=village.id,
            venue_id=venue_in(village, row["venue_id"]),
            responsible_id=owner.id,
            responsible_person_id=self._person(owner, row["responsible_person_id"]),
            words=row["words"],
            fields={},
            opened_by=self.ctx.actor.person_id,
            opened_by_unit_id=self.ctx.actor.unit_id,
            opened_at=midnight(row["inspected_on"]),
            received_at=self.ctx.now,
            released_at=midnight(handed_on),
            term_days=term,
            due_on=due,
            returned_times=0,
            changed_at=_last_change(row, self.ctx.now),
            former={name: row[name] for name in FORMER if row[name]},
        )
        self._number(ticket, row["number"])
        return ticket

    def _kind(self, code: str) -> IssueType:
        if code not in self._kinds:
            self._kinds[code] = kind_of(code)
        return self._kinds[code]

    def _owner(self, village: Unit, owner_id: str) -> Unit:
        """The village itself, or a department there; a reason is not asked for what was decided long ago."""
        township_id = village.township_id or ""
        if township_id not in self._owners:
            departments = units.departments_of(units.township_of(village))
            self._owners[township_id] = {unit.id: unit for unit in departments}
        owner = village if owner_id == village.id else self._owners[township_id].get(owner_id)
        if owner is None:
            raise AppError(WRONG_OWNER)
        return owner

    def _person(self, owner: Unit, person_id: str | None) -> str | None:
        if person_id is None:
            return None
        if owner.id not in self._members:
            self._members[owner.id] = {member.person_id for member in units.members_of(owner.id)}
        if person_id not in self._members[owner.id]:
            raise AppError(WRONG_OWNER)
        return person_id

    def _deadline(self, kind: IssueType, handed_on: date, due_on: date | None) -> tuple[date, int]:
        """The due date and how many working days that is; the catalogue's term where the ledger names none."""
        if due_on is None:
            return self._calendar.add(handed_on, kind.term_days), kind.term_days
        return due_on, min(max(1, self._calendar.between(handed_on, due_on)), LONGEST_TERM)

    def _number(self, ticket: Ticket, wanted: str) -> None:
        if not wanted:
            give_number(ticket)
            return
        if ticket.township_id not in self._numbers:
            self._numbers[ticket.township_id] = queries.numbers_of(ticket.township_id)
        held = self._numbers[ticket.township_id]
        if wanted.startswith(number_beginning(ticket.township_id)) or wanted in held:
            raise AppError(NUMBER_TAKEN, number=wanted)
        held.add(wanted)
        ticket.number = wanted


def reported(ticket: Ticket, ctx: Context, row: dict[str, Any]) -> Submission | None:
    """What was reported as done, on paper as it was; the ticket's clock stops with it. None for what is not done."""
    if row["state"] not in (State.SUBMITTED, State.CLOSED):
        return None
    fixed_on: date = row["fixed_on"] or row["closed_on"]
    is_closed = row["state"] == State.CLOSED
    fix = Submission(
        id=id_within(ticket.id, "fix"),
        ticket_id=ticket.id,
        ordinal=1,
        responsible_id=ticket.responsible_id,
        channel=Channel.PAPER,
        entered_by=ctx.actor.person_id,
        words=row["done"],
        claimed_at=midnight(fixed_on),
        submitted_at=midnight(fixed_on),
        outcome=Outcome.CLOSED if is_closed else Outcome.WAITING,
        decided_at=midnight(row["closed_on"]) if is_closed else None,
    )
    ticket.clock_stopped_at = fix.submitted_at
    if is_closed:
        ticket.closed_at = fix.decided_at
        ticket.closed_on_time = ticket.due_on is None or clock.in_time(fix.submitted_at, ticket.due_on)
    return fix


def event(ticket: Ticket, code: str, row: dict[str, Any]) -> TicketImported:
    """What its timeline begins with."""
    return TicketImported(
        subject_id=ticket.id,
        unit_id=ticket.village_id,
        number=ticket.number or "",
        type_code=code,
        responsible_id=ticket.responsible_id,
        state=ticket.state,
        dates={name: row[name].isoformat() for name in DATES if row[name]},
        words=ticket.words,
        former=ticket.former or {},
    )


def _last_change(row: dict[str, Any], now: datetime) -> datetime:
    """What is over stays where it was in lists by change; what goes on comes up."""
    ended = row["closed_on"] or row["fixed_on"] or row["inspected_on"]
    return midnight(ended) if row["state"] in (State.CLOSED, State.VOID) else now
