"""The ticket's clock: examples from the rules, and laws no sequence of pauses may break."""

from datetime import date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from webapp.catalogue.workdays import Calendar, local_date
from webapp.tickets.clock import (
    RETURN_FLOOR_DAYS,
    Colour,
    amber_from,
    amber_until,
    due_on,
    in_time,
    light,
    resume_due,
    review_due,
    review_light,
)

CALENDAR = Calendar()
SHANGHAI = timezone(timedelta(hours=8))
MONDAY = date(2026, 11, 23)
FRIDAY = date(2026, 11, 27)

DATES = st.dates(date(2024, 1, 1), date(2030, 12, 31))
INSTANTS = st.builds(datetime.combine, DATES, st.times().map(lambda clock: clock.replace(tzinfo=SHANGHAI)))
TERMS = st.integers(1, 60)
PAUSE_LENGTHS = st.timedeltas(timedelta(0), timedelta(days=40))
RANK = {Colour.GREEN: 0, Colour.AMBER: 1, Colour.RED: 2}


def at(day: date, hour: int, minute: int = 0) -> datetime:
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=SHANGHAI)


def test_counting_starts_with_the_day_after_release() -> None:
    assert due_on(at(MONDAY, 0, 1), 5, CALENDAR) == date(2026, 11, 30)
    assert due_on(at(MONDAY, 23, 59), 5, CALENDAR) == date(2026, 11, 30)


def test_release_on_a_rest_day_starts_with_the_next_working_day() -> None:
    assert due_on(at(date(2026, 11, 21), 10), 1, CALENDAR) == MONDAY


def test_due_date_jumps_over_the_spring_festival() -> None:
    assert due_on(at(date(2026, 2, 13), 10), 2, CALENDAR) == date(2026, 2, 24)


def test_a_term_has_at_least_one_day() -> None:
    with pytest.raises(ValueError, match="at least one"):
        due_on(at(MONDAY, 9), 0, CALENDAR)


def test_the_deadline_is_midnight_of_the_due_date() -> None:
    assert in_time(at(FRIDAY, 23, 59), FRIDAY) is True
    assert in_time(at(FRIDAY + timedelta(days=1), 0), FRIDAY) is False


@pytest.mark.parametrize(
    ("today", "term", "colour", "left"),
    [
        (date(2026, 11, 20), 5, Colour.GREEN, 5),
        (date(2026, 11, 26), 5, Colour.GREEN, 1),
        (date(2026, 11, 27), 5, Colour.AMBER, 0),
        (date(2026, 11, 24), 20, Colour.AMBER, 3),  # the last fifth of 20 days is 4, today included
        (date(2026, 11, 23), 20, Colour.GREEN, 4),
        (date(2026, 11, 26), 9, Colour.GREEN, 1),  # a fifth of 9 is 1
    ],
)
def test_green_and_amber(today: date, term: int, colour: Colour, left: int) -> None:
    shown = light(FRIDAY, term, today, CALENDAR)

    assert (shown.colour, shown.days_left, shown.days_over) == (colour, left, 0)


def test_amber_on_the_rest_days_before_a_monday() -> None:
    assert light(MONDAY, 5, date(2026, 11, 20), CALENDAR).colour is Colour.GREEN
    assert light(MONDAY, 5, date(2026, 11, 21), CALENDAR).colour is Colour.AMBER


def test_due_today_and_tomorrow_are_calendar_days() -> None:
    assert light(FRIDAY, 5, FRIDAY, CALENDAR).due_today is True
    assert light(FRIDAY, 5, date(2026, 11, 26), CALENDAR).due_tomorrow is True
    assert light(MONDAY, 5, date(2026, 11, 20), CALENDAR).due_tomorrow is False
    assert light(MONDAY, 5, date(2026, 11, 22), CALENDAR).due_tomorrow is True


def test_red_counts_working_days_over() -> None:
    shown = light(FRIDAY, 5, date(2026, 12, 1), CALENDAR)

    assert (shown.colour, shown.days_over) == (Colour.RED, 2)


def test_rest_day_right_after_the_due_date_is_red_with_no_day_over() -> None:
    shown = light(FRIDAY, 5, date(2026, 11, 28), CALENDAR)

    assert (shown.colour, shown.days_over) == (Colour.RED, 0)


def test_a_stopped_clock_shows_bars_and_no_figures() -> None:
    shown = light(FRIDAY, 5, date(2026, 12, 8), CALENDAR, paused=True)

    assert (shown.colour, shown.days_left, shown.days_over) == (Colour.PAUSED, 0, 0)
    assert shown.colour.shape == "bars"


def test_two_nights_in_review_are_given_back() -> None:
    assert resume_due(FRIDAY, at(MONDAY, 17), at(date(2026, 11, 25), 9), CALENDAR) == date(2026, 12, 1)


def test_a_weekend_in_review_gives_back_friday_only() -> None:
    assert resume_due(FRIDAY, at(FRIDAY, 17), at(date(2026, 11, 30), 9), CALENDAR) == date(2026, 11, 30)


def test_no_real_fix_gives_nothing_back_but_keeps_the_floor() -> None:
    returned = at(date(2026, 11, 25), 9)

    plain = resume_due(FRIDAY, at(MONDAY, 17), returned, CALENDAR, give_back=False)
    floored = resume_due(MONDAY, at(MONDAY, 17), returned, CALENDAR, give_back=False, floor_days=RETURN_FLOOR_DAYS)

    assert plain == FRIDAY
    assert floored == FRIDAY


def test_a_late_ticket_stays_as_late_as_it_was() -> None:
    late_since = date(2026, 12, 1)
    resumed = date(2026, 12, 3)
    before = light(FRIDAY, 5, late_since, CALENDAR)

    due = resume_due(FRIDAY, at(late_since, 10), at(resumed, 10), CALENDAR)

    assert light(due, 5, resumed, CALENDAR).days_over == before.days_over == 2


def test_a_pause_cannot_end_before_it_begins() -> None:
    with pytest.raises(ValueError, match="after it begins"):
        resume_due(FRIDAY, at(MONDAY, 10), at(MONDAY, 9), CALENDAR)


def test_review_is_due_in_two_working_days_and_has_its_light() -> None:
    submitted = at(date(2026, 11, 19), 15)

    assert review_due(submitted, CALENDAR) == MONDAY
    assert review_light(submitted, date(2026, 11, 20), CALENDAR).colour is Colour.GREEN
    assert review_light(submitted, MONDAY, CALENDAR).colour is Colour.AMBER
    assert review_light(submitted, date(2026, 11, 24), CALENDAR).days_over == 1


@given(INSTANTS, TERMS)
def test_the_due_date_is_worked_and_its_term_away(released: datetime, term: int) -> None:
    due = due_on(released, term, CALENDAR)

    assert CALENDAR.is_working(due)
    assert CALENDAR.between(local_date(released), due) == term


@given(DATES, TERMS, DATES, DATES)
def test_a_running_light_never_gets_better(due: date, term: int, one: date, other: date) -> None:
    earlier, later = sorted((one, other))

    first, second = (light(due, term, day, CALENDAR) for day in (earlier, later))

    assert RANK[first.colour] <= RANK[second.colour]
    assert first.days_left >= second.days_left
    assert first.days_over <= second.days_over


@given(DATES, TERMS, st.integers(-40, 100))
def test_the_first_amber_day_says_what_the_light_says(due: date, term: int, days_before: int) -> None:
    day = due - timedelta(days=days_before)

    told = Colour.RED if day > due else Colour.AMBER if day >= amber_from(due, term, CALENDAR) else Colour.GREEN

    assert light(due, term, day, CALENDAR).colour is told


@given(DATES, TERMS)
def test_the_day_before_the_first_amber_one_is_green(due: date, term: int) -> None:
    first = amber_from(due, term, CALENDAR)

    around = [light(due, term, day, CALENDAR).colour for day in (first - timedelta(days=1), first)]

    assert around == [Colour.GREEN, Colour.AMBER]


def test_amber_begins_on_the_rest_days_before_a_due_monday() -> None:
    assert amber_from(MONDAY, 5, CALENDAR) == date(2026, 11, 21)
    assert amber_from(FRIDAY, 20, CALENDAR) == date(2026, 11, 24)


@given(DATES, DATES, st.integers(0, 1439), st.integers(0, 1439))
def test_pausing_and_resuming_within_a_day_wins_nothing(due: date, day: date, one: int, other: int) -> None:
    start, end = sorted((one, other))
    paused = at(day, start // 60, start % 60)

    assert resume_due(due, paused, paused + timedelta(minutes=end - start), CALENDAR) == due


@given(DATES, INSTANTS, PAUSE_LENGTHS)
def test_a_pause_gives_back_no_more_than_it_lasted(due: date, paused: datetime, length: timedelta) -> None:
    resumed = paused + length

    gained = CALENDAR.between(due, resume_due(due, paused, resumed, CALENDAR))

    assert 0 <= gained <= (local_date(resumed) - local_date(paused)).days


@given(DATES, INSTANTS, PAUSE_LENGTHS, PAUSE_LENGTHS)
def test_two_pauses_in_a_row_give_back_as_much_as_one(
    due: date, start: datetime, first: timedelta, second: timedelta
) -> None:
    middle = start + first
    end = middle + second

    at_once = resume_due(due, start, end, CALENDAR)
    split = resume_due(resume_due(due, start, middle, CALENDAR), middle, end, CALENDAR)

    assert split == at_once


@given(DATES, INSTANTS, PAUSE_LENGTHS, st.booleans())
def test_a_return_leaves_two_whole_working_days(
    due: date, paused: datetime, length: timedelta, give_back: bool
) -> None:
    resumed = paused + length

    new_due = resume_due(due, paused, resumed, CALENDAR, give_back=give_back, floor_days=RETURN_FLOOR_DAYS)

    assert new_due >= due
    assert CALENDAR.between(local_date(resumed), new_due) >= RETURN_FLOOR_DAYS


@given(DATES, st.integers(0, 100), TERMS)
def test_what_a_database_finds_as_amber_is_what_a_light_shows(today: date, ahead: int, term: int) -> None:
    due = today + timedelta(days=ahead)
    until = max(last for least, last in amber_until(today, CALENDAR) if term >= least)

    assert (due <= until) == (light(due, term, today, CALENDAR).colour is Colour.AMBER)
