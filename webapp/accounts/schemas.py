"""Arguments of account commands."""

from marshmallow import fields, validate

from webapp.accounts.vocab import PASSWORD_MAX
from webapp.kernel.fields import Args, Id
from webapp.kernel.text import LOCALES


class ChangePassword(Args):
    """The present and the new password."""

    current = fields.String(required=True, validate=validate.Length(max=PASSWORD_MAX))
    new = fields.String(required=True, validate=validate.Length(max=PASSWORD_MAX))
    session_id = Id(required=True)


class EndSession(Args):
    """Which session."""

    session_id = Id(required=True)


class SetPreferences(Args):
    """Language and large mode."""

    locale = fields.String(validate=validate.OneOf(LOCALES))
    large = fields.Boolean()
