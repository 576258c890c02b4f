"""Tickets for programs: lists, one, and those like the one about to be opened."""

import base64
from datetime import datetime
from typing import Any
from uuid import UUID

from flask import Response, jsonify
from marshmallow import fields, validate

from webapp.kernel.errors import INVALID, NOT_FOUND, AppError
from webapp.kernel.fields import Args, Id, Text
from webapp.kernel.http import SIGNED_IN, access, acting
from webapp.kernel.rest import Blueprint, refuses
from webapp.tickets import present, queries
from webapp.tickets.clock import Colour
from webapp.tickets.filters import EVERYTHING, WORDS_LENGTH, Filter
from webapp.tickets.models import Ticket
from webapp.tickets.present.answers import Page, Similar, TicketBody
from webapp.tickets.problems import MOVED_AWAY
from webapp.tickets.vocab import Source, State

api = Blueprint("tickets", __name__, about="Problems, from opening to closure. Written by commands only.")

PAGE = 50
LARGEST_PAGE = 200
DAYS = "Of the closing where `state` is `closed`, else of the handing over."


class Wanted(Args):
    """Which tickets. Filters narrow what the reader sees and never widen it."""

    village = Id(metadata={"description": "A village's id."})
    responsible = Id(metadata={"description": "The unit that has to fix it."})
    owner = Id(metadata={"description": "The person who has to fix it."})
    by = Id(metadata={"description": "Who opened it. Of no effect for those who are not told."})
    category = Text(limit=8, metadata={"description": "A category of the catalogue."})
    type = Text(limit=16, metadata={"description": "A code of the catalogue; all its revisions."})
    source = fields.String(validate=validate.OneOf(list(Source)))
    state = fields.String(validate=validate.OneOf(list(State)))
    light = fields.String(validate=validate.OneOf(list(Colour)))
    returned = fields.Boolean(metadata={"description": "Whether a fix of it was returned before."})
    since = fields.Date(metadata={"description": f"A local day, included. {DAYS}"})
    until = fields.Date(metadata={"description": f"A local day, included. {DAYS}"})
    q = Text(limit=WORDS_LENGTH, metadata={"description": "Part of its number, words, place or kind."})
    cursor = fields.String(validate=validate.Length(max=120), metadata={"description": "`next` of the page before."})
    limit = fields.Integer(load_default=PAGE, validate=validate.Range(1, LARGEST_PAGE))


class Like(Args):
    """What is about to be opened."""

    village_id = Id(required=True)
    type_code = Text(limit=16, required=True)


@api.route("/tickets")
@refuses(api, INVALID)
@api.alt_response(304, description="The page you have is still right.")
@api.response(200, Page)
@access(SIGNED_IN)
@api.arguments(Wanted, location="query")
def tickets(wanted: dict[str, Any]) -> Response:
    """The tickets that exist for who is asking, newest first, page by page.

    A page begins where the one before it ended, so nothing is skipped or told twice while new tickets come in.
    """
    actor, limit = acting(), wanted["limit"]
    point = _point(wanted["cursor"]) if "cursor" in wanted else None
    found = queries.after(actor, _filter(wanted), point, limit + 1)
    shown = found[:limit]
    following = _cursor(shown[-1]) if len(found) > limit else None
    return jsonify(items=present.cards(shown, actor), next=following)


@api.route("/tickets/similar")
@refuses(api, INVALID)
@api.response(200, Similar)
@access(SIGNED_IN)
@api.arguments(Like, location="query")
def similar(like: dict[str, Any]) -> Response:
    """Unfinished tickets of that kind in that village, which the new one may be a double of."""
    actor = acting()
    found = queries.similar(actor, like["village_id"], like["type_code"])
    return jsonify(items=present.cards(found, actor))


@api.route("/tickets/<uuid:ticket_id>")
@refuses(api, NOT_FOUND, MOVED_AWAY)
@api.alt_response(304, description="Nothing changed.")
@api.response(200, TicketBody)
@access(SIGNED_IN)
def ticket(ticket_id: UUID) -> Response:
    """One ticket. 410 when it was within sight once and moved away since; it says when, and nothing else."""
    actor = acting()
    return jsonify(present.ticket(queries.get(actor, str(ticket_id)), actor))


def _filter(wanted: dict[str, Any]) -> Filter:
    given = {name: str(value) for name, value in wanted.items() if name not in ("state", "returned")}
    if "returned" in wanted:
        given["returned"] = "1" if wanted["returned"] else "0"
    return Filter.from_args(given | {"view": wanted.get("state", EVERYTHING)})


def _cursor(last: Ticket) -> str:
    return base64.urlsafe_b64encode(f"{last.opened_at.isoformat()}|{last.id}".encode()).decode()


def _point(cursor: str) -> tuple[datetime, str]:
    try:
        opened, _, identifier = base64.b64decode(cursor, altchars=b"-_", validate=True).decode().partition("|")
        moment = datetime.fromisoformat(opened)
        if moment.tzinfo is None:
            raise ValueError("no zone")
        return moment, str(UUID(identifier))
    except ValueError:
        raise AppError(INVALID, fields={"cursor": ["not a cursor"]}) from None
