"""Words and limits of the door for commands, of reading changes, of phones, and of work brought in by file."""

from datetime import timedelta
from enum import StrEnum

from webapp.photos.vocab import MAX_BYTES, MEGA


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

CONTACT_EVERY = timedelta(minutes=5)
"""How exactly the last contact of a phone is known when it says nothing new."""

PHONES_A_PERSON = 50
PHONES_A_PAGE = 200


class Fate(StrEnum):
    """What became of one item of a file."""

    ARRIVED = "arrived"
    HERE = "here"
    REFUSED = "refused"
    LATER = "later"
    NOT_TRIED = "not_tried"


FILE_FORMAT = "xungai-unsent/1"
FILE_ENTRIES = 2_000
"""A quarter of a year without signal was 500 photos in the trials."""

FILE_INDEX = 500_000
"""Bytes of the archive's own list of entries; ours have a hundred an entry."""

FILE_UNPACKED = 12 * MAX_BYTES
"""Bytes of all entries together: as much as a request may carry, for photos do not shrink."""

FILE_RATIO, FILE_SMALL = 100, 200_000
"""Nothing that a phone writes packs better than this, but for small lists that say the same many times."""

MANIFEST_BYTES = 5 * MEGA
SEAL_BYTES = 200
ITEMS_A_FILE = 1_000
BROUGHT_IN = ("ticket.", "device.discard")
"""What a phone does without a signal, by the beginnings of the commands' names. Passwords and rights are nothing that a
file may change."""
