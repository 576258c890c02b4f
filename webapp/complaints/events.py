"""What happens to a message."""

from dataclasses import dataclass

from webapp.kernel.events import Event
from webapp.kernel.text import lazy


@dataclass(frozen=True, kw_only=True)
class ComplaintAnswered(Event):
    """The office answered; an answer that was given stays beside the one that puts it right."""

    name = "complaint.answered"
    subject = "complaint"
    sentence = lazy("answered")

    words: str
