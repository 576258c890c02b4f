"""Problem kinds as versioned rows, and days that differ from the calendar library."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import Boolean, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from webapp.kernel.db import Base, Key


class IssueType(Base):
    """One revision of one kind. A ticket keeps the revision it was opened under.

    ``superseded_at`` ends a revision, ``retired_at`` the kind (a phone that was offline may still use it).
    ``texts`` carries title, short, how_to_fix, evidence_reason … each as ``{"zh", "en"}``; ``fields`` the
    structured fields; ``search`` the words a kind is found by, in small letters; ``named`` the place (1–9)
    among the nine problems that have a tile. ``changed_by`` is who made the revision; None for the shipped catalogue.
    """

    __tablename__ = "issue_type"
    __table_args__ = (UniqueConstraint("code", "revision"),)

    id: Mapped[Key]
    code: Mapped[str] = mapped_column(String(16), index=True)
    revision: Mapped[int]
    category: Mapped[str] = mapped_column(String(8))
    group: Mapped[str] = mapped_column("group_code", String(8))
    severity: Mapped[str] = mapped_column(String(16))
    term_days: Mapped[int]
    evidence: Mapped[str] = mapped_column(String(16))
    default_owner: Mapped[str] = mapped_column(String(16))
    icon: Mapped[str] = mapped_column(String(24))
    named: Mapped[int | None]
    position: Mapped[int]
    texts: Mapped[dict[str, Any]]
    fields: Mapped[list[Any]]
    search: Mapped[str] = mapped_column(Text)
    valid_from: Mapped[datetime]
    changed_by: Mapped[str | None] = mapped_column(String(36), ForeignKey("person.id"))
    superseded_at: Mapped[datetime | None]
    retired_at: Mapped[datetime | None]


class IssueGroup(Base):
    """A category (A, B) or a group (A1 …) with its title."""

    __tablename__ = "issue_group"

    code: Mapped[str] = mapped_column(String(8), primary_key=True)
    title: Mapped[dict[str, Any]]
    position: Mapped[int]


class CalendarDay(Base):
    """A day whose being a working day was decided here, against the library's table."""

    __tablename__ = "calendar_day"

    day: Mapped[date] = mapped_column(primary_key=True)
    is_working: Mapped[bool] = mapped_column(Boolean)
    note: Mapped[str] = mapped_column(String(120), default="")
