"""What belongs to the activity room: ceiling, screen, bookcase. Each twice: as found, and as fixed."""

import math

from webapp.shell.demo.indoors import HALF, HIGH, TABLE, room, table
from webapp.shell.demo.props import Plane, box, ring
from webapp.shell.demo.stage import Colour, Stage, shaded


def screen(stage: Stage, fixed: bool) -> None:
    """The room's big screen: cracked and dead with its cable out, or showing a lesson."""
    back, _ = room(stage)
    back.shadow(1.65, 1.05, 3.0, 1.6, 0.4, 0.1)
    back.rect(1.6, 1.1, 2.9, 1.65, (34, 34, 36), 0.9)
    if fixed:
        back.rect(1.66, 1.16, 2.78, 1.53, (178, 44, 40), 1.35)
        back.rect(1.66, 1.16, 2.78, 0.3, (226, 188, 110), 1.3)
        back.write(2.2, 1.85, 1.7, 0.4, "远程教育", (255, 240, 200))
        back.write(2.5, 1.6, 1.1, 0.16, "本月学习内容", (255, 226, 180))
    else:
        _dead_screen(back)
    box(stage, (-1.4, 0, 5.5), (2.8, 0.6, 0.5), (122, 92, 70), "wood")
    box(stage, (-0.3, 0.6, 5.6), (0.7, 0.1, 0.3), (46, 46, 50))
    Plane(stage, (-0.2, 0.62, 5.598)).disc(0.5, 0.03, 0.015, (80, 220, 110) if fixed else (90, 30, 28), 1.2)
    for x in (-1.7, 0.4):
        table(stage, x, 3.0, TABLE, 1.4)


def _dead_screen(back: Plane) -> None:
    chance = back.stage.chance
    back.rect(1.66, 1.16, 2.78, 1.53, (22, 24, 28), 0.9)
    back.shape([(1.66, 2.69), (2.7, 2.69), (1.9, 1.16), (1.66, 1.16)], (44, 50, 58), 1.0)
    for spoke in range(11):
        turn = spoke * math.tau / 11 + chance.uniform(-0.2, 0.2)
        far = chance.uniform(0.3, 0.75)
        bend = (3.5 + far * 0.5 * math.cos(turn + 0.1), 2.1 + far * 0.5 * math.sin(turn + 0.1))
        back.line(
            [(3.5, 2.1), bend, (3.5 + far * math.cos(turn), 2.1 + far * 0.75 * math.sin(turn))], 0.008, (176, 186, 194)
        )
    for reach in (0.12, 0.26):
        back.line([*ring(3.5, 2.1, reach, 0.8, 9), ring(3.5, 2.1, reach, 0.8, 9)[0]], 0.006, (150, 160, 170))
    back.line([(4.5, 1.2), (4.62, 0.9), (4.5, 0.6), (4.75, 0.35), (4.9, 0.2)], 0.025, (32, 32, 34))
    back.rect(4.86, 0.1, 0.1, 0.12, (40, 40, 42))


def roof(stage: Stage, fixed: bool) -> None:
    """A wet ceiling that drips into a bucket, or a dry and freshly painted one."""
    back, floor = room(stage)
    table(stage, -2.4, 4.6, TABLE, 1.4)
    ceiling = Plane(stage, (-HALF, HIGH - 0.004, 0.4), (1, 0, 0), (0, 0, 1))
    if fixed:
        ceiling.stain(3.7, 3.8, 1.1, (250, 250, 249), 0.8)
        return
    for size, tone, strength in ((1.5, (196, 178, 136), 0.6), (1.25, (150, 120, 74), 0.55), (1.1, (206, 192, 156), 0.7),
                                 (0.7, (136, 108, 66), 0.6), (0.55, (190, 172, 132), 0.6)):  # fmt: skip
        ceiling.stain(3.7, 3.9, size, tone, strength)
    ceiling.blot(3.7, 3.9, 0.42, (132, 124, 112), 0.72)
    ceiling.blot(3.72, 3.88, 0.34, (104, 96, 88), 0.6)
    for streak in range(9):
        x, long = 2.9 + streak * 0.2, stage.chance.uniform(0.4, 1.7)
        back.wash(x, HIGH - long, stage.chance.uniform(0.05, 0.16), long, (168, 142, 96), 0.5)
    for drop in range(4):
        Plane(stage, (0.55, 0.7 + drop * 0.55, 4.0)).disc(0, 0, 0.022, (206, 222, 232), 1.3, 1.8)
    floor.stain(3.75, 3.45, 0.9, (96, 92, 88), 0.6)
    floor.shadow(3.5, 3.3, 0.4, 0.12, -0.4, 0.06)
    _bucket(stage, 0.55, 3.9)


def _bucket(stage: Stage, x: float, z: float) -> None:
    stage.shadow(
        [(x - 0.25, 0, z - 0.1), (x + 0.4, 0, z - 0.1), (x + 0.4, 0, z + 0.2), (x - 0.2, 0, z + 0.2)], 0.5, 0.07
    )
    face = Plane(stage, (x, 0, z))
    face.shape([(-0.16, 0.02), (0.16, 0.02), (0.22, 0.42), (-0.22, 0.42)], (58, 106, 168), 0.95)
    face.shape([(-0.16, 0.02), (-0.06, 0.02), (-0.08, 0.42), (-0.22, 0.42)], (92, 140, 196), 1.1)
    face.disc(0, 0.42, 0.22, (40, 78, 130), 0.9, 0.28)
    face.disc(0, 0.4, 0.19, (128, 160, 176), 1.1, 0.24)


def book(stage: Stage, fixed: bool) -> None:
    """The bookcase: half empty and in a mess, or full and in order."""
    room(stage)
    box(stage, (-1.7, 0, 5.7), (3.4, 2.25, 0.45), (142, 100, 66), "wood")
    front = Plane(stage, (-1.7, 0, 5.698))
    chance = stage.chance
    for shelf in range(5):
        low = 0.12 + shelf * 0.42
        for side in (0.08, 1.74):
            front.rect(side, low, 1.58, 0.36, (92, 66, 46), 0.72)
            front.shadow(side, low + 0.22, 1.58, 0.14, 0.4, 0.05)
            _books(front, side, low, fixed or chance.random() < 0.4, fixed)
    table(stage, -2.6, 3.4, TABLE, 1.3)
    if not fixed:
        front.shadow(0, 0, 3.4, 0.4, -0.12, 0.1)
        for x, z in ((0.3, 4.9), (0.7, 5.1), (1.2, 4.8)):
            box(stage, (x, 0, z), (0.3, 0.05, 0.22), (206, 196, 170), "", chance.uniform(-30, 30))


def _books(front: Plane, x: float, y: float, filled: bool, neat: bool) -> None:
    chance = front.stage.chance
    tones: tuple[Colour, ...] = (
        (172, 48, 42),
        (46, 84, 132),
        (62, 112, 78),
        (206, 182, 120),
        (120, 76, 110),
        (226, 222, 210),
    )
    at = x + 0.03
    while filled and at < x + 1.48:
        thick, tall = chance.uniform(0.03, 0.07), chance.uniform(0.24, 0.31)
        tone = shaded(chance.choice(tones), 1.0 if neat else 0.72)
        lean = 0.0 if neat else chance.choice((0, 0, 0.06))
        front.shape([(at, y), (at + thick, y), (at + thick + lean, y + tall), (at + lean, y + tall)], tone, 0.95)
        front.rect(at + thick * 0.2 + lean * 0.7, y + tall * 0.7, thick * 0.6, 0.03, (236, 226, 190))
        at += thick + (0.002 if neat else chance.choice((0.002, 0.002, 0.16)))
    if not filled:
        for pile in range(chance.randint(1, 3)):
            front.rect(x + 0.9, y + pile * 0.05, 0.34, 0.045, shaded(chance.choice(tones), 0.75), 0.9)
