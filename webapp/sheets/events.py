"""Facts about spreadsheets; they stand in the chain of the person who took the data out."""

from dataclasses import dataclass

from webapp.kernel.events import Event
from webapp.kernel.text import lazy


@dataclass(frozen=True, kw_only=True)
class LedgerExported(Event):
    """Somebody had the ledger written as a spreadsheet."""

    name = "ledger.exported"
    subject = "person"
    sentence = lazy("had %(rows)s problems written as a spreadsheet")

    rows: int
    address: dict[str, str]
    pictures: bool
