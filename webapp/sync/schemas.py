"""The envelope of a command (design.md section 5) and what is answered to it."""

from collections.abc import Mapping
from typing import Any

from marshmallow import ValidationError, fields, validate

from webapp.kernel.fields import Args, DeviceTime, Id, Text
from webapp.sync.vocab import COMMANDS_A_REQUEST, LARGEST_SEQ, Status


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
