"""What a walk over a picture file finds."""

from dataclasses import dataclass

from webapp.kernel.errors import AppError
from webapp.photos.problems import TOO_MANY_PIXELS, UNDECODABLE
from webapp.photos.vocab import MAX_PIXELS, MEGA

MAX_PROFILE = 65_536
"""Bytes of a colour profile that is still looked at; a phone's Display P3 has 548."""


@dataclass(frozen=True)
class Anatomy:
    """Size as stored (not yet turned), metadata blocks (empty when absent), and the file without them."""

    width: int
    height: int
    exif: bytes
    profile: bytes
    bare: bytes


def damaged() -> AppError:
    """The error for a file whose structure breaks off or contradicts itself."""
    return AppError(UNDECODABLE)


def check_pixels(kind: str, width: int, height: int) -> None:
    """Refuse sizes that cannot be, or that cost too much.

    :raises AppError: ``photo.undecodable`` for an empty size, ``photo.too_many_pixels``.
    """
    if width < 1 or height < 1:
        raise damaged()
    if width * height > MAX_PIXELS[kind]:
        raise AppError(TOO_MANY_PIXELS, limit_mp=MAX_PIXELS[kind] // MEGA, width=width, height=height)
