"""Phones, and what became of a file's items, in words."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import select

from webapp.accounts.models import Person
from webapp.catalogue import queries as catalogue
from webapp.kernel import dates
from webapp.kernel.actors import Actor
from webapp.kernel.db import db
from webapp.kernel.policy import can
from webapp.kernel.text import _, joined, lazy, localized, ngettext
from webapp.sync.claims import ID
from webapp.sync.effects.bringing import Brought
from webapp.sync.queries import Account
from webapp.sync.vocab import Fate
from webapp.tickets import queries as tickets
from webapp.tickets.models import Ticket
from webapp.tickets.transitions import BY_COMMAND
from webapp.units import queries as units

RANGES_SHOWN = 4
FATE_LABELS = {
    Fate.ARRIVED: lazy("Arrived now"),
    Fate.HERE: lazy("Was here already"),
    Fate.REFUSED: lazy("Not taken"),
    Fate.LATER: lazy("Not arrived yet"),
    Fate.NOT_TRIED: lazy("Not tried"),
}
NOT_TRIED = lazy("An earlier step on the same problem was not taken.")
OPENING = lazy("New problem")
THROWN_AWAY = lazy("Thrown away on the phone")
OTHER = lazy("Another step")


def phones(actor: Actor, found: Sequence[Account], here: str | None, words: str = "") -> list[dict[str, Any]]:
    """Phones with whose they are and what they owe: what is owed first, then those that have been quiet longest.

    :param here: the phone that asks, which cannot be reported lost from itself.
    :param words: only those in whose owner's name or units all of these occur.
    """
    people = [each.device.person_id for each in found]
    held = units.memberships_of(people)
    names = _names([*people, *(each.device.lost_by for each in found if each.device.lost_by)])
    ordered = sorted(found, key=lambda each: (not each.is_behind, each.device.seen_at))
    told = [
        _phone(each)
        | {
            "person": names[each.device.person_id],
            "units": joined(list(dict.fromkeys(m.unit.name for m in held[each.device.person_id]))),
            "is_here": each.device.id == here and each.device.person_id == actor.person_id,
            "lost": _lost(each, names),
            "may_lose": can(actor, "device.lose", held[each.device.person_id]),
        }
        for each in ordered
    ]
    return [each for each in told if all(word in each["person"] + each["units"] for word in words.split())]


def _phone(account: Account) -> dict[str, Any]:
    device = account.device
    return {
        "id": device.id,
        "person_id": device.person_id,
        "url": f"/people/{device.person_id}/devices/{device.id}",
        "label": device.label or _("Unknown device"),
        "is_lost": device.lost_at is not None,
        "is_behind": account.is_behind,
        "seen": _("last contact %(time)s", time=dates.moment(device.seen_at)),
        "account": _("made %(made)s, %(arrived)s arrived", made=account.made, arrived=account.arrived),
        "missing": _missing(account),
        "waiting": _waiting(account),
        "discarded": _discarded(account),
    }


def _waiting(account: Account) -> str:
    count, since = account.device.waiting, account.device.waiting_since
    if not count:
        return ""
    if since is None:
        return str(ngettext("%(num)d waiting on the phone", "%(num)d waiting on the phone", count))
    time = dates.moment(since)
    return str(
        ngettext(
            "%(num)d waiting on the phone since %(time)s",
            "%(num)d waiting on the phone since %(time)s",
            count,
            time=time,
        )
    )


def _missing(account: Account) -> str:
    if not account.missing:
        return ""
    shown = [str(first) if first == last else f"{first}–{last}" for first, last in account.missing[:RANGES_SHOWN]]
    text = str(_("not arrived: no. %(numbers)s", numbers=joined(shown)))
    return text if len(account.missing) <= RANGES_SHOWN else str(_("%(text)s and more", text=text))


def _discarded(account: Account) -> str:
    count = account.discarded
    return str(ngettext("%(num)d thrown away", "%(num)d thrown away", count)) if count else ""


def _lost(account: Account, names: Mapping[str, str]) -> str:
    device = account.device
    if device.lost_at is None or device.lost_by is None:
        return ""
    return str(_("reported lost %(time)s by %(name)s", time=dates.moment(device.lost_at), name=names[device.lost_by]))


def _names(person_ids: Sequence[str]) -> dict[str, str]:
    wanted = select(Person.id, Person.name).where(Person.id.in_(set(person_ids)))
    return {row.id: row.name for row in db.session.execute(wanted)}


def items(actor: Actor, brought: Sequence[Brought]) -> list[dict[str, Any]]:
    """What became of each item: what it is, as far as this reader may know, and its fate with the reason."""
    return [
        {
            "title": _label(each.name),
            "about": about,
            "fate": str(each.fate),
            "fate_text": str(FATE_LABELS[each.fate]),
            "reason": _reason(each),
        }
        for each, about in zip(brought, _abouts(actor, brought), strict=True)
    ]


def counts(brought: Sequence[Brought]) -> list[tuple[str, str]]:
    """How many items met which fate, in the order of the fates; those that none met are left out."""
    found = [(fate, sum(each.fate is fate for each in brought)) for fate in Fate]
    return [(str(FATE_LABELS[fate]), str(count)) for fate, count in found if count]


def _reason(each: Brought) -> str:
    if each.error is not None:
        return each.error.problem.text(each.error.details)
    return str(NOT_TRIED) if each.fate is Fate.NOT_TRIED else ""


def _label(name: str) -> str:
    if name in BY_COMMAND:
        return str(BY_COMMAND[name].label)
    return str({"ticket.open": OPENING, "device.discard": THROWN_AWAY}.get(name, OTHER))


def _abouts(actor: Actor, brought: Sequence[Brought]) -> list[list[str]]:
    """Kind and village of the ticket of each item: of a ticket the reader sees, else as the item itself names them."""
    ids = [str(each.args.get("ticket_id")) for each in brought]
    kinds = {kind.code: localized(kind.texts["title"]) for kind in catalogue.current()}
    villages = {unit.id: unit.name for unit in units.villages(actor)}
    said = {
        ticket: [kinds.get(str(each.args.get("type_code")), ""), villages.get(str(each.args.get("village_id")), "")]
        for ticket, each in zip(ids, brought, strict=True)
        if each.name == "ticket.open"
    }
    known = said | _tickets(actor, ids)
    return [known.get(ticket, []) for ticket in ids]


def _tickets(actor: Actor, ids: Sequence[str]) -> dict[str, list[str]]:
    wanted = tickets.visible_to(actor).where(Ticket.id.in_({each for each in ids if ID.fullmatch(each)}))
    rows = db.session.scalars(wanted).all()
    kinds = catalogue.by_ids([row.issue_type_id for row in rows])
    villages = units.names([row.village_id for row in rows])
    return {row.id: [localized(kinds[row.issue_type_id].texts["title"]), villages[row.village_id].name] for row in rows}
