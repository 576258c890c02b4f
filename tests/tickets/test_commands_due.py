"""The due date over every pause. Monday is 2026-09-07; Sunday the 20th is worked; 活动室锁门 has 5 working days."""

from datetime import date, datetime

import pytest

from tests import make
from tests.cast import Cast
from tests.conftest import Clock
from webapp.kernel.clock import LOCAL
from webapp.tickets.models import Ticket

DUE = date(2026, 9, 14)


def at(clock: Clock, day: int, hour: int = 10) -> None:
    clock.set(datetime(2026, 9, day, hour, tzinfo=LOCAL))


def reported(cast: Cast, clock: Clock, day: int) -> Ticket:
    """A ticket of Monday the 7th, due on the 14th, whose fix was reported on a day of September."""
    ticket_id = make.open_ticket(cast.actor("xuncha1"), type_code=make.LOCKED).id
    assert make.ticket(ticket_id).due_on == DUE
    at(clock, day)
    return make.submit(cast.actor("qinglong"), ticket_id)


def test_a_reported_fix_stops_the_clock(cast: Cast, clock: Clock) -> None:
    ticket = reported(cast, clock, 9)

    assert (ticket.due_on, ticket.clock_stopped_at) == (DUE, clock.now())


@pytest.mark.parametrize(
    ("submitted", "withdrawn"), [(9, 9), (9, 11), (15, 17)], ids=["same day", "two days", "late all along"]
)
def test_taking_it_back_wins_nothing(cast: Cast, clock: Clock, submitted: int, withdrawn: int) -> None:
    """Else a report before midnight and a withdrawal after it would win a day every night."""
    ticket = reported(cast, clock, submitted)
    at(clock, withdrawn)

    make.run(cast.actor("qinglong"), "ticket.withdraw", ticket_id=ticket.id)

    after = make.ticket(ticket.id)
    assert (after.due_on, after.clock_stopped_at, after.state) == (DUE, None, "open")


@pytest.mark.parametrize(
    ("submitted", "returned", "reason", "due"),
    [
        (9, 11, "half_done", 16),  # two days in review are given back
        (14, 14, "half_done", 16),  # on the last day: two working days are left afterwards
        (18, 18, "half_done", 21),  # already late: the same, over a worked Sunday
        (9, 10, "no_real_fix", 14),  # nothing was done: the review's time is not given back
        (9, 14, "no_real_fix", 16),  # but two working days are left even then
    ],
)
def test_returning_it(cast: Cast, clock: Clock, submitted: int, returned: int, reason: str, due: int) -> None:
    ticket = reported(cast, clock, submitted)
    at(clock, returned)

    result = make.run(cast.actor("zhenban"), "ticket.return", ticket_id=ticket.id, reason_code=reason)

    assert result["due_on"] == f"2026-09-{due}"
    assert make.ticket(ticket.id).returned_times == 1


def test_reopening_goes_on_where_the_clock_stood(cast: Cast, clock: Clock) -> None:
    ticket = reported(cast, clock, 9)
    at(clock, 10)
    photo = make.claim(make.make_photo(cast.actor("zhenban")))
    make.run(cast.actor("zhenban"), "ticket.close", ticket_id=ticket.id, photos=[photo])
    at(clock, 16)

    make.run(cast.actor("zhenban2"), "ticket.reopen", ticket_id=ticket.id, reason="点错了")

    after = make.ticket(ticket.id)
    assert (after.due_on, after.closed_at, after.closed_on_time) == (date(2026, 9, 20), None, None)


def test_pauses_add_up(cast: Cast, clock: Clock) -> None:
    ticket = reported(cast, clock, 8)
    at(clock, 9)
    make.run(cast.actor("zhenban"), "ticket.return", ticket_id=ticket.id, reason_code="unclear")
    at(clock, 10)
    make.submit(cast.actor("qinglong"), ticket.id)
    at(clock, 11)

    make.run(cast.actor("zhenban"), "ticket.return", ticket_id=ticket.id, reason_code="unclear")

    assert make.ticket(ticket.id).due_on == date(2026, 9, 16)


@pytest.mark.parametrize(("type_code", "due"), [(make.WIRING, 10), (make.STEPS, 21)], ids=["shorter", "longer"])
def test_another_kind_moves_the_date_by_the_terms_difference(
    cast: Cast, clock: Clock, type_code: str, due: int
) -> None:
    ticket = reported(cast, clock, 8)
    at(clock, 9)
    make.run(cast.actor("zhenban"), "ticket.return", ticket_id=ticket.id, reason_code="unclear")

    make.run(cast.actor("zhenban"), "ticket.correct", ticket_id=ticket.id, type_code=type_code, reason="看错了")

    assert make.ticket(ticket.id).due_on == date(2026, 9, due)


def test_a_fix_claimed_in_time_and_sent_late_counts_when_the_reviewer_says_so(cast: Cast, clock: Clock) -> None:
    outcomes = []
    for on_time in (False, True):
        at(clock, 7)
        ticket = make.open_ticket(cast.actor("xuncha1"), type_code=make.WIRING)
        at(clock, 10)
        actor = cast.actor("qinglong")
        photo = make.claim(make.make_photo(actor, seed=10 + on_time))
        claimed = datetime(2026, 9, 9, 23, 59, tzinfo=LOCAL).isoformat()
        make.run(actor, "ticket.submit", ticket_id=ticket.id, photos=[photo], fixed_at=claimed)
        make.run(cast.actor("zhenban"), "ticket.close", ticket_id=ticket.id, on_time=on_time)
        outcomes.append(make.ticket(ticket.id).closed_on_time)

    assert outcomes == [False, True]


def test_a_late_claim_cannot_be_counted_as_on_time(cast: Cast, clock: Clock) -> None:
    ticket = make.open_ticket(cast.actor("xuncha1"))
    at(clock, 28)
    make.submit(cast.actor("qinglong"), ticket.id)

    make.run(cast.actor("zhenban"), "ticket.close", ticket_id=ticket.id, on_time=True)

    assert make.ticket(ticket.id).closed_on_time is False
