"""Scenes in front of the house. Each draws the same place twice: as found, and as fixed."""

import math

from webapp.shell.demo.props import Plane, box, grass, rubble
from webapp.shell.demo.stage import Colour, Stage, mixed, shaded

WALLS: tuple[Colour, ...] = ((226, 220, 205), (214, 218, 216), (232, 212, 186), (205, 198, 184))
DADOS: tuple[Colour, ...] = ((128, 134, 138), (150, 108, 88), (112, 128, 120))
DOORS: tuple[Colour, ...] = ((118, 68, 50), (98, 78, 62), (132, 60, 50), (78, 98, 106))
CONCRETE: Colour = (168, 164, 156)
FRESH: Colour = (188, 188, 184)
DARK: Colour = (44, 42, 44)
WALL_AT = 5.0


def facade(stage: Stage, yard: Colour = CONCRETE) -> tuple[Plane, Plane]:
    """A house wall with its dado and eaves above a yard; gives the wall and the ground as planes."""
    chance = stage.chance
    paint, dado = chance.choice(WALLS), chance.choice(DADOS)
    Plane(stage, (-14, 3.5, WALL_AT + 6)).rect(0, -1, 28, 9, (188, 205, 220), 1.1)
    ground = Plane(stage, (-9, 0, 0.7), (1, 0, 0), (0, 0, 1))
    ground.rect(0, 0, 18, WALL_AT - 0.7, yard, 0.98, "concrete")
    wall = Plane(stage, (-9, 0, WALL_AT))
    wall.rect(0, 0, 18, 3.6, paint, 1.0, "plaster")
    wall.rect(0, 0, 18, 0.85, dado, 0.95, "plaster")
    wall.rect(0, 0.85, 18, 0.03, shaded(dado, 0.8))
    wall.rect(0, 3.42, 18, 0.3, (112, 88, 76), 0.8)
    wall.shadow(0, 3.0, 18, 0.45, 0.4, 0.12)
    ground.shadow(0, WALL_AT - 1.1, 18, 0.5, 0.3, 0.15)
    for seam in range(1, 9):
        ground.line([(seam * 2.1, 0), (seam * 2.1, WALL_AT - 0.7)], 0.012, shaded(yard, 0.82))
    ground.line([(0, 2.2), (18, 2.2)], 0.012, shaded(yard, 0.82))
    return wall, ground


def double_door(
    stage: Stage, wall: Plane, x: float, y: float, w: float = 1.7, h: float = 2.3, opened: bool = False
) -> None:
    """A two-leaved door in a wall, shut, or open upon a bright room."""
    colour = stage.chance.choice(DOORS)
    wall.rect(x - 0.1, y, w + 0.2, h + 0.1, shaded(colour, 0.7), 0.9)
    if opened:
        _doorway(stage, wall, x, y, w, h, colour)
    else:
        for leaf in (x, x + w / 2):
            _leaf(wall, leaf, y, w / 2, h, colour)
    wall.shadow(x - 0.1, y + h - 0.1, w + 0.2, 0.2, 0.45, 0.06)


def _leaf(plane: Plane, x: float, y: float, w: float, h: float, colour: Colour) -> None:
    plane.rect(x + 0.01, y, w - 0.02, h, colour, 1.0, "wood")
    for low, high in ((0.12, 0.42), (0.5, 0.92)):
        plane.rect(x + w * 0.16, y + h * low, w * 0.68, h * (high - low), shaded(colour, 0.8), 0.92)
        plane.rect(x + w * 0.2, y + h * low + 0.02, w * 0.6, h * (high - low) - 0.06, shaded(colour, 1.12), 1.0, "wood")


def _doorway(stage: Stage, wall: Plane, x: float, y: float, w: float, h: float, colour: Colour) -> None:
    """A lit room behind, a table in it, and two leaves that stand open."""
    wall.rect(x, y, w, h, (188, 178, 156), 0.85)
    wall.shape([(x, y), (x + w, y), (x + w * 0.82, y + h * 0.3), (x + w * 0.18, y + h * 0.3)], (166, 152, 130), 1.0)
    wall.rect(x + w * 0.18, y + h * 0.3, w * 0.64, h * 0.56, (232, 224, 202), 1.12)
    wall.shape(
        [(x, y + h), (x + w, y + h), (x + w * 0.82, y + h * 0.86), (x + w * 0.18, y + h * 0.86)], (226, 222, 210), 0.95
    )
    wall.rect(x + w * 0.34, y + h * 0.6, w * 0.32, h * 0.17, (170, 48, 42), 1.0)
    for left in (0.2, 0.54):
        wall.rect(x + w * left, y + h * 0.31, w * 0.26, h * 0.05, (160, 112, 72), 1.0)
        for leg in (0.0, 0.24):
            wall.rect(x + w * (left + leg), y + h * 0.16, w * 0.02, h * 0.16, (104, 74, 50), 0.9)
    wall.rect(x + w * 0.42, y + h * 0.93, w * 0.16, h * 0.025, (255, 255, 250), 1.4)
    at = wall.point(x, y)
    for edge, side in ((at[0], -1), (at[0] + w, 1)):
        leaf = Plane(stage, (edge, y, WALL_AT), (side * 0.5, 0, -0.866))
        _leaf(leaf, 0, 0, w / 2, h, colour)


def window(stage: Stage, wall: Plane, x: float, y: float, w: float = 1.5, h: float = 1.3) -> None:
    """A window with two panes that mirror the sky."""
    wall.rect(x - 0.08, y - 0.08, w + 0.16, h + 0.16, (240, 240, 236), 1.0)
    for pane in range(2):
        left = x + 0.04 + pane * w / 2
        wall.rect(left, y + 0.04, w / 2 - 0.08, h - 0.08, (92, 116, 128), 0.9)
        wall.shape([(left, y + h * 0.9), (left + w * 0.3, y + h * 0.9), (left, y + h * 0.3)], (150, 176, 190), 1.05)
    wall.rect(x - 0.14, y - 0.16, w + 0.28, 0.08, (196, 192, 184), 1.08)
    wall.shadow(x - 0.1, y - 0.3, w + 0.25, 0.14, 0.3, 0.05)


def steps(stage: Stage, fixed: bool) -> None:
    """Four steps to a door: edges broken off, or made good with a yellow edge."""
    wall, _ = facade(stage)
    wide, rise, deep = 3.2, 0.17, 0.34
    double_door(stage, wall, 8.15, rise * 4)
    window(stage, wall, 11.4, 1.3)
    stage.shadow([(-1.7, 0, 3.5), (2.1, 0, 3.4), (2.2, 0, 5), (-1.6, 0, 5)], 0.4, 0.1)
    tone = FRESH if fixed else CONCRETE
    for step in range(4):
        box(stage, (-wide / 2, 0 if step == 0 else rise * step, 3.6 + deep * step), (wide, rise, 5 - 3.6 - deep * step),
            tone, "concrete")  # fmt: skip
        nose = Plane(stage, (-wide / 2, rise * (step + 1), 3.6 + deep * step), (1, 0, 0), (0, 0, 1))
        Plane(stage, (-wide / 2, rise * step, 3.599 + deep * step)).shadow(0, 0, wide, 0.06, 0.35, 0.03)
        if fixed:
            nose.rect(0.02, 0.01, wide - 0.04, 0.06, (214, 168, 44), 1.05)
    if not fixed:
        _break_steps(stage, wide, rise, deep)


def _break_steps(stage: Stage, wide: float, rise: float, deep: float) -> None:
    chance = stage.chance
    for step, share in ((0, 0.62), (1, 0.3), (2, 0.68)):
        z = 3.6 + deep * step
        face = Plane(stage, (-wide / 2, rise * step, z - 0.002))
        tread = Plane(stage, (-wide / 2, rise * (step + 1), z), (1, 0, 0), (0, 0, 1))
        x, reach = wide * share, chance.uniform(0.28, 0.42)
        edge = [
            (x - reach, 0.0),
            (x - reach * 0.4, 0.14),
            (x + reach * 0.1, 0.1),
            (x + reach * 0.7, 0.17),
            (x + reach, 0),
        ]
        tread.shape(edge, (112, 104, 96), 0.75)
        face.shape([(x - reach, rise), (x - reach * 0.6, rise * 0.5), (x, rise * 0.25), (x + reach * 0.5, rise * 0.6),
                    (x + reach, rise)], (118, 108, 98), 0.68)  # fmt: skip
        for brick in range(3):
            face.rect(x - reach * 0.4 + brick * 0.13, rise * 0.55, 0.11, 0.05, (150, 92, 72), 0.85)
        tread.crack(x + reach, 0.05, 0.7, chance.uniform(0.1, 0.6), 0.012)
    Plane(stage, (-wide / 2, 0, 3.598)).crack(0.3, 0.16, 0.4, -0.9, 0.012)
    rubble(stage, [(chance.gauss(0.3, 0.55), chance.uniform(3.15, 3.5)) for _ in range(16)], 0.06, (160, 150, 140))
    grass(stage, [(-1.75, 3.7), (1.75, 3.9)], 0.2)


def weeds(stage: Stage, fixed: bool) -> None:
    """A door and its yard: overgrown, or cleared and swept."""
    wall, ground = facade(stage, (158, 152, 140))
    double_door(stage, wall, 8.15, 0.12)
    window(stage, wall, 5.3, 1.2)
    window(stage, wall, 11.6, 1.2)
    box(stage, (-1.3, 0, 4.5), (2.6, 0.12, 0.5), CONCRETE, "concrete")
    wall.rect(10.05, 1.25, 0.26, 1.2, (238, 236, 228), 1.0)
    wall.write(10.09, 1.3, 0.18, 1.1, "活动室", (60, 44, 40))
    chance = stage.chance
    ground.shape([(0, 3.6), (18, 3.6), (18, 4.3), (0, 4.3)], (122, 106, 84), 0.9)
    box(stage, (-1.3, 0, 4.5), (2.6, 0.12, 0.5), CONCRETE, "concrete")
    if fixed:
        for _ in range(40):
            ground.disc(chance.uniform(4, 14), chance.uniform(3.65, 4.2), 0.03, (142, 126, 102), 0.9, 0.6)
        for x in (-2.6, 2.3):
            box(stage, (x, 0, 4.35), (0.4, 0.34, 0.4), (164, 92, 66), "concrete")
            for _ in range(26):
                turn, far = chance.uniform(0, math.tau), chance.uniform(0.05, 0.3)
                leaf = Plane(stage, (x + 0.2, 0.5, 4.5))
                leaf.disc(
                    far * math.cos(turn),
                    far * math.sin(turn),
                    0.07,
                    mixed((52, 104, 52), (92, 140, 66), chance.random()),
                )
        return
    back = [(x, chance.uniform(4.0, 4.9)) for x in (chance.uniform(-4.2, 4.2) for _ in range(80))]
    near = [(chance.gauss(-1.7, 0.8), chance.uniform(3.0, 4.2)) for _ in range(26)]
    near += [(chance.gauss(1.9, 0.6), chance.uniform(2.7, 4.2)) for _ in range(30)]
    grass(stage, [spot for spot in back if abs(spot[0]) > 0.5] + near, 0.7, 0.35)


def locked_door(stage: Stage, fixed: bool) -> None:
    """The activity room in daytime: chained and locked, or open with light inside."""
    wall, _ = facade(stage)
    box(stage, (-1.6, 0, 4.2), (3.2, 0.12, 0.8), CONCRETE, "concrete")
    double_door(stage, wall, 8.1, 0.12, 1.8, 2.4, opened=fixed)
    window(stage, wall, 12.2, 1.2)
    wall.rect(7.95, 2.66, 2.1, 0.44, (168, 42, 38), 1.0)
    wall.write(8.1, 2.7, 1.8, 0.36, "党群活动室", (248, 226, 150))
    wall.shadow(11.0, 1.3, 0.55, 0.7, 0.3, 0.04)
    wall.rect(11.0, 1.35, 0.5, 0.66, (244, 242, 234), 1.0)
    wall.write(11.05, 1.85, 0.4, 0.1, "开放时间", (60, 50, 46))
    wall.rows(11.05, 1.42, 0.4, 0.36, 5, (120, 112, 106))
    if fixed:
        return
    _chain(wall)
    chance = stage.chance
    for _ in range(26):
        leaf = Plane(stage, (chance.uniform(-1.5, 1.5), 0.122, chance.uniform(4.25, 4.9)), (1, 0, 0.3), (0, 0, 1))
        leaf.disc(0, 0, 0.045, mixed((140, 96, 48), (176, 140, 70), chance.random()), 1.0, 0.5)


def _chain(wall: Plane) -> None:
    """Two handles, a chain around them, and a brass padlock."""
    wall.shadow(8.72, 0.92, 0.62, 0.4, 0.45, 0.05)
    for x in (8.8, 9.17):
        wall.rect(x, 1.1, 0.035, 0.34, (196, 190, 176), 1.15)
    for loop, sag in ((1.28, 0.14), (1.22, 0.2)):
        spots = [(8.76 + 0.02 * i, loop - sag * math.sin(i / 24 * math.pi)) for i in range(25)]
        for at, (x, y) in enumerate(spots):
            wall.disc(x, y, 0.021, (64, 64, 66), 0.9)
            wall.disc(x, y, 0.01, (168, 168, 170) if at % 2 else (40, 40, 42))
    wall.disc(9.0, 1.02, 0.065, (150, 150, 154), 1.1)
    wall.disc(9.0, 1.02, 0.04, (70, 44, 38), 0.8)
    wall.rect(8.91, 0.82, 0.18, 0.17, (190, 152, 70), 1.12)
    wall.rect(8.91, 0.82, 0.18, 0.03, (140, 108, 46))
    wall.disc(9.0, 0.91, 0.022, DARK)


def flag(stage: Stage, fixed: bool) -> None:
    """A flag on its pole before the house: faded and frayed, or new."""
    wall, _ = facade(stage)
    window(stage, wall, 6.0, 1.2)
    window(stage, wall, 10.9, 1.2)
    chance = stage.chance
    stage.line([(-0.85, 0, 4.2), (-0.85, 4.6, 4.2)], 0.05, (188, 190, 194))
    stage.line([(-0.862, 0, 4.19), (-0.862, 4.6, 4.19)], 0.014, (236, 238, 240))
    box(stage, (-1.15, 0, 3.9), (0.6, 0.3, 0.6), FRESH, "concrete")
    cloth = (196, 34, 30) if fixed else (190, 132, 118)
    left, top, wide, high, columns = -0.82, 2.85, 1.75, 1.15, 60
    for column in range(columns):
        a, b = column / columns, (column + 1) / columns
        fold = math.sin(a * 11 + 0.6)
        sag = [0.16 * share + 0.05 * math.sin(share * 11) for share in (a, b)]
        torn = [0 if fixed else chance.uniform(0, 0.34) * max(0.0, share - 0.55) * 2 for share in (a, b)]
        shade = 1 + 0.2 * fold
        stage.polygon(
            [
                (left + wide * a, top - sag[0], 4.2),
                (left + wide * b, top - sag[1], 4.2),
                (left + wide * b, top - high - sag[1] + torn[1], 4.2),
                (left + wide * a, top - high - sag[0] + torn[0], 4.2),
            ],
            shaded(cloth, 0.95 + 0.1 * fold),
            shade,
        )
    if not fixed:
        front = Plane(stage, (left, top - high - 0.2, 4.19))
        for x, y, size in ((1.3, 0.8, 0.1), (0.95, 0.42, 0.05)):
            front.blot(x, y, size, (206, 202, 192), 0.9)
        for thread in range(14):
            x, y = 1.66 + 0.1 * (thread % 2), 0.25 + 0.07 * thread
            front.line(
                [(x, y), (x + chance.uniform(0.05, 0.16), y - chance.uniform(0.02, 0.12))], 0.008, (196, 150, 138)
            )


def other(stage: Stage, fixed: bool) -> None:
    """The way to the door: blocked by bricks and sand, or free."""
    wall, ground = facade(stage)
    double_door(stage, wall, 8.15, 0.12)
    window(stage, wall, 11.5, 1.2)
    box(stage, (-1.3, 0, 4.5), (2.6, 0.12, 0.5), CONCRETE, "concrete")
    chance = stage.chance
    if fixed:
        ground.stain(9.4, 2.4, 0.9, shaded(CONCRETE, 1.12), 0.6)
        return
    heap = Plane(stage, (0.2, 0, 3.6))
    stage.shadow([(-0.2, 0, 3.2), (2.6, 0, 3.2), (2.4, 0, 4.2), (0, 0, 4.2)], 0.5, 0.15)
    outline = [
        (x / 10, max(0.0, 0.62 * math.exp(-(((x - 11) / 6.5) ** 2)) + chance.uniform(-0.02, 0.02) - 0.03))
        for x in range(24)
    ]
    for layer in range(12):
        shift = layer / 11
        slope = [(x * (1 - shift * 0.35) + shift * 0.28, y * (1 - shift * 0.85)) for x, y in outline]
        heap.shape([(0, 0), *slope, (2.3, 0)], mixed((172, 146, 102), (204, 178, 128), shift), 0.88 + 0.14 * shift)
    for row in range(4):
        for brick in range(5 - row % 2):
            box(stage, (-1.5 + brick * 0.27 + 0.05 * row, 0.13 * row, 3.3 + chance.uniform(-0.02, 0.02)),
                (0.25, 0.12, 0.24), shaded((166, 82, 60), chance.uniform(0.85, 1.1)), "concrete")  # fmt: skip
    rubble(stage, [(chance.uniform(-1.6, 1.8), chance.uniform(2.7, 3.2)) for _ in range(9)], 0.06, (166, 86, 64))
