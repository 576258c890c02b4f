"""Walls seen from near. Each twice: as found, and as fixed."""

import math

from webapp.shell.demo.props import Plane, box, rubble
from webapp.shell.demo.stage import Colour, Stage, mixed, shaded

PAINTS: tuple[Colour, ...] = ((228, 224, 212), (216, 220, 218), (234, 216, 190), (208, 202, 190))
PAPER: Colour = (246, 244, 236)
RED: Colour = (168, 40, 36)
GOLD: Colour = (246, 222, 140)
AT = 2.6


def wall_near(stage: Stage, outside: bool = True) -> Plane:
    """A wall two and a half metres away with the ground before it; its left end is at x = -6."""
    paint = stage.chance.choice(PAINTS)
    ground = Plane(stage, (-6, 0, 0.6), (1, 0, 0), (0, 0, 1))
    ground.rect(
        0, 0, 12, AT - 0.6, (160, 156, 148) if outside else (186, 178, 166), 0.95, "concrete" if outside else "plaster"
    )
    wall = Plane(stage, (-6, 0, AT))
    wall.rect(0, 0, 12, 3.6, paint, 1.0, "plaster")
    wall.rect(0, 0, 12, 0.5, shaded(paint, 0.62), 0.95, "plaster")
    wall.shadow(0, 0, 12, 0.2, 0.35, 0.1)
    stage.shadow([wall.point(7.5, 3.4), wall.point(9.5, 3.4), wall.point(8.6, 0), wall.point(6.2, 0)], -0.14, 0.3)
    return wall


def crack_in_wall(stage: Stage, fixed: bool) -> None:
    """A wall with a long crack and fallen plaster, or filled and painted."""
    wall = wall_near(stage, outside=False)
    chance = stage.chance
    if fixed:
        spots = [(5.5 + 0.1 * step + chance.uniform(-0.05, 0.05), 2.5 - 0.2 * step) for step in range(10)]
        for x, y in spots:
            wall.stain(x, y, 0.3, (244, 242, 236), 0.5)
        box(stage, (-2.1, 0, 2.1), (0.9, 0.8, 0.4), (150, 106, 70), "wood")
        return
    for size in (0.46, 0.4):
        wall.blot(6.55, 1.15, size, (176, 168, 154) if size == 0.46 else (150, 140, 126), 0.9)
    for row in range(4):
        for column in range(2):
            x = 6.36 + column * 0.17 + 0.06 * (row % 2)
            wall.rect(
                x, 0.98 + row * 0.085, 0.155, 0.07, shaded((166, 92, 70), chance.uniform(0.85, 1.1)), 0.85, "concrete"
            )
    wall.blot(5.6, 2.2, 0.2, (172, 164, 150), 0.88)
    wall.crack(5.2, 2.75, 1.4, -1.0, 0.034, 2)
    wall.crack(5.95, 1.6, 1.3, -0.9, 0.03, 2)
    wall.crack(6.7, 1.4, 0.9, 0.7, 0.016, 1)
    wall.stain(5.6, 2.3, 0.6, (176, 158, 120), 0.35)
    rubble(stage, [(chance.gauss(0.55, 0.3), chance.uniform(2.25, 2.5)) for _ in range(14)], 0.04, (206, 200, 188))
    box(stage, (-2.1, 0, 2.1), (0.9, 0.8, 0.4), (150, 106, 70), "wood")


def broken_window(stage: Stage, fixed: bool) -> None:
    """A window with a smashed pane, or with new glass."""
    wall = wall_near(stage)
    wall.shadow(5.0, 0.8, 2.1, 1.6, 0.3, 0.08)
    wall.rect(5.0, 0.9, 2.0, 1.5, (236, 238, 238), 1.04)
    for pane in (5.08, 6.04):
        wall.rect(pane, 0.98, 0.88, 1.34, (84, 108, 120), 0.92)
        wall.shape([(pane, 2.32), (pane + 0.5, 2.32), (pane + 0.1, 0.98), (pane, 0.98)], (132, 160, 174), 1.04)
        wall.rect(pane, 0.98, 0.88, 0.3, (92, 112, 92), 0.8)
    wall.rect(4.9, 0.8, 2.2, 0.1, (198, 196, 190), 1.1)
    wall.shadow(4.95, 0.62, 2.1, 0.16, 0.4, 0.05)
    if fixed:
        stage.shadow(
            [wall.point(6.3, 2.3), wall.point(6.6, 2.3), wall.point(6.35, 1.0), wall.point(6.1, 1.0)], -0.3, 0.02
        )
        return
    chance = stage.chance
    hole = [(6.46 + 0.34 * r * math.cos(t), 1.7 + 0.46 * r * math.sin(t))
            for t, r in ((i * math.tau / 13, chance.choice((0.5, 1.0, 0.8))) for i in range(13))]  # fmt: skip
    wall.shape(hole, (22, 24, 26), 0.8)
    for index, (x, y) in enumerate(hole):
        wall.line(
            [(x, y), (6.46 + (x - 6.46) * 2.1, 1.7 + (y - 1.7) * 1.7)] if index % 2 else [(x, y), hole[index - 1]],
            0.007,
            (206, 222, 228),
        )
    for _ in range(12):
        x, z = chance.uniform(0.0, 1.2), chance.uniform(2.2, 2.5)
        stage.polygon(
            [(x, 0.004, z), (x + chance.uniform(0.05, 0.14), 0.004, z + 0.02), (x + 0.05, 0.004, z + 0.09)],
            (196, 220, 228),
            1.2,
        )


def wiring(stage: Stage, fixed: bool) -> None:
    """Bare, knotted wires and a charred socket; or a box, conduits and a new socket."""
    wall = wall_near(stage, outside=False)
    chance = stage.chance
    tones: tuple[Colour, ...] = ((178, 40, 36), (40, 70, 140), (40, 40, 42), (212, 176, 60), (226, 226, 222))
    wall.shadow(5.33, 1.5, 0.85, 0.7, 0.4, 0.05)
    wall.rect(5.3, 1.55, 0.8, 0.65, (222, 222, 216), 1.02)
    if fixed:
        wall.rect(5.36, 1.61, 0.68, 0.53, (236, 236, 232), 1.06)
        wall.frame(5.36, 1.61, 0.68, 0.53, 0.01, (190, 190, 186))
        wall.rect(5.55, 1.82, 0.3, 0.1, (240, 196, 60), 1.1)
        for x, y, w, h in ((5.66, 2.2, 0.05, 1.2), (5.66, 0.75, 0.05, 0.8), (5.66, 0.72, 0.9, 0.05)):
            wall.shadow(x, y - 0.01, w + 0.01, h, 0.3, 0.015)
            wall.rect(x, y, w, h, (242, 242, 240), 1.08)
        _socket(wall, 6.56, 0.66, (244, 244, 242))
        return
    wall.rect(5.35, 1.6, 0.7, 0.55, (58, 56, 54), 0.75)
    for fuse in range(4):
        wall.rect(5.42 + fuse * 0.15, 1.75, 0.11, 0.2, (206, 202, 190), 0.95)
    wall.shape([(5.05, 1.5), (5.3, 1.56), (5.3, 2.2), (5.02, 2.2)], (200, 200, 194), 0.85)
    wall.stain(6.66, 0.76, 0.28, (40, 34, 30), 0.75)
    _socket(wall, 6.56, 0.66, (186, 172, 146))
    for wire in range(15):
        x, y, heading = 5.45 + 0.04 * wire, 1.68, chance.uniform(-2.6, -0.6)
        spots = [(x, y)]
        for _ in range(16):
            heading += chance.uniform(-0.8, 0.8) - 0.12 * math.cos(heading)
            x, y = x + 0.085 * math.cos(heading), max(0.3, y + 0.085 * math.sin(heading))
            spots.append((x, y))
        wall.stage.shadow([wall.point(a + 0.02, b - 0.03) for a, b in (spots[3], spots[7], spots[11])], 0.25, 0.03)
        tone = chance.choice(tones)
        wall.line(spots, 0.017, shaded(tone, 0.75))
        wall.line([(a - 0.003, b + 0.004) for a, b in spots], 0.007, shaded(tone, 1.25))
        wall.disc(x, y, 0.014, (206, 130, 70), 1.3)
    wall.line([(6.3, 3.4), (6.2, 2.9), (6.45, 2.3), (6.1, 1.95)], 0.022, (36, 36, 38))


def _socket(wall: Plane, x: float, y: float, colour: Colour) -> None:
    wall.shadow(x, y - 0.02, 0.21, 0.21, 0.4, 0.02)
    wall.rect(x, y, 0.2, 0.2, colour, 1.05)
    wall.frame(x, y, 0.2, 0.2, 0.008, shaded(colour, 0.82))
    for left, low, w, h in ((0.06, 0.12, 0.014, 0.045), (0.126, 0.12, 0.014, 0.045), (0.093, 0.045, 0.014, 0.04)):
        wall.rect(x + left, y + low, w, h, (40, 40, 40))


def extinguisher(stage: Stage, fixed: bool) -> None:
    """An empty bracket and a rusted bottle behind boxes; or two bottles in their box."""
    wall = wall_near(stage, outside=False)
    wall.rect(5.55, 1.4, 0.9, 0.34, (186, 38, 34), 1.05)
    wall.write(5.62, 1.47, 0.76, 0.2, "灭火器", (252, 250, 246))
    chance = stage.chance
    box(stage, (-0.55, 0, 2.2), (1.1, 0.78, 0.35), (190, 40, 36) if fixed else (150, 74, 62), "plaster")
    front = Plane(stage, (-0.55, 0, 2.198))
    front.rect(0.06, 0.08, 0.98, 0.62, (44, 40, 40), 0.7)
    if fixed:
        for x in (0.32, 0.78):
            _bottle(front, x, (206, 38, 32), (84, 190, 96))
        front.stage.shadow(
            [front.point(0.1, 0.7), front.point(0.3, 0.7), front.point(0.2, 0.08), front.point(0.06, 0.08)], -0.25, 0.02
        )
        return
    _bottle(front, 0.78, (140, 66, 56), (196, 60, 50))
    for _ in range(7):
        front.stain(chance.uniform(0.1, 1.0), chance.uniform(0.1, 0.7), 0.09, (96, 58, 36), 0.6)
    for x, y, z in ((-0.95, 0, 1.75), (-0.35, 0, 1.7), (-0.7, 0.4, 1.74)):
        box(
            stage,
            (x, y, z),
            (0.55, 0.4, 0.35),
            mixed((176, 134, 88), (204, 166, 118), chance.random()),
            "plaster",
            chance.uniform(-6, 6),
        )


def _bottle(face: Plane, x: float, colour: Colour, needle: Colour) -> None:
    for part in range(9):
        wide = 0.13 * (1 - part / 9)
        face.rect(x - wide + 0.02 * part / 9, 0.1, 2 * wide, 0.42, shaded(colour, 0.6 + 0.075 * part), 1.0)
    face.shape([(x - 0.13, 0.52), (x + 0.13, 0.52), (x + 0.05, 0.6), (x - 0.05, 0.6)], shaded(colour, 0.85))
    face.rect(x - 0.07, 0.22, 0.14, 0.16, (240, 236, 226), 1.0)
    face.rect(x - 0.03, 0.6, 0.06, 0.05, (50, 50, 52))
    face.rect(x - 0.1, 0.64, 0.18, 0.025, (40, 40, 42))
    face.disc(x + 0.045, 0.6, 0.024, (244, 244, 240))
    face.disc(x + 0.045, 0.6, 0.014, needle)
    face.line([(x - 0.05, 0.6), (x - 0.15, 0.5), (x - 0.155, 0.2)], 0.02, (36, 36, 38))
