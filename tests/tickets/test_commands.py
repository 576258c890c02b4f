"""The steps of a ticket: what each needs, refuses and leaves behind."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import update

from tests import make
from tests.cast import Cast
from tests.conftest import Clock
from tests.scenes import everything
from webapp.catalogue.models import IssueType
from webapp.kernel.db import db
from webapp.kernel.errors import AppError
from webapp.tickets import queries
from webapp.tickets.models import Ticket
from webapp.tickets.transitions import TICKET
from webapp.tickets.vocab import State
from webapp.timeline import queries as timeline

ARGS: dict[str, dict[str, Any]] = {
    "ticket.submit": {"words": "修好了"},
    "ticket.witness": {"fixed_by": "刘志强", "words": "当场铲平"},
    "ticket.return": {"reason_code": "half_done"},
    "ticket.reopen": {"reason": "点错了"},
    "ticket.correct": {"words": "第二级台阶", "reason": "写清楚"},
    "ticket.void": {"reason": "重复登记"},
    "ticket.comment": {"words": "看过"},
}


def refusal(cast: Cast, login: str, name: str, **args: Any) -> str:
    """The code of the problem that a command meets; nothing may change."""
    before = everything()
    with pytest.raises(AppError) as caught:
        make.run(cast.actor(login), name, **args)
    assert everything() == before
    return caught.value.problem.code


def opening(cast: Cast, login: str = "xuncha1", village: str = "青龙村", **args: Any) -> str:
    """The code of the problem that a report meets."""
    args = {"type_code": make.STEPS, "words": "破了", **args}
    there = {"ticket_id": make.new_id(), "village_id": cast.unit(village).id}
    return refusal(cast, login, "ticket.open", **{**there, **args})


@pytest.mark.parametrize("state", list(State))
def test_every_step_is_refused_from_every_other_state(cast: Cast, state: State) -> None:
    ticket_id = make.submitted_ticket(cast.actor("xuncha1"), cast.actor("qinglong")).id
    db.session.execute(update(Ticket).where(Ticket.id == ticket_id).values(state=state))
    db.session.commit()
    barred = [step.command for step in TICKET if state not in step.sources]

    met = {name: refusal(cast, "zhenban", name, ticket_id=ticket_id, **ARGS.get(name, {})) for name in barred}

    assert met == dict.fromkeys(barred, "state.not_from_here")


def test_versions_rise_with_state_owner_and_due_date_only(cast: Cast) -> None:
    opener, office, village = cast.actor("xuncha1"), cast.actor("zhenban"), cast.actor("qinglong")
    ticket_id = make.held_ticket(opener).id
    seen = [make.ticket(ticket_id).version]
    for actor, name, args in (
        (opener, "ticket.release", {}),
        (village, "ticket.acknowledge", {}),
        (village, "ticket.comment", {"words": "好"}),
        (office, "ticket.correct", {"words": "台阶", "reason": "清楚些"}),
        (office, "ticket.correct", {"type_code": make.WIRING, "reason": "看错"}),
        (village, "ticket.submit", {"photos": [make.claim(make.make_photo(village))]}),
        (village, "ticket.withdraw", {}),
    ):
        make.run(actor, name, ticket_id=ticket_id, **args)
        seen.append(make.ticket(ticket_id).version)

    assert seen == [1, 2, 2, 2, 2, 3, 4, 5]


def test_a_stale_change_hears_what_happened_meanwhile(cast: Cast) -> None:
    ticket = make.open_ticket(cast.actor("xuncha1"))
    ticket_id, version = ticket.id, ticket.version
    make.submit(cast.actor("qinglong"), ticket_id)
    make.run(cast.actor("zhenban"), "ticket.return", ticket_id=ticket_id, reason_code="half_done")

    with pytest.raises(AppError) as caught:
        make.run(cast.actor("qinglong"), "ticket.submit", ticket_id=ticket_id, version=version, words="好了")

    told = caught.value.details
    assert (caught.value.problem.code, told["version"], told["state"]) == ("ticket.stale", 4, "open")
    assert "ticket.submit" in told["may"]
    assert "ticket.close" not in told["may"]
    assert [(each["name"], each["unit"]) for each in told["since"]][-2:] == [
        ("ticket.submitted", "青龙村"), ("ticket.returned", "望溪镇"),
    ]  # fmt: skip


class TestOpening:
    """What a report needs."""

    def test_a_report_is_numbered_and_on_the_clock_at_once(self, cast: Cast) -> None:
        result = make.run(
            cast.actor("xuncha1"), "ticket.open",
            ticket_id=make.new_id(), village_id=cast.unit("青龙村").id, type_code=make.LOCKED, words="锁着",
        )  # fmt: skip

        village = cast.unit("青龙村")
        assert (result["number"], result["due_on"], result["state"]) == ("望溪-0001", "2026-09-14", "open")
        assert result["responsible"] == {"id": village.id, "name": "青龙村"}

    def test_what_is_held_back_gets_number_and_term_at_its_release(self, cast: Cast, clock: Clock) -> None:
        opener = cast.actor("xuncha1")
        held = make.held_ticket(opener, type_code=make.LOCKED).id
        other = make.open_ticket(opener)
        clock.forward(days=3)

        result = make.run(opener, "ticket.release", ticket_id=held)

        assert (other.number, result["number"], result["due_on"]) == ("望溪-0001", "望溪-0002", "2026-09-17")

    def test_only_an_inspector_holds_back(self, cast: Cast) -> None:
        assert [opening(cast, login, hold_back=True) for login in ("qinglong", "zhenban")] == ["auth.forbidden"] * 2

    def test_townships_count_their_numbers_apart(self, cast: Cast) -> None:
        make.open_ticket(cast.actor("xuncha1"))

        assert make.open_ticket(cast.actor("linzhen"), "新渡村").number == "临河-0001"

    def test_owner_term_and_person_come_from_catalogue_and_duties(self, cast: Cast) -> None:
        mine = make.open_ticket(cast.actor("xuncha1"))
        theirs = make.open_ticket(cast.actor("xuncha1"), type_code=make.GROUP)

        assert (mine.responsible_id, mine.responsible_person_id) == (cast.unit("青龙村").id, cast.person("qinglong").id)
        assert (theirs.responsible_id, theirs.responsible_person_id) == (
            cast.unit("民政办").id, cast.person("minzheng").id,
        )  # fmt: skip
        assert (mine.term_days, theirs.term_days) == (10, 5)

    @pytest.mark.parametrize(
        ("code", "args"),
        [
            ("ticket.nothing_to_show", {"words": " "}),
            ("ticket.unknown_kind", {"type_code": "Z9-99"}),
            ("ticket.wrong_field", {"fields": {"colour": "red"}}),
            ("ticket.wrong_field", {"type_code": make.SIGN, "fields": {"sign_position": "roof"}}),
            ("ticket.wrong_field", {"type_code": make.GROUP, "fields": {"last_message_on": "2026-13-01"}}),
            ("ticket.wrong_field", {"type_code": make.SIGN, "fields": {"sign_text": "a\x00b"}}),
            ("ticket.wrong_source", {"source": "self_check"}),
            ("ticket.photo_missing", {"photos": [{"id": "0190" + "0" * 4 + "-0000-7000-8000-000000000000"}]}),
            ("input.invalid", {"photos": [{"id": "x"}]}),
            ("input.invalid", {"words": "x" * 2001}),
            ("input.invalid", {"source": "visit"}),
        ],
    )
    def test_refused(self, cast: Cast, code: str, args: dict[str, Any]) -> None:
        assert opening(cast, **args) == code

    def test_another_village_s_venue_is_refused(self, cast: Cast) -> None:
        assert opening(cast, venue_id=cast.venue("白石村").id) == "ticket.wrong_venue"

    def test_only_a_village_can_have_a_problem(self, cast: Cast) -> None:
        assert opening(cast, village="民政办") == "ticket.wrong_owner"

    def test_who_did_not_cause_it_answers_for_it_with_a_reason_only(self, cast: Cast) -> None:
        village = cast.unit("青龙村").id
        assert opening(cast, type_code=make.SIGN, responsible_id=village) == "ticket.owner_needs_reason"

        ticket = make.open_ticket(
            cast.actor("xuncha1"), type_code=make.SIGN, responsible_id=village, reason="村里自己挂的"
        )
        assert ticket.responsible_id == village

    def test_a_stranger_cannot_be_made_responsible(self, cast: Cast) -> None:
        assert opening(cast, responsible_id=cast.unit("白石村").id) == "ticket.wrong_owner"

    def test_where_nobody_answers_for_a_kind_somebody_must_be_chosen(self, cast: Cast) -> None:
        assert opening(cast, "linzhen", "新渡村", type_code=make.SIGN) == "ticket.no_owner"

    def test_an_id_that_is_taken_is_refused(self, cast: Cast) -> None:
        ticket = make.open_ticket(cast.actor("xuncha1"))

        assert opening(cast, ticket_id=ticket.id) == "ticket.id_taken"

    def test_a_retired_kind_still_arrives_from_a_phone_that_was_offline(self, cast: Cast, clock: Clock) -> None:
        gone = update(IssueType).where(IssueType.code == make.STEPS).values(retired_at=clock.now())
        db.session.execute(gone)
        db.session.commit()

        assert make.open_ticket(cast.actor("xuncha1")).state == "open"

    def test_a_village_checks_itself_and_reports_under_no_other_heading(self, cast: Cast) -> None:
        assert make.open_ticket(cast.actor("qinglong")).source == "self_check"
        assert opening(cast, "qinglong", source="snap") == "ticket.wrong_source"


def test_similar_ones_are_unfinished_of_the_same_kind_and_village(cast: Cast, clock: Clock) -> None:
    inspector, village, office = cast.actor("xuncha1"), cast.actor("qinglong"), cast.actor("zhenban")
    like = make.open_ticket(inspector).id
    make.open_ticket(inspector, "白石村")
    make.open_ticket(inspector, type_code=make.LOCKED)
    make.closed_ticket(inspector, village, office)
    clock.forward(minutes=1)
    held = make.held_ticket(inspector).id
    there = cast.unit("青龙村").id

    found = {who.name: [t.id for t in queries.similar(who, there, make.STEPS)] for who in (inspector, village)}

    assert found == {"周敏": [held, like], "刘志强": [like]}


def test_the_timeline_tells_each_step_once(cast: Cast, clock: Clock) -> None:
    ticket = make.returned_ticket(cast.actor("xuncha1"), cast.actor("qinglong"), cast.actor("zhenban"))
    clock.forward(hours=1)
    make.submit(cast.actor("qinglong"), ticket.id)
    make.run(cast.actor("zhenban"), "ticket.close", ticket_id=ticket.id)

    names = [entry.name.removeprefix("ticket.") for entry in timeline.of("ticket", ticket.id)]

    assert names == ["opened", "released", "submitted", "returned", "submitted", "closed"]


def test_a_fix_cannot_lie_in_the_future(cast: Cast, clock: Clock) -> None:
    ticket_id = make.open_ticket(cast.actor("xuncha1")).id
    ahead = (clock.now() + timedelta(minutes=11)).isoformat()

    assert refusal(cast, "qinglong", "ticket.submit", ticket_id=ticket_id, words="好", fixed_at=ahead) == (
        "ticket.time_ahead"
    )
