"""Notice boards, plates and wall boards. Each twice: as found, and as fixed."""

import math

from webapp.shell.demo.closeups import GOLD, PAPER, RED, wall_near
from webapp.shell.demo.props import INK, Plane, box
from webapp.shell.demo.stage import Colour, Stage, mixed, shaded

OLD_PAPER: Colour = (214, 198, 152)
PLATE_LOOKS: tuple[tuple[Colour, Colour], ...] = (
    ((246, 244, 238), (150, 32, 30)),
    ((246, 244, 238), (34, 32, 32)),
    ((204, 172, 98), (120, 26, 24)),
)
"""Ground and writing: the Party branch's red on white, black on white, red on brass."""

PLATES = (
    "村党支部", "村民委员会", "党群服务中心", "便民服务站", "调解委员会", "农家书屋", "妇女之家", "网格服务站",
    "志愿服务站", "文明实践站", "警务工作室",
)  # fmt: skip


def sheet(plane: Plane, x: float, y: float, w: float, h: float, title: str, rows: int, paper: Colour = PAPER) -> None:
    """A printed sheet: a title in red and rows beneath."""
    plane.shadow(x + 0.004, y - 0.012, w, h, 0.35, 0.015)
    plane.rect(x, y, w, h, paper, 1.04)
    if title:
        size = min(h * 0.12, w * 0.86 / len(title))
        plane.write(
            x + (w - size * len(title)) / 2, y + h - size * 1.5, size * len(title), size, title, shaded(RED, 0.95)
        )
    plane.rows(x + w * 0.09, y + h * 0.08, w * 0.82, h * 0.72, rows, mixed(paper, INK, 0.55))


def cabinet(plane: Plane, x: float, y: float, w: float, h: float, title: str) -> None:
    """A notice board of steel and glass with a red head."""
    plane.shadow(x + 0.03, y - 0.08, w, h, 0.45, 0.07)
    plane.rect(x, y, w, h, (148, 152, 156), 1.0)
    plane.rect(x, y + h - 0.2, w, 0.2, RED, 1.0)
    size = 0.13
    plane.write(x + (w - size * len(title) * 1.15) / 2, y + h - 0.165, size * len(title) * 1.15, size, title, GOLD)
    plane.rect(x + 0.05, y + 0.05, w - 0.1, h - 0.28, (206, 202, 190), 0.92, "plaster")
    plane.shadow(x + 0.05, y + h - 0.3, w - 0.1, 0.08, 0.4, 0.03)
    for leg in (x + 0.02, x + w - 0.08):
        plane.rect(leg, 0.0, 0.06, y, (120, 124, 128), 0.9)


def _glass(plane: Plane, x: float, y: float, w: float, h: float, panes: int) -> None:
    """Sliding panes and the light on them."""
    plane.stage.shadow([plane.point(x + w * 0.12, y + h), plane.point(x + w * 0.3, y + h),
                        plane.point(x + w * 0.12, y), plane.point(x, y)], -0.16, 0.02)  # fmt: skip
    for pane in range(1, panes):
        plane.rect(x + w * pane / panes - 0.012, y, 0.024, h, (168, 172, 176))


def lists(stage: Stage, fixed: bool) -> None:
    """A board without the three lists, or with them."""
    wall = wall_near(stage)
    cabinet(wall, 4.7, 0.85, 2.7, 1.4, "三务公开栏")
    chance = stage.chance
    if fixed:
        for index, title in enumerate(("履职事项清单", "协助事项清单", "负面事项清单")):
            sheet(wall, 4.84 + index * 0.83, 0.98, 0.76, 0.96, title, 14)
    else:
        for x, y in ((4.95, 1.72), (5.6, 1.3), (6.5, 1.66), (7.0, 1.12), (6.2, 1.05)):
            wall.wash(x, y, 0.16, 0.05, (236, 234, 226), 0.8, 0.006)
        for x, y, w, h in ((4.9, 1.1, 0.55, 0.75), (5.75, 1.1, 0.6, 0.78)):
            wall.wash(x, y, w, h, (224, 222, 212), 0.5, 0.015)
        wall.shape([(6.55, 1.75), (6.9, 1.78), (6.88, 1.52), (6.76, 1.58), (6.7, 1.5), (6.57, 1.56)], OLD_PAPER, 1.0)
        for _ in range(14):
            wall.disc(chance.uniform(4.85, 7.2), chance.uniform(1.0, 1.85), 0.008, (96, 92, 88))
    _glass(wall, 4.76, 0.92, 2.58, 1.1, 3)


def notice(stage: Stage, fixed: bool) -> None:
    """A board with yellowed, torn notices of past years, or with this month's."""
    wall = wall_near(stage)
    cabinet(wall, 4.7, 0.85, 2.7, 1.4, "村务公开栏")
    chance = stage.chance
    if fixed:
        for index, title in enumerate(("财务公开", "项目进度", "惠民补贴", "值班安排")):
            sheet(wall, 4.83 + index * 0.62, 1.28, 0.55, 0.66, title, 9)
            wall.rect(4.83 + index * 0.62, 0.97, 0.55, 0.26, mixed(PAPER, (196, 214, 226), 0.5), 1.02)
            wall.rows(4.88 + index * 0.62, 1.0, 0.45, 0.2, 3, (120, 128, 136))
    else:
        for index, title in enumerate(("二〇一九年公示", "通知", "财务公开", "", "公告", "")):
            x, y = (
                4.82 + (index % 4) * 0.6 + chance.uniform(-0.05, 0.05),
                1.3 - (index // 4) * 0.3 + chance.uniform(-0.05, 0.08),
            )
            tilted = Plane(stage, wall.point(x, y), (math.cos(t := chance.uniform(-0.12, 0.12)), math.sin(t), 0),
                           (-math.sin(t), math.cos(t), 0))  # fmt: skip
            sheet(tilted, 0, 0, 0.5, 0.6, title, 8, mixed(OLD_PAPER, (226, 216, 186), chance.random()))
            tilted.stain(0.3, 0.25, 0.2, (168, 140, 90), 0.4)
            tilted.shape([(0.36, -0.01), (0.52, -0.01), (0.52, 0.16), (0.46, 0.12), (0.44, 0.06)], (204, 198, 184), 0.9)
            tilted.shape([(0.3, 0.0), (0.42, 0.1), (0.28, 0.12)], shaded(OLD_PAPER, 0.8), 1.0)
    _glass(wall, 4.76, 0.92, 2.58, 1.1, 2)
    if not fixed:
        wall.wash(4.76, 0.9, 2.58, 0.25, (150, 138, 112), 0.4, 0.05)


def signboard(stage: Stage, fixed: bool) -> None:
    """Plates beside the door: eleven of them, or the four that may hang."""
    wall = wall_near(stage)
    wall.rect(3.0, 0, 1.9, 2.5, (96, 62, 50), 0.85)
    for leaf in (3.08, 3.97):
        wall.rect(leaf, 0, 0.85, 2.42, (136, 66, 52), 1.0, "wood")
        wall.rect(leaf + 0.14, 1.2, 0.56, 1.0, shaded((136, 66, 52), 0.8), 0.95, "wood")
        wall.rect(leaf + 0.14, 0.2, 0.56, 0.8, shaded((136, 66, 52), 0.8), 0.95, "wood")
    shown = PLATES[:4] if fixed else PLATES
    if fixed:
        for index in range(4, len(PLATES)):
            for high in (0.72, 2.12):
                wall.disc(5.2 + index * 0.275, high, 0.008, (110, 104, 98))
            wall.wash(5.08 + index * 0.275, 0.72, 0.2, 1.4, (240, 238, 230), 0.35, 0.015)
    for index, name in enumerate(shown):
        _plate(wall, 5.08 + index * 0.275, name, index)
    if not fixed:
        for row, name in enumerate(("先进村", "示范点", "联系点", "创建单位")):
            wall.shadow(5.2 + row * 0.75, 2.26, 0.62, 0.24, 0.4, 0.03)
            wall.rect(5.2 + row * 0.75, 2.28, 0.62, 0.24, (206, 170, 92), 1.1, "plaster")
            wall.write(5.26 + row * 0.75, 2.32, 0.5, 0.15, name, (150, 34, 30))


def _plate(wall: Plane, x: float, name: str, index: int) -> None:
    ground = PLATE_LOOKS[0 if index == 0 else (2 if index % 4 == 3 else 1)]
    tilt = wall.stage.chance.uniform(-0.006, 0.006)
    wall.shadow(x + 0.012, 0.68, 0.22, 1.42, 0.45, 0.03)
    wall.shape([(x, 0.72), (x + 0.22, 0.72 + tilt), (x + 0.22 + tilt, 2.12), (x + tilt, 2.12)], ground[0], 1.04)
    wall.frame(x + 0.004, 0.724, 0.212, 1.392, 0.008, shaded(ground[0], 0.8))
    cell = min(0.19, 1.3 / len(name))
    wall.write(x + 0.11 - cell * 0.42, 1.42 - cell * len(name) / 2, cell * 0.84, cell * len(name), name, ground[1])


def wallboard(stage: Stage, fixed: bool) -> None:
    """An office wall papered with rules, duties and lists of names; or with the two that are needed."""
    wall = wall_near(stage, outside=False)
    titles = (
        "工作制度",
        "岗位职责",
        "组织机构",
        "议事规则",
        "值班制度",
        "人员名单",
        "学习制度",
        "服务承诺",
        "管理办法",
        "流程图",
        "公约",
        "分工表",
    )
    tones: tuple[Colour, ...] = ((236, 240, 246), (250, 240, 236), (240, 246, 236))
    for row in range(3):
        for column in range(4):
            index = row * 4 + column
            x, y = 4.55 + column * 0.78, 1.72 - row * 0.58
            if fixed and (row != 0 or column not in (1, 2)):
                wall.wash(x, y, 0.7, 0.52, (244, 242, 236), 0.3, 0.02)
                continue
            wall.shadow(x + 0.01, y - 0.02, 0.7, 0.52, 0.4, 0.03)
            wall.rect(x, y, 0.7, 0.52, (178, 42, 38) if index % 2 else (46, 92, 148), 1.0)
            wall.rect(x + 0.025, y + 0.025, 0.65, 0.37, tones[index % 3], 1.04)
            name = titles[index]
            wall.write(x + 0.35 - 0.045 * len(name), y + 0.41, 0.09 * len(name), 0.09, name, (252, 244, 220))
            wall.rows(x + 0.06, y + 0.05, 0.58, 0.32, 7, (128, 126, 126))
    box(stage, (-1.3, 0, 2.0), (2.6, 0.5, 0.5), (150, 106, 70), "wood")
