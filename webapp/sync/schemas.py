"""The envelope of a command (design.md section 5), what is answered to it, and what is told of changes."""

from collections.abc import Mapping
from typing import Any

from marshmallow import Schema, ValidationError, fields, validate

from webapp.kernel.fields import Args, DeviceTime, Id, Text
from webapp.sync.vocab import COMMANDS_A_REQUEST, LARGEST_PAGE, LARGEST_SEQ, LONGEST_CURSOR, PAGE, Status
from webapp.tickets.present.answers import Item


class Envelope(Args):
    """A command on its way. ``happened_at`` and ``sent_at`` are the device's claims; ``seq`` counts what it sends.

    A claim that cannot be is left out: a phone with a wrong clock must still be able to send.
    """

    id = Id(required=True, metadata={"description": "A fresh UUIDv7; the same id and content again is harmless."})
    name = Text(limit=64, required=True)
    args = fields.Dict(keys=fields.String(), required=True)
    args_version = fields.Integer(load_default=1, strict=True, validate=validate.Equal(1))
    happened_at = DeviceTime(load_default=None)
    sent_at = DeviceTime(load_default=None)
    device = Text(limit=64, load_default=None, allow_none=True)
    seq = fields.Integer(load_default=None, allow_none=True, strict=True, validate=validate.Range(0, LARGEST_SEQ))


class Addressed(fields.Nested):
    """An envelope of which only the id is looked at yet: without one nobody could be told what became of it."""

    def _deserialize(self, value: Any, *_args: Any, **_kwargs: Any) -> dict[str, Any]:
        if not isinstance(value, Mapping):
            raise ValidationError("Not a valid envelope.")
        try:
            identifier = Id().deserialize(value.get("id"))
        except ValidationError as error:
            raise ValidationError({"id": error.messages}) from None
        return {**value, "id": identifier}


class Batch(Args):
    """Commands in the order in which they happened."""

    commands = fields.List(Addressed(Envelope), required=True, validate=validate.Length(min=1, max=COMMANDS_A_REQUEST))


class Result(Args):
    """What became of one command. ``result`` stands with applied and replayed, ``problem`` with the others."""

    id = Id(required=True)
    status = fields.String(required=True, validate=validate.OneOf(list(Status)))
    result = fields.Dict()
    problem = fields.Dict(metadata={"description": "See the schema Problem."})


class Results(Args):
    """One result for each command, in the order they were sent."""

    results = fields.List(fields.Nested(Result), required=True)


class Since(Args):
    """How far the reader has read, and how much to tell at once."""

    since = fields.String(
        load_default="",
        validate=validate.Length(max=LONGEST_CURSOR),
        metadata={"description": "`next` of the answer before; nothing for everything anew."},
    )
    limit = fields.Integer(load_default=PAGE, validate=validate.Range(1, LARGEST_PAGE))


class Gone(Schema):
    """A ticket that left the reader's sight; all that is told is when."""

    id = Id(required=True)
    left_at = fields.String(required=True, metadata={"description": "Local date and time, to the minute."})


class Changes(Schema):
    """What changed, each thing once, as it now stands.

    With `reset` everything comes anew; what the phone had before and does not get again by the last page (`more`
    false) is forgotten. `kit` names the version of the page that holds all else the reader needs without a signal.
    """

    reset = fields.Boolean(required=True)
    items = fields.List(fields.Nested(Item), required=True)
    gone = fields.List(fields.Nested(Gone), required=True)
    kit = fields.String(required=True)
    more = fields.Boolean(required=True)
    next = fields.String(required=True, metadata={"description": "The cursor to ask with next; nobody can read it."})
