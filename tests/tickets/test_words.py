"""The clock in words, in English and as the Chinese catalogue has it."""

from datetime import date, datetime, timedelta, timezone
from io import BytesIO
from pathlib import Path

import pytest
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import Translations

from webapp.catalogue.workdays import Calendar
from webapp.tickets import words
from webapp.tickets.clock import Colour, light, review_light

CALENDAR = Calendar()
SOURCE = Path(words.__file__).parents[1] / "translations" / "src" / "clock.po"
FRIDAY = date(2026, 11, 27)
SUBMITTED = datetime(2026, 11, 26, 9, tzinfo=timezone(timedelta(hours=8)))  # review due on Monday 30

TICKET = [
    (date(2026, 11, 23), "4 days left", "剩 4 天"),
    (date(2026, 11, 26), "Due tomorrow", "明天到期"),
    (FRIDAY, "Due today", "今天到期"),
    (date(2026, 11, 28), "Past due", "已过期"),
    (date(2026, 11, 30), "1 day over", "超 1 天"),
    (date(2026, 12, 1), "2 days over", "超 2 天"),
]
REVIEW = [
    (date(2026, 11, 26), "2 days to review", "复核剩 2 天"),
    (date(2026, 11, 27), "1 day to review", "复核剩 1 天"),
    (date(2026, 11, 29), "Review due tomorrow", "明天要复核"),
    (date(2026, 11, 30), "Review due today", "今天要复核"),
    (date(2026, 12, 1), "Review 1 day late", "复核超 1 天"),
]


@pytest.fixture
def speaking_chinese(monkeypatch: pytest.MonkeyPatch) -> None:
    """The words module speaking Chinese, without an app."""
    compiled = BytesIO()
    with SOURCE.open("rb") as source:
        write_mo(compiled, read_po(source, locale="zh_Hans"))
    compiled.seek(0)
    catalogue = Translations(compiled)
    monkeypatch.setattr(words, "_", lambda source, **given: catalogue.gettext(source) % given)
    monkeypatch.setattr(words, "ngettext", lambda one, many, num: catalogue.ngettext(one, many, num) % {"num": num})


@pytest.mark.parametrize(("today", "english", "_chinese"), TICKET)
def test_ticket_light_in_english(today: date, english: str, _chinese: str) -> None:
    assert words.light_text(light(FRIDAY, 5, today, CALENDAR)) == english


@pytest.mark.usefixtures("speaking_chinese")
@pytest.mark.parametrize(("today", "_english", "text"), TICKET)
def test_ticket_light_in_chinese(today: date, _english: str, text: str) -> None:
    assert words.light_text(light(FRIDAY, 5, today, CALENDAR)) == text


@pytest.mark.parametrize(("today", "english", "_chinese"), REVIEW)
def test_review_light_in_english(today: date, english: str, _chinese: str) -> None:
    assert words.review_text(review_light(SUBMITTED, today, CALENDAR)) == english


@pytest.mark.usefixtures("speaking_chinese")
@pytest.mark.parametrize(("today", "_english", "text"), REVIEW)
def test_review_light_in_chinese(today: date, _english: str, text: str) -> None:
    assert words.review_text(review_light(SUBMITTED, today, CALENDAR)) == text


def test_a_friday_before_a_monday_is_not_the_day_before() -> None:
    assert words.light_text(light(date(2026, 11, 30), 5, FRIDAY, CALENDAR)) == "1 day left"


def test_review_of_a_rest_day_past_due() -> None:
    late = review_light(SUBMITTED - timedelta(days=1), date(2026, 11, 28), CALENDAR)

    assert words.review_text(late) == "Review past due"


@pytest.mark.usefixtures("speaking_chinese")
def test_a_stopped_clock_and_what_a_screen_reader_hears() -> None:
    stopped = light(FRIDAY, 5, FRIDAY, CALENDAR, paused=True)
    running = light(FRIDAY, 5, FRIDAY, CALENDAR)

    assert words.light_text(stopped) == "计时已停"
    assert words.light_label(running, words.light_text(running)) == "黄灯，今天到期"
    assert len({words.colour_name(colour) for colour in Colour}) == len(Colour)
