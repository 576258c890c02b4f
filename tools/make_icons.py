"""Draw the app's icons from the mark: ``python -m tools.make_icons``.

The mark is a red square with the four corners of a viewfinder around a tick, on a grid of 32: the same
drawing as ``static/img/mark.svg``. The PNGs are small and committed, so nobody needs this to run the app;
it is needed only when the mark changes.
"""

from pathlib import Path

from PIL import Image, ImageDraw

OUT = Path(__file__).resolve().parents[1] / "static" / "img"
GRID = 32
SMOOTH = 4  # drawn this many times larger, then scaled down

RED = "#901e1f"
PAPER = "#fcfaf6"
STROKE = 2.2
GROUND_RADIUS = 7
CORNER_RADIUS = 1.5

TICK = ((12.0, 16.2), (15.2, 19.4), (20.8, 13.4))
# each corner of the viewfinder: its outer point and the directions its two arms run in
CORNERS = (((8, 8), (1, 1)), ((24, 8), (-1, 1)), ((24, 24), (-1, -1)), ((8, 24), (1, -1)))
ARM = 4.0


class Canvas:
    """A square picture addressed on the mark's grid."""

    def __init__(self, size: int, inset: float) -> None:
        """size: pixels of a side; inset: share of the side left free around the lines."""
        self.side = size * SMOOTH
        self.unit = self.side * (1 - 2 * inset) / GRID
        self.shift = self.side * inset
        self.image = Image.new("RGBA", (self.side, self.side))
        self.draw = ImageDraw.Draw(self.image)

    def at(self, x: float, y: float) -> tuple[float, float]:
        """A grid point in pixels."""
        return self.shift + x * self.unit, self.shift + y * self.unit

    def ground(self, *, rounded: bool) -> None:
        """The red square; unrounded where the system cuts the shape itself."""
        radius = GROUND_RADIUS * self.side / GRID if rounded else 0
        self.draw.rounded_rectangle((0, 0, self.side - 1, self.side - 1), radius, fill=RED)

    def line(self, points: tuple[tuple[float, float], ...]) -> None:
        """A stroke with round ends and joints."""
        pixels = [self.at(*point) for point in points]
        half = STROKE * self.unit / 2
        self.draw.line(pixels, fill=PAPER, width=round(2 * half))
        for x, y in pixels:
            self.draw.ellipse((x - half, y - half, x + half, y + half), fill=PAPER)

    def corner(self, point: tuple[float, float], arms: tuple[int, int]) -> None:
        """One corner of the viewfinder: two arms and the rounding between them."""
        (x, y), (right, down), r = point, arms, CORNER_RADIUS
        self.line(((x + right * r, y), (x + right * ARM, y)))
        self.line(((x, y + down * r), (x, y + down * ARM)))
        middle_x, middle_y, reach = x + right * r, y + down * r, r + STROKE / 2
        start = {(1, 1): 180, (-1, 1): 270, (-1, -1): 0, (1, -1): 90}[arms]
        upper_left = self.at(middle_x - reach, middle_y - reach)
        lower_right = self.at(middle_x + reach, middle_y + reach)
        self.draw.arc((*upper_left, *lower_right), start, start + 90, fill=PAPER, width=round(STROKE * self.unit))

    def finish(self, size: int) -> Image.Image:
        """The picture at its real size."""
        return self.image.resize((size, size), Image.Resampling.LANCZOS)


def mark(size: int, *, rounded: bool = True, inset: float = 0.0) -> Image.Image:
    """The mark at ``size`` pixels; ``inset`` keeps the lines inside a maskable icon's safe circle."""
    canvas = Canvas(size, inset)
    canvas.ground(rounded=rounded)
    for point, arms in CORNERS:
        canvas.corner(point, arms)
    canvas.line(TICK)
    return canvas.finish(size)


def main() -> None:
    """Write every icon that the manifest and the pages name."""
    pictures = {
        "icon-192": mark(192),
        "icon-512": mark(512),
        "icon-maskable-512": mark(512, rounded=False, inset=0.08),
        "apple-touch-180": mark(180, rounded=False),
    }
    for name, picture in pictures.items():
        picture.quantize(64).save(OUT / f"{name}.png", format="PNG", optimize=True)
    mark(48).save(OUT / "favicon.ico", format="ICO", sizes=[(16, 16), (32, 32), (48, 48)])


if __name__ == "__main__":
    main()
