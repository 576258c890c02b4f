"""What follows for spreadsheets from what happens elsewhere."""

from sqlalchemy import select

from webapp.kernel.commands import Context
from webapp.kernel.db import db
from webapp.kernel.jobs import enqueue
from webapp.sheets.models import Sheet
from webapp.tickets.events import TicketPhotoWithheld


def forget_pictures(_ctx: Context, _event: TicketPhotoWithheld) -> None:
    """A photo that is withheld may stand in any file with pictures: they go, and are asked for anew."""
    for sheet_id in db.session.scalars(select(Sheet.id).where(Sheet.pictures)):
        enqueue("sheets.forget", key=f"withheld:{sheet_id}", sheet_id=sheet_id)
