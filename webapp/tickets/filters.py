"""What a list of tickets shows, as it stands in the list's address."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlencode

from sqlalchemy import Select, or_, select

from webapp.catalogue.models import IssueType
from webapp.kernel import clock
from webapp.tickets.models import Ticket
from webapp.tickets.vocab import UNFINISHED, State
from webapp.units.models import Unit


@dataclass(frozen=True)
class Filter:
    """What a list shows: a view (``unfinished``, ``red`` or a state), a village, a kind, words; and which page."""

    view: str = "unfinished"
    village: str = ""
    responsible: str = ""
    township: str = ""
    type_code: str = ""
    words: str = ""
    page: int = 1

    @classmethod
    def from_args(cls, args: Mapping[str, str]) -> Filter:
        """Read it from an address; what makes no sense is left out."""
        args = {name: value.replace("\0", "") for name, value in args.items()}
        words = args.get("q", "").strip()[:60]
        view = args.get("view", "all" if words else "unfinished")
        page = args.get("page", "1")
        return cls(
            view=view if view in {"unfinished", "red", "all", *State} else "unfinished",
            village=args.get("village", "")[:36],
            responsible=args.get("responsible", "")[:36],
            township=args.get("township", "")[:36],
            type_code=args.get("type", "")[:16],
            words=words,
            page=min(int(page), 10_000) if page.isascii() and page.isdigit() and int(page) else 1,
        )

    def with_view(self, view: str) -> Filter:
        """The same for another view, from its first page."""
        return replace(self, view=view, page=1)

    def url(self, **changes: Any) -> str:
        """The address of this list with some of it changed."""
        new = replace(self, **changes)
        named = {name: getattr(new, name) for name in ("view", "village", "responsible", "township")}
        named |= {"type": new.type_code, "q": new.words}
        named["page"] = str(new.page) if new.page > 1 else ""
        return "/tickets?" + urlencode({key: value for key, value in named.items() if value})

    def apply(self, rows: Select[Ticket]) -> Select[Ticket]:
        """Narrow a selection of tickets."""
        if self.view == "unfinished":
            rows = rows.where(Ticket.state.in_(UNFINISHED))
        elif self.view == "red":
            rows = rows.where(Ticket.state == State.OPEN, Ticket.due_on < clock.today())
        elif self.view != "all":
            rows = rows.where(Ticket.state == self.view)
        if self.village:
            rows = rows.where(Ticket.village_id == self.village)
        if self.responsible:
            rows = rows.where(Ticket.responsible_id == self.responsible)
        if self.township:
            rows = rows.where(Ticket.township_id == self.township)
        if self.type_code:
            rows = rows.where(Ticket.issue_type_id.in_(select(IssueType.id).where(IssueType.code == self.type_code)))
        return self._words(rows) if self.words else rows

    def _words(self, rows: Select[Ticket]) -> Select[Ticket]:
        named = Unit.name.contains(self.words, autoescape=True)
        villages = select(Unit.id).where(or_(named, Unit.initials.startswith(self.words.lower(), autoescape=True)))
        kinds = select(IssueType.id).where(IssueType.search.contains(self.words.lower(), autoescape=True))
        return rows.where(
            or_(
                Ticket.number.contains(self.words, autoescape=True),
                Ticket.words.contains(self.words, autoescape=True),
                Ticket.village_id.in_(villages),
                Ticket.responsible_id.in_(villages),
                Ticket.issue_type_id.in_(kinds),
            )
        )
