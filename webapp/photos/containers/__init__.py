"""Walks over JPEG, PNG and WebP files that look at their structure before any pixel is decoded.

Each walk answers an ``Anatomy``: the size, the metadata, and the *bare* file that alone is shown to the
decoder. So no metadata parser of a library ever sees a stranger's bytes, and what is derived has none.
"""

from collections.abc import Callable

from webapp.photos.containers import jpeg, png, webp
from webapp.photos.containers.anatomy import Anatomy
from webapp.photos.vocab import JPEG, PNG, WEBP

__all__ = ["Anatomy", "walk"]

WALKS: dict[str, Callable[[bytes], Anatomy]] = {JPEG: jpeg.walk, PNG: png.walk, WEBP: webp.walk}


def walk(kind: str, data: bytes) -> Anatomy:
    """The anatomy of ``data``, of media type ``kind`` (JPEG, PNG or WebP).

    :raises AppError: ``photo.undecodable``, ``photo.animated``, ``photo.too_many_scans``,
        ``photo.too_many_pixels``.
    """
    return WALKS[kind](data)
