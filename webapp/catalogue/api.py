"""The catalogue of problem kinds, for programs and for phones that keep it."""

from typing import Any

from flask import Response, jsonify
from marshmallow import Schema, fields

from webapp.catalogue import queries
from webapp.catalogue.models import IssueType
from webapp.kernel.http import SIGNED_IN, access
from webapp.kernel.rest import Blueprint, refuses

api = Blueprint("catalogue", __name__, about="What can be wrong, in both languages.")


class Group(Schema):
    """A category (A, B) or a group of kinds (A1 …)."""

    code = fields.String(required=True)
    title = fields.Dict(required=True, metadata={"description": "`{zh, en}`"})


class Kind(Schema):
    """One kind of problem, in its newest revision."""

    code = fields.String(required=True)
    revision = fields.Integer(required=True)
    category = fields.String(required=True)
    group = fields.String(required=True)
    severity = fields.String(required=True)
    term_days = fields.Integer(required=True, metadata={"description": "Working days."})
    evidence = fields.String(required=True)
    default_owner = fields.String(required=True)
    icon = fields.String(required=True)
    named = fields.Integer(required=True, allow_none=True, metadata={"description": "Its tile, 1–9, if it has one."})
    texts = fields.Dict(required=True, metadata={"description": "title, short, how_to_fix … each `{zh, en}`."})
    fields_ = fields.List(
        fields.Dict(), required=True, data_key="fields", metadata={"description": "key, kind, label, choices."}
    )


class CatalogueBody(Schema):
    """Everything that a new ticket may be of, in order."""

    groups = fields.List(fields.Nested(Group), required=True)
    kinds = fields.List(fields.Nested(Kind), required=True)


PLAIN = ("code", "revision", "category", "group", "severity", "term_days", "evidence", "default_owner", "icon",
         "named", "texts", "fields")  # fmt: skip


@api.route("/catalogue")
@refuses(api)
@api.alt_response(304, description="The one you have is still right.")
@api.response(200, CatalogueBody)
@access(SIGNED_IN)
def catalogue() -> Response:
    """The catalogue as it now holds; the same for everybody, in both languages."""
    groups = [{"code": row.code, "title": row.title} for row in queries.groups().values()]
    response = jsonify(groups=groups, kinds=[_kind(row) for row in queries.current()])
    response.headers["Cache-Control"] = "private, no-cache"
    return response


def _kind(row: IssueType) -> dict[str, Any]:
    return {name: getattr(row, name) for name in PLAIN}
