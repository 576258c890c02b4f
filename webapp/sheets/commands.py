"""Asking for a spreadsheet."""

from typing import Any

from webapp.kernel.commands import Context, command
from webapp.kernel.db import db
from webapp.kernel.errors import AppError
from webapp.kernel.ids import new_id
from webapp.kernel.jobs import enqueue
from webapp.kernel.policy import require
from webapp.sheets import queries, schemas
from webapp.sheets.events import LedgerExported
from webapp.sheets.models import Sheet
from webapp.sheets.problems import NOTHING_TO_WRITE, TOO_MANY_PICTURES
from webapp.sheets.vocab import KEPT, ROWS_WITH_PICTURES, SHEETS_A_PERSON, SheetState
from webapp.tickets import queries as tickets
from webapp.tickets.filters import Filter


@command("ledger.export", schemas.ExportLedger)
def export(ctx: Context, args: dict[str, Any]) -> dict[str, Any]:
    """Have a list of problems written as a spreadsheet, with what the actor may see.

    Raises ``auth.forbidden``, ``sheet.empty``, ``sheet.too_many_pictures``.
    """
    require(ctx.actor, "ledger.export")
    wanted = Filter.from_args(args["address"])
    total = tickets.count(ctx.actor, wanted)
    if not total:
        raise AppError(NOTHING_TO_WRITE)
    if args["pictures"] and total > ROWS_WITH_PICTURES:
        raise AppError(TOO_MANY_PICTURES, limit=ROWS_WITH_PICTURES, n=total)
    _make_room(ctx)
    sheet = Sheet(
        id=new_id(),
        person_id=ctx.actor.person_id,
        membership_id=ctx.actor.membership_id,
        locale=args["locale"],
        address=wanted.address,
        pictures=args["pictures"],
        state=SheetState.WRITING,
        total=total,
        created_at=ctx.now,
    )
    db.session.add(sheet)
    enqueue("sheets.write", sheet_id=sheet.id)
    enqueue("sheets.forget", after=KEPT, sheet_id=sheet.id)
    where = {"subject_id": ctx.actor.person_id, "unit_id": ctx.actor.unit_id}
    ctx.emit(LedgerExported(**where, rows=total, address=wanted.address, pictures=args["pictures"]))
    return {"sheet_id": sheet.id}


def _make_room(ctx: Context) -> None:
    for sheet in queries.of_person(ctx.actor.person_id)[SHEETS_A_PERSON - 1 :]:
        enqueue("sheets.forget", sheet_id=sheet.id)
