"""Verbs about phones, and the note that one was in touch."""

import logging
from typing import Any

from sqlalchemy import func, select, update
from sqlalchemy.exc import OperationalError

from webapp.accounts import signin
from webapp.accounts.models import LoginSession
from webapp.kernel import clock
from webapp.kernel.commands import Context, command
from webapp.kernel.db import db, lock_number, try_advisory_lock, write_transaction
from webapp.kernel.errors import DEVICE_LOST, AppError
from webapp.kernel.policy import require
from webapp.sync import schemas
from webapp.sync.claims import Claim
from webapp.sync.events import DeviceFound, DeviceLost
from webapp.sync.models import Device, Discard
from webapp.sync.problems import ARRIVED, IN_HAND
from webapp.sync.queries import phones
from webapp.sync.vocab import CONTACT_EVERY, PHONES_A_PERSON
from webapp.units import queries as units

log = logging.getLogger("xungai")


@command("device.discard", schemas.DiscardUnsent)
def discard(ctx: Context, args: dict[str, Any]) -> dict[str, Any]:
    """Account for a number whose command its owner threw away on the phone; harmless to repeat.

    Raises ``device.arrived`` when that command is here.
    """
    require(ctx.actor, "device.discard")
    mine = {"device": args["device"], "person_id": ctx.actor.person_id, "seq": args["seq"]}
    if phones.has_arrived(**mine):
        raise AppError(ARRIVED)
    if db.session.get(Discard, mine) is None:
        db.session.add(Discard(**mine, name=args["name"], made_at=args["made_at"], discarded_at=ctx.now))
    return {"device": args["device"], "seq": args["seq"]}


@command("device.lose", schemas.OnPhone)
def lose(ctx: Context, args: dict[str, Any]) -> dict[str, Any]:
    """Report a phone lost: its sessions end, and its next contact is told to forget everything.

    Raises ``http.not_found``, ``auth.forbidden``, or ``device.in_hand`` when the phone reports itself.
    """
    phone = _answered_for(ctx, "device.lose", args)
    if ctx.device == phone.id and phone.person_id == ctx.actor.person_id:
        raise AppError(IN_HAND)
    if phone.lost_at is None:
        phone.lost_at, phone.lost_by = ctx.now, ctx.actor.person_id
        signin.lose_sessions(phone.person_id, phone.id)
        ctx.emit(DeviceLost(**_told(ctx, phone)))
    return _answer(phone)


@command("device.find", schemas.OnPhone)
def find(ctx: Context, args: dict[str, Any]) -> dict[str, Any]:
    """Undo ``device.lose``: whoever has the phone may sign in on it again. Sessions stay ended.

    Raises ``http.not_found`` or ``auth.forbidden``.
    """
    phone = _answered_for(ctx, "device.find", args)
    if phone.lost_at is not None:
        phone.lost_at = phone.lost_by = None
        signin.find_sessions(phone.person_id, phone.id)
        ctx.emit(DeviceFound(**_told(ctx, phone)))
    return _answer(phone)


def _answered_for(ctx: Context, name: str, args: dict[str, Any]) -> Device:
    phone = phones.to_change(ctx.actor, args["person_id"], args["device"])
    require(ctx.actor, name, units.current_memberships(phone.person_id))
    return phone


def _told(ctx: Context, phone: Device) -> dict[str, str]:
    return {
        "subject_id": phone.person_id,
        "unit_id": ctx.actor.unit_id,
        "device": phone.id,
        "label": phone.label or phone.id,
    }


def _answer(phone: Device) -> dict[str, Any]:
    lost_at = phone.lost_at.isoformat() if phone.lost_at else None
    return {"device": phone.id, "person_id": phone.person_id, "lost_at": lost_at}


def note_contact(claim: Claim, person_id: str, session_id: str, linked: str | None, label: str) -> None:
    """Note that a phone was in touch and what it says of itself; a transaction of its own, before any other.

    Written only when it says something new or was last noted some minutes ago. Whoever only reads does not notice when
    it cannot be written.

    :param claim: what the phone says. :param person_id: who is signed in on it, by ``session_id``.
    :param linked: the phone that session is known to be on. :param label: words for its browser.
    Raises ``device.lost`` when it was reported lost; that session then ends like those that were known to be on it.
    """
    known = db.session.get(Device, (claim.device, person_id))
    is_lost = known is not None and known.lost_at is not None
    if known is not None and not is_lost and linked == claim.device and not _says_more(known, claim, label):
        return
    try:
        with write_transaction():
            is_lost = _note(claim, person_id, session_id, label) or is_lost
    except OperationalError as error:  # locked, or a full disk
        log.warning("could not note the contact of a phone: %s", error.orig)
    if is_lost:
        raise AppError(DEVICE_LOST)


def _says_more(known: Device, claim: Claim, label: str) -> bool:
    said = (known.label, known.waiting, known.waiting_since)
    is_new = claim.made > known.made or said != (label, claim.waiting, claim.since)
    return is_new or clock.now() - known.seen_at > CONTACT_EVERY


def _note(claim: Claim, person_id: str, session_id: str, label: str) -> bool:
    """Write the contact down; whether the phone is lost."""
    if not try_advisory_lock(lock_number(f"device:{claim.device}:{person_id}")):
        return False  # another request of the same phone is at it
    key = (claim.device, person_id)
    phone = db.session.get(Device, key, with_for_update=True, populate_existing=True)
    if phone is None:
        phone = Device(id=claim.device, person_id=person_id, made=0, first_seen_at=clock.now())
        db.session.add(phone)
    phone.label, phone.seen_at = label, clock.now()
    phone.made = max(phone.made, claim.made)
    phone.waiting, phone.waiting_since = claim.waiting, claim.since
    db.session.flush()
    db.session.execute(update(LoginSession).where(LoginSession.id == session_id).values(device=claim.device))
    if phone.lost_at is not None:
        signin.lose_sessions(person_id, claim.device)
        return True
    _forget_oldest(phone)
    return False


def _forget_oldest(newest: Device) -> None:
    """Keep a person's phones in bounds: those that owe nothing go first, the quietest first; lost ones go last."""
    theirs = select(Device).where(Device.person_id == newest.person_id)
    count = db.session.scalar(select(func.count()).select_from(theirs.subquery())) or 0
    if count <= PHONES_A_PERSON:
        return
    others = [each for each in phones.accounts(theirs) if each.device is not newest]
    others.sort(key=lambda each: (each.device.lost_at is not None, each.is_behind, each.device.seen_at))
    for each in others[: count - PHONES_A_PERSON]:
        db.session.delete(each.device)
