"""Ways round a rule that were open once: each of these held before its fix."""

from datetime import date, timedelta

import pytest
from flask import Flask

from tests import make
from tests.cast import Cast, plain, sign_in
from tests.conftest import Clock
from tests.house import HouseClient
from webapp.kernel.clock import local
from webapp.kernel.errors import AppError
from webapp.kernel.policy import can
from webapp.reports import queries as reports
from webapp.tickets import present, queries
from webapp.tickets.filters import Filter
from webapp.tickets.policy import red


def test_a_late_fix_that_waits_leaves_a_red_void_to_the_leader(cast: Cast, clock: Clock) -> None:
    office, leader = cast.actor("zhenban"), cast.actor("lingdao")
    ticket = make.open_ticket(cast.actor("xuncha1"))
    clock.forward(days=30)

    make.run(office, "ticket.submit", ticket_id=ticket.id, channel="phone", words="说修好了")

    late = make.ticket(ticket.id)
    assert (can(office, "ticket.void", late), can(leader, "ticket.void", late)) == (False, True)


def test_a_fix_in_time_does_not_turn_red_while_it_waits(cast: Cast, clock: Clock) -> None:
    ticket = make.submitted_ticket(cast.actor("xuncha1"), cast.actor("qinglong"))

    clock.forward(days=60)

    assert not red(cast.actor("zhenban"), make.ticket(ticket.id))


def test_nobody_of_the_unit_that_had_to_fix_it_reviews_after_a_correction(cast: Cast) -> None:
    also_village = plain(
        cast.actor("zhenban2"), unit_ids=frozenset({cast.actor("zhenban2").unit_id, cast.unit("青龙村").id})
    )
    ticket = make.submitted_ticket(cast.actor("xuncha1"), cast.actor("qinglong"))

    make.run(
        cast.actor("zhenban"), "ticket.correct",
        ticket_id=ticket.id, responsible_id=cast.unit("民政办").id, reason="牌子是民政办的",
    )  # fmt: skip

    with pytest.raises(AppError) as refused:
        make.run(also_village, "ticket.close", ticket_id=ticket.id)
    assert refused.value.problem.code == "auth.forbidden"


def test_a_department_is_not_told_that_a_village_reported_it(cast: Cast) -> None:
    ticket = make.open_ticket(cast.actor("qinglong"), type_code=make.SIGN)

    told = present.ticket(make.ticket(ticket.id), cast.actor("minzheng"))

    assert told["source_label"] == ""
    assert {step["who"] for step in told["timeline"] if step["name"] == "ticket.opened"} == {"望溪镇"}


def test_hints_about_photos_are_for_those_who_judge(cast: Cast) -> None:
    fixer = cast.actor("qinglong")
    ticket = make.open_ticket(cast.actor("xuncha1"))
    make.submit(fixer, ticket.id, photos=[make.claim(make.make_photo(fixer))])

    seen = {
        login: bool(present.ticket(make.ticket(ticket.id), cast.actor(login))["submission"]["notes"])
        for login in ("qinglong", "xuncha1", "zhenban", "lingdao", "xianji")
    }

    assert seen == {"qinglong": False, "xuncha1": True, "zhenban": True, "lingdao": True, "xianji": True}


def test_the_timeline_shows_old_and_new_of_a_correction(cast: Cast, app: Flask) -> None:
    ticket = make.open_ticket(cast.actor("xuncha1"), words="台阶裂了")

    make.run(
        cast.actor("zhenban"), "ticket.correct",
        ticket_id=ticket.id, village_id=cast.unit("白石村").id, words="台阶断了", reason="写错村",
    )  # fmt: skip

    with app.test_request_context(headers={"Accept-Language": "zh-CN"}):
        newest = present.ticket(make.ticket(ticket.id), cast.actor("zhenban"))["timeline"][1]
    told = {change["label"]: (change["old"], change["new"]) for change in newest["changes"]}
    assert told["村"] == ("青龙村", "白石村")
    assert told["看到的情况"] == ("台阶裂了", "台阶断了")


def test_a_fix_entered_late_may_say_when_it_was_made(cast: Cast, clock: Clock, client: HouseClient) -> None:
    ticket = make.open_ticket(cast.actor("xuncha1"))
    made = clock.now() + timedelta(days=2)
    clock.forward(days=30)
    sign_in(client, "zhenban")

    answer = client.post(
        f"/tickets/{ticket.id}/submit",
        data={"channel": "phone", "words": "打电话说修好了", "fixed_at": f"{local(made):%Y-%m-%dT%H:%M}"},
    )

    fix = queries.submissions_of([ticket.id])[ticket.id][-1]
    assert answer.status_code == 303
    assert fix.claimed_at is not None
    assert fix.claimed_at.date() == made.date()


def test_a_time_that_is_none_shows_the_form_again(cast: Cast, client: HouseClient) -> None:
    ticket = make.open_ticket(cast.actor("xuncha1"))
    sign_in(client, "zhenban")

    answer = client.post(
        f"/tickets/{ticket.id}/submit", data={"channel": "phone", "words": "修好了", "fixed_at": "昨天"}
    )

    assert answer.status_code == 422
    assert "修好了" in answer.text


def test_voids_are_counted_in_the_overview(cast: Cast) -> None:
    make.void_ticket(cast.actor("xuncha1"), cast.actor("zhenban"))

    assert reports.overview(cast.actor("lingdao")).voided == 1


@pytest.mark.parametrize("words", ["zh", "title", "keywords"])
def test_the_search_does_not_look_into_keys(cast: Cast, words: str) -> None:
    actor = cast.actor("xuncha1")
    make.open_ticket(actor)

    assert queries.count(actor, Filter(view="all", words=words)) == 0


def test_the_search_finds_who_must_fix_it_and_spoken_names_of_kinds(cast: Cast) -> None:
    actor = cast.actor("xuncha1")
    make.open_ticket(actor, type_code=make.SIGN)

    found = {words: queries.count(actor, Filter(view="all", words=words)) for words in ("民政办", "牌子", "b1-01")}

    assert found == {"民政办": 1, "牌子": 1, "b1-01": 1}


def test_a_phone_with_an_old_clock_still_shows_similar_ones(cast: Cast, clock: Clock) -> None:
    actor = cast.actor("xuncha1")
    ticket = make.open_ticket(actor)
    ticket.opened_at = clock.now() - timedelta(days=2000)

    assert [each.id for each in queries.similar(actor, ticket.village_id, make.STEPS)] == [ticket.id]
    assert ticket.opened_at.date() < date(2022, 1, 1)
