"""A small stage for drawn photographs: a camera, a picture of colours and a picture of light.

Lengths are metres: x to the right, y up, z away from the camera. Colours are drawn at twice the final size
(so edges are smooth), light at half of it (so shadows are soft); ``photograph`` multiplies the two and adds
what a cheap lens and sensor add.
"""

import io
import math
import random
from collections.abc import Sequence
from functools import lru_cache

from PIL import Image, ImageChops, ImageDraw, ImageFilter

WIDTH, HEIGHT = 1600, 1200
FINE, SOFT = 2, 2
NEUTRAL = 176
"""Grey of the light picture that leaves a colour as it is."""

QUALITY = 80
TILE = 3.6
"""Metres that a tile of noise covers."""

Colour = tuple[int, int, int]
Point = tuple[float, float, float]
Spot = tuple[float, float]


def shaded(colour: Colour, factor: float) -> Colour:
    """The colour darker (below 1) or lighter (above 1)."""
    red, green, blue = (max(0, min(255, round(part * factor))) for part in colour)
    return red, green, blue


def mixed(one: Colour, other: Colour, share: float) -> Colour:
    """``one`` with this share (0–1) of ``other``."""
    red, green, blue = (round(a + (b - a) * share) for a, b in zip(one, other, strict=True))
    return red, green, blue


@lru_cache(maxsize=8)
def noise(kind: str) -> Image.Image:
    """A 512 px tile of grey noise around 128: ``plaster``, ``concrete``, ``wood`` or ``grain``."""
    octaves = {
        "plaster": ((5, 9), (24, 7), (160, 6)),
        "concrete": ((6, 15), (60, 14), (300, 22)),
        "wood": ((4, 12), (90, 30)),
        "grain": ((512, 16),),
    }[kind]
    tile = Image.new("L", (512, 512), 128)
    for size, sigma in octaves:
        wide = max(2, size // 14) if kind == "wood" else size
        layer = _speckle(wide, size, sigma, kind).resize((512, 512), Image.Resampling.BICUBIC)
        tile = ImageChops.add(tile, layer, 1, -128)
    return tile


def _speckle(width: int, height: int, sigma: float, kind: str) -> Image.Image:
    """Even noise around 128 with this standard deviation, the same each time."""
    raw = random.Random(f"{kind} {width}").randbytes(width * height)  # noqa: S311 - a texture, no secret
    spread = [max(0, min(255, round(128 + (grey - 127.5) * sigma / 73.9))) for grey in range(256)]
    return Image.frombytes("L", (width, height), raw).point(spread)


@lru_cache(maxsize=1)
def _grain() -> Image.Image:
    """The sensor's noise for the whole picture."""
    return _speckle(WIDTH, HEIGHT, 4, "sensor").convert("RGB")


@lru_cache(maxsize=1)
def _vignette() -> Image.Image:
    """The lens: darker towards the corners."""
    round_dark = Image.radial_gradient("L").resize((WIDTH // SOFT, HEIGHT // SOFT))
    return round_dark.point([255 - max(0, grey - 110) * 55 // 145 for grey in range(256)])


def to_quad(corners: Sequence[Spot], width: float, height: float) -> tuple[float, ...]:
    """Coefficients for ``Image.transform(PERSPECTIVE)`` that put a picture of this size into a quad.

    :param corners: upper left, upper right, lower right, lower left (P. Heckbert, 1989).
    """
    (x0, y0), (x1, y1), (x2, y2), (x3, y3) = corners
    dx1, dx2, dx3 = x1 - x2, x3 - x2, x0 - x1 + x2 - x3
    dy1, dy2, dy3 = y1 - y2, y3 - y2, y0 - y1 + y2 - y3
    det = dx1 * dy2 - dx2 * dy1 or 1e-9
    g, h = (dx3 * dy2 - dx2 * dy3) / det, (dx1 * dy3 - dx3 * dy1) / det
    a, b, c = x1 - x0 + g * x1, x3 - x0 + h * x3, x0
    d, e, f = y1 - y0 + g * y1, y3 - y0 + h * y3, y0
    back = (
        (e - f * h, c * h - b, b * f - c * e),
        (f * g - d, a - c * g, c * d - a * f),
        (d * h - e * g, b * g - a * h, a * e - b * d),
    )
    last = back[2][2] or 1e-9
    rows = [[part / last for part in row] for row in back]
    scaled = [part * width for part in rows[0]] + [part * height for part in rows[1]] + rows[2][:2]
    return tuple(scaled)


class Stage:
    """One picture in the making."""

    def __init__(self, chance: random.Random, eye: Point, yaw: float = 0, pitch: float = 0, zoom: float = 0.9):
        """Put up a camera.

        :param chance: where everything accidental comes from.
        :param eye: where the camera is; ``yaw`` to the right and ``pitch`` up in degrees.
        :param zoom: focal length as a share of the picture's width; phones have about 0.75.
        """
        self.chance = chance
        self.eye = eye
        self.zoom = zoom
        self.turn = math.cos(math.radians(yaw)), math.sin(math.radians(yaw))
        self.tilt = math.cos(math.radians(pitch)), math.sin(math.radians(pitch))
        self.colours = Image.new("RGB", (WIDTH * FINE, HEIGHT * FINE), (150, 150, 150))
        self.light = Image.new("L", (WIDTH // SOFT, HEIGHT // SOFT), NEUTRAL)
        self.pen = ImageDraw.Draw(self.colours)
        self.light_pen = ImageDraw.Draw(self.light)

    def _seen(self, point: Point) -> Point:
        """A point as the camera sees it: right, up and away."""
        x, y, z = (point[axis] - self.eye[axis] for axis in range(3))
        x, z = x * self.turn[0] - z * self.turn[1], x * self.turn[1] + z * self.turn[0]
        y, z = y * self.tilt[0] - z * self.tilt[1], y * self.tilt[1] + z * self.tilt[0]
        return x, y, max(z, 0.05)

    def spot(self, point: Point) -> Spot:
        """Where a point falls, in pixels of the final picture."""
        x, y, z = self._seen(point)
        return WIDTH / 2 + self.zoom * WIDTH * x / z, HEIGHT / 2 - self.zoom * WIDTH * y / z

    def scale(self, point: Point) -> float:
        """Pixels of the final picture for one metre at this point."""
        return self.zoom * WIDTH / self._seen(point)[2]

    def polygon(
        self,
        points: Sequence[Point],
        colour: Colour,
        lit: float = 1.0,
        texture: str = "",
        span: tuple[float, float] = (TILE, TILE),
    ) -> None:
        """Fill a flat shape.

        :param lit: the light on it, 1 for a wall in daylight.
        :param texture: a kind of ``noise``, only for four corners that measure ``span`` metres.
        """
        spots = [self.spot(point) for point in points]
        self.pen.polygon([(x * FINE, y * FINE) for x, y in spots], fill=colour)
        soft = [(x / SOFT, y / SOFT) for x, y in spots]
        self.light_pen.polygon(soft, fill=round(NEUTRAL * lit))
        if texture:
            self._texture(soft, lit, texture, span)

    def _texture(self, soft: list[Spot], lit: float, kind: str, span: tuple[float, float]) -> None:
        box = self._box(soft)
        if box is None:
            return
        left, top, right, bottom = box
        moved = [(x - left, y - top) for x, y in soft]
        size = right - left, bottom - top
        wide, tall = (min(511.0, 511 * metres / TILE) for metres in span)
        coefficients = to_quad(moved, wide, tall)
        grain = noise(kind).transform(
            size, Image.Transform.PERSPECTIVE, coefficients, Image.Resampling.BILINEAR, fillcolor=128
        )
        shape = Image.new("L", size)
        ImageDraw.Draw(shape).polygon(moved, fill=255)
        base = NEUTRAL * lit
        self.light.paste(grain.point([round(base * (0.5 + grey / 256)) for grey in range(256)]), box, shape)

    def _box(self, soft: Sequence[Spot], pad: int = 0) -> tuple[int, int, int, int] | None:
        """The part of the light picture that these spots cover, or None."""
        xs, ys = [x for x, _ in soft], [y for _, y in soft]
        left, top = max(0, math.floor(min(xs)) - pad), max(0, math.floor(min(ys)) - pad)
        right = min(self.light.width, math.ceil(max(xs)) + pad)
        bottom = min(self.light.height, math.ceil(max(ys)) + pad)
        return (left, top, right, bottom) if right > left and bottom > top else None

    def shadow(self, points: Sequence[Point], strength: float = 0.5, blur: float = 0.08) -> None:
        """Darken a shape with a soft edge (``blur`` in metres); a negative strength brightens."""
        soft = [(x / SOFT, y / SOFT) for x, y in map(self.spot, points)]
        radius = max(1.0, min(60.0, blur * self.scale(points[0]) / SOFT))
        box = self._box(soft, int(radius * 2.5))
        if box is None:
            return
        mask = Image.new("L", (box[2] - box[0], box[3] - box[1]))
        moved = [(x - box[0], y - box[1]) for x, y in soft]
        ImageDraw.Draw(mask).polygon(moved, fill=min(255, round(255 * abs(strength))))
        self.light.paste(255 if strength < 0 else 20, box, mask.filter(ImageFilter.BoxBlur(radius)))

    def stain(self, points: Sequence[Point], colour: Colour, strength: float = 0.6, blur: float = 0.05) -> None:
        """Tint a shape with a soft edge: damp, rust, dust, a patch of new paint."""
        soft = [(x / SOFT, y / SOFT) for x, y in map(self.spot, points)]
        radius = max(1.0, min(40.0, blur * self.scale(points[0]) / SOFT))
        box = self._box(soft, int(radius * 2.5))
        if box is None:
            return
        mask = Image.new("L", (box[2] - box[0], box[3] - box[1]))
        moved = [(x - box[0], y - box[1]) for x, y in soft]
        ImageDraw.Draw(mask).polygon(moved, fill=round(255 * strength))
        up = SOFT * FINE
        large = mask.filter(ImageFilter.BoxBlur(radius)).resize(
            (mask.width * up, mask.height * up), Image.Resampling.BILINEAR
        )
        self.colours.paste(colour, (box[0] * up, box[1] * up), large)

    def line(self, points: Sequence[Point], width: float, colour: Colour) -> None:
        """A line ``width`` metres wide."""
        thick = max(1, round(width * self.scale(points[len(points) // 2]) * FINE))
        spots = [(x * FINE, y * FINE) for x, y in map(self.spot, points)]
        self.pen.line(spots, fill=colour, width=thick, joint="curve")

    def print_on(self, corners: Sequence[Point], picture: Image.Image) -> None:
        """Put an RGBA picture onto a flat shape: upper left, upper right, lower right, lower left."""
        spots = [(x * FINE, y * FINE) for x, y in map(self.spot, corners)]
        left, top = (math.floor(min(spot[axis] for spot in spots)) for axis in (0, 1))
        size = tuple(math.ceil(max(spot[axis] for spot in spots)) - (left, top)[axis] for axis in (0, 1))
        if not (1 <= size[0] <= 2 * self.colours.width and 1 <= size[1] <= 2 * self.colours.height):
            return
        moved = [(x - left, y - top) for x, y in spots]
        flat = picture.transform(
            (size[0], size[1]),
            Image.Transform.PERSPECTIVE,
            to_quad(moved, picture.width, picture.height),
            Image.Resampling.BILINEAR,
        )
        self.colours.paste(flat.convert("RGB"), (left, top), flat.getchannel("A"))

    def photograph(self, warmth: float = 0.0, exposure: float = 1.0, exif: bytes = b"") -> bytes:
        """The finished JPEG. ``warmth`` from -1 (cool) to 1 (warm), ``exposure`` around 1."""
        small = self.colours.reduce(FINE)
        light = ImageChops.multiply(self.light, _vignette()).resize(small.size, Image.Resampling.BILINEAR)
        lit = ImageChops.multiply(small, Image.merge("RGB", (light, light, light)))
        gains = [exposure * (1 + part * warmth) * 255 / NEUTRAL for part in (0.08, 0.01, -0.1)]
        lit = lit.point([round(min(255.0, 255 * _film(grey * gain / 255))) for gain in gains for grey in range(256)])
        grainy = ImageChops.add(lit, _grain(), 1, -128)
        out = io.BytesIO()
        grainy.save(out, "JPEG", quality=QUALITY, exif=exif)
        return out.getvalue()


def _film(value: float) -> float:
    """Soft shoulders: highlights roll off instead of clipping, blacks are a little lifted."""
    return 0.03 + 0.97 * (value if value < 0.75 else 0.75 + 0.25 * math.tanh((value - 0.75) / 0.25))
