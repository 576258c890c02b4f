"""Photos in and out."""

import base64
import binascii
import re
from typing import Any
from uuid import UUID

from flask import Response, current_app, request
from marshmallow import Schema, fields
from werkzeug.exceptions import RequestEntityTooLarge

from webapp.kernel.errors import FORBIDDEN, FOREIGN_ORIGIN, NOT_FOUND, AppError
from webapp.kernel.fields import Id
from webapp.kernel.http import SIGNED_IN, access, acting
from webapp.kernel.policy import require
from webapp.kernel.rest import Blueprint, refuses
from webapp.kernel.storage import photo_store
from webapp.photos import commands, jobs, problems, queries
from webapp.photos.models import Photo
from webapp.photos.vocab import ACCEPTED, DERIVED_MIME, EXTENSIONS, MAX_BYTES, MEGA, VARIANTS

api = Blueprint("photos", __name__, about="The bytes of photos: sent before the command that names them.")

# RFC 9530: a dictionary of digests, of which we read sha-256.
SHA_256 = re.compile(r"(?:^|,)\s*sha-256\s*=\s*:([A-Za-z0-9+/]{43}=):\s*(?:;[^,]*)?(?=,|$)")
CSP = "default-src 'none'; sandbox"
# A permission can be withdrawn, so a browser asks again after ten minutes; never for another person's cookie.
DERIVED_CACHING = "private, max-age=600, must-revalidate"
ORIGINAL = "original"


class Stored(Schema):
    """A photo that is whole and durable here. Size is that of the upright picture, in pixels."""

    id = Id(required=True)
    sha256 = fields.String(required=True, metadata={"description": "Hex; equal to the hash of what was sent."})
    width = fields.Integer(required=True)
    height = fields.Integer(required=True)


@api.route("/photos/<uuid:photo_id>", methods=["PUT"])
@refuses(
    api, FOREIGN_ORIGIN, FORBIDDEN, commands.ID_TAKEN, commands.DIGEST, problems.TOO_LARGE, problems.TYPE_UNSUPPORTED,
    problems.TYPE_MISMATCH, problems.NOT_AN_IMAGE, problems.UNDECODABLE, problems.TOO_MANY_PIXELS,
    problems.TOO_MANY_SCANS, problems.ANIMATED, problems.TOO_COSTLY, problems.BUSY,
)  # fmt: skip
@api.alt_response(200, schema=Stored, success=True, description="The same bytes under the same id were here already.")
@api.response(201, Stored, description="Stored: whole, decoded, and safe from a power cut.")
@api.doc(
    requestBody={"required": True, "content": {kind: {} for kind in ACCEPTED}},
    parameters=[{
        "in": "header",
        "name": "Content-Digest",
        "description": "RFC 9530, `sha-256=:BASE64:`. May be left out; what is there must be right.",
        "schema": {"type": "string", "pattern": "sha-256=:[A-Za-z0-9+/]{43}=:"},
    }],
)  # fmt: skip
@access("photo.store")
def put(photo_id: UUID) -> Any:
    """Store a photo under an id made by the sender; the body is the file itself.

    Harmless to repeat. The same id with other bytes, or from another person, is 409.
    """
    claimed = request.content_type and request.mimetype
    digest = digest_claimed(request.headers.get("Content-Digest"))
    settings = current_app.config["SETTINGS"]
    kept = commands.store(acting(), str(photo_id), _body(), claimed, digest, photo_store(), heic=settings.heic)
    answer = {"id": kept.photo_id, "sha256": kept.sha256, "width": kept.width, "height": kept.height}
    return answer, 201 if kept.is_new else 200


@api.route(f"/photos/<uuid:photo_id>/<any({', '.join((*VARIANTS, ORIGINAL))}):size>")
@refuses(api, FORBIDDEN, NOT_FOUND, problems.BUSY)
@api.alt_response(304, description="The one you have is still right.")
@api.response(
    200,
    {"type": "string", "format": "binary"},
    content_type=DERIVED_MIME,
    description=f"A JPEG without metadata, longer side at most {VARIANTS['thumb']} (thumb) or {VARIANTS['view']} px "
    "(view); or the original as a download, for inspector, office, leader and county.",
)
@api.doc(responses={"200": {"content": {kind: {} for kind in ACCEPTED if kind != DERIVED_MIME}}})
@access(SIGNED_IN)
def get(photo_id: UUID, size: str) -> Response:
    """A photo, to those who see what it hangs on. Until it hangs on something, only its sender sees it."""
    actor = acting()
    photo = queries.get(actor, str(photo_id))
    if size == ORIGINAL:
        require(actor, "photo.original", photo)
    response = Response()
    response.headers["Content-Security-Policy"] = CSP
    response.headers["Cache-Control"] = "private, no-store" if size == ORIGINAL else DERIVED_CACHING
    response.vary.add("Cookie")
    response.set_etag(f"{photo.sha256}.{size}")
    if request.if_none_match.contains(f"{photo.sha256}.{size}"):
        response.status_code = 304
        return response
    return _original(response, photo) if size == ORIGINAL else _derived(response, photo, size)


def digest_claimed(header: str | None) -> str | None:
    """The SHA-256 of a ``Content-Digest`` header in hex, None when there is no such header.

    Raises ``photo.digest_wrong`` when the header is there and holds no readable sha-256.
    """
    if header is None:
        return None
    found = SHA_256.search(header)
    try:
        return base64.b64decode(found[1], validate=True).hex() if found else _wrong()
    except binascii.Error:
        return _wrong()


def _wrong() -> str:
    raise AppError(commands.DIGEST)


def _body() -> bytes:
    """The request's body, refused by its announced length before a byte of it is read."""
    request.max_content_length = MAX_BYTES
    try:
        return request.get_data(cache=False)
    except RequestEntityTooLarge:
        raise AppError(problems.TOO_LARGE, limit=MAX_BYTES, limit_mb=MAX_BYTES // MEGA) from None


def _original(response: Response, photo: Photo) -> Response:
    response.set_data(photo_store().get(queries.original_key(photo.sha256)))
    response.mimetype = photo.mime
    response.headers["Content-Disposition"] = f'attachment; filename="{photo.id}.{EXTENSIONS[photo.mime]}"'
    return response


def _derived(response: Response, photo: Photo, size: str) -> Response:
    response.set_data(jobs.derived(photo_store(), photo.sha256, photo.mime, size))
    response.mimetype = DERIVED_MIME
    response.headers["Content-Disposition"] = f'inline; filename="{photo.id}.{size}.jpg"'
    return response
