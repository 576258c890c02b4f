"""Words and limits of spreadsheets."""

from datetime import timedelta
from enum import StrEnum


class SheetState(StrEnum):
    """What has become of a spreadsheet that somebody asked for.

    ``stopped``: whoever asked has the role no longer. ``failed`` is never stored: it is what ``writing`` is called
    when it has lasted longer than ``PATIENCE``.
    """

    WRITING = "writing"
    READY = "ready"
    STOPPED = "stopped"
    FAILED = "failed"


PATIENCE = timedelta(hours=1)


KEPT = timedelta(days=7)
"""How long a written file can be fetched: it is a copy of data that somebody may have to delete."""

SHEETS_A_PERSON = 5
"""How many files of one person are kept at a time; the oldest makes room."""

ROWS_WITH_PICTURES = 5_000
"""Most problems of a file with pictures; more make a file that no office computer opens."""

CHUNK = 500
"""Problems read and written in one go, between two reports of how far it is."""

PICTURE_HEIGHT = 90
"""Pixels of a picture in a cell."""

FOLDER = "sheets"

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
