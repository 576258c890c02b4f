"""Arguments of unit commands."""

from marshmallow import fields, validate

from webapp.kernel.fields import Args, Id


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
