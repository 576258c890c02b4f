"""Photos in and out."""

import base64
import binascii
import re
from collections.abc import Iterator
from contextlib import suppress
from typing import Any, ClassVar
from uuid import UUID

from flask import Response, current_app, jsonify, request
from flask.views import MethodView
from marshmallow import Schema, fields
from werkzeug.exceptions import ClientDisconnected
from werkzeug.wrappers import Response as BaseResponse

from webapp.kernel.errors import FORBIDDEN, FOREIGN_ORIGIN, NOT_FOUND, AppError
from webapp.kernel.fields import Id
from webapp.kernel.http import SIGNED_IN, access, acting, answer
from webapp.kernel.policy import require
from webapp.kernel.rest import COMMON, Blueprint, refuses
from webapp.kernel.storage import photo_store
from webapp.photos import commands, jobs, problems, queries
from webapp.photos.models import Photo
from webapp.photos.parts import Coming
from webapp.photos.vocab import (
    ACCEPTED,
    DERIVED_MIME,
    EXTENSIONS,
    MAX_BYTES,
    MEGA,
    PIECE,
    READ_STEP,
    SILENCE,
    VARIANTS,
)

api = Blueprint("photos", __name__, about="The bytes of photos: sent before the command that names them.")

# RFC 9530: a dictionary of digests, of which we read sha-256.
SHA_256 = re.compile(r"(?:^|,)\s*sha-256\s*=\s*:([A-Za-z0-9+/]{43}=):\s*(?:;[^,]*)?(?=,|$)")
NUMBER = re.compile(r"[0-9]{1,15}")
OFFSET, LENGTH, WHOLE_DIGEST = "Upload-Offset", "Upload-Length", "Repr-Digest"
CSP = "default-src 'none'; sandbox"
# A permission can be withdrawn, so a browser asks again after ten minutes; never for another person's cookie.
DERIVED_CACHING = "private, max-age=600, must-revalidate"
ORIGINAL = "original"
# What a whole photo can be refused for.
REFUSED_WHOLE = (
    FOREIGN_ORIGIN, FORBIDDEN, problems.ID_TAKEN, problems.DIGEST, problems.TOO_LARGE, problems.TYPE_UNSUPPORTED,
    problems.NOT_AN_IMAGE, problems.UNDECODABLE, problems.TOO_MANY_PIXELS, problems.TOO_MANY_SCANS, problems.ANIMATED,
    problems.TOO_COSTLY, problems.BUSY,
)  # fmt: skip
HERE = {OFFSET: {"description": "Bytes that are here: where to go on.", "schema": {"type": "integer"}}}
ALL = {LENGTH: {"description": "Bytes of the whole photo.", "schema": {"type": "integer"}}}
DIGEST_PATTERN = {"type": "string", "pattern": "sha-256=:[A-Za-z0-9+/]{43}=:"}


class Stored(Schema):
    """A photo that is whole and durable here. Size is that of the upright picture, in pixels."""

    id = Id(required=True)
    sha256 = fields.String(required=True, metadata={"description": "Hex; equal to the hash of what was sent."})
    width = fields.Integer(required=True)
    height = fields.Integer(required=True)


class Part(Schema):
    """A photo of which a part is durable here."""

    id = Id(required=True)
    offset = fields.Integer(required=True, metadata={"description": "Bytes that are here: where to go on."})
    length = fields.Integer(required=True, metadata={"description": "Bytes of the whole photo."})


def header(name: str, description: str, schema: dict[str, Any], *, required: bool = True) -> dict[str, Any]:
    """A request's header, for the document."""
    return {"in": "header", "name": name, "description": description, "required": required, "schema": schema}


@api.route("/photos/<uuid:photo_id>", endpoint="arriving")
class Arriving(MethodView):
    """A photo on its way in, under an id made by the sender."""

    decorators: ClassVar = [access("photo.store")]

    @refuses(api, *COMMON, *REFUSED_WHOLE, problems.TYPE_MISMATCH, problems.CUT_OFF)
    @api.alt_response(200, schema=Stored, success=True, description="The same bytes under the same id were here.")
    @api.response(201, Stored, description="Stored: whole, decoded, and safe from a power cut.")
    @api.doc(
        requestBody={"required": True, "content": {kind: {} for kind in ACCEPTED}},
        parameters=[
            header("Content-Digest", "RFC 9530, `sha-256=:BASE64:`. May be left out; what is there must be right. With "
                   "it and a `Content-Length`, what came before a cut is kept.", DIGEST_PATTERN, required=False),
        ],
        responses={400: {"headers": HERE}},
    )  # fmt: skip
    def put(self, photo_id: UUID) -> Any:
        """Store a photo; the body is the file itself.

        Harmless to repeat. The same id with other bytes, or from another person, is 409. When the line breaks, what
        came is kept: `HEAD` tells how much, `PATCH` sends the rest, and another `PUT` the whole once more.
        """
        length = request.content_length
        _refuse_too_large(length or 0)
        claimed = request.content_type and request.mimetype
        digest = digest_claimed(request.headers.get("Content-Digest"))
        kept = commands.receive(
            acting(), str(photo_id), _pieces(), length, claimed, digest, photo_store(), heic=_takes_heic()
        )
        return _named(kept), 201 if kept.is_new else 200

    @refuses(api, *COMMON, FORBIDDEN, NOT_FOUND)
    @api.response(200, description="So much of it is here. All of it: it is whole and stored.", headers=HERE | ALL)
    def head(self, photo_id: UUID) -> Response:
        """How much of a photo is here, for its sender. 404: nothing is, begin anew."""
        offset, length = queries.arrived(acting(), str(photo_id))
        return Response(headers={OFFSET: str(offset), LENGTH: str(length)})

    @refuses(api, *COMMON, *REFUSED_WHOLE, problems.WRONG_OFFSET, problems.PIECE_UNCLEAR, problems.PIECE_TOO_LONG)
    @api.alt_response(
        200, schema=Part, success=True, headers=HERE,
        description="Kept, safe from a power cut; go on from the offset. Or the photo was whole already.",
    )  # fmt: skip
    @api.response(201, Stored, description="That was the last piece: the photo is whole and stored.", headers=HERE)
    @api.doc(
        requestBody={"required": True, "content": {PIECE: {}}},
        parameters=[
            header(OFFSET, "Where in the photo this piece begins: as many bytes as are here.", {"type": "integer"}),
            header(LENGTH, "Bytes of the whole photo.", {"type": "integer", "minimum": 1, "maximum": MAX_BYTES}),
            header(WHOLE_DIGEST, "RFC 9530, of the whole photo: `sha-256=:BASE64:`.", DIGEST_PATTERN),
        ],
        responses={
            200: {"content": {"application/json": {"schema": {"anyOf": [Part, Stored]}}}},
            409: {"headers": HERE},
        },
    )  # fmt: skip
    def patch(self, photo_id: UUID) -> BaseResponse:
        """Send the rest of a photo, or a piece of it, from the offset where it stands; 0 begins one.

        Pieces may have any size; of one that is cut what came is kept. When the whole has another digest, or is
        refused, all its pieces are thrown away.
        """
        coming, offset = _described(str(photo_id))
        came = commands.receive_rest(acting(), coming, offset, _pieces(), photo_store(), heic=_takes_heic())
        if isinstance(came, commands.Stored):
            return _stands_at(coming.length, _named(came), 201 if came.is_new else 200)
        return _stands_at(came, {"id": coming.photo_id, "offset": came, "length": coming.length}, 200)


@api.errorhandler(AppError)
def _refused(error: AppError) -> BaseResponse:
    """A sender who is told that it stands elsewhere is told where."""
    response = answer(error)
    if "offset" in error.details:
        response.headers[OFFSET] = str(error.details["offset"])
    return response


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
@api.doc(responses={200: {"content": {kind: {} for kind in ACCEPTED if kind != DERIVED_MIME}}})
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
    if (digest := _sha_256(header)) is None:
        raise AppError(problems.DIGEST)
    return digest


def _sha_256(header: str) -> str | None:
    found = SHA_256.search(header)
    with suppress(binascii.Error):
        return base64.b64decode(found[1], validate=True).hex() if found else None
    return None


def _described(photo_id: str) -> tuple[Coming, int]:
    """What a piece says of itself: the photo it belongs to, and where it begins.

    Raises ``photo.piece_unclear``, ``photo.too_large``, ``photo.piece_too_long``.
    """
    offset, length, size = _number(OFFSET), _number(LENGTH) or None, request.content_length
    digest = _sha_256(request.headers.get(WHOLE_DIGEST, ""))
    kind = request.mimetype if request.mimetype == PIECE else None
    said = {OFFSET: offset, LENGTH: length, WHOLE_DIGEST: digest, "Content-Length": size, "Content-Type": kind}
    unclear = [name for name, value in said.items() if value is None]
    if unclear or offset is None or length is None or digest is None or size is None:
        raise AppError(problems.PIECE_UNCLEAR, headers=unclear)
    _refuse_too_large(length)
    if size > max(length - offset, 0):
        raise AppError(problems.PIECE_TOO_LONG, length=length)
    return Coming(photo_id, acting().person_id, digest, length), offset


def _number(name: str) -> int | None:
    found = NUMBER.fullmatch(request.headers.get(name, ""))
    return int(found[0]) if found else None


def _refuse_too_large(length: int) -> None:
    """By what is announced, before a byte of it is read."""
    if length > MAX_BYTES:
        raise AppError(problems.TOO_LARGE, limit=MAX_BYTES, limit_mb=MAX_BYTES // MEGA)


def _pieces() -> Iterator[bytes]:
    """The body as it comes, ending where the line breaks. Nobody hears the answer then."""
    # A phone out of range says nothing for ever. The server makes its socket patient again for the next request.
    if (line := request.environ.get("gunicorn.socket")) is not None:
        line.settimeout(SILENCE)
    left = MAX_BYTES if request.content_length is None else request.content_length
    with suppress(ClientDisconnected):
        while left and (piece := request.stream.read(min(READ_STEP, left))):
            left -= len(piece)
            yield piece


def _named(kept: commands.Stored) -> dict[str, Any]:
    return {"id": kept.photo_id, "sha256": kept.sha256, "width": kept.width, "height": kept.height}


def _stands_at(offset: int, body: dict[str, Any], status: int) -> BaseResponse:
    response = jsonify(body)
    response.status_code = status
    response.headers[OFFSET] = str(offset)
    return response


def _takes_heic() -> bool:
    return bool(current_app.config["SETTINGS"].heic)


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
