"""What lies on a desk: equipment, a phone. Each twice: as found, and as fixed."""

import math

from webapp.shell.demo.closeups import wall_near
from webapp.shell.demo.props import Plane, box, ring
from webapp.shell.demo.stage import Colour, Stage, shaded


def dust(stage: Stage, fixed: bool) -> None:
    """Equipment on a desk: under a coat of dust with a finger's trace, or wiped."""
    wall = wall_near(stage, outside=False)
    desk = Plane(stage, (-1.6, 0.72, 1.25), (1, 0, 0), (0, 0, 1))
    box(stage, (-1.6, 0.0, 1.25), (3.2, 0.72, 1.1), (136, 92, 62), "wood")
    wall.shadow(4.4, 0.7, 3.2, 0.5, 0.2, 0.1)
    stage.shadow([(-0.75, 0.722, 1.75), (0.6, 0.722, 1.75), (0.75, 0.722, 2.2), (-0.6, 0.722, 2.2)], 0.45, 0.06)
    box(stage, (-0.25, 0.72, 1.95), (0.4, 0.06, 0.2), (40, 40, 44))
    box(stage, (-0.1, 0.78, 2.0), (0.1, 0.14, 0.06), (40, 40, 44))
    screen_at = Plane(stage, (-0.65, 0.88, 1.95))
    screen_at.rect(0, 0, 1.2, 0.74, (30, 30, 34), 0.95)
    screen_at.rect(0.03, 0.05, 1.14, 0.66, (40, 46, 56) if not fixed else (52, 104, 160), 1.0 if not fixed else 1.25)
    if fixed:
        screen_at.rect(0.2, 0.24, 0.8, 0.28, (236, 240, 246), 1.3)
        screen_at.rows(0.26, 0.27, 0.66, 0.2, 4, (110, 130, 160))
    box(stage, (-0.62, 0.722, 1.42), (0.85, 0.025, 0.28), (56, 56, 60))
    keys = Plane(stage, (-0.6, 0.749, 1.44), (1, 0, 0), (0, 0, 1))
    for row in range(4):
        for column in range(13):
            keys.rect(0.01 + column * 0.062, 0.012 + row * 0.06, 0.052, 0.048, (88, 88, 92), 1.0)
    box(stage, (0.75, 0.722, 1.6), (0.5, 0.16, 0.4), (196, 196, 192), "plaster", -8)
    Plane(stage, (0.8, 0.75, 1.585), (0.99, 0, -0.14)).disc(0.12, 0.05, 0.045, (50, 60, 74), 1.1)
    if not fixed:
        _dust_coat(stage, desk, keys, screen_at)
    else:
        stage.shadow([(-1.5, 0.724, 1.3), (-0.9, 0.724, 1.3), (-0.9, 0.724, 2.2), (-1.4, 0.724, 2.2)], -0.22, 0.08)


def _dust_coat(stage: Stage, desk: Plane, keys: Plane, screen_at: Plane) -> None:
    chance = stage.chance
    tone: Colour = (206, 198, 182)
    for x, y, w, h in (
        (0.02, 0.02, 0.9, 1.0),
        (0.9, 0.02, 1.0, 0.2),
        (1.85, 0.02, 0.5, 0.6),
        (2.3, 0.02, 0.86, 0.3),
        (2.9, 0.1, 0.26, 0.9),
    ):
        desk.wash(x, y, w, h, tone, 0.75, 0.03)
    keys.wash(0, 0, 0.82, 0.26, tone, 0.6, 0.01)
    screen_at.wash(0.02, 0.02, 1.16, 0.7, tone, 0.42, 0.03)
    top = Plane(stage, (0.75, 0.883, 1.6), (0.99, 0, -0.139), (0.139, 0, 0.99))
    top.wash(0, 0, 0.5, 0.4, tone, 0.75, 0.02)
    for _ in range(240):
        x, y = chance.uniform(0.05, 3.1), chance.uniform(0.02, 0.4)
        desk.disc(x, y, chance.uniform(0.002, 0.006), shaded(tone, chance.uniform(0.8, 1.15)))
    trail = [(2.1 + 0.45 * i / 14, 0.14 + 0.03 * math.sin(i / 2)) for i in range(15)]
    desk.line(trail, 0.03, (128, 88, 60))
    screen_at.line([(0.3 + 0.4 * i / 10, 0.4 - 0.05 * math.sin(i / 2.2)) for i in range(11)], 0.03, (44, 50, 60))
    web = [screen_at.point(1.2, 0.74), (1.0, 1.9, 2.5)]
    for strand in range(7):
        stage.line([web[0], (0.7 + strand * 0.07, 1.86 - strand * 0.1, 2.55)], 0.0025, (226, 226, 222))


def phone(stage: Stage, fixed: bool) -> None:
    """A phone on a table: a group in which nobody has spoken for long, or the notice that it is dissolved."""
    desk = Plane(stage, (-3, 0, 0.2), (1, 0, 0), (0, 0, 1))
    desk.rect(0, 0, 6, 4, stage.chance.choice(((150, 106, 70), (120, 88, 64), (172, 136, 98))), 1.0, "wood")
    glass = Plane(stage, (-0.42, 0.02, 0.55), (0.995, 0, 0.05), (-0.05, 0, 0.995))
    glass.shadow(-0.02, -0.06, 0.92, 1.75, 0.6, 0.06)
    middles = ((0.8, 1.6), (0.06, 1.6), (0.06, 0.06), (0.8, 0.06))
    body = [_corner(middle, 0.08, quarter) for quarter, middle in enumerate(middles)]
    glass.shape([spot for corner in body for spot in corner], (26, 26, 28), 0.95)
    glass.rect(0.03, 0.06, 0.8, 1.54, (238, 238, 238), 1.2)
    glass.rect(0.03, 1.44, 0.8, 0.16, (228, 228, 230), 1.2)
    glass.write(0.13, 1.47, 0.6, 0.075, "村工作临时群(86)", (30, 30, 32))
    if fixed:
        glass.rect(0.03, 0.06, 0.8, 1.54, (128, 128, 130), 1.0)
        glass.write(0.13, 1.47, 0.6, 0.075, "村工作临时群(86)", (30, 30, 32))
        glass.rect(0.12, 0.68, 0.62, 0.34, (252, 252, 252), 1.25)
        glass.write(0.2, 0.87, 0.46, 0.075, "群聊已解散", (40, 40, 42))
        glass.rect(0.12, 0.8, 0.62, 0.004, (214, 214, 214), 1.2)
        glass.write(0.37, 0.71, 0.12, 0.06, "确定", (40, 120, 80))
    else:
        _silent_chat(glass)
    stage.shadow(
        [glass.point(0.55, 1.6), glass.point(0.8, 1.6), glass.point(0.83, 0.7), glass.point(0.8, 0.4)], -0.12, 0.02
    )
    _cup(stage)


def _corner(at: tuple[float, float], radius: float, quarter: int) -> list[tuple[float, float]]:
    start = quarter * math.pi / 2
    return [
        (at[0] + radius * math.cos(start + i * math.pi / 12), at[1] + radius * math.sin(start + i * math.pi / 12))
        for i in range(7)
    ]


def _silent_chat(glass: Plane) -> None:
    talk = ((1.34, "2023年3月8日", 0), (1.19, "请各村今天上报", 1), (1.04, "2023年6月21日", 0), (0.89, "收到", 2),
            (0.74, "2024年1月15日", 0), (0.59, "大家接龙打卡", 1), (0.42, "以下无新消息", 0))  # fmt: skip
    tones: tuple[Colour, ...] = ((92, 130, 170), (196, 120, 80), (110, 150, 110))
    for y, words, side in talk:
        size = 0.058
        wide = size * len(words)
        if side == 0:
            glass.write(0.43 - wide * 0.4, y, wide * 0.8, size * 0.8, words, (150, 150, 152))
            continue
        left = 0.16 if side == 1 else 0.7 - wide - 0.06
        glass.rect(0.06 if side == 1 else 0.73, y - 0.02, 0.075, 0.085, tones[side], 1.15)
        glass.rect(left, y - 0.022, wide + 0.05, 0.1, (252, 252, 252) if side == 1 else (158, 228, 122), 1.2)
        glass.write(left + 0.025, y, wide, size, words, (36, 36, 38))
    glass.rect(0.03, 0.06, 0.8, 0.12, (244, 244, 246), 1.2)
    glass.rect(0.12, 0.085, 0.5, 0.07, (254, 254, 254), 1.2)


def _cup(stage: Stage) -> None:
    x, z = 0.78, 1.75
    stage.shadow([(x - 0.1, 0, z - 0.25), (x + 0.5, 0, z - 0.3), (x + 0.6, 0, z + 0.05), (x, 0, z + 0.2)], 0.5, 0.1)
    for part in range(8):
        lift = part * 0.03
        flat = Plane(stage, (x, lift, z), (1, 0, 0), (0, 0, 1))
        flat.disc(
            0, 0, 0.2 + 0.004 * part, (226, 228, 226) if part not in (2, 3) else (60, 100, 150), 0.8 + 0.02 * part
        )
    top = Plane(stage, (x, 0.25, z), (1, 0, 0), (0, 0, 1))
    top.shape(ring(0, 0, 0.235), (240, 242, 240), 1.15)
    top.shape(ring(0, 0, 0.2), (150, 104, 48), 0.9)
