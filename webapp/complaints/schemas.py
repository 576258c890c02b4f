"""What is asked of who writes, and of who answers."""

from marshmallow import fields, validate

from webapp.complaints.vocab import CONTACT_LIMIT, WORDS_LIMIT, Kind
from webapp.kernel.fields import Args, Id, Text


class SendComplaint(Args):
    """A message. The contact may be left out."""

    kind = fields.String(required=True, validate=validate.OneOf(list(Kind)))
    unit_id = Id(required=True)
    words = Text(limit=WORDS_LIMIT, least=1, required=True)
    contact = Text(limit=CONTACT_LIMIT, load_default="")


class AnswerComplaint(Args):
    """What is answered to which message."""

    complaint_id = Id(required=True)
    words = Text(limit=WORDS_LIMIT, least=1, required=True)
