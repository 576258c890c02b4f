"""Dates and times in words, in the reader's language and in Asia/Shanghai."""

from datetime import date, datetime

from babel.dates import format_date, format_datetime

from webapp.kernel import clock
from webapp.kernel.text import current_locale

DAY = {"zh_Hans": "M月d日", "en": "d MMM"}
DAY_OF_WEEK = {"zh_Hans": "M月d日 EEE", "en": "EEE d MMM"}
LONG_DAY = {"zh_Hans": "M月d日 EEEE", "en": "EEEE d MMMM"}
YEAR_DAY = {"zh_Hans": "y年M月d日", "en": "d MMM y"}
WHOLE_DAY = {"zh_Hans": "y年M月d日（EEEE）", "en": "EEEE d MMMM y"}
WEEKDAY = {"zh_Hans": "EEEEE", "en": "EEEEE"}
MONTH = {"zh_Hans": "M月", "en": "MMMM"}
MOMENT = {"zh_Hans": "M月d日 HH:mm", "en": "d MMM HH:mm"}


def day(value: date) -> str:
    """11月19日 · 19 Nov; with the year when it is not this one."""
    patterns = DAY if value.year == clock.today().year else YEAR_DAY
    return _date(value, patterns)


def day_of_week(value: date) -> str:
    """11月19日 周三 · Wed 19 Nov."""
    return _date(value, DAY_OF_WEEK)


def long_day(value: date) -> str:
    """11月19日 星期三 · Wednesday 19 November."""
    return _date(value, LONG_DAY)


def month(value: date) -> str:
    """11月 · November."""
    return _date(value, MONTH)


def weekday(value: date) -> str:
    """四 · T."""
    return _date(value, WEEKDAY)


def whole_day(value: date) -> str:
    """2026年11月19日（星期四） · Thursday 19 November 2026: on paper, which outlives the year."""
    return _date(value, WHOLE_DAY)


def moment(instant: datetime) -> str:
    """11月19日 16:32 · 19 Nov 16:32."""
    locale = current_locale()
    return format_datetime(clock.local(instant).replace(tzinfo=None), MOMENT[locale], locale=locale)


def _date(value: date, patterns: dict[str, str]) -> str:
    locale = current_locale()
    return format_date(value, patterns[locale], locale=locale)
