"""The few EXIF facts that matter, read by a small parser that cannot be made to work hard.

A library's reader loads every entry; 5,000 entries that all point at the same 64 KB are a bomb. This one
looks at no more than ``MAX_ENTRIES`` per directory and copies only what it asks for (EXIF 2.32, TIFF 6.0).
Garbage never raises: what cannot be read is absent. Everything here is a claim of the device.
"""

import struct
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone

from webapp.kernel.clock import LOCAL

MAX_ENTRIES = 256
MAX_TEXT = 64
FORMATS = {3: ("H", 2), 4: ("I", 4), 5: ("II", 8), 9: ("i", 4), 10: ("ii", 8)}
ASCII_LIKE = (1, 2, 7)

MAKE, MODEL, ORIENTATION, EXIF_IFD, GPS_IFD = 0x010F, 0x0110, 0x0112, 0x8769, 0x8825
TAKEN, TAKEN_OFFSET, DIGITISED, DIGITISED_OFFSET = 0x9003, 0x9011, 0x9004, 0x9012
LAT_REF, LAT, LNG_REF, LNG, ACCURACY = 1, 2, 3, 4, 31

Value = bytes | tuple[int, ...]


@dataclass(frozen=True)
class Exif:
    """What a camera wrote. Times are aware (UTC), places WGS-84 degrees, accuracy metres."""

    taken_at: datetime | None = None
    lat: float | None = None
    lng: float | None = None
    accuracy: float | None = None
    make: str = ""
    model: str = ""
    orientation: int = 1


def read(block: bytes) -> Exif:
    """The facts in an EXIF block, with or without its ``Exif\\0\\0`` head. Never raises on garbage."""
    tiff = block.removeprefix(b"Exif\0\0")
    order = {b"II": "<", b"MM": ">"}.get(tiff[:2])
    if order is None or len(tiff) < 8:
        return Exif()
    main = _directory(tiff, order, _number(tiff, order, 4), (MAKE, MODEL, ORIENTATION, EXIF_IFD, GPS_IFD))
    shot = _directory(tiff, order, _first(main.get(EXIF_IFD)), (TAKEN, TAKEN_OFFSET, DIGITISED, DIGITISED_OFFSET))
    gps = _directory(tiff, order, _first(main.get(GPS_IFD)), (LAT_REF, LAT, LNG_REF, LNG, ACCURACY))
    lat, lng = _place(gps)
    return Exif(
        taken_at=_taken(shot, TAKEN, TAKEN_OFFSET) or _taken(shot, DIGITISED, DIGITISED_OFFSET),
        lat=lat,
        lng=lng,
        accuracy=_accuracy(gps) if lat is not None else None,
        make=_text(main.get(MAKE)),
        model=_text(main.get(MODEL)),
        orientation=_orientation(main),
    )


def _number(tiff: bytes, order: str, at: int) -> int:
    part = tiff[at : at + 4]
    return int(struct.unpack(order + "I", part)[0]) if len(part) == 4 else 0


def _directory(tiff: bytes, order: str, at: int, wanted: tuple[int, ...]) -> dict[int, Value]:
    """The wanted entries of the directory at offset ``at``; 0 means there is none."""
    head = tiff[at : at + 2]
    if at < 8 or len(head) < 2:
        return {}
    found: dict[int, Value] = {}
    for index in range(min(struct.unpack(order + "H", head)[0], MAX_ENTRIES)):
        start = at + 2 + 12 * index
        entry = tiff[start : start + 12]
        if len(entry) < 12:
            break
        tag, kind, count = struct.unpack(order + "HHI", entry[:8])
        if tag in wanted and tag not in found:
            found[tag] = _value(tiff, order, kind, count, start + 8)
    return found


def _value(tiff: bytes, order: str, kind: int, count: int, at: int) -> Value:
    """At most four numbers, or ``MAX_TEXT`` bytes; empty when the type is none of ours or out of bounds."""
    if kind in ASCII_LIKE:
        size, shape = min(count, MAX_TEXT), ""
    elif kind in FORMATS:
        size, shape = min(count, 4) * FORMATS[kind][1], order + FORMATS[kind][0] * min(count, 4)
    else:
        return b""
    inside = at if (count if kind in ASCII_LIKE else size) <= 4 else _number(tiff, order, at)
    raw = tiff[inside : inside + size]
    if not shape:
        return raw
    return struct.unpack(shape, raw) if len(raw) == size else b""


def _first(value: Value | None) -> int:
    return value[0] if isinstance(value, tuple) and value else 0


def _text(value: Value | None) -> str:
    """Printable text up to the first NUL."""
    raw = value if isinstance(value, bytes) else b""
    words = raw.split(b"\0")[0].decode("utf-8", "replace").replace("\ufffd", "")
    return "".join(sign for sign in words if sign.isprintable()).strip()


def _orientation(main: dict[int, Value]) -> int:
    turned = _first(main.get(ORIENTATION))
    return turned if 1 <= turned <= 8 else 1


def _taken(shot: dict[int, Value], tag: int, offset_tag: int) -> datetime | None:
    """A time with its own offset if the camera wrote one, else Chinese time, as phones here show it."""
    try:
        naive = datetime.strptime(_text(shot.get(tag))[:19], "%Y:%m:%d %H:%M:%S")  # noqa: DTZ007 - zone follows
    except ValueError:
        return None
    if not 1990 <= naive.year <= 2100:
        return None
    return naive.replace(tzinfo=_offset(_text(shot.get(offset_tag))) or LOCAL).astimezone(UTC)


def _offset(text: str) -> timezone | None:
    """``+08:00`` as a zone; None when it is not one."""
    if len(text) != 6 or text[0] not in "+-" or text[3] != ":" or not (text[1:3] + text[4:]).isdecimal():
        return None
    span = timedelta(hours=int(text[1:3]), minutes=int(text[4:]))
    if span > timedelta(hours=14):
        return None
    return timezone(-span if text[0] == "-" else span)


def _place(gps: dict[int, Value]) -> tuple[float | None, float | None]:
    """Latitude and longitude, both or neither. 0/0 is what a camera without a fix writes."""
    lat = _degrees(gps.get(LAT), gps.get(LAT_REF), b"NS", 90)
    lng = _degrees(gps.get(LNG), gps.get(LNG_REF), b"EW", 180)
    if lat is None or lng is None or (lat == 0 and lng == 0):
        return None, None
    return lat, lng


def _degrees(value: Value | None, ref: Value | None, sides: bytes, most: int) -> float | None:
    """Degrees, minutes, seconds and a hemisphere as signed degrees; None when anything is missing or off."""
    side = ref[:1].upper() if isinstance(ref, bytes) else b""
    if not isinstance(value, tuple) or len(value) < 6 or not side or side not in sides:
        return None
    tops, bottoms = value[0:6:2], value[1:6:2]
    if bottoms[0] == 0 or min(value[:6]) < 0:
        return None
    parts = [top / bottom if bottom else 0.0 for top, bottom in zip(tops, bottoms, strict=True)]
    if parts[1] >= 60.001 or parts[2] >= 60.001:
        return None
    total = parts[0] + parts[1] / 60 + parts[2] / 3600
    if total > most:
        return None
    return round(-total if side in (b"S", b"W") else total, 7)


def _accuracy(gps: dict[int, Value]) -> float | None:
    value = gps.get(ACCURACY)
    if not isinstance(value, tuple) or len(value) < 2 or value[1] <= 0 or value[0] < 0:
        return None
    return round(value[0] / value[1], 1)
