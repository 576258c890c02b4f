"""The smallest valid things, made through the write path; ids come from a counter, nothing is random."""

import hashlib
import io
import itertools
from functools import cache
from typing import Any

from flask import current_app
from PIL import Image

from tests.cast import fixed_id
from webapp.complaints import commands as complaints
from webapp.complaints import queries as box
from webapp.kernel import clock
from webapp.kernel.actors import Actor
from webapp.kernel.commands import Envelope, Outcome, execute
from webapp.kernel.db import db, write_transaction
from webapp.photos import commands as photos
from webapp.sync.models import Device
from webapp.tickets.models import Ticket
from webapp.units import queries as units

_numbers = itertools.count(1)

# One kind per evidence policy and owner; see webapp/catalogue/data/catalogue.json.
STEPS = "A1-08"  # broken steps: the village's, a photo or words, 10 working days
LOCKED = "A1-02"  # locked in daytime: the village's, seen by an inspector, 5 working days
WIRING = "A1-05"  # bad wiring: the village's, a photo is required, 2 working days
SIGN = "B1-01"  # sign beyond the list: a department's, seen by an inspector, 7 working days
GROUP = "B2-01"  # dead work group: a department's, a photo or words, 5 working days


def new_id() -> str:
    """An id nobody has had before in this process."""
    return fixed_id(0xF, next(_numbers))


def command(actor: Actor, name: str, /, **args: Any) -> Outcome:
    """Carry out a command under a fresh id."""
    return execute(Envelope(name, args, id=new_id()), actor)


def run(actor: Actor, name: str, /, **args: Any) -> dict[str, Any]:
    """Carry out a command; its result."""
    return command(actor, name, **args).result


@cache
def jpeg(seed: int = 1) -> bytes:
    """A tiny JPEG, another one for each seed."""
    out = io.BytesIO()
    colour = (seed * 37 % 256, seed * 91 % 256, seed // 7 % 256)
    picture = Image.new("RGB", (16, 12), colour)
    picture.putpixel((seed % 16, 3), (255, 255, 255))
    picture.save(out, "JPEG")
    return out.getvalue()


def make_photo(actor: Actor, seed: int = 1) -> str:
    """A photo that has arrived whole; its id."""
    data = jpeg(seed)
    store = current_app.extensions["photo_store"]
    digest = hashlib.sha256(data).hexdigest()
    return photos.store(actor, new_id(), data, "image/jpeg", digest, store).photo_id


def phone(person_id: str, **facts: Any) -> str:
    """A phone in somebody's hands that was in touch just now; its id."""
    row = {"id": new_id(), "label": "Android · Chrome", "first_seen_at": clock.now(), "seen_at": clock.now(), **facts}
    with write_transaction():
        db.session.add(Device(person_id=person_id, **row))
    return str(row["id"])


def complaint(unit_id: str, words: str = "路灯报了三次没人管", **args: Any) -> str:
    """A message in the box about a township; its id."""
    told = {"kind": "complaint", "unit_id": unit_id, "words": words, **args}
    found = box.by_code(complaints.send(told, new_id(), "key", "somewhere"))
    assert found is not None
    return found.id


def claim(photo_id: str, **facts: Any) -> dict[str, Any]:
    """A photo as the arguments of a command name it."""
    return {"id": photo_id, **facts}


def ticket(ticket_id: str) -> Ticket:
    """The ticket as it now stands in the database."""
    db.session.expire_all()
    return db.session.get_one(Ticket, ticket_id)


def open_ticket(actor: Actor, village: str = "青龙村", type_code: str = STEPS, **args: Any) -> Ticket:
    """A ticket in a village the actor sees; with a sentence unless ``words`` or ``photos`` say otherwise."""
    seen = {unit.name: unit.id for unit in units.villages(actor)}
    args = {"ticket_id": new_id(), "village_id": seen[village], "type_code": type_code, **args}
    if not args.get("photos"):
        args.setdefault("words", "台阶破了")
    return ticket(run(actor, "ticket.open", **args)["ticket_id"])


def held_ticket(actor: Actor, village: str = "青龙村", type_code: str = STEPS, **args: Any) -> Ticket:
    """A ticket that is not released yet."""
    return open_ticket(actor, village, type_code, hold_back=True, **args)


def submitted_ticket(opener: Actor, fixer: Actor, **args: Any) -> Ticket:
    """A ticket whose fix waits for a review. ``args`` go to the opening."""
    opened = open_ticket(opener, **args)
    return submit(fixer, opened.id)


def submit(fixer: Actor, ticket_id: str, **args: Any) -> Ticket:
    """The ticket after a fix was reported in words."""
    run(fixer, "ticket.submit", ticket_id=ticket_id, **{"words": "修好了", **args})
    return ticket(ticket_id)


def returned_ticket(opener: Actor, fixer: Actor, reviewer: Actor, **args: Any) -> Ticket:
    """A ticket whose fix was not enough."""
    waiting = submitted_ticket(opener, fixer, **args)
    run(reviewer, "ticket.return", ticket_id=waiting.id, reason_code="half_done")
    return ticket(waiting.id)


def closed_ticket(opener: Actor, fixer: Actor, reviewer: Actor, **args: Any) -> Ticket:
    """A ticket struck off the ledger."""
    waiting = submitted_ticket(opener, fixer, **args)
    run(reviewer, "ticket.close", ticket_id=waiting.id)
    return ticket(waiting.id)


def void_ticket(opener: Actor, office: Actor, **args: Any) -> Ticket:
    """A ticket declared void."""
    opened = open_ticket(opener, **args)
    run(office, "ticket.void", ticket_id=opened.id, reason="重复登记")
    return ticket(opened.id)
