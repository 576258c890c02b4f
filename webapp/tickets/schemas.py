"""Arguments of the ticket verbs. Anything not named here is refused."""

from datetime import date
from typing import Any

from marshmallow import ValidationError, fields, validate, validates_schema

from webapp.kernel import clock
from webapp.kernel.clock import LOCAL
from webapp.kernel.fields import Args, DeviceTime, Id, Moment, Text, number
from webapp.kernel.text import lazy
from webapp.tickets.vocab import (
    KEPT_CHOICES,
    NUMBER_LENGTH,
    PHOTOS_A_REQUEST,
    TAKEN_OVER_AT_ONCE,
    TAKEN_OVER_FROM,
    VIEW_NAME_LENGTH,
    Channel,
    ReturnReason,
    Source,
    State,
)

REPORTED_AS = [source for source in Source if source is not Source.IMPORT]
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
    source = fields.String(validate=validate.OneOf(REPORTED_AS), allow_none=True)
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


TOO_EARLY = lazy("No day before %(day)s is taken over.")
AHEAD = lazy("This day has not come yet.")
BEFORE = lazy("This lies before the day it follows: inspected, handed over, fixed, closed.")
NOT_CLOSED = lazy("A problem has this day exactly when it is closed.")
NO_FIX = lazy("What waits for a review was fixed on some day.")


def _day() -> fields.Date:
    return fields.Date(load_default=None, allow_none=True)


TAKEN_OVER = [state for state in State if state is not State.ON_HOLD]
FARTHEST = date(2089, 12, 31)


class FormerTicket(Args):
    """A row of the ledger that was kept before this app; days are local. ``found_by``, ``reviewed_by``: names."""

    number = Text(limit=NUMBER_LENGTH, load_default="")
    village_id = Id(required=True)
    venue_id = Id(load_default=None, allow_none=True)
    type_code = Text(limit=16, required=True)
    words = Text(load_default="")
    state = fields.String(required=True, validate=validate.OneOf(TAKEN_OVER))
    responsible_id = Id(required=True)
    responsible_person_id = Id(load_default=None, allow_none=True)
    inspected_on = fields.Date(required=True)
    handed_on = _day()
    due_on = _day()
    fixed_on = _day()
    closed_on = _day()
    done = Text(load_default="")
    found_by = Text(limit=64, load_default="")
    reviewed_by = Text(limit=64, load_default="")
    remark = Text(load_default="")

    @validates_schema
    def _days_follow_each_other(self, row: dict[str, Any], **_: Any) -> None:
        faults = _order_faults(row) | _state_faults(row)
        if faults:
            raise ValidationError({name: [str(said)] for name, said in faults.items()})


def _order_faults(row: dict[str, Any]) -> dict[str, Any]:
    """Days before the one they follow, and days that cannot have been."""
    faults: dict[str, Any] = {}
    before, today = TAKEN_OVER_FROM, clock.today()
    for name in ("inspected_on", "handed_on", "fixed_on", "closed_on"):
        day = row[name] or before
        if day < TAKEN_OVER_FROM:
            faults[name] = str(TOO_EARLY) % {"day": TAKEN_OVER_FROM.isoformat()}
        elif day > today:
            faults[name] = AHEAD
        elif day < before:
            faults[name] = BEFORE
        before = max(before, day)
    due_on = row["due_on"]
    if due_on is not None and not (row["handed_on"] or row["inspected_on"]) <= due_on <= FARTHEST:
        faults["due_on"] = BEFORE
    return faults


def _state_faults(row: dict[str, Any]) -> dict[str, Any]:
    """Days that the state does not go with."""
    if (row["state"] == State.CLOSED) != (row["closed_on"] is not None):
        return {"closed_on": NOT_CLOSED}
    return {"fixed_on": NO_FIX} if row["state"] == State.SUBMITTED and row["fixed_on"] is None else {}


class ImportTickets(Args):
    """Rows of the ledger that was kept before."""

    tickets = fields.List(fields.Nested(FormerTicket), required=True, validate=validate.Length(1, TAKEN_OVER_AT_ONCE))


class SetRetention(Args):
    """For how many years photos are kept after the end of their problem; None is for ever."""

    years = fields.Integer(required=True, allow_none=True, strict=True, validate=validate.OneOf(KEPT_CHOICES))
