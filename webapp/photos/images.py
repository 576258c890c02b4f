"""Pictures: examine what came in, derive what is shown. Pure: no Flask, no database, no files.

Order of defence: bytes, first bytes, structure (``containers``), pixels, and only then a decoder, which
sees a file without metadata. HEIC goes to a child process (``heic``).
"""

import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from threading import BoundedSemaphore

from PIL import Image, ImageCms, ImageFile
from PIL.JpegImagePlugin import JpegImageFile
from PIL.PngImagePlugin import PngImageFile
from PIL.WebPImagePlugin import WebPImageFile

from webapp.kernel.errors import AppError
from webapp.photos import exif, likeness
from webapp.photos.containers import Anatomy, walk
from webapp.photos.heic import decode as decode_heic
from webapp.photos.likeness import nearest
from webapp.photos.problems import BUSY, NOT_AN_IMAGE, TOO_LARGE, TYPE_UNSUPPORTED, UNDECODABLE
from webapp.photos.sniff import agreed_kind
from webapp.photos.vocab import (
    DECODERS,
    DERIVED_QUALITY,
    EXAMINED_SIDE,
    HEIC,
    JPEG,
    MAX_BYTES,
    MAX_BYTES_OF,
    MEGA,
    PNG,
    WEBP,
)

__all__ = ["Facts", "derive", "derive_each", "examine", "nearest"]

OPENERS: dict[str, type[ImageFile.ImageFile]] = {JPEG: JpegImageFile, PNG: PngImageFile, WEBP: WebPImageFile}
"""One class per type, called directly: nothing guesses, and an MPO is read as the JPEG it begins with."""

TURNED = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
SIDEWAYS = (5, 6, 7, 8)
WHITE = (255, 255, 255)

_decoders = BoundedSemaphore(DECODERS)


@dataclass(frozen=True)
class Facts:
    """What is known of an accepted picture. Size is that of the upright picture, in pixels.

    ``taken_at`` (aware, UTC), ``lat``, ``lng`` (WGS-84 degrees), ``accuracy`` (metres), ``make`` and
    ``model`` are the device's claims. ``dhash`` is an unsigned 64-bit number, ``dhashes`` the same for all
    eight orientations, ``sharpness`` compares with ``vocab.BLURRED_BELOW``.
    """

    mime: str
    width: int
    height: int
    taken_at: datetime | None
    lat: float | None
    lng: float | None
    accuracy: float | None
    make: str
    model: str
    orientation: int
    dhash: int
    dhashes: tuple[int, ...]
    sharpness: float


def examine(data: bytes, claimed_type: str | None = None, *, heic: bool = True) -> Facts:
    """Decode a whole picture once and tell its facts.

    :param claimed_type: the Content-Type it came with; None claims nothing.
    :param heic: False when the setting switches HEIC off.
    :raises AppError: 413 ``photo.too_large``; 415 ``photo.type_unsupported``; 422 ``photo.not_an_image``,
        ``photo.type_mismatch``, ``photo.undecodable``, ``photo.too_many_pixels``,
        ``photo.too_many_scans``, ``photo.animated``, ``photo.too_costly``; 503 ``photo.busy``.
    """
    if not data:
        raise AppError(NOT_AN_IMAGE)
    _check_bytes(data, MAX_BYTES)
    kind = agreed_kind(data, claimed_type)
    _check_bytes(data, MAX_BYTES_OF[kind])
    if kind == HEIC and not heic:
        raise AppError(TYPE_UNSUPPORTED, found=kind, accepted=[JPEG, PNG, WEBP])
    shown = _open(data, kind, EXAMINED_SIDE)
    hashes = likeness.dhashes(shown.picture)
    claims = shown.claims
    return Facts(
        mime=kind,
        width=shown.width,
        height=shown.height,
        taken_at=claims.taken_at,
        lat=claims.lat,
        lng=claims.lng,
        accuracy=claims.accuracy,
        make=claims.make,
        model=claims.model,
        orientation=claims.orientation,
        dhash=hashes[0],
        dhashes=hashes,
        sharpness=likeness.sharpness(shown.picture),
    )


def _check_bytes(data: bytes, limit: int) -> None:
    if len(data) > limit:
        raise AppError(TOO_LARGE, limit=limit, limit_mb=limit // MEGA)


def derive(data: bytes, mime: str, long_side: int) -> bytes:
    """A JPEG of an accepted picture: upright, in sRGB, without any metadata, never enlarged.

    :param mime: the type that ``examine`` found.
    :param long_side: pixels of the longer side at most.
    :raises AppError: as ``examine``.
    """
    return derive_each(data, mime, (long_side,))[0]


def derive_each(data: bytes, mime: str, long_sides: Sequence[int]) -> list[bytes]:
    """``derive`` for several sizes from one decoding (HEIC: 0.6 s saved per further size)."""
    largest = _open(data, mime, max(long_sides)).picture
    return [_as_jpeg(_fitted(largest, side)) for side in long_sides]


@dataclass(frozen=True)
class _Shown:
    """An upright RGB picture within the asked size, the full size, and what the camera wrote."""

    picture: Image.Image
    width: int
    height: int
    claims: exif.Exif


def _open(data: bytes, kind: str, long_side: int) -> _Shown:
    """Decode ``data`` into at most ``long_side`` pixels. Whatever a decoder throws is an AppError."""
    try:
        with _decoders:
            return _open_heic(data, long_side) if kind == HEIC else _open_file(data, kind, long_side)
    except AppError:
        raise
    except MemoryError as error:
        raise AppError(BUSY) from error
    except Exception as error:  # decoders throw whatever they like on hostile bytes
        raise AppError(UNDECODABLE) from error


def _open_heic(data: bytes, long_side: int) -> _Shown:
    """The decoder turns HEIC upright by the file's own boxes; the EXIF orientation is only a copy."""
    decoded = decode_heic(data, long_side)
    claims = exif.read(decoded.exif)
    return _Shown(decoded.picture, decoded.width, decoded.height, claims)


def _open_file(data: bytes, kind: str, long_side: int) -> _Shown:
    anatomy = walk(kind, data)
    claims = exif.read(anatomy.exif)
    picture = _decode(anatomy, kind, long_side)
    turn = TURNED.get(claims.orientation)
    width, height = anatomy.width, anatomy.height
    if claims.orientation in SIDEWAYS:
        width, height = height, width
    return _Shown(picture if turn is None else picture.transpose(turn), width, height, claims)


def _decode(anatomy: Anatomy, kind: str, long_side: int) -> Image.Image:
    """The pixels as RGB, as stored. ``draft`` scales a JPEG while decoding, if the box has its aspect."""
    with OPENERS[kind](io.BytesIO(anatomy.bare)) as opened:
        if opened.size != (anatomy.width, anatomy.height):
            raise AppError(UNDECODABLE)
        if kind == JPEG:
            opened.draft(None, _box(anatomy.width, anatomy.height, long_side))
        opened.load()
        small = _fitted(_plain(opened), long_side)
        return _in_srgb(_on_white(small), anatomy.profile)


def _box(width: int, height: int, long_side: int) -> tuple[int, int]:
    """A size of the same aspect within ``long_side``, never larger and never 0."""
    share = min(1.0, long_side / max(width, height))
    return max(1, round(width * share)), max(1, round(height * share))


def _fitted(picture: Image.Image, long_side: int) -> Image.Image:
    size = _box(*picture.size, long_side)
    if size == picture.size:
        return picture
    return picture.resize(size, Image.Resampling.LANCZOS, reducing_gap=2.0)


def _plain(picture: Image.Image) -> Image.Image:
    """A mode that can be scaled without loss of sense: L, RGB or RGBA. 16-bit greys lose their lower half."""
    if picture.mode.startswith("I"):
        return picture.convert("I").point(lambda value: value * (1 / 256)).convert("L")
    if picture.mode in ("LA", "PA", "RGBA") or "transparency" in picture.info:
        return picture.convert("RGBA")
    return picture if picture.mode in ("L", "RGB") else picture.convert("RGB")


def _on_white(picture: Image.Image) -> Image.Image:
    """RGB, with white where the picture is transparent."""
    if picture.mode != "RGBA":
        return picture.convert("RGB")
    ground = Image.new("RGB", picture.size, WHITE)
    ground.paste(picture, mask=picture.getchannel("A"))
    return ground


def _in_srgb(picture: Image.Image, profile: bytes) -> Image.Image:
    """The picture in sRGB. A profile that cannot be used is ignored: colours are then a little off."""
    if not profile:
        return picture
    try:
        own = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        turned = ImageCms.profileToProfile(picture, own, ImageCms.createProfile("sRGB"), outputMode="RGB")
    except (ImageCms.PyCMSError, OSError, TypeError, ValueError):
        return picture
    return turned or picture


def _as_jpeg(picture: Image.Image) -> bytes:
    """A fresh picture of the pixels alone, so that nothing of ``info`` (a comment, a profile) goes along."""
    bare = Image.frombytes("RGB", picture.size, picture.tobytes())
    out = io.BytesIO()
    bare.save(out, "JPEG", quality=DERIVED_QUALITY, optimize=True)
    return out.getvalue()
