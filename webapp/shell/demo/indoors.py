"""Scenes in the activity room. Each draws the same room twice: as found, and as fixed."""

import math

from webapp.shell.demo.props import Plane, box, ring
from webapp.shell.demo.stage import Colour, Stage, mixed, shaded

WALLS: tuple[Colour, ...] = ((232, 228, 216), (222, 228, 226), (236, 224, 204))
FLOORS: tuple[Colour, ...] = ((196, 186, 170), (182, 178, 172), (206, 192, 176))
TABLE: Colour = (172, 122, 78)
SEAT: Colour = (146, 96, 60)
DUST: Colour = (176, 166, 148)
BACK, HALF, HIGH = 6.2, 3.1, 3.0


def room(stage: Stage) -> tuple[Plane, Plane]:
    """A tiled room with a window on the left; gives the back wall and the floor as planes."""
    chance = stage.chance
    paint, tile = chance.choice(WALLS), chance.choice(FLOORS)
    floor = Plane(stage, (-HALF, 0, 0.4), (1, 0, 0), (0, 0, 1))
    floor.rect(0, 0, 2 * HALF, BACK - 0.4, tile, 0.92, "plaster")
    for row in range(10):
        floor.line([(0, row * 0.6), (2 * HALF, row * 0.6)], 0.01, shaded(tile, 0.82))
    for column in range(11):
        floor.line([(column * 0.62, 0), (column * 0.62, BACK - 0.4)], 0.01, shaded(tile, 0.82))
    Plane(stage, (-HALF, HIGH, 0.4), (1, 0, 0), (0, 0, 1)).rect(
        0, 0, 2 * HALF, BACK - 0.4, (236, 236, 232), 0.86, "plaster"
    )
    back = Plane(stage, (-HALF, 0, BACK))
    back.rect(0, 0, 2 * HALF, HIGH, paint, 0.98, "plaster")
    right = Plane(stage, (HALF, 0, BACK), (0, 0, -1))
    right.rect(0, 0, BACK - 0.4, HIGH, paint, 1.06, "plaster")
    left = Plane(stage, (-HALF, 0, 0.4), (0, 0, 1))
    left.rect(0, 0, BACK - 0.4, HIGH, paint, 0.8, "plaster")
    for wall, wide in ((back, 2 * HALF), (left, BACK - 0.4), (right, BACK - 0.4)):
        wall.rect(0, 0, wide, 0.14, (132, 110, 96), 0.9)
        wall.shadow(0, 0, wide, 0.3, 0.25, 0.12)
        wall.shadow(0, HIGH - 0.25, wide, 0.3, 0.22, 0.15)
    for at in (1.6, 3.9):
        _bright_window(left, at)
        floor.stage.shadow(
            [(-2.6, 0, at + 0.7), (-0.9, 0, at + 0.2), (-0.4, 0, at + 1.4), (-2.2, 0, at + 1.9)], -0.3, 0.1
        )
    lamp = Plane(stage, (-0.7, HIGH - 0.05, 3.6), (1, 0, 0), (0, 0, 0.25))
    lamp.rect(0, 0, 1.4, 0.5, (250, 250, 246), 1.4)
    return back, floor


def _bright_window(wall: Plane, x: float) -> None:
    wall.rect(x, 0.95, 1.5, 1.5, (238, 238, 234), 1.1)
    for pane in range(2):
        wall.rect(x + 0.06 + pane * 0.72, 1.02, 0.66, 1.36, (214, 232, 242), 1.42)
        wall.rect(x + 0.06 + pane * 0.72, 1.02, 0.66, 0.5, (168, 192, 160), 1.25)
    wall.rect(x - 0.05, 0.88, 1.6, 0.08, (214, 210, 204), 1.15)


def table(stage: Stage, x: float, z: float, colour: Colour, w: float = 1.2, h: float = 0.76, turn: float = 0) -> None:
    """A table on four legs with its near left leg at x, z."""
    c, s = math.cos(math.radians(turn)), math.sin(math.radians(turn))
    deep = 0.55
    far_x, far_z = x + w * c, z + w * s
    ground = [(x, 0, z - 0.05), (far_x + 0.1, 0, far_z), (far_x - deep * s + 0.1, 0, far_z + deep * c)]
    stage.shadow([*ground, (x - deep * s, 0, z + deep * c)], 0.45, 0.1)
    for a, b in ((0.04, deep - 0.06), (w - 0.09, deep - 0.06), (0.04, 0.04), (w - 0.09, 0.04)):
        _post(stage, x + c * a - s * b, 0, z + s * a + c * b, h, shaded(colour, 0.66))
    box(stage, (x, h - 0.09, z), (w, 0.09, deep), colour, "wood", turn)


def _post(stage: Stage, x: float, y: float, z: float, h: float, colour: Colour, wide: float = 0.05) -> None:
    Plane(stage, (x, y, z)).rect(0, 0, wide, h, colour, 0.85)


def chair(stage: Stage, x: float, z: float, colour: Colour, turn: float = 0, seat: float = 0.44) -> None:
    """A chair with its back to us, its near left leg at x, z."""
    c, s = math.cos(math.radians(turn)), math.sin(math.radians(turn))
    wide = 0.42

    def at(a: float, b: float) -> tuple[float, float]:
        return x + c * a - s * b, z + s * a + c * b

    for a, b in ((0, 0.38), (wide - 0.04, 0.38), (0, 0), (wide - 0.04, 0)):
        _post(stage, at(a, b)[0], 0, at(a, b)[1], seat, shaded(colour, 0.6), 0.04)
    box(stage, (x, seat, z), (wide, 0.05, 0.4), colour, "wood", turn)
    back = Plane(stage, (x, seat + 0.05, z), (c, 0, s), (0, 1, -0.12))
    for left in (0.0, wide - 0.05):
        back.rect(left, 0, 0.05, 0.45, shaded(colour, 0.8), 0.9)
    for low in (0.12, 0.28):
        back.rect(0.02, low, wide - 0.04, 0.11, colour, 0.98, "wood")


def furniture(stage: Stage, fixed: bool) -> None:
    """Tables and chairs: of every make and askew, or of one kind in rows."""
    back, _ = room(stage)
    back.rect(1.9, 1.75, 2.4, 0.5, (168, 42, 38), 1.0)
    back.write(2.05, 1.83, 2.1, 0.34, "党员活动室", (248, 226, 150))
    chance = stage.chance
    if fixed:
        for z in (4.6, 3.45, 2.35):
            for x in (-1.9, -0.4, 1.1):
                table(stage, x, z, TABLE)
                chair(stage, x + 0.1, z - 0.5, SEAT)
                chair(stage, x + 0.66, z - 0.5, SEAT)
        return
    tops: tuple[Colour, ...] = ((176, 126, 80), (206, 204, 198), (92, 112, 130), (128, 84, 56), (196, 170, 120))
    for z in (4.6, 3.4, 2.35):
        for x in (-1.9, -0.35, 1.15):
            tone = chance.choice(tops)
            table(stage, x + chance.uniform(-0.15, 0.15), z + chance.uniform(-0.2, 0.2), tone,
                  chance.choice((0.9, 1.1, 1.3)), chance.uniform(0.6, 0.85), chance.uniform(-16, 16))  # fmt: skip
            if chance.random() < 0.75:
                seat = chance.choice(((176, 52, 46), (60, 84, 120), (150, 100, 62), (70, 120, 84)))
                chair(
                    stage,
                    x + chance.uniform(0, 0.7),
                    z - 0.55,
                    seat,
                    chance.uniform(-40, 40),
                    chance.uniform(0.36, 0.5),
                )
    _fallen_chair(stage)


def _fallen_chair(stage: Stage) -> None:
    tone: Colour = (176, 58, 50)
    stage.shadow([(0.5, 0, 1.75), (1.3, 0, 1.75), (1.35, 0, 2.2), (0.5, 0, 2.2)], 0.5, 0.08)
    for z, dark in ((2.15, 0.6), (1.8, 0.8)):
        Plane(stage, (0.55, 0.04, z)).rect(0, 0, 0.5, 0.04, shaded(tone, dark))
        Plane(stage, (0.55, 0.38, z)).rect(0, 0, 0.5, 0.04, shaded(tone, dark))
    box(stage, (1.02, 0, 1.8), (0.05, 0.42, 0.38), tone, "wood")
    box(stage, (1.07, 0, 1.8), (0.42, 0.03, 0.38), shaded(tone, 0.9), "wood")


def storehouse(stage: Stage, fixed: bool) -> None:
    """The activity room full of boxes and sacks, or in use again."""
    back, _ = room(stage)
    back.rect(1.9, 1.8, 2.4, 0.5, (168, 42, 38), 1.0)
    back.write(2.05, 1.88, 2.1, 0.34, "党员活动室", (248, 226, 150))
    if not fixed:
        _stores(stage)
        return
    box(stage, (-2.7, 0, 5.6), (1.2, 1.7, 0.4), (150, 108, 72), "wood")
    for x in (-1.75, 0.35):
        table(stage, x, 3.6, TABLE, 1.5)
        chair(stage, x + 0.15, 3.1, SEAT)
        chair(stage, x + 0.85, 3.1, SEAT)


def _stores(stage: Stage) -> None:
    """Three rows of boxes, sacks, and a broom that leans on them."""
    chance = stage.chance
    for row, z in enumerate((5.3, 4.7, 4.1)):
        for column in range(9 - row):
            x = -2.7 + column * 0.6 + chance.uniform(-0.04, 0.04)
            for level in range(max(1, chance.choice((4, 3, 2)) - row)):
                _carton(stage, x, level * 0.42, z + chance.uniform(-0.05, 0.05))
    for x, z in ((-2.2, 3.5), (-1.6, 3.4), (-1.0, 3.5), (1.5, 3.3), (2.1, 3.4)):
        _sack(stage, x, z)
    for x, z in ((-0.1, 3.2), (0.5, 3.0)):
        _carton(stage, x, 0, z)
    stage.line([(0.9, 0, 3.4), (0.55, 1.9, 4.0)], 0.035, (150, 116, 76))
    for straw in range(9):
        stage.line([(0.9, 0.35, 3.4), (0.72 + straw * 0.045, 0, 3.32)], 0.025, (188, 152, 88))


def _carton(stage: Stage, x: float, y: float, z: float) -> None:
    tone = mixed((176, 134, 88), (204, 166, 118), stage.chance.random())
    box(stage, (x, y, z), (0.55, 0.4, 0.45), tone, "plaster")
    front = Plane(stage, (x, y, z - 0.002))
    front.rect(0.24, 0, 0.07, 0.4, (206, 188, 150), 0.9)
    front.rect(0.06, 0.08, 0.14, 0.09, (232, 228, 218), 0.9)


def _sack(stage: Stage, x: float, z: float) -> None:
    tone = mixed((210, 204, 190), (222, 214, 178), stage.chance.random())
    face = Plane(stage, (x, 0, z))
    stage.shadow(
        [(x - 0.35, 0, z - 0.1), (x + 0.4, 0, z - 0.1), (x + 0.4, 0, z + 0.2), (x - 0.3, 0, z + 0.2)], 0.5, 0.08
    )
    for shrink in range(5):
        share = 1 - shrink * 0.12
        spots = [(a * share - 0.02 * shrink, b * share + 0.02 * shrink) for a, b in ring(0, 0.36, 0.3, 1.25)]
        face.shape([(a, max(0.0, b)) for a, b in spots], shaded(tone, 0.86 + shrink * 0.045), 0.84 + shrink * 0.05)
    face.shape([(-0.1, 0.68), (-0.16, 0.84), (0, 0.8), (0.14, 0.86), (0.1, 0.68)], shaded(tone, 0.92), 0.95)
    face.rect(-0.13, 0.66, 0.26, 0.035, (150, 60, 50))
    face.rect(-0.16, 0.28, 0.3, 0.16, (120, 150, 120), 0.95)


def dirt(stage: Stage, fixed: bool) -> None:
    """Rubbish on the floor, stained walls; or swept and wiped."""
    back, floor = room(stage)
    chance = stage.chance
    if not fixed:
        for _ in range(9):
            back.stain(
                chance.uniform(0.6, 5.6), chance.uniform(0.3, 1.3), chance.uniform(0.15, 0.45), (150, 132, 104), 0.5
            )
        for _ in range(16):
            floor.stain(
                chance.uniform(0.6, 5.6), chance.uniform(0.8, 5.0), chance.uniform(0.15, 0.5), (112, 94, 72), 0.5
            )
    table(stage, -1.9, 4.4, TABLE, 1.5)
    table(stage, 0.5, 4.4, TABLE, 1.5)
    chair(stage, -1.5, 3.9, SEAT)
    chair(stage, 0.9, 3.9, SEAT)
    if fixed:
        box(stage, (2.2, 0, 4.9), (0.4, 0.5, 0.4), (72, 110, 96))
        floor.shadow(2.2, 0.9, 2.2, 1.2, -0.16, 0.3)
        return
    for _ in range(70):
        x, y = chance.uniform(0.5, 5.7), chance.uniform(0.7, 5.2)
        tone = chance.choice(
            ((236, 234, 228), (206, 178, 120), (182, 66, 56), (92, 130, 166), (120, 98, 74), (60, 58, 56))
        )
        floor.shadow(x - 0.03, y - 0.03, 0.16, 0.12, 0.4, 0.03)
        floor.blot(x + 0.05, y + 0.05, chance.uniform(0.04, 0.11), tone, chance.uniform(0.9, 1.1))
    for x, z in ((-0.4, 2.5), (1.5, 2.9), (-1.6, 2.8)):
        _bottle(stage, x, z)
    _sack(stage, 2.3, 4.6)


def _bottle(stage: Stage, x: float, z: float) -> None:
    stage.shadow([(x, 0, z - 0.06), (x + 0.35, 0, z - 0.06), (x + 0.35, 0, z + 0.08), (x, 0, z + 0.08)], 0.45, 0.04)
    face = Plane(stage, (x, 0, z))
    face.rect(0, 0.0, 0.24, 0.09, (150, 196, 204), 1.1)
    face.rect(0.06, 0.0, 0.1, 0.09, (216, 92, 62), 1.0)
    face.shape([(0.24, 0), (0.31, 0.03), (0.31, 0.06), (0.24, 0.09)], (150, 196, 204), 1.1)
    face.rect(0.31, 0.03, 0.03, 0.03, (230, 230, 230))
