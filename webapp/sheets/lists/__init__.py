"""What can be brought in from spreadsheets."""

from webapp.sheets.lists.kinds import KINDS
from webapp.sheets.lists.ledger import LEDGER
from webapp.sheets.lists.register import PEOPLE, PLACES
from webapp.sheets.lists.table import Listed

LISTS: dict[str, Listed] = {listed.key: listed for listed in (PEOPLE, PLACES, KINDS, LEDGER)}
"""In the order in which an installation needs them."""
