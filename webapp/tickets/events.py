"""What can happen to a ticket. Each class owns its sentence; ``timeline`` readers fill it from the entry's data."""

from dataclasses import dataclass, field
from typing import Any

from webapp.kernel.events import Event
from webapp.kernel.text import lazy


class TicketEvent(Event):
    """Something about a ticket; ``unit_id`` is the village it is in."""

    subject = "ticket"


@dataclass(frozen=True, kw_only=True)
class TicketOpened(TicketEvent):
    """A problem was reported."""

    name = "ticket.opened"
    sentence = lazy("Found it")

    type_code: str
    source: str
    responsible_id: str
    words: str = ""
    reason: str = ""
    photo_ids: list[str] = field(default_factory=list)


@dataclass(frozen=True, kw_only=True)
class TicketImported(TicketEvent):
    """A row of the ledger that was kept before this app; ``dates`` and ``former`` as they stood there."""

    name = "ticket.imported"
    sentence = lazy("Taken over from the former ledger")

    number: str
    type_code: str
    responsible_id: str
    state: str
    dates: dict[str, str]
    words: str
    former: dict[str, Any]


@dataclass(frozen=True, kw_only=True)
class TicketReleased(TicketEvent):
    """The responsible sees it from here on, and the clock runs."""

    name = "ticket.released"
    sentence = lazy("Handed over to %(responsible)s, due %(due_on)s")

    number: str
    responsible: str
    due_on: str


@dataclass(frozen=True, kw_only=True)
class TicketAcknowledged(TicketEvent):
    """The responsible opened it. Moves no clock and feeds no list of who read what."""

    name = "ticket.acknowledged"
    sentence = lazy("Received it")


@dataclass(frozen=True, kw_only=True)
class TicketSubmitted(TicketEvent):
    """A fix was reported."""

    name = "ticket.submitted"
    sentence = lazy("Reported the fix")

    submission_id: str
    channel: str
    fixed_by: str = ""
    words: str = ""
    claimed_at: str = ""
    photo_ids: list[str] = field(default_factory=list)


@dataclass(frozen=True, kw_only=True)
class TicketWitnessed(TicketEvent):
    """An inspector saw the fix."""

    name = "ticket.witnessed"
    sentence = lazy("Saw it fixed by %(fixed_by)s")

    submission_id: str
    fixed_by: str
    words: str = ""
    photo_ids: list[str] = field(default_factory=list)


@dataclass(frozen=True, kw_only=True)
class TicketWithdrawn(TicketEvent):
    """A reported fix was taken back before its review."""

    name = "ticket.withdrawn"
    sentence = lazy("Took the report back")

    submission_id: str
    due_on: str


@dataclass(frozen=True, kw_only=True)
class TicketReturned(TicketEvent):
    """A fix was not enough."""

    name = "ticket.returned"
    sentence = lazy("Returned: %(reason)s, due %(due_on)s")

    submission_id: str
    reason: str
    due_on: str
    words: str = ""


@dataclass(frozen=True, kw_only=True)
class TicketClosed(TicketEvent):
    """Struck off the ledger."""

    name = "ticket.closed"
    sentence = lazy("Closed")

    submission_id: str
    on_time: bool
    words: str = ""
    photo_ids: list[str] = field(default_factory=list)


@dataclass(frozen=True, kw_only=True)
class TicketReopened(TicketEvent):
    """A closing by mistake was undone."""

    name = "ticket.reopened"
    sentence = lazy("Reopened, due %(due_on)s")

    due_on: str
    words: str = ""


@dataclass(frozen=True, kw_only=True)
class TicketCorrected(TicketEvent):
    """Something written down wrong was put right; ``changes`` is field → [old, new]."""

    name = "ticket.corrected"
    sentence = lazy("Corrected")

    changes: dict[str, list[Any]]
    words: str = ""


@dataclass(frozen=True, kw_only=True)
class TicketVoided(TicketEvent):
    """Taken out of the ledger; voids are counted in every report."""

    name = "ticket.voided"
    sentence = lazy("Declared void")

    words: str


@dataclass(frozen=True, kw_only=True)
class TicketCommented(TicketEvent):
    """Somebody added a sentence or a photo."""

    name = "ticket.commented"
    sentence = lazy("Added")

    words: str = ""
    photo_ids: list[str] = field(default_factory=list)


@dataclass(frozen=True, kw_only=True)
class RetentionSet(Event):
    """Photos are kept for another time; it stands in the chain of the county. ``years`` None is: for ever."""

    name = "retention.set"
    subject = "unit"
    sentence = lazy("set how long photos are kept")

    years: int | None


@dataclass(frozen=True, kw_only=True)
class TicketPhotoWithheld(TicketEvent):
    """A photo that must not be there was taken away; its hash stays."""

    name = "ticket.photo_withheld"
    sentence = lazy("Withheld a photo")

    photo_id: str
    sha256: str
    words: str
