"""Bringing unsent work in from a file: who may, and then each item as if the phone had sent it itself.

Ids are the phone's own, so whatever was here already, or arrives later, is a replay.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from marshmallow import ValidationError

from webapp.accounts.models import Person
from webapp.kernel import http
from webapp.kernel.actors import Actor
from webapp.kernel.commands import BUSY, Envelope, Receipt, execute
from webapp.kernel.db import db
from webapp.kernel.errors import INVALID, AppError
from webapp.kernel.policy import can
from webapp.kernel.rest import read_json
from webapp.kernel.storage import Store
from webapp.photos import commands as photos
from webapp.photos import problems as photo_problems
from webapp.photos.vocab import MAX_BYTES, MEGA
from webapp.sync import schemas
from webapp.sync.archive import Archive, is_sealed
from webapp.sync.problems import NOT_UNSENT, NOT_YOURS, OTHER_STEP, PHONE_LOST, ROLE_ENDED, SEAL_WRONG
from webapp.sync.queries import phones
from webapp.sync.vocab import BROUGHT_IN, Fate, Status
from webapp.units import queries as units

FATES = {Status.APPLIED: Fate.ARRIVED, Status.REPLAYED: Fate.HERE}
# Nothing is wrong with the item: the same file, once more, may well bring it in.
NOT_NOW = (BUSY, photo_problems.BUSY)


@dataclass(frozen=True)
class Unsent:
    """An opened file that may be brought in: what is in it, who made it, and who carries it in for them, if anybody."""

    archive: Archive
    manifest: Mapping[str, Any]
    owner: Person
    carrier: Actor | None


@dataclass(frozen=True)
class Brought:
    """What became of one item; ``error`` says why, when it did not arrive."""

    name: str
    args: Mapping[str, Any]
    fate: Fate
    error: AppError | None


def opened(archive: Archive, actor: Actor) -> Unsent:
    """A file's content, if ``actor`` may bring it in: its owner, or whoever answers for them and with a right seal.

    Raises ``unsent.unreadable``, ``unsent.too_large``, ``unsent.not_yours``, ``unsent.phone_lost`` or
    ``unsent.seal_wrong``.
    """
    raw = archive.manifest()
    manifest = _manifest(raw)
    person_id, device = manifest["person"], manifest["device"]
    is_own = person_id == actor.person_id
    if not is_own or phones.is_lost(person_id, device):
        if not can(actor, "unsent.bring", units.current_memberships(person_id)):
            raise AppError(PHONE_LOST if is_own else NOT_YOURS)
        if not is_sealed(raw, archive.seal(), person_id, device):
            raise AppError(SEAL_WRONG)
    return Unsent(archive, manifest, db.session.get_one(Person, person_id), None if is_own else actor)


def bring(unsent: Unsent, into: Store, *, heic: bool) -> list[Brought]:
    """Carry the items out in the order of their numbers, each by itself: one that does not arrive stops only those of
    the same ticket.

    :param into: where photos are kept. :param heic: whether this installation takes HEIC.
    """
    stopped: set[str] = set()
    found = []
    for item in sorted(unsent.manifest["items"], key=_number):
        name, args = _said(item)
        ticket = str(args.get("ticket_id", ""))
        if ticket in stopped:
            found.append(Brought(name, args, Fate.NOT_TRIED, None))
            continue
        fate, error = _tried(unsent, item, into, heic=heic)
        if error is not None and ticket:
            stopped.add(ticket)
        found.append(Brought(name, args, fate, error))
    return found


def _manifest(raw: bytes) -> Mapping[str, Any]:
    try:
        sent = read_json(raw)
    except AppError:
        raise AppError(NOT_UNSENT) from None
    try:
        loaded: Mapping[str, Any] = schemas.Manifest().load(sent)
    except ValidationError:
        raise AppError(NOT_UNSENT) from None
    return loaded


def _number(item: Mapping[str, Any]) -> int:
    seq = item["envelope"].get("seq")
    return seq if isinstance(seq, int) else 0


def _said(item: Mapping[str, Any]) -> tuple[str, Mapping[str, Any]]:
    """Command and arguments of an item, which nobody has looked at yet."""
    args = item["envelope"].get("args")
    return str(item["envelope"].get("name", "")), args if isinstance(args, Mapping) else {}


def _tried(unsent: Unsent, item: Mapping[str, Any], into: Store, *, heic: bool) -> tuple[Fate, AppError | None]:
    try:
        status = _carried_out(unsent, item, into, heic=heic)
    except AppError as error:
        return (Fate.LATER if error.problem in NOT_NOW else Fate.REFUSED), error
    except Exception as error:  # noqa: BLE001 - one that breaks on our side must not take the others with it
        return Fate.LATER, http.broken(error)
    return FATES[Status(status)], None


def _carried_out(unsent: Unsent, item: Mapping[str, Any], into: Store, *, heic: bool) -> str:
    envelope = _envelope(unsent, item["envelope"])
    is_here = db.session.get(Receipt, envelope.id) is not None
    owner = _at_work(unsent.owner, item["membership"], is_here=is_here)
    if not is_here:
        for photo in item["photos"]:
            _store(unsent.archive, owner, photo, into, heic=heic)
    return execute(envelope, owner).status


def _store(archive: Archive, owner: Actor, photo: Mapping[str, Any], into: Store, *, heic: bool) -> None:
    """Keep a photo as its owner's. One that did not come along may be here already; the command itself asks for it."""
    if photo["size"] > MAX_BYTES:
        raise AppError(photo_problems.TOO_LARGE, limit=MAX_BYTES, limit_mb=MAX_BYTES // MEGA)
    data = archive.photo(photo["file"], photo["size"], photo["sha256"])
    if data is not None:
        photos.store(owner, photo["id"], data, photo["type"], photo["sha256"], into, heic=heic)


def _envelope(unsent: Unsent, sent: Mapping[str, Any]) -> Envelope:
    """The item's envelope as its phone made it; when a phone tried to send it says nothing of its clock today."""
    envelope = schemas.read_envelope(sent)
    if envelope.device != unsent.manifest["device"]:
        raise AppError(INVALID, fields={"device": ["of another phone"]})
    if not envelope.name.startswith(BROUGHT_IN):
        raise AppError(OTHER_STEP)
    return replace(envelope, sent_at=None, brought_by=unsent.carrier)


def _at_work(owner: Person, membership: str, *, is_here: bool) -> Actor:
    """The owner in the role in which the item was made. What is here already is told in any of their roles."""
    found = units.actor_for(owner.id, membership)
    if found is None or owner.is_disabled or (found.membership_id != membership and not is_here):
        raise AppError(ROLE_ENDED)
    return found
