"""One ticket whole."""

from collections.abc import Sequence
from typing import Any

from webapp.kernel import clock as kernel_clock
from webapp.kernel import dates
from webapp.kernel.actors import Actor
from webapp.kernel.policy import can
from webapp.kernel.text import _, localized
from webapp.tickets.cells import Cell, Pause, workday_cells
from webapp.tickets.effects.reviewing import claimed_in_time, in_time
from webapp.tickets.models import Submission, Ticket, TicketPhoto
from webapp.tickets.policy import hides_opener
from webapp.tickets.present import evidence, timeline
from webapp.tickets.present.cards import Lookup, card
from webapp.tickets.present.known import Known
from webapp.tickets.present.photos import of_uses, photo
from webapp.tickets.vocab import (
    CHANNEL_LABELS,
    FORMER,
    REASON_LABELS,
    SOURCE_LABELS,
    Channel,
    Outcome,
    PhotoUse,
    ReturnReason,
    Source,
    State,
)
from webapp.timeline.models import Entry


def ticket(shown: Ticket, actor: Actor) -> dict[str, Any]:
    """A ticket with photos, clock, fix and timeline, as ``actor`` is told of it."""
    return tickets([shown], actor)[0]


def tickets(shown: Sequence[Ticket], actor: Actor) -> list[dict[str, Any]]:
    """Several, in the same order, for the same number of queries."""
    known = Known.of(shown)
    return [_ticket(each, actor, known) for each in shown]


def _ticket(shown: Ticket, actor: Actor, known: Known) -> dict[str, Any]:
    attached, fixes, trail = known.lookup.photos[shown.id], known.fixes[shown.id], known.trails[shown.id]
    by_id = {a.photo_id: photo(a, known.stored[a.photo_id], actor, n) for n, a in enumerate(attached, 1)}
    hidden = hides_opener(actor)
    owner = known.lookup.units[shown.responsible_id].name
    return (
        card(shown, actor, known.lookup)
        | told(shown, known)
        | pictures(shown, actor, known)
        | {
            "source_label": "" if hidden else str(SOURCE_LABELS[Source(shown.source)]),
            "term_days": shown.term_days,
            "workdays": _workdays(shown, fixes, trail, known.lookup),
            "opened_by": None if hidden else _opener(known.people, shown),
            "former": None if hidden or not shown.former else dict.fromkeys(FORMER, "") | shown.former,
            "closed_text": dates.moment(shown.closed_at) if shown.closed_at else "",
            "closed_on_time": shown.closed_on_time,
            "submission": _submission(shown, known, actor),
            "photos_expired": known.expired.get(shown.id, 0),
            "timeline": timeline.steps(shown, trail, actor, by_id, owner),
        }
    )


def told(shown: Ticket, known: Known) -> dict[str, Any]:
    """What stands on a ticket beside its card, in words."""
    kind = known.lookup.kinds[shown.issue_type_id]
    return {
        "words": shown.words,
        "fields": _fields(kind.fields, shown.fields),
        "field_values": shown.fields,
        "how_to_fix": localized(kind.texts.get("how_to_fix")),
        "evidence": {"policy": kind.evidence, "reason": localized(kind.texts.get("evidence_reason"))},
        "responsible_person": _person(known.people, shown.responsible_person_id),
        "opened_text": dates.moment(shown.opened_at),
        "released_text": dates.moment(shown.released_at) if shown.released_at else "",
        "due_text": dates.day_of_week(shown.due_on) if shown.due_on else "",
    }


def pictures(shown: Ticket, actor: Actor, known: Known) -> dict[str, list[dict[str, Any]]]:
    """The photos of a ticket by what they show; of its fixes the newest one's."""
    attached, stored = known.lookup.photos[shown.id], known.stored
    newest = _of_newest_fix(attached, known.fixes[shown.id])
    return {
        "problem_photos": of_uses(attached, stored, actor, PhotoUse.PROBLEM),
        "fix_photos": of_uses(newest, stored, actor, PhotoUse.FIX, PhotoUse.REVIEW),
        "other_photos": of_uses(attached, stored, actor, PhotoUse.COMMENT),
    }


def _opener(people: dict[str, str], shown: Ticket) -> dict[str, str] | None:
    """Who opened it; what was taken over from a former ledger names who found it there."""
    told = _person(people, shown.opened_by)
    found_by = (shown.former or {}).get("found_by")
    return told | {"name": found_by} if told and found_by else told


def _person(people: dict[str, str], person_id: str | None) -> dict[str, str] | None:
    return {"id": person_id, "name": people[person_id]} if person_id and person_id in people else None


def _fields(known: list[Any], values: dict[str, str]) -> list[dict[str, str]]:
    shown = []
    for field in known:
        if value := values.get(field["key"]):
            words = next((localized(c["label"]) for c in field["choices"] if c["key"] == value), value)
            shown.append({"key": field["key"], "label": localized(field["label"]), "value": words})
    return shown


def _of_newest_fix(attached: Sequence[TicketPhoto], fixes: Sequence[Submission]) -> list[TicketPhoto]:
    newest = fixes[-1].id if fixes else None
    return [a for a in attached if a.submission_id == newest and newest is not None]


def _workdays(
    shown: Ticket, fixes: Sequence[Submission], trail: Sequence[Entry], lookup: Lookup
) -> list[dict[str, str]]:
    if shown.released_at is None or shown.due_on is None or shown.state == State.VOID:
        return []
    ended = shown.clock_stopped_at if shown.state == State.CLOSED else None
    until = kernel_clock.local(ended).date() if ended else lookup.today
    released_on = kernel_clock.local(shown.released_at).date()
    pauses = [pause for fix in fixes if (pause := _pause(fix, trail)) is not None]
    done = workday_cells(released_on, shown.due_on, until, pauses, lookup.calendar)
    cells = (Cell.PAST if ended and cell is Cell.TODAY else cell for cell in done.cells)
    return [{"state": str(cell)} for cell in cells]


def _pause(fix: Submission, trail: Sequence[Entry]) -> Pause | None:
    """The time a fix stopped the clock for, as far as it is given back (effects/fixing.py, effects/reviewing.py)."""
    if fix.outcome == Outcome.WAITING:
        return Pause(fix.submitted_at)
    if fix.outcome == Outcome.RETURNED and fix.reason != ReturnReason.NO_REAL_FIX:
        return Pause(fix.submitted_at, fix.decided_at)
    if fix.outcome == Outcome.CLOSED and fix.decided_at is not None:
        reopened = [e.recorded_at for e in trail if e.name == "ticket.reopened" and e.recorded_at >= fix.decided_at]
        return Pause(fix.submitted_at, reopened[0]) if reopened else None
    return None


def _submission(shown: Ticket, known: Known, actor: Actor) -> dict[str, Any] | None:
    if not known.fixes[shown.id]:
        return None
    fix, people, stored = known.fixes[shown.id][-1], known.people, known.stored
    attached = known.lookup.photos[shown.id]
    mine = [a for a in attached if a.submission_id == fix.id and a.use == PhotoUse.FIX]
    roles = ("submitted_by", "entered_by", "witnessed_by", "decided_by")
    names = {key: people.get(getattr(fix, key) or "") for key in roles}
    if hides_opener(actor):
        names = {key: None if getattr(fix, key) == shown.opened_by else name for key, name in names.items()}
    return {
        "id": fix.id,
        "number": fix.ordinal,
        "outcome": fix.outcome,
        "by": names["submitted_by"] or names["witnessed_by"],
        "entered_by": names["entered_by"],
        "witnessed_by": names["witnessed_by"],
        "decided_by": names["decided_by"] or (shown.former or {}).get("reviewed_by"),
        "fixed_by": fix.fixed_by,
        "channel": fix.channel,
        "channel_label": str(CHANNEL_LABELS[Channel(fix.channel)]),
        "claimed_at": fix.claimed_at.isoformat() if fix.claimed_at else None,
        "claimed_text": dates.moment(fix.claimed_at) if fix.claimed_at else "",
        "submitted_at": fix.submitted_at.isoformat(),
        "submitted_text": dates.moment(fix.submitted_at),
        "on_time": in_time(shown, fix),
        "claimed_on_time": claimed_in_time(shown, fix),
        "reason_label": str(REASON_LABELS[ReturnReason(fix.reason)]) if fix.reason else "",
        "reason_words": fix.reason_words,
        "words": fix.words,
        "photos": of_uses(mine, stored, actor, PhotoUse.FIX),
        # Hints are for those who judge: they may stem from tickets that the submitter does not see.
        "notes": evidence.notes(shown, mine, stored) if can(actor, "photo.original") else [],
        "evidence_missing": str(_("There is no photo of it")) if not mine else "",
    }
