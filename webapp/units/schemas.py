"""Arguments of unit commands."""

import re
from typing import Any

from marshmallow import ValidationError, fields, validate

from webapp.kernel.fields import Args, Id, Text, number
from webapp.kernel.text import lazy
from webapp.units.vocab import MOST_ROWS, NAME_LENGTH, DutyKind, Role, UnitKind

PHONE = re.compile(r"\+?[0-9]{5,19}")


class Phone(Text):
    """A phone number in digits, as people sign in with it; empty for none."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> str:
        typed = re.sub(r"[ -]", "", super()._deserialize(value, attr, data, **kwargs))
        if typed and not PHONE.fullmatch(typed):
            raise ValidationError(str(lazy("This is not a phone number.")))
        return typed


class Named(Args):
    """A name, and a WGS-84 point in degrees or none."""

    name = Text(limit=NAME_LENGTH, least=1, required=True)
    lat = number(-90, 90, allow_none=True, load_default=None)
    lng = number(-180, 180, allow_none=True, load_default=None)


class CorrectUnit(Named):
    """What a unit is called, and where it lies."""

    unit_id = Id(required=True)
    number_prefix = Text(limit=16, load_default="")


class AddUnit(CorrectUnit):
    """A unit, under an id made by the sender, and what it lies below."""

    parent_id = Id(required=True)
    kind = fields.String(required=True, validate=validate.OneOf(list(UnitKind)))


class OnUnit(Args):
    """A unit."""

    unit_id = Id(required=True)


class SetAnswerable(Args):
    """What a department answers for: beginnings of the codes of kinds, such as A3 or B."""

    unit_id = Id(required=True)
    code_prefixes = fields.List(
        fields.String(validate=validate.Regexp(r"^[A-Z][A-Z0-9-]{0,15}$")),
        required=True, validate=validate.Length(max=50),
    )  # fmt: skip


class CorrectVenue(Named):
    """What a place is called, and where it lies."""

    venue_id = Id(required=True)


class OnVenue(Args):
    """A place."""

    venue_id = Id(required=True)


class AddVenue(CorrectVenue):
    """A place, under an id made by the sender, and its village."""

    unit_id = Id(required=True)


class SetDuty(Args):
    """Who answers for a village, as what; nobody when null."""

    unit_id = Id(required=True)
    kind = fields.String(required=True, validate=validate.OneOf(list(DutyKind)))
    person_id = Id(required=True, allow_none=True)


class BeginMembership(Args):
    """Who works where as what: from today on or a later day, until a day if one is known, in whose place."""

    person_id = Id(required=True)
    unit_id = Id(required=True)
    role = fields.String(required=True, validate=validate.OneOf(list(Role)))
    from_on = fields.Date(load_default=None, allow_none=True)
    to_on = fields.Date(load_default=None, allow_none=True)
    deputy_for = Id(load_default=None, allow_none=True, metadata={"description": "A membership of the same kind."})


class EndMembership(Args):
    """A membership, and its last day when that is today or later; at once without."""

    membership_id = Id(required=True)
    to_on = fields.Date(load_default=None, allow_none=True)


class CorrectPerson(Args):
    """What somebody is called, and the phone number they may sign in with."""

    person_id = Id(required=True)
    name = Text(limit=NAME_LENGTH, least=1, required=True)
    phone = Phone(limit=24, load_default="")


class AddPerson(CorrectPerson):
    """Somebody, under an id made by the sender, and what they work as."""

    unit_id = Id(required=True)
    role = fields.String(required=True, validate=validate.OneOf(list(Role)))


class ChooseMembership(Args):
    """Which hat, in which session."""

    membership_id = Id(required=True)
    session_id = Id(required=True)


class Invite(Args):
    """Whom to invite. The door makes the token and passes its hash only, so no receipt holds the secret."""

    person_id = Id(required=True)
    token_hash = fields.String(required=True, validate=validate.Regexp(r"^[0-9a-f]{64}$"))


class OnPerson(Args):
    """Somebody."""

    person_id = Id(required=True)


class ImportedDuty(Args):
    """What somebody of a list answers for."""

    unit_id = Id(required=True)
    kind = fields.String(required=True, validate=validate.OneOf(list(DutyKind)))


class ImportedPerson(Args):
    """A row of a list of people; ``person_id`` when it is somebody who is here already."""

    person_id = Id(load_default=None, allow_none=True)
    duty = fields.Nested(ImportedDuty, load_default=None, allow_none=True)
    name = Text(limit=NAME_LENGTH, least=1, required=True)
    phone = Phone(limit=24, load_default="")
    unit_id = Id(required=True)
    role = fields.String(required=True, validate=validate.OneOf(list(Role)))


class ImportPeople(Args):
    """A whole list of people."""

    people = fields.List(fields.Nested(ImportedPerson), required=True, validate=validate.Length(1, MOST_ROWS))


class ImportedPlace(Named):
    """A row of a list of places: a unit, and one of its places when it names one."""

    parent_id = Id(required=True)
    kind = fields.String(required=True, validate=validate.OneOf(list(UnitKind)))
    venue = Text(limit=NAME_LENGTH, load_default="")


class ImportPlaces(Args):
    """A whole list of units and places."""

    places = fields.List(fields.Nested(ImportedPlace), required=True, validate=validate.Length(1, MOST_ROWS))
