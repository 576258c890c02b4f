"""The calendar on screen: what is decided here counts from then on, all lines or none, and a missing year is said."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests import make
from tests.cast import Cast, sign_in
from tests.conftest import Clock
from tests.house import HouseClient, Page
from webapp.catalogue import day_lines, queries
from webapp.catalogue.day_lines import Day, Fault
from webapp.kernel.db import db
from webapp.kernel.errors import AppError
from webapp.timeline.models import Entry

PAGE = "/settings/calendar"
SPRING = "2027-02-05 至 2027-02-11 休 春节\n2027-02-14 班 春节调休"


class TestLines:
    """What people write."""

    @pytest.mark.parametrize(
        ("line", "days"),
        [
            ("2027-01-01 休 元旦", [Day(date(2027, 1, 1), False, "元旦")]),
            ("2027年1月3日 班", [Day(date(2027, 1, 3), True, "")]),
            ("2027/10/1~2027/10/2 放假 国庆", [Day(date(2027, 10, d), False, "国庆") for d in (1, 2)]),
            ("  2027-10-09 补班 ", [Day(date(2027, 10, 9), True, "")]),
            ("2027-10-08 to 2027-10-09 WORK make up", [Day(date(2027, 10, d), True, "make up") for d in (8, 9)]),
        ],
    )
    def test_is_understood(self, line: str, days: list[Day]) -> None:
        assert day_lines.read(line) == (days, [])

    def test_every_fault_is_named_by_its_line(self) -> None:
        text = "\n".join(
            (
                "春节 休",
                "2027-02-30 休",
                "",
                "2027-02-11 至 2027-02-05 休",
                "2027-01-01 至 2027-12-31 休",
                "2027-05-01 休",
                "2027-05-01 班",
            )
        )
        days, faults = day_lines.read(text)

        assert [day.day for day in days] == [date(2027, 5, 1)]
        assert faults == [
            (1, Fault.UNREADABLE),
            (2, Fault.NO_SUCH_DAY),
            (4, Fault.BACKWARDS),
            (5, Fault.TOO_LONG),
            (7, Fault.TWICE),
        ]

    @given(st.text(max_size=80))
    def test_any_text_is_read_or_refused(self, text: str) -> None:
        days, faults = day_lines.read(text)

        assert len(faults) <= len(text.splitlines())
        assert [day.day for day in days] == sorted({day.day for day in days})


def take_down(client: HouseClient, lines: str, status: int = 200) -> Page:
    """Send the form, and what the page says then."""
    page = client.page(PAGE)
    answer = client.submit(page.form(PAGE + "?year=2026"), lines=lines)
    if status != 200:
        assert answer.status_code == status
        return Page(answer)
    return client.page(answer.location)


def test_days_count_from_then_on_and_due_dates_that_were_given_stay(cast: Cast, client: HouseClient) -> None:
    before = make.open_ticket(cast.actor("xuncha1"), type_code=make.LOCKED)
    sign_in(client, "admin")
    page = take_down(client, "2026-09-08 至 2026-09-10 休 洪水\n2026-09-12 班 补回来")
    after = make.open_ticket(cast.actor("xuncha1"), type_code=make.LOCKED)

    assert make.ticket(before.id).due_on == date(2026, 9, 14)
    assert after.due_on == date(2026, 9, 16)  # three days later, one of them made up for on a Saturday
    assert "洪水" in page.text
    assert len(page.tree.all("b", data_own="")) == 4 + 1  # and one in the legend


def test_one_bad_line_takes_none_and_loses_nothing(cast: Cast, client: HouseClient) -> None:
    sign_in(client, "admin")
    page = take_down(client, "2026-09-08 休\n瞎写的一行", status=422)

    assert "第 2 行看不懂" in page.text
    assert page.tree.first("textarea").value() == "2026-09-08 休\n瞎写的一行"
    assert list(queries.own_days()) == []


def test_a_day_is_as_announced_again(cast: Cast, client: HouseClient) -> None:
    sign_in(client, "admin")
    page = take_down(client, "2026-09-08 休")
    client.submit(page.form("/2026-09-08/forget"))

    assert list(queries.own_days()) == []
    assert queries.calendar().is_working(date(2026, 9, 8))


def test_it_stands_in_the_record(cast: Cast, client: HouseClient) -> None:
    sign_in(client, "admin")
    take_down(client, "2026-09-08 休 洪水")
    (entry,) = db.session.query(Entry).filter_by(name="calendar.changed").all()

    assert entry.data == {"days": {"2026-09-08": False}, "note": "洪水"}
    assert entry.subject_id == cast.unit("安澜县").id


def test_nobody_but_the_administrator(cast: Cast, client: HouseClient) -> None:
    for login in ("zhenban", "lingdao", "xuncha1"):
        with pytest.raises(AppError, match=r"auth\.forbidden"):
            make.run(cast.actor(login), "calendar.set_days", days=[{"day": "2026-09-08", "is_working": False}])
    sign_in(client, "zhenban")
    assert client.get(PAGE).status_code == 403
    assert PAGE not in client.page("/settings").links()


def test_a_missing_year_is_said_from_november_until_it_is_taken_down(
    cast: Cast, client: HouseClient, clock: Clock
) -> None:
    sign_in(client, "admin")
    warning = "2027 年的节假日还没有"
    assert warning not in client.page(PAGE).text
    clock.forward(days=60)  # November
    sign_in(client, "admin")
    assert warning in client.page(PAGE).text
    assert warning in client.page("/settings").text
    take_down(client, "2027-01-01 休 元旦\n" + SPRING)

    assert warning not in client.page(PAGE).text
    assert warning not in client.page("/settings").text
    assert [row.day.year for row in queries.own_days()] == [2027] * 9


@pytest.mark.parametrize("year", ["2027", "1", "99999", "x", "二〇二七"])
def test_any_year_in_the_address_is_answered(cast: Cast, client: HouseClient, year: str) -> None:
    sign_in(client, "admin")
    page = client.page(f"{PAGE}?year={year}")

    assert len(page.tree.all("table")) == 12
