"""The overview of a township or a county, counted from what its reader may see."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from sqlalchemy import func, select

from webapp.catalogue import queries as catalogue
from webapp.catalogue.models import IssueType
from webapp.catalogue.workdays import Calendar
from webapp.kernel import clock as kernel_clock
from webapp.kernel.actors import Actor
from webapp.kernel.db import db
from webapp.tickets import clock
from webapp.tickets import queries as tickets
from webapp.tickets.models import Ticket
from webapp.tickets.vocab import UNFINISHED, State

WORST_FIRST = (clock.Colour.RED, clock.Colour.AMBER, clock.Colour.GREEN, clock.Colour.PAUSED)


@dataclass
class Township:
    """What stands beside a township's name."""

    overdue: int = 0
    in_review: int = 0


@dataclass
class Overview:
    """``lights`` are colours of open tickets by responsible unit and by kind, worst first."""

    overdue: int = 0
    longest_over: int = 0
    in_review: int = 0
    reviews_late: int = 0
    due_soon: int = 0
    opened: int = 0
    closed: int = 0
    closed_on_time: int = 0
    by_owner: dict[str, list[str]] = field(default_factory=dict)
    by_kind: dict[str, list[str]] = field(default_factory=dict)
    voided: int = 0
    by_township: dict[str, Township] = field(default_factory=dict)


def overview(actor: Actor, township_id: str | None = None) -> Overview:
    """What is red, what waits, what came and went this month, by who must fix it and by kind.

    :param township_id: only this township; None counts everything the actor sees.
    """
    rows = _unfinished(actor, township_id)
    calendar, today = catalogue.calendar(), kernel_clock.today()
    result = Overview()
    owners: dict[str, list[str]] = defaultdict(list)
    kinds: dict[str, list[str]] = defaultdict(list)
    codes = {kind.id: kind.code for kind in catalogue.by_ids([row.issue_type_id for row in rows]).values()}
    for row in rows:
        if row.due_on is None:
            continue
        light = clock.light(row.due_on, row.term_days, today, calendar, paused=row.state != State.OPEN)
        _count(result, row, light, clock_today=today, calendar=calendar)
        there = result.by_township.setdefault(row.township_id, Township())
        there.overdue += light.colour == clock.Colour.RED
        there.in_review += row.state == State.SUBMITTED
        owners[row.responsible_id].append(light.colour)
        kinds[codes[row.issue_type_id]].append(light.colour)
    result.by_owner = {key: _worst_first(found) for key, found in owners.items()}
    result.by_kind = {key: _worst_first(found) for key, found in kinds.items()}
    first = today.replace(day=1)
    result.opened = _opened(actor, township_id, first, today)
    result.closed, result.closed_on_time = _closed(actor, township_id, first, today)
    result.voided = _voided(actor, township_id, first, today)
    return result


def kind_titles(codes: Sequence[str]) -> dict[str, IssueType]:
    """The newest revision of kinds, by code, in the catalogue's order."""
    wanted = select(IssueType).where(IssueType.code.in_(codes), IssueType.superseded_at.is_(None))
    return {kind.code: kind for kind in db.session.scalars(wanted.order_by(IssueType.position))}


def _count(result: Overview, row: Ticket, light: clock.Light, *, clock_today: date, calendar: Calendar) -> None:
    if light.colour == clock.Colour.RED:
        result.overdue += 1
        result.longest_over = max(result.longest_over, light.days_over)
    result.due_soon += light.colour == clock.Colour.AMBER
    if row.state == State.SUBMITTED and row.clock_stopped_at is not None:
        result.in_review += 1
        late = clock.review_light(row.clock_stopped_at, clock_today, calendar)
        result.reviews_late += late.colour == clock.Colour.RED


def _worst_first(colours: list[str]) -> list[str]:
    return sorted((str(colour) for colour in colours), key=[str(c) for c in WORST_FIRST].index)


def _unfinished(actor: Actor, township_id: str | None) -> Sequence[Ticket]:
    wanted = tickets.visible_to(actor).where(Ticket.state.in_(UNFINISHED), Ticket.released_at.is_not(None))
    if township_id is not None:
        wanted = wanted.where(Ticket.township_id == township_id)
    return db.session.scalars(wanted).all()


def _opened(actor: Actor, township_id: str | None, first: date, last: date) -> int:
    start, end = kernel_clock.midnight(first), kernel_clock.midnight(last + timedelta(days=1))
    wanted = tickets.visible_to(actor).where(Ticket.released_at >= start, Ticket.released_at < end)
    if township_id is not None:
        wanted = wanted.where(Ticket.township_id == township_id)
    return db.session.scalar(select(func.count()).select_from(wanted.subquery())) or 0


def _closed(actor: Actor, township_id: str | None, first: date, last: date) -> tuple[int, int]:
    start, end = kernel_clock.midnight(first), kernel_clock.midnight(last + timedelta(days=1))
    wanted = tickets.visible_to(actor).where(Ticket.state == State.CLOSED)
    wanted = wanted.where(Ticket.closed_at >= start, Ticket.closed_at < end)
    if township_id is not None:
        wanted = wanted.where(Ticket.township_id == township_id)
    rows = wanted.subquery()
    total = db.session.scalar(select(func.count()).select_from(rows)) or 0
    on_time = db.session.scalar(select(func.count()).select_from(rows).where(rows.c.closed_on_time)) or 0
    return total, on_time


def _voided(actor: Actor, township_id: str | None, first: date, last: date) -> int:
    """Voids are counted in every report (design.md section 3)."""
    start, end = kernel_clock.midnight(first), kernel_clock.midnight(last + timedelta(days=1))
    wanted = tickets.visible_to(actor).where(Ticket.state == State.VOID)
    wanted = wanted.where(Ticket.changed_at >= start, Ticket.changed_at < end)
    if township_id is not None:
        wanted = wanted.where(Ticket.township_id == township_id)
    return db.session.scalar(select(func.count()).select_from(wanted.subquery())) or 0
