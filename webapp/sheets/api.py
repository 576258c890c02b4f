"""How far a spreadsheet is, for the page that waits for it."""

from uuid import UUID

from flask import Response, jsonify

from webapp.kernel import clock
from webapp.kernel.errors import NOT_FOUND
from webapp.kernel.http import SIGNED_IN, access, acting
from webapp.kernel.rest import Blueprint, refuses
from webapp.sheets import queries
from webapp.sheets.schemas import SheetBody

api = Blueprint("sheets", __name__, about="The ledger as spreadsheets. Asked for with the command ledger.export.")


@api.route("/sheets/<uuid:sheet_id>")
@refuses(api, NOT_FOUND)
@api.response(200, SheetBody)
@access(SIGNED_IN)
def sheet(sheet_id: UUID) -> Response:
    """How far a file is that you asked for; once it is ready, `/sheets/<id>/file` has it."""
    found = queries.get(acting(), str(sheet_id))
    return jsonify(id=found.id, state=found.state_at(clock.now()), done=found.done, total=found.total)
