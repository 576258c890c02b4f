"""How a phone sends a photo: whole, cut, in pieces; and what then lies in the store."""

import base64
import hashlib
import io
from functools import cache
from typing import Any

from flask import current_app
from PIL import Image
from werkzeug.test import TestResponse

from tests.house import HouseClient
from webapp.photos import queries

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


def put(
    client: HouseClient,
    photo_id: str,
    data: bytes,
    came: int | None = None,
    *,
    kind: str = "image/webp",
    **headers: Any,
) -> TestResponse:
    """Send a photo whole; only ``came`` bytes of it arrive."""
    headers = {"Content-Digest": digest(data), **{name.replace("_", "-"): value for name, value in headers.items()}}
    return client.put(
        address(photo_id),
        data=data[:came],
        headers=headers,
        content_type=kind,
        environ_overrides={"CONTENT_LENGTH": str(len(data))},
    )


def patch(
    client: HouseClient, photo_id: str, data: bytes, offset: int, end: int | None = None, came: int | None = None,
    **headers: Any,
) -> TestResponse:  # fmt: skip
    """Send the piece of a photo from ``offset`` to ``end``; only ``came`` bytes of it arrive.

    :param headers: other than the right ones, ``_`` for ``-``; None leaves one out.
    """
    said = {"Upload-Offset": str(offset), "Upload-Length": str(len(data)), "Repr-Digest": digest(data)}
    said.update({name.replace("_", "-"): value for name, value in headers.items()})
    piece = data[offset:end]
    kind = said.pop("Content-Type", PIECE)
    return client.patch(
        address(photo_id),
        data=piece[:came],
        headers={name: value for name, value in said.items() if value is not None},
        content_type=kind,
        environ_overrides={"CONTENT_LENGTH": str(len(piece))},
    )


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
