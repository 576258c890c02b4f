"""WebP: a RIFF file of chunks (RFC 9649, section 2). Metadata chunks are left out of the bare file."""

import struct
from collections.abc import Iterator

from webapp.kernel.errors import AppError
from webapp.photos.containers.anatomy import MAX_PROFILE, Anatomy, check_pixels, damaged
from webapp.photos.problems import ANIMATED
from webapp.photos.vocab import WEBP

MAX_CHUNKS = 64
ANIMATION, ALPHA = 0x02, 0x10


def walk(data: bytes) -> Anatomy:
    """The anatomy of a still WebP.

    :raises AppError: ``photo.undecodable``, ``photo.animated``, ``photo.too_many_pixels``.
    """
    chunks: dict[bytes, bytes] = {}
    for name, body in _chunks(data):
        if name in (b"ANIM", b"ANMF") or (name == b"VP8X" and body[:1] and body[0] & ANIMATION):
            raise AppError(ANIMATED)
        chunks.setdefault(name, body)
    width, height = _size(chunks)
    check_pixels(WEBP, width, height)
    profile = chunks.get(b"ICCP", b"")
    return Anatomy(
        width,
        height,
        chunks.get(b"EXIF", b""),
        profile if len(profile) <= MAX_PROFILE else b"",
        _bare(chunks),
    )


def _chunks(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    """(name, body) of each chunk inside the length that the RIFF head states."""
    end = 8 + int.from_bytes(data[4:8], "little")
    if end > len(data):
        raise damaged()
    at = 12
    for _ in range(MAX_CHUNKS):
        if at + 8 > end:
            return
        size = int.from_bytes(data[at + 4 : at + 8], "little")
        if at + 8 + size > end:
            raise damaged()
        yield data[at : at + 4], data[at + 8 : at + 8 + size]
        at += 8 + size + (size & 1)
    raise damaged()


def _size(chunks: dict[bytes, bytes]) -> tuple[int, int]:
    """Width and height of the coded picture; the canvas of VP8X has to agree."""
    lossy, lossless, canvas = chunks.get(b"VP8 ", b""), chunks.get(b"VP8L", b""), chunks.get(b"VP8X")
    if lossy and lossless:
        raise damaged()
    if lossy[3:6] == b"\x9d\x01\x2a" and len(lossy) >= 10:
        wide, tall = struct.unpack("<HH", lossy[6:10])
        size = wide & 0x3FFF, tall & 0x3FFF
    elif lossless[:1] == b"\x2f" and len(lossless) >= 5:
        bits = int.from_bytes(lossless[1:5], "little")
        size = (bits & 0x3FFF) + 1, ((bits >> 14) & 0x3FFF) + 1
    else:
        raise damaged()
    if canvas is not None and size != (_three(canvas, 4), _three(canvas, 7)):
        raise damaged()
    return size


def _three(body: bytes, at: int) -> int:
    return int.from_bytes(body[at : at + 3], "little") + 1


def _bare(chunks: dict[bytes, bytes]) -> bytes:
    """The file with its pixels only."""
    parts = []
    if b"ALPH" in chunks and b"VP8X" in chunks:
        parts = [_chunk(b"VP8X", bytes([ALPHA]) + chunks[b"VP8X"][1:10]), _chunk(b"ALPH", chunks[b"ALPH"])]
    parts += [_chunk(name, chunks[name]) for name in (b"VP8 ", b"VP8L") if name in chunks]
    body = b"WEBP" + b"".join(parts)
    return b"RIFF" + struct.pack("<I", len(body)) + body


def _chunk(name: bytes, body: bytes) -> bytes:
    return name + struct.pack("<I", len(body)) + body + b"\0" * (len(body) & 1)
