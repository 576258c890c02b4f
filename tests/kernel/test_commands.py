"""The write path: exactly once, or not at all."""

import dataclasses
import hashlib
import math
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from tests import make
from tests.cast import Cast
from tests.conftest import Clock
from tests.scenes import SCENES, everything
from tests.together import said, together
from webapp.kernel import clock as kernel_clock
from webapp.kernel import events
from webapp.kernel.commands import COMMANDS, Context, Envelope, Receipt, execute
from webapp.kernel.db import canonical, db
from webapp.kernel.errors import AppError
from webapp.tickets.events import TicketCommented
from webapp.tickets.models import Submission, Ticket, TicketPhoto
from webapp.timeline import chain, queries
from webapp.timeline.models import Entry


def envelope(cast: Cast, **changes: Any) -> Envelope:
    """A problem reported by xuncha1."""
    args = {"ticket_id": make.new_id(), "village_id": cast.unit("青龙村").id, "type_code": make.STEPS, "words": "破了"}
    return Envelope("ticket.open", args | changes, id=make.new_id())


def count(model: Any) -> int:
    return db.session.scalar(select(func.count()).select_from(model)) or 0


def test_a_new_command_is_applied_and_leaves_a_receipt(cast: Cast, clock: Clock) -> None:
    actor = cast.actor("xuncha1")
    sent = envelope(cast)

    outcome = execute(sent, actor)

    receipt = db.session.get_one(Receipt, sent.id)
    assert outcome.status == "applied"
    assert (receipt.name, receipt.person_id, receipt.result) == ("ticket.open", actor.person_id, outcome.result)
    assert receipt.recorded_at == clock.now()


def test_every_command_has_a_scene() -> None:
    assert SCENES.keys() == COMMANDS.keys()


@pytest.mark.parametrize("name", sorted(SCENES))
def test_a_replayed_command_changes_nothing(cast: Cast, name: str) -> None:
    actor, args = SCENES[name](cast)
    sent = Envelope(name, args, id=make.new_id())
    first = execute(sent, actor)
    before = everything()

    again = execute(sent, actor)

    assert (first.status, again.status) == ("applied", "replayed")
    assert again.result == first.result
    assert everything() == before


def test_a_replay_later_and_from_another_hat_still_gets_the_first_answer(cast: Cast, clock: Clock) -> None:
    sent = envelope(cast)
    first = execute(sent, cast.actor("xuncha1"))
    make.run(cast.actor("qinglong"), "ticket.submit", ticket_id=first.result["ticket_id"], words="好了")
    clock.forward(days=300)

    again = execute(dataclasses.replace(sent, sent_at=clock.now(), seq=9), cast.actor("xuncha1"))

    assert again.status == "replayed"
    assert again.result["state"] == "open"


def test_the_same_id_with_other_content_is_refused(cast: Cast) -> None:
    actor, sent = cast.actor("xuncha1"), envelope(cast)
    execute(sent, actor)
    before = everything()

    with pytest.raises(AppError, match=r"command\.id_reused"):
        execute(dataclasses.replace(sent, args={**sent.args, "words": "别的"}), actor)

    assert everything() == before


def test_the_same_id_from_another_person_is_refused(cast: Cast) -> None:
    sent = envelope(cast)
    execute(sent, cast.actor("xuncha1"))

    with pytest.raises(AppError, match=r"command\.id_reused"):
        execute(sent, cast.actor("xuncha2"))


def test_an_unknown_command_is_refused(cast: Cast) -> None:
    with pytest.raises(AppError, match=r"command\.unknown"):
        execute(Envelope("ticket.explode", {}), cast.actor("xuncha1"))


@pytest.mark.parametrize(
    "args", [{"words": math.nan}, {"words": {1, 2}}, {"words": "\ud800"}], ids=["nan", "set", "half"]
)
def test_what_is_not_plain_json_is_refused(cast: Cast, args: dict[str, Any]) -> None:
    with pytest.raises(AppError, match=r"input\.invalid"):
        execute(envelope(cast, **args), cast.actor("xuncha1"))


def test_a_refused_command_leaves_nothing_and_its_id_free(cast: Cast) -> None:
    actor = cast.actor("xuncha1")
    sent = envelope(cast)
    before = everything()

    with pytest.raises(AppError, match=r"input\.invalid"):
        execute(dataclasses.replace(sent, args={**sent.args, "surprise": 1}), actor)

    assert everything() == before
    assert execute(sent, actor).status == "applied"


def test_secrets_leave_no_trace_in_the_receipt(cast: Cast) -> None:
    actor, args = SCENES["account.change_password"](cast)
    sent = Envelope("account.change_password", args, id=make.new_id())
    execute(sent, actor)

    with pytest.raises(AppError) as refused:
        execute(dataclasses.replace(sent, args={**args, "new": "something else"}), actor)

    assert refused.value.problem.code == "command.id_reused"
    assert args["new"] not in str(everything()["receipt"])
    plain = hashlib.sha256(canonical([actor.person_id, sent.name, 1, args]).encode()).hexdigest()
    assert plain not in str(everything()["receipt"])


def test_the_device_cannot_act_in_the_future_and_its_skew_is_kept(cast: Cast, clock: Clock) -> None:
    ahead = clock.now() + timedelta(hours=2)
    sent = dataclasses.replace(envelope(cast), happened_at=ahead, sent_at=ahead, device="phone-1", seq=7)

    ticket_id = execute(sent, cast.actor("xuncha1")).result["ticket_id"]

    receipt, entry = db.session.get_one(Receipt, sent.id), queries.of("ticket", ticket_id)[0]
    assert make.ticket(ticket_id).opened_at == clock.now()
    assert (receipt.skew_seconds, receipt.device, receipt.seq, receipt.happened_at) == (-7200, "phone-1", 7, ahead)
    assert (entry.skew_seconds, entry.happened_at) == (-7200, clock.now())


def test_an_error_in_the_handler_leaves_nothing(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    actor, sent = cast.actor("xuncha1"), envelope(cast, photos=[])
    spec = COMMANDS["ticket.open"]

    def breaks(ctx: Context, args: dict[str, Any]) -> dict[str, Any]:
        spec.handler(ctx, args)
        raise ZeroDivisionError

    monkeypatch.setitem(COMMANDS, "ticket.open", dataclasses.replace(spec, handler=breaks))
    before = everything()

    with pytest.raises(ZeroDivisionError):
        execute(sent, actor)

    assert everything() == before


# Nothing that anybody is told of.
SILENT = {"account.set_preferences", "device.discard", "view.delete", "view.rename", "view.save"}


@pytest.mark.parametrize("name", sorted(SCENES.keys() - SILENT))
def test_an_error_in_a_sink_leaves_nothing(cast: Cast, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    actor, args = SCENES[name](cast)
    before = everything()

    def breaks(_ctx: Context, _event: events.Event) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(events, "SINKS", [*events.SINKS, breaks])
    with pytest.raises(ZeroDivisionError):
        execute(Envelope(name, args), actor)

    # A password that was tried is counted whatever comes of it.
    after = everything() | {"sign_in_try": before["sign_in_try"]}
    assert after == before


def test_a_reaction_that_breaks_takes_the_command_with_it(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    def breaks(_ctx: Context, _event: events.Event) -> None:
        raise ZeroDivisionError

    opened = events.EVENTS["ticket.opened"]
    monkeypatch.setitem(events.REACTIONS, opened, [breaks])
    before = everything()

    with pytest.raises(ZeroDivisionError):
        execute(envelope(cast), cast.actor("xuncha1"))

    assert everything() == before


def test_a_finisher_comes_when_all_else_is_written(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    sent, met = envelope(cast), []

    def react(ctx: Context, event: events.Event) -> None:
        ctx.emit(TicketCommented(subject_id=event.subject_id, unit_id=event.unit_id, words="跟着来的"))

    def finish(ctx: Context) -> None:
        with db.session.no_autoflush:
            met.append((ctx.emitted[-1].name, db.session.scalar(select(Receipt.id)), count(Entry)))

    monkeypatch.setitem(events.REACTIONS, events.EVENTS["ticket.released"], [react])
    monkeypatch.setattr(events, "FINISHERS", [finish])
    execute(sent, cast.actor("xuncha1"))

    assert met == [("ticket.commented", sent.id, 3)]


def test_a_finisher_that_breaks_takes_the_command_with_it(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    def breaks(_ctx: Context) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(events, "FINISHERS", [*events.FINISHERS, breaks])
    before = everything()

    with pytest.raises(ZeroDivisionError):
        execute(envelope(cast), cast.actor("xuncha1"))

    assert everything() == before


def test_when_something_was_made_is_told_by_the_server_s_clock(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    """The claim, moved by what the phone's clock was off when it sent."""
    made: list[Any] = []
    monkeypatch.setattr(events, "FINISHERS", [lambda ctx: made.append(ctx.made_at)])
    now, hour = kernel_clock.now(), timedelta(hours=1)
    claims = [
        {},
        {"sent_at": now + hour},
        {"happened_at": now - hour},
        {"happened_at": now - hour, "sent_at": now},
        {"happened_at": now - 3 * hour, "sent_at": now - 2 * hour},
        {"happened_at": now + hour, "sent_at": now + 2 * hour},
        {"happened_at": now + hour},
    ]

    for claim in claims:
        execute(dataclasses.replace(envelope(cast), **claim), cast.actor("xuncha1"))

    assert made == [None, None, now - hour, now - hour, now - hour, now - hour, now]


def test_twenty_times_the_same_at_once_is_once(app: Flask, cast: Cast) -> None:
    actor = cast.actor("xuncha1")
    photo = make.make_photo(actor)
    sent = envelope(cast, photos=[make.claim(photo)])

    answers = together(app, [said(sent, actor)] * 20)

    assert set(answers) <= {"applied", "replayed", "command.busy"}, answers
    assert answers.count("applied") == 1
    assert (count(Ticket), count(Receipt), count(TicketPhoto), count(Entry)) == (1, 1, 1, 2)
    assert execute(sent, actor).status == "replayed"


def test_of_twenty_fixes_at_once_exactly_one_becomes_the_fix(app: Flask, cast: Cast) -> None:
    ticket_id = make.open_ticket(cast.actor("xuncha1")).id
    actor = cast.actor("qinglong")
    args = {"ticket_id": ticket_id, "words": "修好了"}

    answers = together(app, [said(Envelope("ticket.submit", args, id=make.new_id()), actor) for _ in range(20)])

    assert sorted(set(answers) - {"command.busy"}) == ["applied", "state.not_from_here"], answers
    assert answers.count("applied") == 1
    assert count(Submission) == 1
    assert make.ticket(ticket_id).version == 3


def test_numbers_are_gapless_and_unique_when_many_report_at_once(app: Flask, cast: Cast) -> None:
    actors = [cast.actor("xuncha1"), cast.actor("xuncha2"), cast.actor("zhenban"), cast.actor("zhenban2")]
    jobs = [said(envelope(cast), actors[n % 4]) for n in range(20)]

    answers = together(app, jobs)

    numbers = sorted(db.session.scalars(select(Ticket.number)))
    assert set(answers) == {"applied"}
    assert numbers == [f"望溪-{n:04d}" for n in range(1, 21)]


def test_a_number_is_not_lost_by_a_refused_report(cast: Cast) -> None:
    make.open_ticket(cast.actor("xuncha1"))
    with pytest.raises(AppError, match=r"ticket\.photo_missing"):
        make.open_ticket(cast.actor("xuncha1"), photos=[make.claim(make.new_id())])

    assert make.open_ticket(cast.actor("xuncha1")).number == "望溪-0002"


def test_one_chain_stays_whole_when_many_write_into_it(app: Flask, cast: Cast) -> None:
    ticket_id = make.open_ticket(cast.actor("xuncha1")).id
    actors = [cast.actor(login) for login in ("xuncha1", "qinglong", "zhenban", "lingdao")]
    jobs = [
        said(Envelope("ticket.comment", {"ticket_id": ticket_id, "words": str(n)}, id=make.new_id()), actors[n % 4])
        for n in range(16)
    ]

    answers = together(app, jobs)

    entries = queries.of("ticket", ticket_id)
    assert set(answers) == {"applied"}
    assert [entry.position for entry in entries] == list(range(1, 19))
    assert chain.faults(queries.every_chain()) == []
