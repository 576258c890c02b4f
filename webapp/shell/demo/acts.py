"""The demo's stories taken apart into single acts in order of time, each with the pictures it needs."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from webapp.catalogue.documents import Catalogue
from webapp.kernel.clock import LOCAL
from webapp.shell.demo.county import UNITS
from webapp.shell.demo.ids import demo_id
from webapp.shell.demo.pictures import AFTER, BEFORE
from webapp.shell.demo.register import unit_id, venue_id
from webapp.shell.demo.stories import Move, Story

METRE = 1 / 111_000
"""Degrees of latitude in a metre."""


@dataclass(frozen=True)
class Shot:
    """A picture to draw: everything ``pictures.draw`` wants, and the id it is stored under."""

    id: str
    kind: str
    stage: str
    seed: int
    taken_at: datetime
    place: tuple[float, float]

    def claim(self, sha256: str) -> dict[str, Any]:
        """What the phone says of it, as ``args.photos`` wants it."""
        lat, lng = self.place
        taken = self.taken_at.isoformat()
        return {
            "id": self.id, "sha256": sha256, "taken_at": taken, "lat": lat, "lng": lng, "accuracy": 8 + self.seed % 17,
            "source": "camera",
        }  # fmt: skip


@dataclass(frozen=True)
class Act:
    """One command at one instant. ``args`` are complete but for the photos."""

    at: datetime
    id: str
    command: str
    actor: str
    args: dict[str, Any]
    shots: tuple[Shot, ...]


def acts(stories: Sequence[Story], catalogue: Catalogue) -> list[Act]:
    """Everything that happened, in order of time over all stories."""
    played = [act for number, story in enumerate(stories) for act in _of(number, story, catalogue)]
    return sorted(played, key=lambda act: act.at)


def _of(number: int, story: Story, catalogue: Catalogue) -> Iterator[Act]:
    ticket_id = demo_id(story.opened_at, "ticket", number)
    icon = catalogue.kind(story.kind).icon
    args: dict[str, Any] = {
        "ticket_id": ticket_id, "village_id": unit_id(story.village), "type_code": story.kind,
        "venue_id": venue_id(story.village, story.venue), "words": story.words, "fields": story.fields,
        "source": story.source, "hold_back": story.hold_back,
    }  # fmt: skip
    found = [
        _shot(story, number, icon, BEFORE, number + 1000 * order, story.opened_at, order)
        for order in range(story.pictures)
    ]
    yield Act(
        story.opened_at, demo_id(story.opened_at, "open", number), "ticket.open", story.opener, args, tuple(found)
    )
    for place, move in enumerate(story.moves):
        stage, elsewhere = _shown(move, story.moves[place + 1 :])
        shots = [
            _shot(story, number, icon, stage, number + elsewhere + 1000 * order, move.at, 10 * (place + 1) + order)
            for order in range(move.pictures)
        ]
        args = {"ticket_id": ticket_id, **_plain(move.args, story.village)}
        yield Act(move.at, demo_id(move.at, move.verb, number), move.verb, move.actor, args, tuple(shots))


def _shown(move: Move, later: Sequence[Move]) -> tuple[str, int]:
    """The stage a picture shows and how far its seed is away: a fix that is returned shows nothing new, or
    another place."""
    answer = next((each for each in later if each.verb in ("ticket.return", "ticket.close", "ticket.submit")), None)
    if move.verb != "ticket.submit" or answer is None or answer.verb != "ticket.return":
        return AFTER, 0
    return (AFTER, 500) if answer.args["reason_code"] == "other_place" else (BEFORE, 0)


def _shot(story: Story, number: int, icon: str, stage: str, seed: int, at: datetime, order: int) -> Shot:
    taken = (at - timedelta(minutes=3, seconds=(number * 37 + order * 11) % 100)).astimezone(LOCAL)
    lat, lng = VENUE_PLACES[story.village, story.venue]
    aside = (number * 7 + order * 5) % 19 - 9, (number * 11 + order * 3) % 19 - 9
    place = round(lat + aside[0] * METRE, 6), round(lng + aside[1] * METRE, 6)
    return Shot(demo_id(taken, "photo", number, order), icon, stage, seed, taken, place)


def _plain(args: dict[str, Any], village: str) -> dict[str, Any]:
    """A move's arguments as JSON carries them; a venue by its id."""
    plain = {key: value.isoformat() if isinstance(value, datetime) else value for key, value in args.items()}
    if "venue" in plain:
        plain["venue_id"] = venue_id(village, plain.pop("venue"))
    return plain


VENUE_PLACES = {(unit.name, venue.name): (venue.lat, venue.lng) for unit in UNITS for venue in unit.venues}
