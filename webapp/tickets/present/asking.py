"""What is asked of a person before each verb, and which verbs a ticket's page offers: tables for pages and phones."""

from dataclasses import dataclass
from typing import Any

from webapp.kernel.text import lazy, pgettext


@dataclass(frozen=True)
class VerbForm:
    """What the page of a verb asks for, and what it says when done."""

    question: Any
    done: Any
    meaning: Any = ""
    fields: tuple[str, ...] = ()
    kind: str = "seal"
    send: Any = None


FORMS = {
    "submit": VerbForm(
        question=lazy("How was it fixed?"),
        fields=("photos", "words"),
        done=lazy("Sent. The office reviews it."),
        send=lazy("Send the fix"),
    ),
    "witness": VerbForm(
        question=lazy("Who fixed it here and now?"),
        meaning=lazy("You saw it yourself; you may close it afterwards."),
        fields=("fixed_by", "photos", "words"),
        done=lazy("Noted as fixed on the spot."),
    ),
    "withdraw": VerbForm(
        question=lazy("Take the report back?"),
        meaning=lazy("It goes back to “to fix”, and the clock goes on as if it had not stopped."),
        done=lazy("Taken back."),
        kind="ink",
    ),
    "return": VerbForm(
        question=lazy("Why is it returned?"),
        meaning=lazy("At least two working days are left to fix it."),
        fields=("reason_code", "words"),
        done=lazy("Returned."),
        kind="ink",
    ),
    "close": VerbForm(
        question=lazy("Close it?"),
        meaning=lazy("It ends here, and everybody concerned sees that."),
        fields=("words", "photos"),
        done=lazy("Closed."),
    ),
    "reopen": VerbForm(
        question=lazy("Why reopen it?"),
        meaning=lazy("For a closing by mistake. The clock goes on where it stood."),
        fields=("reason",),
        done=lazy("Reopened."),
        kind="ink",
    ),
    "void": VerbForm(
        question=lazy("Why is it void?"),
        meaning=lazy("It leaves the ledger and is counted in every report."),
        fields=("reason",),
        done=lazy("Declared void."),
        kind="ink",
    ),
    "correct": VerbForm(
        question=lazy("What was written down wrong?"),
        meaning=lazy("The timeline keeps old and new."),
        fields=("correct", "reason"),
        done=lazy("Corrected."),
        kind="ink",
    ),
    "comment": VerbForm(
        question=lazy("What should be added?"),
        fields=("words", "photos"),
        done=lazy("Added."),
        send=lazy("Add it"),
    ),
    "withhold": VerbForm(
        question=lazy("Which photo must not be here?"),
        meaning=lazy(
            "A face, a secret. It is deleted everywhere and nobody can bring it back; the timeline keeps that it was "
            "there, who withheld it, and why."
        ),
        fields=("photo_id", "reason"),
        done=lazy("Withheld."),
        send=lazy("Withhold it for good"),
        kind="ink",
    ),
    "acknowledge": VerbForm(question=lazy("Received?"), done=lazy("Received."), kind="ink"),
    "release": VerbForm(
        question=lazy("Hand it over now?"),
        meaning=lazy("The responsible sees it from then on, and the clock runs."),
        done=lazy("Handed over."),
    ),
}

# Forms that show nothing but what the ticket itself says, so that a phone can bring them along.
# What is withheld must be seen first.
PLAIN_FORMS = {verb: form for verb, form in FORMS.items() if not {"correct", "photo_id"} & set(form.fields)}


@dataclass(frozen=True)
class Action:
    """A way on from a ticket's page. ``path`` is behind the ticket's address; ``own`` only for who answers for it."""

    command: str
    label: Any
    icon: str
    path: str
    own: bool = False


# The one red action of the page: the first that this person may do.
SEALS = (
    Action("ticket.submit", lazy("Photograph the fix"), "camera", "submit", own=True),
    Action("ticket.close", lazy("Review it"), "stamp", "close"),
)
# Only where there are photos.
WITHHOLD = Action("ticket.withhold", lazy("Withhold a photo"), "eye-off", "withhold")
# The quiet ones, in this order.
QUIET = (
    Action("ticket.witness", lazy("Fixed on the spot"), "check", "witness"),
    Action("ticket.withdraw", lazy("Take back"), "undo", "withdraw"),
    Action("ticket.release", lazy("Hand over"), "stamp", "release"),
    Action("ticket.comment", lazy("Add a word"), "comment", "comment"),
    Action("ticket.correct", lazy("Correct"), "edit", "correct"),
    Action("ticket.reopen", lazy("Reopen"), "undo", "reopen"),
    Action("ticket.void", lazy("Declare void"), "trash", "void"),
    WITHHOLD,
)
# Where the review desk cannot be had, its other decision stands among the quiet ones.
RETURN = Action("ticket.return", lazy("Return"), "undo", "return")


def on_behalf() -> str:
    """What the office's way to somebody else's report is called."""
    return str(pgettext("on behalf", "Enter the fix for them"))
