"""What a ticket says to one reader: plain dicts that pages and API read alike.

The only place that decides what a reader is told of a ticket they may see: departments are not told who opened it,
originals go to those who judge evidence.
"""

from webapp.tickets.present.cards import cards
from webapp.tickets.present.detail import ticket
from webapp.tickets.present.item import items

__all__ = ["cards", "items", "ticket"]
