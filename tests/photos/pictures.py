"""Makers of test pictures: honest, broken and hostile ones. All bytes are made here, none are files."""

import io
import random
import struct
import zlib
from collections.abc import Iterator
from datetime import datetime
from fractions import Fraction
from typing import Any

import pillow_heif
from PIL import Image, ImageDraw

RED, BLUE, GREY = (200, 30, 30), (30, 60, 200), (150, 150, 150)
STORED_AS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_90,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_270,
}
"""EXIF orientation → how a camera that writes it stores an upright picture (the inverse turn)."""


def marked(width: int = 160, height: int = 120) -> Image.Image:
    """An upright picture with a red mark in its upper left and a blue one in its lower right corner."""
    picture = Image.new("RGB", (width, height), GREY)
    pen = ImageDraw.Draw(picture)
    pen.rectangle((0, 0, width // 4, height // 4), fill=RED)
    pen.rectangle((width * 3 // 4, height * 3 // 4, width, height), fill=BLUE)
    return picture


def scene(seed: int = 1, width: int = 320, height: int = 240) -> Image.Image:
    """A picture with edges and areas, another one for each seed."""
    chance = random.Random(seed)
    picture = Image.new("RGB", (width, height), (chance.randrange(256), 180, 200))
    pen = ImageDraw.Draw(picture)
    for _ in range(40):
        x, y = chance.randrange(width), chance.randrange(height)
        colour = tuple(chance.randrange(256) for _ in range(3))
        pen.rectangle((x, y, x + chance.randrange(10, 90), y + chance.randrange(10, 90)), fill=colour)
    return picture


def encoded(picture: Image.Image, form: str = "JPEG", **options: Any) -> bytes:
    """The picture as a file."""
    out = io.BytesIO()
    picture.save(out, form, **options)
    return out.getvalue()


def jpeg(seed: int = 1, width: int = 320, height: int = 240, **options: Any) -> bytes:
    """A small honest JPEG, another one for each seed."""
    return encoded(scene(seed, width, height), "JPEG", **{"quality": 85, **options})


def heic(picture: Image.Image, **options: Any) -> bytes:
    """The picture as HEIC."""
    out = io.BytesIO()
    pillow_heif.from_pillow(picture).save(out, quality=70, **options)
    return out.getvalue()


def exif_block(
    orientation: int | None = None,
    taken: datetime | None = None,
    offset: str | None = None,
    place: tuple[float, float] | None = None,
    make: str | None = None,
    model: str | None = None,
) -> bytes:
    """An EXIF block as a phone writes it."""
    block = Image.Exif()
    for tag, value in ((0x0112, orientation), (0x010F, make), (0x0110, model)):
        if value is not None:
            block[tag] = value
    if taken:
        block.get_ifd(0x8769)[0x9003] = taken.strftime("%Y:%m:%d %H:%M:%S")
    if offset:
        block.get_ifd(0x8769)[0x9011] = offset
    if place:
        north, east = place
        block.get_ifd(0x8825).update(
            {
                1: "N" if north >= 0 else "S",
                2: _degrees(abs(north)),
                3: "E" if east >= 0 else "W",
                4: _degrees(abs(east)),
                31: Fraction(13, 2),
            }
        )
    return block.tobytes()


def _degrees(value: float) -> tuple[Fraction, Fraction, Fraction]:
    minutes = (value % 1) * 60
    return Fraction(int(value)), Fraction(int(minutes)), Fraction(round((minutes % 1) * 6000), 100)


def turned(orientation: int) -> bytes:
    """``marked()`` as a camera with this EXIF orientation stores it."""
    picture = marked()
    stored = picture.transpose(STORED_AS[orientation]) if orientation in STORED_AS else picture
    return encoded(stored, quality=95, subsampling=0, exif=exif_block(orientation))


def segments(data: bytes) -> Iterator[tuple[int, int, int]]:
    """(marker, start, end) of each JPEG segment before the end marker; a scan reaches to the next marker."""
    at = 2
    while data[at + 1] != 0xD9:
        end = at + 2 + int.from_bytes(data[at + 2 : at + 4], "big")
        if data[at + 1] == 0xDA:
            while data[end] != 0xFF or data[end + 1] == 0 or 0xD0 <= data[end + 1] <= 0xD7:
                end += 1
        yield data[at + 1], at, end
        at = end


def markers(data: bytes) -> list[int]:
    """The markers of a JPEG in order."""
    return [marker for marker, _, _ in segments(data)]


def with_segment(data: bytes, marker: int, body: bytes) -> bytes:
    """A JPEG with one more segment at its beginning: 0xFE a comment, 0xE1 EXIF or XMP, 0xED IPTC."""
    return data[:2] + bytes([0xFF, marker]) + struct.pack(">H", len(body) + 2) + body + data[2:]


def many_scans(count: int, width: int = 64, height: int = 64) -> bytes:
    """A progressive JPEG whose last scan is repeated until there are ``count``: few bytes, much work."""
    data = encoded(Image.new("RGB", (width, height), GREY), progressive=True)
    scans = [(start, end) for marker, start, end in segments(data) if marker == 0xDA]
    start, end = scans[-1]
    return data[:end] + data[start:end] * (count - len(scans)) + b"\xff\xd9"


def claims_size(data: bytes, width: int, height: int) -> bytes:
    """A JPEG whose frame header states another size than its bytes hold."""
    start = next(start for marker, start, _ in segments(data) if marker in (0xC0, 0xC2))
    return data[: start + 5] + struct.pack(">HH", height, width) + data[start + 9 :]


def chunk(name: bytes, body: bytes) -> bytes:
    """A PNG chunk with its checksum."""
    return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))


def png_of(width: int, height: int, *before_pixels: bytes, rows: bytes | None = None) -> bytes:
    """A white 8-bit grey PNG with further chunks before its pixels; ``rows`` replaces the packed pixels."""
    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    if rows is None:
        packer = zlib.compressobj(1)
        rows = b"".join(packer.compress(b"\0" + b"\xff" * width) for _ in range(height)) + packer.flush()
    parts = (chunk(b"IHDR", head), *before_pixels, chunk(b"IDAT", rows), chunk(b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(parts)


def mpo() -> bytes:
    """Two pictures in one file, as phones with two lenses write them: first ``marked()``, then a scene."""
    return encoded(marked(), "MPO", save_all=True, append_images=[scene()], quality=95)


def mutated(data: bytes, chance: random.Random) -> bytes:
    """The bytes with a few of them changed, cut, doubled or dropped."""
    changed = bytearray(data)
    for _ in range(chance.randint(1, 6)):
        at = chance.randrange(len(changed))
        match chance.randrange(5):
            case 0:
                changed[at] = chance.randrange(256)
            case 1:
                changed[at] ^= 1 << chance.randrange(8)
            case 2:
                changed[at : at + 4] = chance.choice((b"\xff\xff\xff\xff", b"\0\0\0\0", b"\x7f\xff\xff\xff"))
            case 3:
                del changed[at : at + chance.randrange(1, 40)]
            case _:
                changed[at:at] = changed[at : at + chance.randrange(1, 40)]
        changed = changed or bytearray(b"\0")
    return bytes(changed)
