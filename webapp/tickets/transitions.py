"""The table of verbs (design.md section 3). Guards, buttons, API, docs and tests read these rows."""

from webapp.kernel.text import lazy
from webapp.kernel.transitions import Step
from webapp.tickets.effects.correcting import comment, correct, void, withhold
from webapp.tickets.effects.fixing import submit, withdraw, witness
from webapp.tickets.effects.releasing import acknowledge, release
from webapp.tickets.effects.reviewing import close, reopen, send_back
from webapp.tickets.vocab import State

OPEN, SUBMITTED, CLOSED, ON_HOLD, VOID = State.OPEN, State.SUBMITTED, State.CLOSED, State.ON_HOLD, State.VOID

TICKET = (
    Step("ticket.release", (OPEN,), None, release, lazy("Hand over")),
    Step("ticket.acknowledge", (OPEN,), None, acknowledge, lazy("Received")),
    Step("ticket.submit", (OPEN, ON_HOLD), SUBMITTED, submit, lazy("Report the fix")),
    Step("ticket.witness", (OPEN,), SUBMITTED, witness, lazy("Fixed on the spot"), needs=("fixed_by",)),
    Step("ticket.withdraw", (SUBMITTED,), OPEN, withdraw, lazy("Take back")),
    Step("ticket.return", (SUBMITTED,), OPEN, send_back, lazy("Return"), needs=("reason_code",)),
    Step("ticket.close", (SUBMITTED,), CLOSED, close, lazy("Close")),
    Step("ticket.reopen", (CLOSED,), OPEN, reopen, lazy("Reopen"), needs=("reason",)),
    Step("ticket.correct", (OPEN, SUBMITTED, ON_HOLD), None, correct, lazy("Correct")),
    Step("ticket.void", (OPEN, SUBMITTED, ON_HOLD), VOID, void, lazy("Declare void"), needs=("reason",)),
    Step("ticket.comment", tuple(State), None, comment, lazy("Add a word")),
    Step("ticket.withhold", tuple(State), None, withhold, lazy("Withhold a photo"), needs=("photo_id", "reason")),
)

BY_COMMAND = {step.command: step for step in TICKET}
