"""Words and limits of the box."""

from datetime import timedelta
from enum import StrEnum

from webapp.kernel.text import lazy


class Kind(StrEnum):
    """What is put into the box."""

    COMPLAINT = "complaint"
    SUGGESTION = "suggestion"


KIND_LABELS = {Kind.COMPLAINT: lazy("Complaint"), Kind.SUGGESTION: lazy("Suggestion")}

WORDS_LIMIT = 2000
CONTACT_LIMIT = 100

LETTERS = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"
"""What codes are made of: nothing that is read for something else."""

CODE_LENGTH = 12
"""31¹² codes: whoever guesses a thousand a second for a year finds one of ten thousand with a chance of 1 in 2,500."""

ANSWER_DAYS = 5
"""Working days within which the office should have answered."""

A_DAY = 20
"""Messages a day from one network; a village may share one."""

COUNTED_FOR = timedelta(days=1)
"""How long it is kept, apart from the messages, how many came from a network."""
