"""Arguments of the ticket verbs. Anything not named here is refused."""

from typing import Any

from marshmallow import fields, validate

from webapp.kernel.clock import LOCAL
from webapp.kernel.fields import Args, DeviceTime, Id, Moment, Text, number
from webapp.tickets.vocab import KEPT_CHOICES, PHOTOS_A_REQUEST, VIEW_NAME_LENGTH, Channel, ReturnReason, Source

REPORTED = [Channel.SELF, Channel.PAPER, Channel.PHONE, Channel.SPOKEN]


class PhotoClaim(Args):
    """A photo that was sent before, and what the device says of it."""

    id = Id(required=True)
    sha256 = fields.String(validate=validate.Regexp(r"^[0-9a-f]{64}$"))
    taken_at = DeviceTime()
    lat = number(-90, 90, allow_none=True)
    lng = number(-180, 180, allow_none=True)
    accuracy = number(0, 1e6, allow_none=True)
    source = fields.String(validate=validate.OneOf(["camera", "album"]), allow_none=True)


def photos() -> fields.List[Any]:
    """A list of photo claims. How many a step takes is said by ``effects.attaching``, in words of its own."""
    return fields.List(fields.Nested(PhotoClaim), validate=validate.Length(max=PHOTOS_A_REQUEST), load_default=list)


def _view_name() -> Text:
    return Text(limit=VIEW_NAME_LENGTH, least=1, required=True)


def address() -> fields.Dict:
    """The names and values of a list's address (tickets/filters.py)."""
    return fields.Dict(keys=Text(limit=16), values=Text(limit=200), required=True, validate=validate.Length(max=24))


class SaveView(Args):
    """A view of the ledger under a name."""

    name = _view_name()
    address = address()


class RenameView(Args):
    """Another name for a view that one keeps."""

    view_id = Id(required=True)
    name = _view_name()


class OnView(Args):
    """A view that one keeps."""

    view_id = Id(required=True)


class OpenTicket(Args):
    """What an inspector saw."""

    ticket_id = Id(required=True)
    village_id = Id(required=True)
    type_code = Text(limit=16, required=True)
    venue_id = Id(allow_none=True)
    words = Text(load_default="")
    photos = photos()
    fields_ = fields.Dict(
        keys=fields.String(), values=fields.String(), data_key="fields", attribute="fields", load_default=dict
    )
    source = fields.String(validate=validate.OneOf(list(Source)), allow_none=True)
    hold_back = fields.Boolean(load_default=False)
    responsible_id = Id(allow_none=True)
    reason = Text(load_default="")


class OnTicket(Args):
    """Which ticket."""

    ticket_id = Id(required=True)


class OnVersion(OnTicket):
    """Which ticket, as it was when the person decided; a later version is refused as stale."""

    version = fields.Integer(strict=False, allow_none=True)


class SubmitFix(OnVersion):
    """What was done."""

    words = Text(load_default="")
    photos = photos()
    # A form's date and time carry no zone; people mean the one they live in.
    fixed_at = Moment(allow_none=True, default_timezone=LOCAL)
    channel = fields.String(validate=validate.OneOf(REPORTED), allow_none=True)
    fixed_by = Text(limit=64, load_default="")


class WitnessFix(OnVersion):
    """Who fixed it before the inspector's eyes."""

    fixed_by = Text(limit=64, required=True)
    words = Text(load_default="")
    photos = photos()


class ReturnFix(OnVersion):
    """Why a fix is not enough."""

    reason_code = fields.String(required=True, validate=validate.OneOf(list(ReturnReason)))
    words = Text(load_default="")


class CloseTicket(OnVersion):
    """The reviewer's word, own photos, and whether a fix claimed in time counts as on time."""

    words = Text(load_default="")
    photos = photos()
    on_time = fields.Boolean(load_default=False)


class WithReason(OnVersion):
    """A step that needs a reason."""

    reason = Text(load_default="")


class PassOn(Args):
    """Whose open problems in a unit are now whose."""

    unit_id = Id(required=True)
    from_person_id = Id(required=True)
    to_person_id = Id(required=True)


class WithholdPhoto(OnTicket):
    """Which photo must not be there, and why."""

    photo_id = Id(required=True)
    reason = Text(required=True)


class CorrectTicket(WithReason):
    """What was written down wrong. A field that is absent stays; a null venue takes it away."""

    village_id = Id()
    type_code = Text(limit=16)
    venue_id = Id(allow_none=True)
    responsible_id = Id()
    responsible_person_id = Id(allow_none=True)
    words = Text()
    fields_ = fields.Dict(keys=fields.String(), values=fields.String(), data_key="fields", attribute="fields")


class Comment(OnTicket):
    """A sentence or photos."""

    words = Text(load_default="")
    photos = photos()


class SetRetention(Args):
    """For how many years photos are kept after the end of their problem; None is for ever."""

    years = fields.Integer(required=True, allow_none=True, strict=True, validate=validate.OneOf(KEPT_CHOICES))
