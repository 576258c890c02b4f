"""Reads about phones: whose they are, and what each has made, delivered and still owes."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from sqlalchemy import Select, exists, func, literal, or_, select, union_all

from webapp.kernel.actors import Actor
from webapp.kernel.commands import Receipt
from webapp.kernel.db import db
from webapp.kernel.errors import NOT_FOUND, AppError
from webapp.kernel.policy import can
from webapp.sync.models import Device, Discard
from webapp.units import queries as units

Key = tuple[str | None, str]  # device (a receipt may name none) and person
Range = tuple[int, int]  # first and last number


@dataclass(frozen=True)
class Account:
    """What a phone owes: of the numbers 1 to ``made`` so many ``arrived`` as receipts, so many were ``discarded`` by
    their owner, and the rest is ``missing``."""

    device: Device
    made: int
    arrived: int
    discarded: int
    missing: Sequence[Range] = ()

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
    """The accounts of some phones, in the order asked for. Four queries at most, however many phones."""
    phones = db.session.scalars(wanted).all()
    ids = wanted.with_only_columns(Device.id).order_by(None)
    arrived, discarded = _arrived(ids), _discarded(ids)
    found = [_account(phone, arrived.get(_key(phone), (0, 0)), discarded.get(_key(phone), [])) for phone in phones]
    owing = [each.device.id for each in found if each.arrived + each.discarded < each.made]
    gaps = _gaps(owing) if owing else {}
    return [replace(each, missing=_closed(gaps.get(_key(each.device), []), each.made)) for each in found]


def _key(phone: Device) -> Key:
    return phone.id, phone.person_id


def _account(phone: Device, arrived: tuple[int, int], discarded: Sequence[int]) -> Account:
    count, highest = arrived
    return Account(phone, max(phone.made, highest, *discarded), count, len(discarded))


# What follows looks up by phone and tells by phone and person, so that two people on one phone are kept apart.


def _arrived(ids: Select[str]) -> dict[Key, tuple[int, int]]:
    """How many numbers have arrived, and the highest of them."""
    key = (Receipt.device, Receipt.person_id)
    counted = select(*key, func.count(Receipt.seq.distinct()), func.max(Receipt.seq)).group_by(*key)
    rows = db.session.execute(counted.where(Receipt.device.in_(ids), Receipt.seq >= 1))
    return {(device, person_id): (count, highest or 0) for device, person_id, count, highest in rows}


def _discarded(ids: Select[str]) -> dict[Key, list[int]]:
    """The numbers that were thrown away and have not arrived all the same."""
    same = (Receipt.device == Discard.device, Receipt.person_id == Discard.person_id, Receipt.seq == Discard.seq)
    thrown = select(Discard.device, Discard.person_id, Discard.seq).where(Discard.device.in_(ids))
    found: dict[Key, list[int]] = {}
    for device, person_id, seq in db.session.execute(thrown.where(~exists().where(*same))):
        found.setdefault((device, person_id), []).append(seq)
    return found


def _gaps(ids: Sequence[str]) -> dict[Key, list[tuple[int, int | None]]]:
    """The numbers between those that came to an end; after the highest the last gap is open (None)."""
    ended = [
        select(table.device, table.person_id, table.seq).where(table.device.in_(ids), table.seq >= 1)
        for table in (Receipt, Discard)
    ]
    start = select(Device.id.label("device"), Device.person_id, literal(0).label("seq")).where(Device.id.in_(ids))
    known = union_all(start, *ended).subquery().c
    following = func.lead(known.seq).over(partition_by=(known.device, known.person_id), order_by=known.seq)
    step = select(known.device, known.person_id, known.seq, following.label("following")).subquery()
    gap = select(step).where(or_(step.c.following.is_(None), step.c.following > step.c.seq + 1))
    found: dict[Key, list[tuple[int, int | None]]] = {}
    for device, person_id, seq, after in db.session.execute(gap.order_by(step.c.seq)):
        found.setdefault((device, person_id), []).append((seq + 1, None if after is None else after - 1))
    return found


def _closed(gaps: Sequence[tuple[int, int | None]], made: int) -> list[Range]:
    """The gaps up to the last number that was given to a command."""
    return [(first, made if last is None else last) for first, last in gaps if last is not None or first <= made]
