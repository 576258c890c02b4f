"""Days of a year written down as people write them, one line a day or span: ``2027-02-05 至 2027-02-11 休 春节``."""

import re
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

_DAY = r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?"
_LINE = re.compile(
    rf"{_DAY}(?:\s*(?:至|到|~|～|—|–|to)\s*{_DAY})?\s*(休|放假|rest|班|上班|补班|work)\s*(.*)", re.IGNORECASE
)
_RESTS = ("休", "放假", "rest")
LONGEST_SPAN = 31
LONGEST_NOTE = 120


class Fault(StrEnum):
    """What is wrong with a line."""

    UNREADABLE = "unreadable"
    NO_SUCH_DAY = "no_such_day"
    BACKWARDS = "backwards"
    TOO_LONG = "too_long"
    TWICE = "twice"


@dataclass(frozen=True)
class Day:
    """One day as somebody wants it counted."""

    day: date
    is_working: bool
    note: str


def read(text: str) -> tuple[list[Day], list[tuple[int, Fault]]]:
    """What the lines of a text say.

    Empty lines are skipped.

    :returns: the days in their order, and faults as pairs of line number (from 1) and kind. With any fault the days
        are those of the other lines.
    """
    days: dict[date, Day] = {}
    faults: list[tuple[int, Fault]] = []
    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip():
            continue
        found = _read(line.strip())
        if isinstance(found, Fault):
            faults.append((number, found))
        elif any(each.day in days for each in found):
            faults.append((number, Fault.TWICE))
        else:
            days |= {each.day: each for each in found}
    return [days[day] for day in sorted(days)], faults


def _read(line: str) -> list[Day] | Fault:
    match = _LINE.fullmatch(line)
    if match is None:
        return Fault.UNREADABLE
    *numbers, word, note = match.groups()
    try:
        first = date(*(int(each) for each in numbers[:3]))
        last = date(*(int(each) for each in numbers[3:])) if numbers[3] else first
    except ValueError:
        return Fault.NO_SUCH_DAY
    span = (last - first).days
    if span < 0:
        return Fault.BACKWARDS
    if span >= LONGEST_SPAN or len(note) > LONGEST_NOTE:
        return Fault.TOO_LONG
    is_working = word.lower() not in _RESTS
    return [Day(first + timedelta(days=n), is_working, note.strip()) for n in range(span + 1)]
