"""How alike two pictures are, and how sharp one is. Hints for a reviewer, never reasons to refuse.

dHash after N. Krawetz: 9×8 grey cells, one bit for each "darker than its right neighbour".
"""

from collections.abc import Iterable

from PIL import Image, ImageFilter, ImageStat

KEEPING = (
    None,
    Image.Transpose.FLIP_LEFT_RIGHT,
    Image.Transpose.ROTATE_180,
    Image.Transpose.FLIP_TOP_BOTTOM,
)
TURNING = (
    Image.Transpose.TRANSPOSE,
    Image.Transpose.ROTATE_270,
    Image.Transpose.TRANSVERSE,
    Image.Transpose.ROTATE_90,
)
CELLS = (9, 8)
EDGES = ImageFilter.Kernel((3, 3), (0, 1, 0, 1, -4, 1, 0, 1, 0), scale=1, offset=128)


def dhash(picture: Image.Image) -> int:
    """The 64 bits of a picture as a number from 0 to 2⁶⁴-1."""
    return _bits(picture.convert("L").resize(CELLS, Image.Resampling.BOX))


def dhashes(picture: Image.Image) -> tuple[int, ...]:
    """The hashes of a picture in all eight orientations; the first is the picture as it stands.

    Its cells are turned instead of the picture: two reductions do for all eight.
    """
    grey = picture.convert("L")
    lying = grey.resize(CELLS, Image.Resampling.BOX)
    standing = grey.resize(CELLS[::-1], Image.Resampling.BOX)
    cells = (lying if turn is None else lying.transpose(turn) for turn in KEEPING)
    return (*map(_bits, cells), *(_bits(standing.transpose(turn)) for turn in TURNING))


def _bits(grey: Image.Image) -> int:
    cells = grey.tobytes()
    bits = 0
    for at in range(72):
        if at % 9 != 8:
            bits = bits << 1 | (cells[at] < cells[at + 1])
    return bits


def distance(one: int, other: int) -> int:
    """Bits (0–64) in which two hashes differ."""
    return (one ^ other).bit_count()


def nearest(stored: int, turned: Iterable[int]) -> int:
    """Bits between a stored hash and the closest of a new picture's eight (``Facts.dhashes``)."""
    return min(distance(stored, one) for one in turned)


def sharpness(picture: Image.Image) -> float:
    """Variance of the Laplacian of a picture; compare only pictures of one size (``EXAMINED_SIDE``)."""
    if min(picture.size) < 3:
        return 0.0
    inner = picture.convert("L").filter(EDGES).crop((1, 1, picture.width - 1, picture.height - 1))
    return round(ImageStat.Stat(inner).var[0], 1)
