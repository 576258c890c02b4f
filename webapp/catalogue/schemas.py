"""Arguments of the commands about the calendar."""

from marshmallow import fields, validate

from webapp.catalogue.day_lines import LONGEST_NOTE
from webapp.kernel.fields import Args, Text

DAYS_AT_ONCE = 120


class DayArgs(Args):
    """How one day is counted; ``is_working`` None is: as announced."""

    day = fields.Date(required=True)
    is_working = fields.Boolean(required=True, allow_none=True)
    note = Text(limit=LONGEST_NOTE, load_default="")


class SetDays(Args):
    """Days that are counted otherwise than announced, or as announced again."""

    days = fields.List(fields.Nested(DayArgs), required=True, validate=validate.Length(1, DAYS_AT_ONCE))
