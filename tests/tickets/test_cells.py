"""The cells of the working days (期限格)."""

from datetime import date, datetime, timedelta, timezone

from hypothesis import given
from hypothesis import strategies as st

from webapp.catalogue.workdays import Calendar
from webapp.tickets.cells import Cell, Pause, Workdays, workday_cells
from webapp.tickets.clock import light

CALENDAR = Calendar()
SHANGHAI = timezone(timedelta(hours=8))
RELEASED = date(2026, 11, 20)  # a Friday; a term of five ends on the next
DUE = date(2026, 11, 27)
SHORT = {
    Cell.PAST: "p",
    Cell.TODAY: "t",
    Cell.LEFT: "l",
    Cell.OVER: "o",
    Cell.PAUSED: "=",
}


def at(day: date, hour: int = 12) -> datetime:
    return datetime(day.year, day.month, day.day, hour, tzinfo=SHANGHAI)


def drawn(workdays: Workdays) -> str:
    return "".join(SHORT[cell] for cell in workdays.cells)


def draw(today: date, *pauses: Pause, due: date = DUE) -> str:
    return drawn(workday_cells(RELEASED, due, today, pauses, CALENDAR))


def test_one_cell_for_each_working_day_of_the_term() -> None:
    assert draw(RELEASED) == "lllll"
    assert draw(date(2026, 11, 25)) == "pptll"
    assert draw(DUE) == "ppppt"


def test_rest_days_have_no_cell() -> None:
    assert draw(date(2026, 11, 22)) == "lllll"
    assert draw(date(2026, 11, 28)) == "ppppp"


def test_days_past_due_are_added() -> None:
    assert draw(date(2026, 12, 1)) == "pppppoo"


def test_a_running_pause_moves_the_end() -> None:
    assert draw(date(2026, 11, 26), Pause(at(date(2026, 11, 24)))) == "p===lll"


def test_a_pause_of_today_is_hatched_today() -> None:
    assert draw(date(2026, 11, 25), Pause(at(date(2026, 11, 25)))) == "pp=ll"


def test_an_ended_pause_is_already_in_the_due_date() -> None:
    pause = Pause(at(date(2026, 11, 24)), at(date(2026, 11, 26)))

    assert draw(date(2026, 11, 26), pause, due=date(2026, 12, 1)) == "p==tlll"


def test_days_late_before_a_pause_stay_late() -> None:
    pause = Pause(at(date(2026, 12, 1)), at(date(2026, 12, 3)))

    assert draw(date(2026, 12, 3), pause, due=date(2026, 12, 1)) == "pppppo==o"


def test_runs_are_the_cells_as_shares() -> None:
    workdays = workday_cells(RELEASED, DUE, date(2026, 11, 25), (), CALENDAR)

    assert [(run.state, run.days, run.fraction) for run in workdays.runs] == [
        (Cell.PAST, 2, 0.4),
        (Cell.TODAY, 1, 0.2),
        (Cell.LEFT, 2, 0.4),
    ]
    assert workdays.today_number == 3


@given(st.integers(1, 40), st.integers(0, 90))
def test_cells_and_light_tell_the_same(term: int, later: int) -> None:
    due = CALENDAR.add(RELEASED, term)
    today = RELEASED + timedelta(days=later)

    workdays = workday_cells(RELEASED, due, today, (), CALENDAR)

    shown = light(due, term, today, CALENDAR)
    assert workdays.cells.count(Cell.LEFT) == shown.days_left
    assert workdays.cells.count(Cell.OVER) == shown.days_over
    assert abs(sum(run.fraction for run in workdays.runs) - 1) < 1e-9
