"""Words and limits of the door for commands."""

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
