"""The envelope of a command (design.md section 5), what is answered to it, and what is told of changes."""

import re
from collections.abc import Mapping
from typing import Any

from marshmallow import Schema, ValidationError, fields, pre_load, validate, validates_schema

from webapp.kernel import commands
from webapp.kernel.errors import INVALID, AppError
from webapp.kernel.fields import Args, DeviceTime, Id, Text
from webapp.sync.problems import TOO_MUCH
from webapp.sync.vocab import (
    COMMANDS_A_REQUEST,
    FILE_FORMAT,
    FILE_UNPACKED,
    ITEMS_A_FILE,
    LARGEST_PAGE,
    LARGEST_SEQ,
    LONGEST_CURSOR,
    PAGE,
    Status,
)
from webapp.tickets.present.answers import Item
from webapp.tickets.vocab import PHOTOS_A_REQUEST

ENDING = re.compile(r"[a-z0-9]{1,5}")


class Envelope(Args):
    """A command on its way. ``happened_at`` and ``sent_at`` are the device's claims; ``seq`` counts what it sends.

    A claim that cannot be is left out: a phone with a wrong clock must still be able to send.
    """

    id = Id(required=True, metadata={"description": "A fresh UUIDv7; the same id and content again is harmless."})
    name = Text(limit=64, required=True)
    args = fields.Dict(keys=fields.String(), required=True)
    args_version = fields.Integer(load_default=1, strict=True, validate=validate.Equal(1))
    happened_at = DeviceTime(measured=True, load_default=None)
    sent_at = DeviceTime(measured=True, load_default=None)
    device = Text(limit=64, load_default=None, allow_none=True)
    seq = fields.Integer(load_default=None, allow_none=True, strict=True, validate=validate.Range(0, LARGEST_SEQ))


def read_envelope(sent: Mapping[str, Any]) -> commands.Envelope:
    """A command as it came in JSON. Raises ``input.invalid`` naming what is wrong with its envelope."""
    try:
        return commands.Envelope(**Envelope().load(sent))
    except ValidationError as error:
        raise AppError(INVALID, fields=error.normalized_messages()) from None


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
    life = fields.Integer(
        required=True, metadata={"description": "Another one after a copy was restored: send again what may be lost."}
    )
    copied_to = fields.String(
        required=True,
        allow_none=True,
        metadata={
            "description": "What was received before this instant is in a copy of everything; null: none are made."
        },
    )
    more = fields.Boolean(required=True)
    next = fields.String(required=True, metadata={"description": "The cursor to ask with next; nobody can read it."})


class OnPhone(Args):
    """A phone in one person's hands."""

    device = Id(required=True)
    person_id = Id(required=True)


class DiscardUnsent(Args):
    """Unsent work that its owner threw away: its number on the phone, and which command it would have been."""

    device = Id(required=True)
    seq = fields.Integer(required=True, strict=True, validate=validate.Range(1, LARGEST_SEQ))
    name = Text(limit=64, required=True)
    made_at = DeviceTime(load_default=None)


class PhotoInFile(Args):
    """A photo of an exported item, and the entry of the file that holds its bytes.

    Whether it is a photo that is taken here is asked when it is stored: one that is not must not spoil the whole file.
    """

    id = Id(required=True)
    sha256 = fields.String(required=True, validate=validate.Regexp(r"[0-9a-f]{64}\Z"))
    type = Text(limit=64, required=True)
    size = fields.Integer(required=True, strict=True, validate=validate.Range(0, FILE_UNPACKED))
    file = fields.String(required=True)

    @validates_schema
    def _is_named_after_itself(self, photo: dict[str, Any], **_: Any) -> None:
        name, _dot, ending = photo["file"].partition(".")
        if name != f"photos/{photo['id']}" or not ENDING.fullmatch(ending):
            raise ValidationError("Not the name of this photo.", "file")


class ItemInFile(Args):
    """A command as it waits on a phone: in which role it was given, and its photos."""

    envelope = Addressed(Envelope, required=True)
    membership = Id(required=True)
    photos = fields.List(fields.Nested(PhotoInFile), validate=validate.Length(max=PHOTOS_A_REQUEST), load_default=list)


class Manifest(Args):
    """What is in a file of unsent work, whose, and on which phone it was made (docs/offline.md)."""

    format = fields.String(required=True, validate=validate.Equal(FILE_FORMAT))
    person = Id(required=True)
    device = Id(required=True)
    made_at = DeviceTime(load_default=None)
    items = fields.List(fields.Nested(ItemInFile), required=True)

    @pre_load
    def _is_not_too_long(self, sent: Any, **_: Any) -> Any:
        """Before a million items are looked at one by one."""
        items = sent.get("items") if isinstance(sent, Mapping) else None
        if isinstance(items, list) and len(items) > ITEMS_A_FILE:
            raise AppError(TOO_MUCH)
        return sent
