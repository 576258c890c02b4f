"""What one may not see does not exist; what moved away says so to those who saw it."""

import pytest

from tests import make
from tests.cast import Cast
from tests.tickets.doing import TOWNSHIP, seen_by, sees


# Who sees a ticket, by where it is and whose it is to fix. Nobody not named here does.
def test_a_village_problem_is_seen_by_the_village_its_township_and_the_county(cast: Cast) -> None:
    ticket = make.open_ticket(cast.actor("xuncha1"))

    assert seen_by(cast, ticket.id) == TOWNSHIP | {"qinglong"}


def test_a_department_problem_is_seen_by_the_department_too(cast: Cast) -> None:
    ticket = make.open_ticket(cast.actor("xuncha1"), type_code=make.GROUP)

    assert seen_by(cast, ticket.id) == TOWNSHIP | {"qinglong", "minzheng"}


@pytest.mark.parametrize("type_code", [make.STEPS, make.GROUP])
def test_what_is_not_released_exists_for_the_township_only(cast: Cast, type_code: str) -> None:
    ticket = make.held_ticket(cast.actor("xuncha1"), type_code=type_code)

    assert seen_by(cast, ticket.id) == TOWNSHIP
    assert (ticket.number, ticket.due_on) == (None, None)


def test_another_township_sees_nothing_of_it_and_the_county_sees_both(cast: Cast) -> None:
    ticket = make.open_ticket(cast.actor("linzhen"), village="新渡村")

    assert seen_by(cast, ticket.id) == {"linzhen", "xianji"}


def test_a_self_check_is_its_village_s_own(cast: Cast) -> None:
    ticket = make.open_ticket(cast.actor("qinglong"))

    assert ticket.source == "self_check"
    assert seen_by(cast, ticket.id) == TOWNSHIP | {"qinglong"}


def test_a_closed_and_a_void_one_stay_in_sight(cast: Cast) -> None:
    closed = make.closed_ticket(cast.actor("xuncha1"), cast.actor("qinglong"), cast.actor("zhenban"))
    void = make.void_ticket(cast.actor("xuncha1"), cast.actor("zhenban"))

    assert seen_by(cast, closed.id) == seen_by(cast, void.id) == TOWNSHIP | {"qinglong"}


def test_what_moved_away_is_gone_for_who_saw_it_and_was_never_there_for_others(cast: Cast) -> None:
    ticket = make.open_ticket(cast.actor("xuncha1"), type_code=make.GROUP)
    make.run(
        cast.actor("zhenban"), "ticket.correct", ticket_id=ticket.id, reason="看错了村",
        village_id=cast.unit("白石村").id, responsible_id=cast.unit("农业农村办").id,
    )  # fmt: skip

    told = {login: sees(cast, login, ticket.id) for login in ("qinglong", "minzheng", "baishi", "linzhen", "admin")}

    assert told == {
        "qinglong": "ticket.moved_away", "minzheng": "ticket.moved_away", "baishi": "yes",
        "linzhen": "http.not_found", "admin": "http.not_found",
    }  # fmt: skip


def test_what_moved_before_its_release_was_never_anywhere_else(cast: Cast) -> None:
    ticket = make.held_ticket(cast.actor("xuncha1"))
    moved = cast.unit("白石村").id
    make.run(cast.actor("xuncha1"), "ticket.correct", ticket_id=ticket.id, village_id=moved)
    make.run(cast.actor("xuncha1"), "ticket.release", ticket_id=ticket.id)

    assert sees(cast, "qinglong", ticket.id) == "http.not_found"
    assert sees(cast, "baishi", ticket.id) == "yes"


def test_what_came_back_is_seen_again(cast: Cast) -> None:
    ticket = make.open_ticket(cast.actor("xuncha1"))
    for village in ("白石村", "青龙村"):
        there = cast.unit(village).id
        make.run(cast.actor("xuncha1"), "ticket.correct", ticket_id=ticket.id, village_id=there)

    assert sees(cast, "qinglong", ticket.id) == "yes"
    assert sees(cast, "baishi", ticket.id) == "ticket.moved_away"
