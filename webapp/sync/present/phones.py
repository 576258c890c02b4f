"""Phones in words."""

from collections.abc import Mapping, Sequence
from typing import Any

from webapp.accounts import queries as accounts
from webapp.kernel import dates
from webapp.kernel.actors import Actor
from webapp.kernel.policy import can
from webapp.kernel.text import _, joined, ngettext
from webapp.sync.queries.phones import Account
from webapp.units import queries as units

RANGES_SHOWN = 4


def phones(actor: Actor, found: Sequence[Account], here: str | None, words: str = "") -> list[dict[str, Any]]:
    """Phones with whose they are and what they owe: what is owed first, then those that have been quiet longest.

    :param here: the phone that asks, which cannot be reported lost from itself.
    :param words: only those in whose owner's name or units all of these occur.
    """
    people = [each.device.person_id for each in found]
    held = units.memberships_of(people)
    names = accounts.names([*people, *(each.device.lost_by for each in found)])
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
        "account": _delivered(account),
        "missing": _missing(account),
        "waiting": _waiting(account),
        "discarded": _discarded(account),
    }


def _delivered(account: Account) -> str:
    if not account.made:
        return str(_("nothing was made on it yet"))
    return str(_("made %(made)s, %(arrived)s arrived", made=account.made, arrived=account.arrived))


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
