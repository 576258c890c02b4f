"""PNG: chunks (W3C PNG, section 5). Only what the pixels need is handed on."""

from collections.abc import Iterator

from webapp.kernel.errors import AppError
from webapp.photos.containers.anatomy import Anatomy, check_pixels, damaged
from webapp.photos.problems import ANIMATED
from webapp.photos.vocab import MAX_SEGMENTS, PNG

SIGNATURE = b"\x89PNG\r\n\x1a\n"
NEEDED = (b"IHDR", b"PLTE", b"tRNS", b"IDAT", b"IEND")


def walk(data: bytes) -> Anatomy:
    """The anatomy of a PNG. Colour profiles are not read: a phone's PNG is a screenshot in sRGB.

    :raises AppError: ``photo.undecodable``, ``photo.animated``, ``photo.too_many_pixels``.
    """
    keep, exif = [SIGNATURE], b""
    width = height = 0
    for index, (name, start, end) in enumerate(_chunks(data)):
        if (name == b"IHDR") != (index == 0) or (name == b"IHDR" and end - start != 25):
            raise damaged()
        if name == b"IHDR":
            width, height = (int.from_bytes(data[start + at : start + at + 4], "big") for at in (8, 12))
            check_pixels(PNG, width, height)
        elif name == b"acTL":
            raise AppError(ANIMATED)
        elif name == b"eXIf" and not exif:
            exif = data[start + 8 : end - 4]
        if name in NEEDED:
            keep.append(data[start:end])
    return Anatomy(width, height, exif, b"", b"".join(keep))


def _chunks(data: bytes) -> Iterator[tuple[bytes, int, int]]:
    """(name, start, end) of each chunk up to and with IEND."""
    at = len(SIGNATURE)
    for _ in range(MAX_SEGMENTS):
        end = at + 12 + int.from_bytes(data[at : at + 4], "big")
        name = data[at + 4 : at + 8]
        if len(name) < 4 or end > len(data):
            raise damaged()
        yield name, at, end
        if name == b"IEND":
            return
        at = end
    raise damaged()
