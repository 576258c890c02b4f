"""Working days of the People's Republic: holidays, swapped workdays and our own corrections.

Pure arithmetic over local dates; nothing here reads a clock. The library ``chinesecalendar``
carries the State Council's yearly announcements; a year it does not know yet counts Monday to
Friday.
"""

from bisect import bisect_left
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from functools import lru_cache
from itertools import accumulate

import chinese_calendar

from webapp.kernel import clock

_ANNOUNCED_YEARS = frozenset(day.year for day in chinese_calendar.holidays)
_SATURDAY = 5


@lru_cache(maxsize=8192)
def _announced(day: date) -> bool:
    """Whether the library's tables call ``day`` worked. Kept, because every request counts in whole years."""
    if day.year in _ANNOUNCED_YEARS:
        return bool(chinese_calendar.is_workday(day))
    return day.weekday() < _SATURDAY


def local_date(instant: datetime) -> date:
    """The date in Asia/Shanghai at ``instant``.

    :raises ValueError: ``instant`` has no time zone, so its date is anybody's guess.
    """
    if instant.tzinfo is None:
        raise ValueError("an instant needs a time zone")
    return clock.local(instant).date()


class Calendar:
    """Which dates are worked, and counting in working days.

    Immutable; every year is worked out once and kept as prefix sums, so a span of decades costs no
    more than a span of days. A ``Calendar`` may be shared between threads.
    """

    def __init__(self, overrides: Mapping[date, bool] | None = None) -> None:
        """Take the library's years, corrected by ``overrides`` (``True`` = worked), which win."""
        self._overrides = dict(overrides or {})
        self._years: dict[int, tuple[int, ...]] = {}

    def knows(self, year: int) -> bool:
        """Whether the holidays of ``year`` are announced data rather than plain Monday to Friday.

        Own corrections count as a year's table once they say what 1 January is: a full table always
        does, a single local correction does not.
        """
        return year in _ANNOUNCED_YEARS or date(year, 1, 1) in self._overrides

    def is_working(self, day: date) -> bool:
        """Whether ``day`` is worked."""
        own = self._overrides.get(day)
        if own is not None:
            return own
        return _announced(day)

    def next_working(self, day: date) -> date:
        """The first working day after ``day``."""
        return self.add(day, 1)

    def add(self, day: date, n: int) -> date:
        """The ``n``-th working day after ``day``; ``day`` itself, worked or not, when ``n`` is 0.

        :param n: working days, 0 or more.
        :raises ValueError: ``n`` is negative.
        :raises OverflowError: the answer lies beyond the year 9999.
        """
        if n < 0:
            raise ValueError("working days are added forwards only")
        if n == 0:
            return day
        year, rank = day.year, self._rank(day) + n
        while rank > self._sums(year)[-1]:
            rank -= self._sums(year)[-1]
            year += 1
        return date(year, 1, 1) + timedelta(days=bisect_left(self._sums(year), rank) - 1)

    def between(self, a: date, b: date) -> int:
        """Working days in ``(a, b]``: what passes from the end of ``a`` to the end of ``b``.

        Negative when ``b`` lies before ``a``: then minus the working days in ``(b, a]``.
        """
        if b < a:
            return -self.between(b, a)
        whole_years = sum(self._sums(year)[-1] for year in range(a.year, b.year))
        return whole_years + self._rank(b) - self._rank(a)

    def count(self, a: date, b: date) -> int:
        """Working days in ``[a, b]``, both ends included; 0 when ``b`` lies before ``a``."""
        return self.between(a, b) + int(self.is_working(a)) if a <= b else 0

    def _rank(self, day: date) -> int:
        """How many working days of its year have passed at the end of ``day``."""
        return self._sums(day.year)[day.timetuple().tm_yday]

    def _sums(self, year: int) -> tuple[int, ...]:
        """Prefix sums of ``year``: entry *n* counts the working days among its first *n* days."""
        sums = self._years.get(year)
        if sums is None:
            if year > date.max.year:
                raise OverflowError("no calendar beyond the year 9999")
            first = date(year, 1, 1)
            length = (date(year, 12, 31) - first).days + 1
            days = (int(self.is_working(first + timedelta(days=n))) for n in range(length))
            sums = self._years[year] = tuple(accumulate(days, initial=0))
        return sums
