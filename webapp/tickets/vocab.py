"""Words and limits of tickets."""

from datetime import date, timedelta
from enum import StrEnum

from webapp.kernel.text import lazy


class State(StrEnum):
    """The five states of design.md section 3; everything else is a fact beside them."""

    OPEN = "open"
    SUBMITTED = "submitted"
    CLOSED = "closed"
    ON_HOLD = "on_hold"
    VOID = "void"


UNFINISHED = frozenset({State.OPEN, State.SUBMITTED, State.ON_HOLD})


class Source(StrEnum):
    """Where a ticket comes from 来源. ``visit`` and ``look_back`` belong to later issues.

    ``import``: taken over from the ledger that was kept before this app.
    """

    SNAP = "snap"
    SELF_CHECK = "self_check"
    HIGHER_TEAM = "higher_team"
    RESIDENT = "resident"
    IMPORT = "import"


class Channel(StrEnum):
    """How a fix was reported."""

    SELF = "self"
    PAPER = "paper"
    PHONE = "phone"
    SPOKEN = "spoken"
    WITNESS = "witness"


class ReturnReason(StrEnum):
    """Ready-made reasons to return a fix, in the order of their keys 1–4 on the desk."""

    UNCLEAR = "unclear"
    OTHER_PLACE = "other_place"
    HALF_DONE = "half_done"
    NO_REAL_FIX = "no_real_fix"
    OTHER = "other"


class PhotoUse(StrEnum):
    """What a photo on a ticket shows."""

    PROBLEM = "problem"
    FIX = "fix"
    REVIEW = "review"
    COMMENT = "comment"


class Outcome(StrEnum):
    """What became of a submitted fix."""

    WAITING = "waiting"
    WITHDRAWN = "withdrawn"
    RETURNED = "returned"
    CLOSED = "closed"


CORRECTION_WINDOW = timedelta(minutes=10)
PHOTOS_A_STEP = 12
PHOTOS_A_REQUEST = 100
SIMILAR_DAYS = 365
SAVED_VIEWS = 20
"""How many views of the ledger one person may keep."""
VIEW_NAME_LENGTH = 24
TAKEN_OVER_AT_ONCE = 500
"""Rows of a former ledger in one file; a longer one comes in several."""
TAKEN_OVER_FROM = date(2010, 1, 1)
"""Earlier days are typing errors."""
NUMBER_LENGTH = 32
FORMER = ("found_by", "reviewed_by", "remark")
"""What only words say of a problem of a former ledger."""

KEPT_YEARS = 2
"""For how many years photos are kept after the end of their problem, unless somebody set it (domain.md, C16)."""
KEPT_CHOICES = (1, 2, 3, 5, 10)
SHEETS_AT_ONCE = 50
"""How many tickets are printed in one go."""

STATE_LABELS = {
    State.OPEN: lazy("To be fixed"),
    State.SUBMITTED: lazy("To review"),
    State.CLOSED: lazy("Closed"),
    State.ON_HOLD: lazy("On hold"),
    State.VOID: lazy("Void"),
}
SOURCE_LABELS = {
    Source.SNAP: lazy("Inspection"),
    Source.SELF_CHECK: lazy("Self-check"),
    Source.HIGHER_TEAM: lazy("Higher team"),
    Source.RESIDENT: lazy("Resident"),
    Source.IMPORT: lazy("Former ledger"),
}
CHANNEL_LABELS = {
    Channel.SELF: lazy("Reported in the app"),
    Channel.PAPER: lazy("On paper"),
    Channel.PHONE: lazy("By phone"),
    Channel.SPOKEN: lazy("Told in person"),
    Channel.WITNESS: lazy("Seen on the spot"),
}
REASON_LABELS = {
    ReturnReason.UNCLEAR: lazy("Not clear to see"),
    ReturnReason.OTHER_PLACE: lazy("Not the same place"),
    ReturnReason.HALF_DONE: lazy("Only half done"),
    ReturnReason.NO_REAL_FIX: lazy("No real fix"),
    ReturnReason.OTHER: lazy("Other reason"),
}
