"""Things that stand on the stage: planes to draw on, boxes, writing, cracks, grass, rubble."""

import math
import random
from collections.abc import Sequence
from functools import lru_cache

from PIL import Image, ImageDraw, ImageFont

from webapp.shell.demo.stage import TILE, Colour, Point, Spot, Stage, mixed, shaded

FONTS = (
    "NotoSansCJK-Regular.ttc",
    "NotoSerifCJK-Bold.ttc",
    "wqy-microhei.ttc",
    "PingFang.ttc",
    "msyh.ttc",
    "simhei.ttf",
)
"""Chinese fonts that machines tend to have. Without any, writing is drawn as strokes."""

INK: Colour = (40, 36, 34)


class Plane:
    """A flat surface in space, drawn on in metres from its lower left corner: x along it, y up it."""

    def __init__(self, stage: Stage, origin: Point, along: Point = (1, 0, 0), up: Point = (0, 1, 0)) -> None:
        self.stage, self.origin, self.along, self.up = stage, origin, along, up

    def point(self, x: float, y: float) -> Point:
        """A spot of this surface in space."""
        o, a, u = self.origin, self.along, self.up
        return o[0] + a[0] * x + u[0] * y, o[1] + a[1] * x + u[1] * y, o[2] + a[2] * x + u[2] * y

    def corners(self, x: float, y: float, w: float, h: float) -> list[Point]:
        """Upper left, upper right, lower right, lower left of a rectangle."""
        return [self.point(*spot) for spot in ((x, y + h), (x + w, y + h), (x + w, y), (x, y))]

    def rect(self, x: float, y: float, w: float, h: float, colour: Colour, lit: float = 1.0, texture: str = "") -> None:
        """A filled rectangle with its lower left corner at x, y."""
        if not texture:
            self.stage.polygon(self.corners(x, y, w, h), colour, lit)
            return
        pieces = max(1, math.ceil(w / TILE))
        wide = w / pieces
        for piece in range(pieces):
            corners = self.corners(x + piece * wide, y, wide, h)
            if piece % 2:  # every other tile is mirrored, so that they join
                corners = [corners[1], corners[0], corners[3], corners[2]]
            self.stage.polygon(corners, colour, lit, texture, (wide, h))

    def shape(self, spots: Sequence[Spot], colour: Colour, lit: float = 1.0) -> None:
        """A filled polygon."""
        self.stage.polygon([self.point(*spot) for spot in spots], colour, lit)

    def disc(self, x: float, y: float, radius: float, colour: Colour, lit: float = 1.0, flat: float = 1.0) -> None:
        """A filled circle, or an ellipse ``flat`` times as high."""
        self.shape(ring(x, y, radius, flat), colour, lit)

    def line(self, spots: Sequence[Spot], width: float, colour: Colour) -> None:
        """A line ``width`` metres wide."""
        self.stage.line([self.point(*spot) for spot in spots], width, colour)

    def frame(self, x: float, y: float, w: float, h: float, width: float, colour: Colour, lit: float = 1.0) -> None:
        """Four bars around a rectangle, inside its edge."""
        for bar in ((x, y, w, width), (x, y + h - width, w, width), (x, y, width, h), (x + w - width, y, width, h)):
            self.rect(*bar, colour, lit)

    def shadow(self, x: float, y: float, w: float, h: float, strength: float = 0.4, blur: float = 0.06) -> None:
        """A soft dark rectangle; a negative strength brightens."""
        self.stage.shadow(self.corners(x, y, w, h), strength, blur)

    def write(self, x: float, y: float, w: float, h: float, text: str, colour: Colour) -> None:
        """Writing that fills a rectangle: across, or downwards when the rectangle is higher than wide."""
        self.stage.print_on(self.corners(x, y, w, h), lettering(text, colour, h > w))

    def rows(self, x: float, y: float, w: float, h: float, count: int, colour: Colour = INK) -> None:
        """Writing too small to be read: grey rows of uneven length."""
        step = h / count
        for row in range(count):
            share = self.stage.chance.uniform(0.6, 1.0) if row % 4 == 3 else 1.0
            self.rect(x, y + h - step * (row + 0.75), w * share, step * 0.42, colour)

    def crack(self, x: float, y: float, length: float, heading: float, width: float = 0.012, forks: int = 2) -> None:
        """A crack that wanders from a spot in a heading (radians) and thins out."""
        chance = self.stage.chance
        spots, steps = [(x, y)], 14
        for step in range(steps):
            heading += chance.uniform(-0.5, 0.5)
            x, y = x + math.cos(heading) * length / steps, y + math.sin(heading) * length / steps
            spots.append((x, y))
            if forks and step in (4, 8):
                self.crack(x, y, length * 0.4, heading + chance.choice((-0.9, 0.9)), width * 0.6, 0)
        for at in range(steps):
            part = spots[at : at + 2]
            wide = width * (1 - 0.75 * at / steps)
            self.line([(a + wide * 0.6, b - wide * 0.5) for a, b in part], wide, (176, 170, 160))
            self.line(part, wide, (48, 44, 42))

    def blot(self, x: float, y: float, size: float, colour: Colour, lit: float = 1.0) -> None:
        """An uneven patch: a stain, a place where plaster fell off."""
        self.shape(uneven(self.stage.chance, x, y, size), colour, lit)

    def stain(self, x: float, y: float, size: float, colour: Colour, strength: float = 0.6) -> None:
        """An uneven patch with a soft edge: damp, dust, new paint."""
        spots = [self.point(*spot) for spot in uneven(self.stage.chance, x, y, size)]
        self.stage.stain(spots, colour, strength, size * 0.12)

    def wash(self, x: float, y: float, w: float, h: float, colour: Colour, strength: float, blur: float = 0.04) -> None:
        """A tinted rectangle with a soft edge."""
        self.stage.stain(self.corners(x, y, w, h), colour, strength, blur)


def uneven(chance: random.Random, x: float, y: float, size: float) -> list[Spot]:
    """Spots of a rounded outline without a pattern, at most ``size`` from its middle."""
    waves = [(chance.uniform(0, math.tau), chance.uniform(0.3, 1) / order, order) for order in (2, 3, 5, 8)]
    spots = []
    for step in range(40):
        turn = step * math.tau / 40
        reach = size * (0.72 + 0.16 * sum(high * math.sin(turn * order + at) for at, high, order in waves))
        spots.append((x + reach * math.cos(turn), y + reach * math.sin(turn)))
    return spots


def ring(x: float, y: float, radius: float, flat: float = 1.0, count: int = 28) -> list[Spot]:
    """Spots of an ellipse."""
    turns = [index * math.tau / count for index in range(count)]
    return [(x + radius * math.cos(turn), y + radius * flat * math.sin(turn)) for turn in turns]


def box(stage: Stage, corner: Point, size: Point, colour: Colour, texture: str = "", turn: float = 0.0) -> None:
    """A block with its lower, left, near corner at ``corner``; ``turn`` degrees about that corner's upright."""
    (x, y, z), (w, h, d) = corner, size
    c, s = math.cos(math.radians(turn)), math.sin(math.radians(turn))
    along, away = (c, 0.0, s), (-s, 0.0, c)
    faces = [
        (Plane(stage, corner, along), w, 1.0, (s, -c)),
        (Plane(stage, (x + away[0] * d, y, z + away[2] * d), (-away[0], 0, -away[2])), d, 1.06, (-c, -s)),
        (Plane(stage, (x + along[0] * w, y, z + along[2] * w), away), d, 0.72, (c, s)),
    ]
    ground = [(x - 0.02, y, z - 0.02), *(
        (x + along[0] * a + away[0] * b, y, z + along[2] * a + away[2] * b)
        for a, b in ((w * 1.06, -0.04), (w * 1.08, d), (0.0, d))
    )]  # fmt: skip
    stage.shadow(ground, 0.45, 0.07)
    for plane, width, lit, (nx, nz) in faces:
        middle = plane.point(width / 2, 0)
        if nx * (middle[0] - stage.eye[0]) + nz * (middle[2] - stage.eye[2]) < 0:
            plane.rect(0, 0, width, h, colour, 0.86 * lit, texture)
    if stage.eye[1] > y + h:
        Plane(stage, (x, y + h, z), along, away).rect(0, 0, w, d, shaded(colour, 1.06), 1.14, texture)


@lru_cache(maxsize=1)
def font() -> ImageFont.FreeTypeFont | None:
    """A Chinese font of this machine, or None."""
    for name in FONTS:
        try:
            return ImageFont.truetype(name, 60)
        except OSError:
            continue
    return None


def lettering(text: str, colour: Colour, downwards: bool) -> Image.Image:
    """Writing as a transparent picture, 64 px a character."""
    cell = 64
    size = (cell, cell * len(text)) if downwards else (cell * len(text), cell)
    sheet = Image.new("RGBA", size, (*colour, 0))
    pen = ImageDraw.Draw(sheet)
    for index, sign in enumerate(text):
        at = (0, cell * index) if downwards else (cell * index, 0)
        _sign(pen, at, sign, colour)
    return sheet


def _sign(pen: ImageDraw.ImageDraw, at: tuple[int, int], sign: str, colour: Colour) -> None:
    """One character, or strokes that look like one from afar."""
    face = font()
    if face is not None:
        pen.text((at[0] + 32, at[1] + 32), sign, (*colour, 255), font=face, anchor="mm", stroke_width=1)
        return
    chance = random.Random(sign)  # noqa: S311 - the same strokes for the same character
    for row in sorted(chance.sample(range(8, 58, 7), 4)):
        pen.line((at[0] + 8, at[1] + row, at[0] + 56, at[1] + row), (*colour, 255), 5)
    for column in sorted(chance.sample(range(12, 56, 8), 3)):
        pen.line((at[0] + column, at[1] + 8, at[0] + column, at[1] + 56), (*colour, 255), 5)


def grass(stage: Stage, spots: Sequence[tuple[float, float]], height: float, dry: float = 0.2) -> None:
    """Tufts of weeds on the ground at (x, z), the far ones first."""
    chance = stage.chance
    for x, z in sorted(spots, key=lambda spot: -spot[1]):
        tall = height * chance.uniform(0.5, 1.2)
        stage.shadow([(x - tall / 3, 0, z), (x + tall / 2, 0, z - 0.05), (x + tall / 2, 0, z + 0.1)], 0.4, 0.06)
        for _ in range(13):
            lean, root = chance.uniform(-0.45, 0.45) * tall, x + chance.uniform(-0.2, 0.2) * tall
            green = mixed((58, 92, 38), (112, 134, 58), chance.random())
            green = mixed(green, (168, 150, 92), dry * chance.random())
            top, reach = tall * chance.uniform(0.5, 1.0), chance.uniform(0.014, 0.03)
            stage.polygon(
                [
                    (root - reach, 0, z),
                    (root + lean * 0.35, top * 0.6, z),
                    (root + lean, top, z),
                    (root + lean * 0.35 + reach, top * 0.55, z),
                    (root + reach, 0, z),
                ],
                green,
                chance.uniform(0.8, 1.12),
            )


def rubble(stage: Stage, spots: Sequence[tuple[float, float]], size: float, colour: Colour) -> None:
    """Broken pieces on the ground at (x, z)."""
    chance = stage.chance
    for x, z in sorted(spots, key=lambda spot: -spot[1]):
        big = size * chance.uniform(0.4, 1.3)
        tone = shaded(colour, chance.uniform(0.85, 1.1))
        stage.shadow(
            [(x - big, 0, z - big / 3), (x + big * 1.3, 0, z - big / 3), (x + big, 0, z + big / 2)], 0.55, 0.03
        )
        side = [(x + big * math.cos(t), max(0.0, big * 0.75 * math.sin(t)), z) for t in (0, 0.7, 1.5, 2.4, 3.1)]
        stage.polygon(side, tone, 0.78)
        lid = [(x + big * a, big * b, z) for a, b in ((-0.8, 0.45), (-0.1, 0.78), (0.75, 0.5), (0.1, 0.38))]
        stage.polygon(lid, shaded(tone, 1.1), 1.1)
