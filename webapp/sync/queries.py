"""Reads about phones: whose they are, and what each has made, delivered and still owes."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, Subquery, and_, func, literal, or_, select, union_all

from webapp.kernel.actors import Actor
from webapp.kernel.commands import Receipt
from webapp.kernel.db import db
from webapp.kernel.errors import NOT_FOUND, AppError
from webapp.kernel.policy import can
from webapp.sync.models import Device, Discard
from webapp.units import queries as units

Key = tuple[str, str]  # device and person
Range = tuple[int, int]  # first and last number


@dataclass(frozen=True)
class Account:
    """What a phone owes: of the numbers 1 to ``made`` so many ``arrived`` as receipts, so many were ``discarded`` by
    their owner, and the rest is ``missing``."""

    device: Device
    made: int
    arrived: int
    discarded: int
    missing: Sequence[Range]

    @property
    def is_behind(self) -> bool:
        """Whether something has not arrived, by our count or by its own."""
        return bool(self.missing) or self.device.waiting > 0


def visible_to(actor: Actor) -> Select[Device]:
    """Phones that exist for an actor: their own, and for who answers for phones those of the people below."""
    own = Device.person_id == actor.person_id
    if not can(actor, "device.list"):
        return select(Device).where(own)
    return select(Device).where(or_(own, Device.person_id.in_(units.person_ids_below(actor))))


def own(actor: Actor) -> Select[Device]:
    """An actor's own phones."""
    return select(Device).where(Device.person_id == actor.person_id)


def to_change(actor: Actor, person_id: str, device: str) -> Device:
    """A phone that exists for the actor, locked. Raises ``http.not_found``."""
    wanted = visible_to(actor).where(Device.id == device, Device.person_id == person_id)
    found = db.session.scalar(wanted.with_for_update(of=Device).execution_options(populate_existing=True))
    if found is None:
        raise AppError(NOT_FOUND)
    return found


def account(actor: Actor, person_id: str, device: str) -> Account:
    """The account of one phone that exists for the actor. Raises ``http.not_found``."""
    found = accounts(visible_to(actor).where(Device.id == device, Device.person_id == person_id))
    if not found:
        raise AppError(NOT_FOUND)
    return found[0]


def is_lost(person_id: str, device: str) -> bool:
    """Whether a person's phone was reported lost; False for one that nobody knows."""
    found = db.session.get(Device, (device, person_id))
    return found is not None and found.lost_at is not None


def has_arrived(person_id: str, device: str, seq: int) -> bool:
    """Whether the command of that number is here."""
    mine = (Receipt.device == device, Receipt.person_id == person_id, Receipt.seq == seq)
    return db.session.scalar(select(Receipt.id).where(*mine).limit(1)) is not None


def accounts(wanted: Select[Device]) -> list[Account]:
    """The accounts of some phones, in the order asked for. Three queries, however many phones."""
    phones = db.session.scalars(wanted).all()
    numbers = _numbers(wanted)
    counts = {(row.device, row.person_id): row for row in db.session.execute(_counts(numbers))}
    gaps = _gaps(wanted, numbers)
    return [_account(phone, counts.get((phone.id, phone.person_id)), gaps) for phone in phones]


def _account(phone: Device, counted: Any, gaps: dict[Key, list[tuple[int, int | None]]]) -> Account:
    made = max(phone.made, counted.highest if counted else 0)
    found = gaps.get((phone.id, phone.person_id), [])
    missing = [(first, last or made) for first, last in found if first <= (last or made)]
    arrived, discarded = (counted.arrived, counted.discarded) if counted else (0, 0)
    return Account(phone, made, arrived, discarded, missing)


def _chosen(wanted: Select[Device]) -> Subquery:
    return wanted.with_only_columns(Device.id, Device.person_id).order_by(None).subquery()


def _numbers(wanted: Select[Device]) -> Subquery:
    """Every number of the phones that came to an end, once; ``here`` is 1 when it arrived, 0 when it was discarded."""
    phone = _chosen(wanted)

    def numbers_in(table: type[Receipt] | type[Discard], here: int) -> Select[Any]:
        theirs = and_(table.device == phone.c.id, table.person_id == phone.c.person_id)
        seen = select(phone.c.id, phone.c.person_id, table.seq.label("seq"), literal(here).label("here"))
        return seen.join(table, theirs).where(table.seq >= 1)

    both = union_all(numbers_in(Receipt, 1), numbers_in(Discard, 0)).subquery()
    each = (both.c.id, both.c.person_id, both.c.seq)
    return select(*each, func.max(both.c.here).label("here")).group_by(*each).subquery()


def _counts(numbers: Subquery) -> Select[Any]:
    arrived = func.sum(numbers.c.here)
    phone = (numbers.c.id.label("device"), numbers.c.person_id)
    counted = (arrived.label("arrived"), (func.count() - arrived).label("discarded"))
    return select(*phone, *counted, func.max(numbers.c.seq).label("highest")).group_by(*phone)


def _gaps(wanted: Select[Device], numbers: Subquery) -> dict[Key, list[tuple[int, int | None]]]:
    """The numbers between those that came to an end, for each phone; the last gap is open (None) up to what it made."""
    phone = _chosen(wanted)
    start = select(phone.c.id, phone.c.person_id, literal(0).label("seq"))
    known = union_all(start, select(numbers.c.id, numbers.c.person_id, numbers.c.seq)).subquery()
    following = func.lead(known.c.seq).over(partition_by=(known.c.id, known.c.person_id), order_by=known.c.seq)
    step = select(known.c.id, known.c.person_id, known.c.seq, following.label("following")).subquery()
    gap = select(step).where(or_(step.c.following.is_(None), step.c.following > step.c.seq + 1))
    found: dict[Key, list[tuple[int, int | None]]] = {}
    for row in db.session.execute(gap.order_by(step.c.seq)):
        last = None if row.following is None else row.following - 1
        found.setdefault((row.id, row.person_id), []).append((row.seq + 1, last))
    return found
