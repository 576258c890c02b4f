"""Two fixes of one ticket: what was made before the first arrived becomes a remark, everything else is too late."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from tests import make
from tests.cast import Cast, sign_in
from tests.conftest import Clock
from tests.house import HouseClient
from tests.scenes import everything
from tests.together import together
from webapp.kernel.actors import Actor
from webapp.kernel.commands import Envelope, Outcome, execute
from webapp.kernel.db import db
from webapp.kernel.errors import AppError
from webapp.tickets import queries
from webapp.tickets.models import Submission, TicketPhoto
from webapp.timeline import queries as timeline

MINUTE = timedelta(minutes=1)
OTHERS = dict.fromkeys(("xuncha1", "lingdao", "xianji"), "state.not_from_here") | dict.fromkeys(
    ("minzheng", "baishi", "linzhen", "admin"), "http.not_found"
)
"""Who may not report this fix, and what they are told."""


@pytest.fixture
def arrived(cast: Cast, clock: Clock) -> tuple[str, int, datetime]:
    """A ticket whose fix arrived five minutes ago, the version before it, and when it arrived."""
    opened = make.open_ticket(cast.actor("xuncha1"))
    ticket_id, version = opened.id, opened.version
    clock.forward(hours=2)
    make.submit(cast.actor("zhenban"), ticket_id, channel="phone", words="说修好了")
    at = clock.now()
    clock.forward(minutes=5)
    return ticket_id, version, at


def report(actor: Actor, ticket_id: str, happened_at: datetime | None, **more: Any) -> Outcome:
    """Report a fix that was made at some time by the phone's clock; ``sent_at`` and arguments may be named."""
    sent_at = more.pop("sent_at", None)
    args = {"ticket_id": ticket_id, "words": "换了条石", **more}
    return execute(Envelope("ticket.submit", args, id=make.new_id(), happened_at=happened_at, sent_at=sent_at), actor)


def refused(actor: Actor, ticket_id: str, happened_at: datetime | None, **more: Any) -> str:
    with pytest.raises(AppError) as error:
        report(actor, ticket_id, happened_at, **more)
    return error.value.problem.code


def count(ticket_id: str) -> int:
    return db.session.scalar(select(func.count()).where(Submission.ticket_id == ticket_id)) or 0


def test_the_second_fix_stands_beside_the_first_as_a_remark(
    cast: Cast, clock: Clock, arrived: tuple[str, int, datetime]
) -> None:
    ticket_id, version, at = arrived
    village = cast.actor("qinglong")
    photo = make.make_photo(village)

    outcome = report(village, ticket_id, at - MINUTE, version=version, photos=[make.claim(photo)])

    ticket, entry = make.ticket(ticket_id), timeline.of("ticket", ticket_id)[-1]
    assert outcome.status == "applied"
    assert outcome.result == {
        "ticket_id": ticket_id, "number": ticket.number, "state": "submitted", "version": ticket.version,
        "due_on": "2026-09-20", "taken_as": "comment",
    }  # fmt: skip
    assert (entry.name, entry.data) == ("ticket.commented", {"words": "换了条石", "photo_ids": [photo]})
    assert (entry.actor_name, entry.happened_at) == ("刘志强", at - MINUTE)
    (fix,) = queries.submissions_of([ticket_id])[ticket_id]
    assert (fix.words, fix.submitted_at) == ("说修好了", at)
    (row,) = queries.photos_of([ticket_id])
    assert (row.use, row.submission_id) == ("comment", None)
    assert (ticket.version, ticket.changed_at) == (version + 1, clock.now())


def test_the_first_answer_is_given_again(cast: Cast, arrived: tuple[str, int, datetime]) -> None:
    ticket_id, _version, at = arrived
    args = {"ticket_id": ticket_id, "words": "换了条石"}
    sent = Envelope("ticket.submit", args, id=make.new_id(), happened_at=at - MINUTE)

    first, again = (execute(sent, cast.actor("qinglong")) for _ in range(2))

    assert (again.status, again.result) == ("replayed", first.result)
    assert len(timeline.of("ticket", ticket_id)) == 4


def test_what_was_made_with_the_first_one_here_is_too_late_and_so_is_what_does_not_say(
    cast: Cast, arrived: tuple[str, int, datetime]
) -> None:
    ticket_id, version, at = arrived
    village, before = cast.actor("qinglong"), everything()

    for happened_at in (at, at + MINUTE, None):
        assert refused(village, ticket_id, happened_at, version=version) == "ticket.stale"
        assert refused(village, ticket_id, happened_at) == "state.not_from_here"

    assert everything() == before


def test_the_time_is_moved_by_what_the_phone_s_clock_is_off(
    cast: Cast, clock: Clock, arrived: tuple[str, int, datetime]
) -> None:
    ticket_id, _version, at = arrived
    village = cast.actor("qinglong")

    for hours in (-3, -1, 1, 20):
        off = timedelta(hours=hours)
        sent_at = clock.now() + off
        assert refused(village, ticket_id, at + MINUTE + off, sent_at=sent_at) == "state.not_from_here", hours
        assert report(village, ticket_id, at - MINUTE + off, sent_at=sent_at).result["taken_as"] == "comment", hours


def test_an_empty_second_fix_is_done_with_and_leaves_nothing(cast: Cast, arrived: tuple[str, int, datetime]) -> None:
    ticket_id, version, at = arrived
    before = everything()

    outcome = report(cast.actor("qinglong"), ticket_id, at - MINUTE, version=version, words="")

    after = everything()
    assert (outcome.status, outcome.result["taken_as"]) == ("applied", "comment")
    assert len(after["receipt"]) == len(before["receipt"]) + 1
    assert after | {"receipt": []} == before | {"receipt": []}


def test_nobody_else_comes_in_by_an_early_time(cast: Cast, arrived: tuple[str, int, datetime]) -> None:
    ticket_id, _version, at = arrived
    before = everything()

    met = {login: refused(cast.actor(login), ticket_id, at - MINUTE) for login in OTHERS}

    assert met == OTHERS
    assert everything() == before


def test_the_office_s_second_one_is_a_remark_too(cast: Cast, arrived: tuple[str, int, datetime]) -> None:
    ticket_id, _version, at = arrived

    outcome = report(cast.actor("zhenban2"), ticket_id, at - MINUTE, channel="paper", fixed_by="刘志强")

    assert outcome.result["taken_as"] == "comment"
    assert count(ticket_id) == 1


def test_only_one_s_own_photos_come_along(cast: Cast, arrived: tuple[str, int, datetime]) -> None:
    ticket_id, _version, at = arrived
    photo = make.claim(make.make_photo(cast.actor("zhenban")))

    assert refused(cast.actor("qinglong"), ticket_id, at - MINUTE, photos=[photo]) == "ticket.photo_missing"


def test_a_photo_that_came_second_is_no_evidence(cast: Cast, clock: Clock) -> None:
    """A claim of the phone adds a remark and nothing more."""
    ticket_id = make.open_ticket(cast.actor("xuncha1"), type_code=make.WIRING, photos=[], words="电线裸露").id
    made_at = clock.now()
    clock.forward(hours=1)
    make.submit(cast.actor("zhenban"), ticket_id, channel="phone")
    village = cast.actor("qinglong")
    report(village, ticket_id, made_at, photos=[make.claim(make.make_photo(village))])

    with pytest.raises(AppError, match=r"ticket\.photo_needed"):
        make.run(cast.actor("zhenban2"), "ticket.close", ticket_id=ticket_id)
    assert "ticket.close" not in {step.name for step in timeline.of("ticket", ticket_id)}


def test_another_step_that_says_it_was_earlier_is_that_step(cast: Cast, arrived: tuple[str, int, datetime]) -> None:
    ticket_id, _version, at = arrived
    args = {"ticket_id": ticket_id, "reason_code": "unclear"}
    early = Envelope("ticket.return", args, id=make.new_id(), happened_at=at - MINUTE)

    result = execute(early, cast.actor("zhenban2")).result

    assert (result["state"], "taken_as" in result) == ("open", False)


@pytest.mark.parametrize("decided", ["ticket.return", "ticket.close"])
def test_what_comes_after_the_decision_is_as_late_as_ever(
    cast: Cast, arrived: tuple[str, int, datetime], decided: str
) -> None:
    ticket_id, version, at = arrived
    reason = {"reason_code": "unclear"} if decided == "ticket.return" else {}
    make.run(cast.actor("xuncha1"), decided, ticket_id=ticket_id, **reason)

    assert refused(cast.actor("qinglong"), ticket_id, at - MINUTE, version=version) == "ticket.stale"


def test_of_twenty_fixes_made_without_a_signal_one_is_the_fix_and_all_others_are_remarks(
    app: Flask, cast: Cast, clock: Clock
) -> None:
    opened = make.open_ticket(cast.actor("xuncha1"))
    made_at = clock.now()
    clock.forward(hours=5)
    actors = [cast.actor("qinglong"), cast.actor("zhenban")]
    ticket_id, version = opened.id, opened.version

    def job(place: int) -> Any:
        actor = actors[place % 2]
        more = {"channel": "phone"} if place % 2 else {}
        return lambda: report(actor, ticket_id, made_at, version=version, words=f"第{place}个", **more).result

    results = together(app, [job(place) for place in range(20)])

    taken = [result.get("taken_as") if isinstance(result, dict) else result for result in results]
    assert sorted(map(str, taken)) == ["None", *["comment"] * 19]
    assert (count(ticket_id), make.ticket(ticket_id).version) == (1, version + 1)
    names = [entry.name for entry in timeline.of("ticket", ticket_id)]
    assert names == ["ticket.opened", "ticket.released", "ticket.submitted", *["ticket.commented"] * 19]


def test_the_phone_is_told_in_the_result(
    cast: Cast, client: HouseClient, clock: Clock, arrived: tuple[str, int, datetime]
) -> None:
    ticket_id, version, at = arrived
    sign_in(client, "qinglong")
    sent = {
        "id": make.new_id(), "name": "ticket.submit",
        "args": {"ticket_id": ticket_id, "version": version, "words": "换了条石"},
        "happened_at": (at - MINUTE).isoformat(), "sent_at": clock.now().isoformat(),
    }  # fmt: skip

    answers = [client.post("/api/v1/commands", json={"commands": [sent]}) for _ in range(2)]

    results = [answer.get_json()["results"][0] for answer in answers]
    assert [answer.status_code for answer in answers] == [201, 200]
    assert [result["status"] for result in results] == ["applied", "replayed"]
    assert [result["result"]["taken_as"] for result in results] == ["comment"] * 2
    assert db.session.scalars(select(TicketPhoto.photo_id)).all() == []
