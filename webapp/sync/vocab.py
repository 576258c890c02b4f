"""Words and limits of sending commands and of reading changes."""

from datetime import timedelta
from enum import StrEnum


class Status(StrEnum):
    """What became of a command. Only ``applied`` and ``replayed`` let a phone forget it."""

    APPLIED = "applied"
    REPLAYED = "replayed"
    REFUSED = "refused"
    BUSY = "busy"


COMMANDS_A_REQUEST = 20
BODY_LIMIT = 1_000_000
"""Bytes: twenty commands with every sentence full are below 200 kB."""

LARGEST_SEQ = 2**31 - 1

COUNTER = 1
"""The id of the one row that counts changes."""


class Subject(StrEnum):
    """What gets numbers: a ticket whenever it changes, a departure when it happens."""

    TICKET = "ticket"
    DEPARTURE = "departure"


NUMBERED = frozenset(Subject)

FORMAT = 1
"""Raised when what is told of a ticket changes its shape: every phone then begins anew."""

PAGE = 100
LARGEST_PAGE = 200
LONGEST_CURSOR = 120
FINISHED_KEPT = timedelta(days=14)
"""A phone that begins anew gets finished tickets that changed within this time."""
