"""How a phone sends a photo: whole, cut, in pieces; and what then lies in the store."""

import base64
import hashlib
import io
from collections.abc import Callable
from functools import cache
from typing import Any

from flask import current_app
from PIL import Image
from sqlalchemy import select
from werkzeug.test import TestResponse

from tests.house import HouseClient
from webapp.kernel.db import db
from webapp.photos import queries
from webapp.photos.models import Upload

PIECE = "application/offset+octet-stream"


@cache
def tiny(grey: int = 0) -> bytes:
    """A photo of 44 bytes, so that every place of a cut can be tried."""
    out = io.BytesIO()
    Image.new("L", (1, 1), grey).save(out, "WEBP", lossless=False)
    return out.getvalue()


def digest(data: bytes) -> str:
    """The Content-Digest of ``data``."""
    return f"sha-256=:{base64.b64encode(hashlib.sha256(data).digest()).decode()}:"


def address(photo_id: str) -> str:
    """Where a photo is sent to."""
    return f"/api/v1/photos/{photo_id}"


def put(client: HouseClient, photo_id: str, data: bytes, came: int | None = None, *,
        body: Callable[[bytes], Any] = io.BytesIO, **headers: str) -> TestResponse:  # fmt: skip
    """Send a photo whole; only ``came`` bytes of it arrive, through ``body``."""
    said = {"Content-Digest": digest(data), **{name.replace("_", "-"): value for name, value in headers.items()}}
    arriving = {"wsgi.input": body(data[:came]), "CONTENT_LENGTH": str(len(data))}
    return client.put(address(photo_id), headers=said, content_type="image/webp", environ_overrides=arriving)


def patch(client: HouseClient, photo_id: str, data: bytes, offset: int, end: int | None = None,
          came: int | None = None, *, body: Callable[[bytes], Any] = io.BytesIO, **headers: str | None,
          ) -> TestResponse:  # fmt: skip
    """Send the piece of a photo from ``offset`` to ``end``; only ``came`` bytes of it arrive, through ``body``.

    :param headers: other than the right ones, ``_`` for ``-``; None leaves one out.
    """
    piece = data[offset:end]
    said = {
        "Content-Type": PIECE,
        "Upload-Offset": str(offset),
        "Upload-Length": str(len(data)),
        "Repr-Digest": digest(data),
        **{name.replace("_", "-"): value for name, value in headers.items()},
    }
    arriving = {"wsgi.input": body(piece[:came]), "CONTENT_LENGTH": str(len(piece))}
    kept = {name: value for name, value in said.items() if value is not None}
    return client.patch(address(photo_id), headers=kept, environ_overrides=arriving)


def stands_at(client: HouseClient, photo_id: str) -> tuple[int, int] | None:
    """What HEAD says: bytes here and bytes in all; None when nothing is here."""
    answer = client.head(address(photo_id))
    assert answer.data == b""
    if answer.status_code == 404:
        return None
    assert answer.status_code == 200
    return int(answer.headers["Upload-Offset"]), int(answer.headers["Upload-Length"])


def stored(data: bytes) -> bool:
    """Whether exactly these bytes are kept."""
    store = current_app.extensions["photo_store"]
    key = queries.original_key(hashlib.sha256(data).hexdigest())
    return store.exists(key) and store.get(key) == data


def parts_of(photo_id: str) -> list[bytes]:
    """The parts of a photo that lie in the store, whether they count or not."""
    first = current_app.extensions["photo_store"].path(queries.part_key(photo_id, ""))
    return [each.read_bytes() for each in first.parent.glob(f"{first.name}*")]


def counted(photo_id: str) -> list[bytes]:
    """The parts that count of a photo, in their order."""
    names = db.session.scalar(select(Upload.parts).where(Upload.photo_id == photo_id)) or []
    db.session.rollback()
    return [current_app.extensions["photo_store"].get(queries.part_key(photo_id, name)) for name in names]
