"""The units that a reader knows of, with their venues."""

from typing import Any

from flask import Response, jsonify
from marshmallow import Schema, fields

from webapp.kernel.db import db
from webapp.kernel.fields import Id
from webapp.kernel.http import SIGNED_IN, access, acting
from webapp.kernel.rest import Blueprint, refuses
from webapp.units import queries
from webapp.units.models import Unit

api = Blueprint("units", __name__, about="County, townships, villages, departments.")


class Venue(Schema):
    """A place in a village. Points are WGS-84 degrees."""

    id = Id(required=True)
    name = fields.String(required=True)
    kind = fields.String(required=True)
    lat = fields.Float(required=True, allow_none=True)
    lng = fields.Float(required=True, allow_none=True)


class UnitBody(Schema):
    """A node of the tree."""

    id = Id(required=True)
    kind = fields.String(required=True)
    name = fields.String(required=True)
    parent_id = Id(required=True, allow_none=True)
    township_id = Id(required=True, allow_none=True)
    pinyin = fields.String(required=True)
    initials = fields.String(required=True)
    lat = fields.Float(required=True, allow_none=True)
    lng = fields.Float(required=True, allow_none=True)
    venues = fields.List(fields.Nested(Venue), required=True)


class Units(Schema):
    """What the reader knows of, in the register's order."""

    items = fields.List(fields.Nested(UnitBody), required=True)


PLAIN = ("id", "kind", "name", "parent_id", "township_id", "pinyin", "initials", "lat", "lng")


@api.route("/units")
@refuses(api)
@api.alt_response(304, description="The ones you have are still right.")
@api.response(200, Units)
@access(SIGNED_IN)
def units() -> Response:
    """The units that exist for who is asking: the township's people see their township, a village itself."""
    seen = queries.visible_to(acting()).order_by(Unit.township_id, Unit.position, Unit.name)
    rows = db.session.scalars(seen).all()
    venues: dict[str, list[dict[str, Any]]] = {row.id: [] for row in rows}
    for venue in queries.venues_of(list(venues)):
        plain = {name: getattr(venue, name) for name in ("id", "name", "kind", "lat", "lng")}
        venues[venue.unit_id].append(plain)
    items = [{name: getattr(row, name) for name in PLAIN} | {"venues": venues[row.id]} for row in rows]
    response = jsonify(items=items)
    response.headers["Cache-Control"] = "private, no-cache"
    return response
