"""Arguments of the commands about spreadsheets, and what is told of one."""

from typing import Any

from marshmallow import Schema, fields, validate

from webapp.kernel.fields import Args
from webapp.kernel.text import DEFAULT_LOCALE, LOCALES
from webapp.sheets.vocab import SheetState
from webapp.tickets.schemas import address


class ExportLedger(Args):
    """What is to be written: the names and values of a list's address, with pictures or without."""

    address = address()
    pictures = fields.Boolean(load_default=False)
    locale: Any = fields.String(load_default=DEFAULT_LOCALE, validate=validate.OneOf(LOCALES))


class SheetBody(Schema):
    """How far a file is: ``done`` of ``total`` problems."""

    id = fields.String(required=True)
    state = fields.String(required=True, validate=validate.OneOf(list(SheetState)))
    done = fields.Integer(required=True)
    total = fields.Integer(required=True)
