"""JPEG: markers, scans and what they would cost (ITU T.81, annex B).

Everything up to the first end-of-image marker counts; what follows (the further pictures of an MPO, a
motion photo's film, a maker's trailer) is kept in the original and never looked at.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from webapp.kernel.errors import AppError
from webapp.photos.containers.anatomy import MAX_PROFILE, Anatomy, check_pixels, damaged
from webapp.photos.problems import TOO_MANY_PIXELS, TOO_MANY_SCANS
from webapp.photos.vocab import (
    JPEG,
    MAX_PIXELS,
    MAX_SCAN_SAMPLES,
    MAX_SCANS,
    MAX_SEGMENTS,
    MAX_STORED_SAMPLES,
    MEGA,
)

SOI, EOI, SOS, DNL = 0xD8, 0xD9, 0xDA, 0xDC
FRAMES = (0xC0, 0xC1, 0xC2)
"""Baseline, extended and progressive Huffman frames: all that cameras and phones write."""
OTHER_FRAMES = (0xC3, 0xC5, 0xC6, 0xC7, 0xC9, 0xCA, 0xCB, 0xCD, 0xCE, 0xCF)
DECODING = (*FRAMES, 0xC4, 0xDB, 0xDD, SOS)
JFIF, METADATA, PROFILE, ADOBE = 0xE0, 0xE1, 0xE2, 0xEE
BEFORE_MARKER = re.compile(rb"\xff+[^\xff]")
AFTER_SCAN = re.compile(rb"\xff[^\x00\xd0-\xd7\xff]")


@dataclass
class _Found:
    """The walk's notes."""

    width: int = 0
    height: int = 0
    samples: dict[int, int] = field(default_factory=dict)
    scans: int = 0
    visited: int = 0
    exif: bytes = b""
    profile: list[bytes] = field(default_factory=list)
    keep: list[bytes] = field(default_factory=list)


def walk(data: bytes) -> Anatomy:
    """The anatomy of a JPEG. Needs a frame, a scan and the end marker.

    :raises AppError: ``photo.undecodable``, ``photo.too_many_pixels``, ``photo.too_many_scans``.
    """
    found = _Found()
    for marker, start, end in _segments(data):
        body = data[start + 4 : end]
        if marker in FRAMES:
            _frame(found, body)
        elif marker in OTHER_FRAMES or marker == DNL:
            raise damaged()
        elif marker == SOS:
            _scan(found, body[: int.from_bytes(data[start + 2 : start + 4], "big") - 2])
        _note(found, marker, body)
        if _decodes(marker, body):
            found.keep.append(data[start:end])
    if not found.scans:
        raise damaged()
    _check_cost(found)
    profile = b"".join(found.profile)
    return Anatomy(
        found.width,
        found.height,
        found.exif,
        profile if len(profile) <= MAX_PROFILE else b"",
        b"\xff\xd8" + b"".join(found.keep) + b"\xff\xd9",
    )


def _segments(data: bytes) -> Iterator[tuple[int, int, int]]:
    """(marker, start, end) of each segment; a scan's end includes its entropy-coded bytes."""
    at = 2
    for _ in range(MAX_SEGMENTS):
        before = BEFORE_MARKER.match(data, at)
        if before is None:
            raise damaged()
        at = before.end() - 2
        marker = data[at + 1]
        if marker == EOI:
            return
        length = int.from_bytes(data[at + 2 : at + 4], "big")
        end = at + 2 + length
        if marker < 0xC0 or 0xD0 <= marker <= SOI or length < 2 or end > len(data):
            raise damaged()
        if marker == SOS:
            after = AFTER_SCAN.search(data, end)
            if after is None:
                raise damaged()
            end = after.start()
        yield marker, at, end
        at = end
    raise damaged()


def _frame(found: _Found, body: bytes) -> None:
    """Size and samples per component. A second frame contradicts the first."""
    if found.width or len(body) < 6 or body[0] != 8:
        raise damaged()
    height, width, count = int.from_bytes(body[1:3], "big"), int.from_bytes(body[3:5], "big"), body[5]
    if count not in (1, 3, 4) or len(body) < 6 + 3 * count:
        raise damaged()
    check_pixels(JPEG, width, height)
    parts = [(body[6 + 3 * i], body[7 + 3 * i] >> 4, body[7 + 3 * i] & 15) for i in range(count)]
    if any(not (1 <= across <= 4 and 1 <= down <= 4) for _, across, down in parts):
        raise damaged()
    widest, tallest = max(part[1] for part in parts), max(part[2] for part in parts)
    found.width, found.height = width, height
    for name, across, down in parts:
        found.samples[name] = width * height * across * down // (widest * tallest)


def _scan(found: _Found, header: bytes) -> None:
    """Count a scan and the samples of the components it visits."""
    if not found.width or not header or len(header) < 1 + 2 * header[0]:
        raise damaged()
    names = [header[1 + 2 * index] for index in range(header[0])]
    if any(name not in found.samples for name in names):
        raise damaged()
    found.scans += 1
    found.visited += sum(found.samples[name] for name in names)
    if found.scans > MAX_SCANS:
        raise AppError(TOO_MANY_SCANS, limit=MAX_SCANS)


def _note(found: _Found, marker: int, body: bytes) -> None:
    if marker == METADATA and not found.exif and body.startswith(b"Exif\0\0"):
        found.exif = body
    elif marker == PROFILE and body.startswith(b"ICC_PROFILE\0") and len(found.profile) < 4:
        found.profile.append(body[14:])


def _decodes(marker: int, body: bytes) -> bool:
    """Whether the decoder needs this segment: tables, frames, scans, and the two that name the colours."""
    return (
        marker in DECODING
        or (marker == JFIF and body.startswith(b"JFIF\0"))
        or (marker == ADOBE and body.startswith(b"Adobe"))
    )


def _check_cost(found: _Found) -> None:
    """A multi-scan picture is held whole in memory and walked once per scan."""
    if found.visited > MAX_SCAN_SAMPLES:
        raise AppError(TOO_MANY_SCANS, limit=MAX_SCANS)
    if found.scans > 1 and sum(found.samples.values()) > MAX_STORED_SAMPLES:
        raise AppError(TOO_MANY_PIXELS, limit_mp=MAX_PIXELS[JPEG] // MEGA, width=found.width, height=found.height)
