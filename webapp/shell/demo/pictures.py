"""Pictures of the demo county, drawn by code: each kind of problem as found and as fixed.

No real place or person is shown. Both stages of one seed show the same spot, taken some days apart.
"""

import math
import random
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from PIL import Image

from webapp.shell.demo import boards, closeups, desks, fittings, indoors, outdoors
from webapp.shell.demo.stage import Point, Stage

BEFORE, AFTER = "before", "after"


@dataclass(frozen=True)
class Scene:
    """What to draw, from where, and how many metres the subject is away."""

    paint: Callable[[Stage, bool], None]
    eye: Point = (0.0, 1.5, 0.0)
    yaw: float = 0.0
    pitch: float = 0.0
    zoom: float = 0.9
    far: float = 4.5


SCENES: dict[str, Scene] = {
    "list": Scene(boards.lists, (0.1, 1.5, -0.5), 0, -1, 0.85, 2.8),
    "notice": Scene(boards.notice, (0.1, 1.5, -0.5), 0, -1, 0.85, 2.8),
    "signboard": Scene(boards.signboard, (0.15, 1.45, -0.55), 3, 0, 0.78, 2.8),
    "wallboard": Scene(boards.wallboard, (0.1, 1.5, -0.6), 0, -2, 0.85, 2.8),
    "wall": Scene(closeups.crack_in_wall, (0.1, 1.5, -0.2), 0, -1, 0.85, 2.8),
    "window": Scene(closeups.broken_window, (0.1, 1.5, 0.0), 1, -1, 0.8, 2.8),
    "wiring": Scene(closeups.wiring, (0.1, 1.45, 0.6), -2, -3, 0.85, 2.8),
    "fire": Scene(closeups.extinguisher, (0.1, 1.5, -0.1), -2, -12, 0.85, 2.8),
    "dust": Scene(desks.dust, (0.0, 1.55, 0.1), 0, -19, 0.8, 1.6),
    "dead-group": Scene(desks.phone, (0.0, 1.9, 0.25), 0, -57, 0.98, 1.6),
    "furniture": Scene(indoors.furniture, (0.2, 1.65, 0.0), -2, -9, 0.75),
    "storehouse": Scene(indoors.storehouse, (-0.2, 1.6, 0.0), 2, -6, 0.78),
    "dirt": Scene(indoors.dirt, (0.1, 1.6, 0.0), 0, -12, 0.78),
    "screen": Scene(fittings.screen, (0.4, 1.5, 0.9), -4, -1, 0.85),
    "roof": Scene(fittings.roof, (-0.1, 1.45, 0.2), 3, 6, 0.72),
    "books": Scene(fittings.book, (0.3, 1.5, 1.2), -4, -5, 0.85),
    "steps": Scene(outdoors.steps, (-0.9, 1.5, 0.9), 12, -13),
    "weeds": Scene(outdoors.weeds, (0.5, 1.5, 0.0), -6, -5),
    "locked-door": Scene(outdoors.locked_door, (0.7, 1.5, 1.0), -9, 2),
    "flag": Scene(outdoors.flag, (-0.4, 1.5, 0.4), 2, 9),
    "other": Scene(outdoors.other, (-0.3, 1.55, 0.0), 4, -5),
}
ALIKE = {
    "app": "dead-group",
    "certificate": "wallboard",
    "checkin": "dead-group",
    "doorplate": "signboard",
    "emblem": "flag",
    "hours": "locked-door",
    "oath": "wallboard",
    "office": "signboard",
    "photo": "dead-group",
    "record": "notice",
    "register": "dead-group",
    "report": "notice",
    "slogan": "wallboard",
    "stacked": "signboard",
    "storeroom": "storehouse",
    "tasks": "dead-group",
    "vote": "dead-group",
}
"""Icons without a scene of their own → the scene that comes nearest."""


def kinds() -> list[str]:
    """The kinds that have a scene of their own."""
    return sorted(SCENES)


def draw(
    kind: str,
    stage: str,
    seed: int,
    *,
    taken_at: datetime | None = None,
    place: tuple[float, float] | None = None,
) -> bytes:
    """A JPEG of 1600×1200 px that shows one problem as found or as fixed.

    :param kind: the icon name of an issue type; one without a scene shows ``other``.
    :param stage: ``before`` or ``after``.
    :param seed: another place for each number; the same place for both stages.
    :param taken_at: written as the camera's time: as it stands, without a zone.
    :param place: latitude and longitude in degrees (WGS-84), written as the camera's place.
    :raises ValueError: for another stage.
    """
    if stage not in (BEFORE, AFTER):
        raise ValueError(f"not a stage: {stage!r}")
    scene = SCENES[ALIKE.get(kind, kind if kind in SCENES else "other")]
    spot = random.Random(f"{kind} {seed}")  # noqa: S311 - pictures, not secrets
    hand = random.Random(f"{kind} {seed} {stage}")  # noqa: S311
    aside, tint = scene.far * spot.uniform(-0.16, 0.16), spot.uniform(-0.4, 0.6)
    towards = scene.yaw - math.degrees(math.atan(aside / scene.far)) + spot.uniform(-1.5, 1.5)
    eye = scene.eye[0] + aside + hand.uniform(-0.04, 0.04), scene.eye[1] + hand.uniform(-0.03, 0.03), scene.eye[2]
    yaw, pitch = towards + hand.uniform(-0.7, 0.7), scene.pitch + hand.uniform(-0.6, 0.6)
    shot = Stage(spot, eye, yaw, pitch, scene.zoom)
    scene.paint(shot, stage == AFTER)
    return shot.photograph(tint + hand.uniform(-0.25, 0.25), hand.uniform(0.97, 1.08), _exif(taken_at, place))


def _exif(taken_at: datetime | None, place: tuple[float, float] | None) -> bytes:
    block = Image.Exif()
    if taken_at is not None:
        block.get_ifd(0x8769)[0x9003] = taken_at.strftime("%Y:%m:%d %H:%M:%S")
    if place is not None:
        north, east = place
        block.get_ifd(0x8825).update(
            {1: "N" if north >= 0 else "S", 2: _degrees(north), 3: "E" if east >= 0 else "W", 4: _degrees(east)}
        )
    return block.tobytes() if taken_at or place else b""


def _degrees(value: float) -> tuple[float, float, float]:
    minutes = abs(value) % 1 * 60
    return float(int(abs(value))), float(int(minutes)), round(minutes % 1 * 60, 3)
