"""Separation of duties, the window to correct in, and the leader's own steps."""

import pytest

from tests import make
from tests.cast import LOGINS, Cast
from tests.conftest import Clock
from tests.tickets.doing import TOWNSHIP, may, sees
from webapp.kernel.db import db
from webapp.kernel.errors import AppError
from webapp.tickets.models import Ticket
from webapp.units.vocab import Role


class TestReviewers:
    """Nobody reviews their own fix (design.md section 3)."""

    def reviewers(self, cast: Cast, ticket: Ticket) -> set[str]:
        both = [
            {login for login in LOGINS if may(cast, login, verb, ticket.id) == "y"}
            for verb in ("ticket.return", "ticket.close")
        ]
        assert both[0] == both[1]
        return both[0]

    def test_the_township_s_people_review_what_a_village_reports(self, cast: Cast) -> None:
        ticket = make.submitted_ticket(cast.actor("xuncha1"), cast.actor("qinglong"))

        assert self.reviewers(cast, ticket) == TOWNSHIP - {"xianji"}

    def test_who_entered_a_fix_for_a_village_does_not_review_it(self, cast: Cast) -> None:
        ticket = make.open_ticket(cast.actor("xuncha1"))
        ticket = make.submit(cast.actor("zhenban"), ticket.id, channel="phone", fixed_by="刘志强")

        assert self.reviewers(cast, ticket) == TOWNSHIP - {"xianji", "zhenban"}

    def test_who_made_the_fix_by_name_does_not_review_it(self, cast: Cast) -> None:
        ticket = make.open_ticket(cast.actor("xuncha1"))
        ticket = make.submit(cast.actor("qinglong"), ticket.id, fixed_by="孙立")

        assert self.reviewers(cast, ticket) == TOWNSHIP - {"xianji", "zhenban2"}

    def test_who_only_witnessed_it_may_close_it(self, cast: Cast) -> None:
        opener = cast.actor("xuncha1")
        ticket = make.open_ticket(opener)
        make.run(opener, "ticket.witness", ticket_id=ticket.id, fixed_by="刘志强", words="当场铲平")

        assert make.run(opener, "ticket.close", ticket_id=ticket.id)["state"] == "closed"

    def test_who_witnessed_their_own_work_may_not_close_it(self, cast: Cast) -> None:
        opener = cast.actor("xuncha1")
        ticket = make.open_ticket(opener)
        make.run(opener, "ticket.witness", ticket_id=ticket.id, fixed_by="周敏", words="我自己铲平的")

        with pytest.raises(AppError, match=r"auth\.forbidden"):
            make.run(opener, "ticket.close", ticket_id=ticket.id)

    def test_another_hat_in_the_responsible_unit_bars_from_reviewing(self, cast: Cast) -> None:
        cast.hat("zhenban", "民政办", Role.DEPARTMENT_STAFF)
        ticket = make.open_ticket(cast.actor("xuncha1"), type_code=make.GROUP)
        ticket = make.submit(cast.actor("minzheng"), ticket.id)

        assert self.reviewers(cast, ticket) == TOWNSHIP - {"xianji", "zhenban"}

    def test_a_submitter_does_not_review_under_another_hat(self, cast: Cast) -> None:
        cast.hat("qinglong", "望溪镇", Role.INSPECTOR)
        ticket = make.open_ticket(cast.actor("xuncha1"))
        make.submit(cast.actor("qinglong", "青龙村"), ticket.id)

        with pytest.raises(AppError, match=r"auth\.forbidden"):
            make.run(cast.actor("qinglong", "望溪镇"), "ticket.close", ticket_id=ticket.id)

    def test_nobody_of_the_next_township_reviews(self, cast: Cast) -> None:
        ticket = make.submitted_ticket(cast.actor("xuncha1"), cast.actor("qinglong"))

        assert may(cast, "linzhen", "ticket.close", ticket.id) == "."


class TestCorrecting:
    """Who opened it for ten minutes by the server's clock; the office later, with a reason."""

    def test_the_opener_has_ten_minutes(self, cast: Cast, clock: Clock) -> None:
        ticket = make.open_ticket(cast.actor("xuncha1"))

        clock.forward(minutes=10)
        assert may(cast, "xuncha1", "ticket.correct", ticket.id) == "y"
        clock.forward(seconds=1)
        assert may(cast, "xuncha1", "ticket.correct", ticket.id) == "3"

    def test_another_inspector_has_none(self, cast: Cast) -> None:
        ticket = make.open_ticket(cast.actor("xuncha1"))

        assert may(cast, "xuncha2", "ticket.correct", ticket.id) == "3"

    def test_the_office_gives_a_reason_at_any_time(self, cast: Cast, clock: Clock) -> None:
        ticket = make.open_ticket(cast.actor("xuncha1"))
        clock.forward(days=3)
        args = {"ticket_id": ticket.id, "words": "第二级台阶"}

        with pytest.raises(AppError, match=r"ticket\.reason_needed"):
            make.run(cast.actor("zhenban"), "ticket.correct", **args)
        make.run(cast.actor("zhenban"), "ticket.correct", reason="写清楚", **args)

        assert make.ticket(ticket.id).words == "第二级台阶"


def test_a_red_one_is_voided_by_the_leader_only(cast: Cast, clock: Clock) -> None:
    ticket = make.open_ticket(cast.actor("xuncha1"), type_code=make.WIRING)
    clock.forward(days=30)

    assert [may(cast, login, "ticket.void", ticket.id) for login in ("zhenban", "lingdao")] == ["3", "y"]


def test_an_ended_membership_sees_and_does_nothing(cast: Cast, clock: Clock) -> None:
    ticket_id = make.open_ticket(cast.actor("xuncha1")).id
    cast.hat("baishi", "望溪镇", Role.INSPECTOR).to_on = clock.now().date()
    db.session.commit()
    assert make.run(cast.actor("baishi", "望溪镇"), "ticket.comment", ticket_id=ticket_id, words="看过")

    clock.forward(days=1)

    assert cast.actor("baishi", "望溪镇").unit_name == "白石村"
    assert sees(cast, "baishi", ticket_id) == "http.not_found"
