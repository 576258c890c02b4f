"""Arguments of account commands."""

from marshmallow import ValidationError, fields, validate

from webapp.accounts.vocab import PASSWORD_MAX
from webapp.kernel.fields import NO_NUL, Args, Id
from webapp.kernel.text import LOCALES


def _can_be_hashed(password: str) -> None:
    try:
        password.encode()
    except UnicodeEncodeError:
        raise ValidationError(str(NO_NUL)) from None


SECRET = (validate.Length(max=PASSWORD_MAX), _can_be_hashed)


class ChangePassword(Args):
    """The present and the new password."""

    current = fields.String(required=True, validate=SECRET)
    new = fields.String(required=True, validate=SECRET)
    session_id = Id(required=True)


class EndSession(Args):
    """Which session."""

    session_id = Id(required=True)


class SetPreferences(Args):
    """Language and large mode."""

    locale = fields.String(validate=validate.OneOf(LOCALES))
    large = fields.Boolean()
