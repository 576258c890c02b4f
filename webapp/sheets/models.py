"""Spreadsheets that people asked for."""

from datetime import datetime
from typing import Any

from sqlalchemy import Boolean, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from webapp.kernel.db import Base, Id, Key
from webapp.sheets.vocab import FOLDER, PATIENCE, SheetState


class Sheet(Base):
    """One file: of what (``address``, see tickets/filters.py), for whom and in which role, and how far it is.

    ``done`` and ``total`` count problems. The rights are those of the role at the time of writing.
    """

    __tablename__ = "sheet"
    __table_args__ = (Index("ix_sheet_person_created", "person_id", "created_at"),)

    id: Mapped[Key]
    person_id: Mapped[Id] = mapped_column(ForeignKey("person.id"))
    membership_id: Mapped[Id] = mapped_column(ForeignKey("membership.id"))
    locale: Mapped[str] = mapped_column(String(8))
    address: Mapped[dict[str, Any]]
    pictures: Mapped[bool] = mapped_column(Boolean)
    state: Mapped[str] = mapped_column(String(16))
    done: Mapped[int] = mapped_column(default=0)
    total: Mapped[int]
    created_at: Mapped[datetime]
    ready_at: Mapped[datetime | None]
    size: Mapped[int | None]

    def state_at(self, now: datetime) -> SheetState:
        """What is said of it at an instant."""
        is_late = self.state == SheetState.WRITING and now - self.created_at > PATIENCE
        return SheetState.FAILED if is_late else SheetState(self.state)

    @property
    def key(self) -> str:
        """Under which the file is kept."""
        return f"{FOLDER}/{self.id}.xlsx"
