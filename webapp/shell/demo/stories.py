"""The demo's tickets as a plan: what happened, when, by whom. Deterministic for a given instant.

Nothing is written here; the seeding plays each move through the same commands that people use.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from webapp.catalogue.documents import Catalogue, Kind, load
from webapp.catalogue.vocab import DefaultOwner, EvidencePolicy
from webapp.catalogue.workdays import Calendar, local_date
from webapp.kernel.clock import LOCAL
from webapp.shell.demo.cast import Parts, parts
from webapp.shell.demo.county import UNITS
from webapp.shell.demo.phrases import AGAIN, ASKED, CLOSING_UNSEEN, CLOSINGS, PHRASES, RETURNS, Phrases
from webapp.shell.demo.plots import HELD_BACK, PLOTS, SOURCES, Beat, due_day
from webapp.shell.demo.script import SCRIPT
from webapp.tickets.clock import REVIEW_DAYS

SLOTS = 300
"""Minutes of a working day in which something begins: 8:40 to 12:00 and 14:00 to 15:40."""


A_MOMENT = timedelta(minutes=4)
"""After which an opener notices a wrong tile: well within the ten minutes allowed."""

WHEN = re.compile(r"(due|sent|)([+-]?)(\d*)")


@dataclass(frozen=True)
class Move:
    """One command after the opening. ``args`` are those of the command, without ids and photos.

    ``fixed_at`` is an aware datetime; ``venue`` (of ``ticket.correct``) a venue's name in the village.
    ``pictures`` is how many photos go with it.
    """

    at: datetime
    verb: str
    actor: str
    args: dict[str, Any]
    pictures: int = 0


@dataclass(frozen=True)
class Story:
    """One ticket from its opening on; ``village`` and ``venue`` are names, people are logins."""

    plot: str
    kind: str
    village: str
    venue: str
    opener: str
    opened_at: datetime
    words: str
    fields: dict[str, str]
    source: str
    hold_back: bool
    pictures: int
    moves: tuple[Move, ...]


@dataclass(frozen=True)
class _Line:
    """One line of the script with all that is known of it before the dates."""

    number: int
    plot: str
    kind: Kind
    village: str
    when: str
    parts: Parts
    turn: int

    @property
    def phrases(self) -> Phrases:
        return PHRASES[self.kind.code]

    @property
    def beats(self) -> tuple[Beat, ...]:
        """The plot's steps; who has no account receives nothing."""
        beats = PLOTS[self.plot](self.kind.term_days)
        return tuple(beat for beat in beats if beat.by != "owner" or self.parts.owner)


def plan(now: datetime, calendar: Calendar | None = None) -> list[Story]:
    """The demo's tickets as of ``now`` (aware), oldest opening first.

    Everything lies on working days before today, in working hours, at most some eighty days back.
    """
    calendar = calendar or Calendar()
    today = local_date(now)
    days = _days_before(today, calendar)
    stories = [_story(line, days, calendar.is_working(today)) for line in _lines(load())]
    return sorted(stories, key=lambda story: story.opened_at)


def _lines(catalogue: Catalogue) -> Iterator[_Line]:
    told: dict[str, int] = {}
    for number, row in enumerate(filter(None, SCRIPT.splitlines())):
        plot, code, village, when, opener = row.split()
        kind = catalogue.kind(code)
        turn = told[code] = told.get(code, -1) + 1
        by_department = kind.default_owner is DefaultOwner.DEPARTMENT
        yield _Line(number, plot, kind, village, when, parts(number, code, village, opener, by_department), turn)


def _days_before(today: date, calendar: Calendar) -> list[date]:
    """The working days of the last quarter before ``today``, oldest first."""
    days = [today - timedelta(days=n) for n in range(120, 0, -1)]
    return [day for day in days if calendar.is_working(day)]


def _opened_ago(line: _Line, today_works: bool) -> int:
    """How many working days before today the ticket was opened (1: on the last one)."""
    found = WHEN.fullmatch(line.when)
    if found is None:
        raise ValueError(f"line {line.number + 1} of the script: when is {line.when}?")
    event, sign, days, rest = found[1], found[2], int(found[3] or 0), int(not today_works)
    if event == "due":
        last = due_day(line.beats, line.kind.term_days)
        return {"+": last + days + rest, "-": last - days + rest, "": last}[sign]
    if event == "sent":
        sent = next(beat.day for beat in reversed(line.beats) if beat.verb == "submit")
        return sent + (REVIEW_DAYS + days + rest if sign else days)
    return days


def _story(line: _Line, days: list[date], today_works: bool) -> Story:
    ago = _opened_ago(line, today_works)
    slot = line.number * 53 % SLOTS
    opened = len(days) - ago
    opened_at = _instant(days[opened], slot)
    moves, day = [], 0
    for order, beat in enumerate(line.beats):
        begin = (line.number * 31 + beat.day * 67 + order * 17) % SLOTS
        slot, day = (slot + 17 if beat.day == day else begin), beat.day
        at = opened_at + A_MOMENT if beat.verb == "correct" else _instant(days[opened + day], slot)
        moves.append(_move(line, beat, at, days[opened : opened + day + 1]))
    phrases = line.phrases
    return Story(
        plot=line.plot,
        kind=line.kind.code,
        village=line.village,
        venue=_venue(line.village, phrases.venue),
        opener=line.parts.opener,
        opened_at=opened_at,
        words=phrases.seen[line.turn % len(phrases.seen)],
        fields=_fields(phrases, line.turn, days[opened]),
        source=SOURCES.get(line.plot, "snap"),
        hold_back=line.plot in HELD_BACK,
        pictures=phrases.pictures,
        moves=tuple(moves),
    )


def _move(line: _Line, beat: Beat, at: datetime, days: list[date]) -> Move:
    args = dict(beat.args)
    if words := _said(line, beat):
        args["words"] = words
    if "fixed_by" in args:
        args["fixed_by"] = line.parts.names[args["fixed_by"]]
    if "fixed_on" in args:
        args["fixed_at"] = datetime.combine(days[args.pop("fixed_on")], time(16, 30), LOCAL)
    closes_by_looking = beat.verb == "close" and line.kind.evidence is EvidencePolicy.INSPECTOR_ONLY
    by = "inspector" if closes_by_looking and beat.by != "inspector" else beat.by
    return Move(at, f"ticket.{beat.verb}", line.parts.login(by), args, _pictures(line, beat))


def _said(line: _Line, beat: Beat) -> str:
    phrases, number = line.phrases, line.number
    if beat.says.startswith("again "):
        return AGAIN[beat.says.removeprefix("again ")]
    closing = CLOSINGS[number % len(CLOSINGS)]
    return {
        "": "",
        "fixed": phrases.fixed[line.turn % len(phrases.fixed)],
        "returned": RETURNS.get(beat.args.get("reason_code", ""), ""),
        "closing": closing if phrases.pictures or not closing else CLOSING_UNSEEN,
        "question": ASKED[number % len(ASKED)][0],
        "answer": ASKED[number % len(ASKED)][1],
    }[beat.says]


def _pictures(line: _Line, beat: Beat) -> int:
    """A photo of the fix where one is usual; never from paper or phone, and none of a group's chat."""
    on_the_spot = line.kind.evidence is EvidencePolicy.INSPECTOR_ONLY
    if beat.verb == "witness":
        return 1
    if beat.verb == "close":
        return int(on_the_spot)
    asked = beat.verb == "submit" and beat.by == "owner" and not on_the_spot
    return int(asked and line.phrases.pictures > 0)


def _fields(phrases: Phrases, turn: int, opened_on: date) -> dict[str, str]:
    """The structured fields; a date is written as days before the opening."""
    if not phrases.fields:
        return {}
    given = phrases.fields[turn % len(phrases.fields)]
    return {
        key: str(opened_on + timedelta(days=int(value))) if key.endswith("_on") else value
        for key, value in given.items()
    }


def _venue(village: str, kind: str) -> str:
    """The village's venue of this kind, or its activity room when it has none."""
    venues = next(unit.venues for unit in UNITS if unit.name == village)
    return next((venue.name for venue in venues if venue.kind == kind), venues[0].name)


def _instant(day: date, slot: int) -> datetime:
    """The ``slot``-th working minute of a day: from 8:40, with a noon rest from 12:00 to 14:00."""
    start, minutes = (time(8, 40), slot) if slot < 200 else (time(14, 0), slot - 200)
    return datetime.combine(day, start, LOCAL) + timedelta(minutes=minutes)
