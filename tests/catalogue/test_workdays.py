"""Working days against the announced holidays of 2025 and 2026, and laws for any dates."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from webapp.catalogue.workdays import Calendar, local_date

CALENDAR = Calendar()
DATES = st.dates(date(2004, 1, 1), date(2080, 12, 31))
TERMS = st.integers(1, 400)


@pytest.mark.parametrize(
    ("day", "worked"),
    [
        (date(2026, 2, 13), True),  # Friday before the Spring Festival
        (date(2026, 2, 14), True),  # swapped Saturday
        (date(2026, 2, 15), False),  # the festival begins on a Sunday
        (date(2026, 2, 23), False),  # and ends on a Monday
        (date(2026, 2, 24), True),
        (date(2026, 2, 28), True),  # swapped Saturday
        (date(2025, 9, 28), True),  # swapped Sunday before National Day 2025
        (date(2025, 10, 8), False),
        (date(2025, 10, 11), True),  # swapped Saturday
        (date(2026, 9, 20), True),  # swapped Sunday
        (date(2026, 9, 25), False),  # Mid-autumn, a Friday
        (date(2026, 10, 7), False),
        (date(2026, 10, 10), True),  # swapped Saturday
        (date(2026, 1, 2), False),  # New Year reaches over a Friday
        (date(2026, 1, 4), True),  # swapped Sunday
        (date(2026, 11, 21), False),  # an ordinary Saturday
    ],
)
def test_announced_days(day: date, worked: bool) -> None:
    assert CALENDAR.is_working(day) is worked


def test_term_over_the_spring_festival_counts_the_swapped_saturday() -> None:
    assert CALENDAR.add(date(2026, 2, 12), 5) == date(2026, 2, 26)


def test_term_over_national_day_2026() -> None:
    assert CALENDAR.add(date(2026, 9, 30), 3) == date(2026, 10, 10)
    assert CALENDAR.between(date(2026, 9, 30), date(2026, 10, 10)) == 3


def test_term_over_the_year_end() -> None:
    assert CALENDAR.add(date(2025, 12, 31), 1) == date(2026, 1, 4)
    assert CALENDAR.between(date(2025, 12, 30), date(2026, 1, 5)) == 3


def test_leap_day_is_counted() -> None:
    assert CALENDAR.is_working(date(2024, 2, 29)) is True
    assert CALENDAR.count(date(2024, 2, 29), date(2024, 3, 1)) == 2
    assert CALENDAR.between(date(2028, 2, 28), date(2028, 3, 1)) == 2


def test_year_not_yet_announced_counts_monday_to_friday() -> None:
    assert CALENDAR.knows(2026) is True
    assert CALENDAR.knows(2041) is False
    assert CALENDAR.is_working(date(2041, 10, 1)) is True  # a Tuesday
    assert CALENDAR.is_working(date(2041, 10, 5)) is False  # a Saturday


def test_own_corrections_win_over_library_and_weekday() -> None:
    calendar = Calendar({date(2026, 11, 24): False, date(2041, 10, 5): True})

    assert calendar.is_working(date(2026, 11, 24)) is False
    assert calendar.is_working(date(2041, 10, 5)) is True
    assert calendar.add(date(2026, 11, 23), 1) == date(2026, 11, 25)


def test_a_correction_alone_is_not_a_years_table() -> None:
    assert Calendar({date(2041, 10, 1): False}).knows(2041) is False
    assert Calendar({date(2041, 1, 1): False}).knows(2041) is True


def test_later_changes_of_the_given_table_change_nothing() -> None:
    table = {date(2026, 11, 24): False}
    calendar = Calendar(table)

    table[date(2026, 11, 25)] = False

    assert calendar.is_working(date(2026, 11, 25)) is True


def test_between_is_negative_backwards() -> None:
    assert CALENDAR.between(date(2026, 11, 25), date(2026, 11, 23)) == -2


def test_count_is_empty_backwards() -> None:
    assert CALENDAR.count(date(2026, 11, 25), date(2026, 11, 23)) == 0


def test_working_days_are_not_added_backwards() -> None:
    with pytest.raises(ValueError, match="forwards"):
        CALENDAR.add(date(2026, 11, 23), -1)


def test_the_end_of_the_calendar_is_an_error_not_a_hang() -> None:
    with pytest.raises(OverflowError):
        CALENDAR.add(date(9999, 12, 1), 400)


def test_local_date_turns_over_at_midnight_in_shanghai() -> None:
    assert local_date(datetime(2026, 11, 23, 15, 59, tzinfo=UTC)) == date(2026, 11, 23)
    assert local_date(datetime(2026, 11, 23, 16, 0, tzinfo=UTC)) == date(2026, 11, 24)


def test_an_instant_without_a_zone_has_no_date() -> None:
    with pytest.raises(ValueError, match="time zone"):
        local_date(datetime(2026, 11, 23, 12, 0))  # noqa: DTZ001 - the fault under test


@given(DATES, TERMS)
def test_add_and_between_are_inverse(day: date, n: int) -> None:
    assert CALENDAR.between(day, CALENDAR.add(day, n)) == n


@given(DATES, TERMS)
def test_add_always_ends_on_a_working_day(day: date, n: int) -> None:
    assert CALENDAR.is_working(CALENDAR.add(day, n))


@given(DATES, st.integers(0, 900))
def test_between_agrees_with_counting_day_by_day(day: date, span: int) -> None:
    days = [day + timedelta(days=n) for n in range(1, span + 1)]

    assert CALENDAR.between(day, day + timedelta(days=span)) == sum(map(CALENDAR.is_working, days))


@given(DATES, DATES, DATES)
def test_between_adds_up(a: date, b: date, c: date) -> None:
    assert CALENDAR.between(a, b) + CALENDAR.between(b, c) == CALENDAR.between(a, c)
