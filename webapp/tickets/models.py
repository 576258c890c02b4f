"""Tickets, their fixes, their photos."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import Boolean, Float, ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from webapp.kernel.db import Base, Id, Key
from webapp.kernel.ids import short_code
from webapp.tickets.vocab import UNFINISHED

_UNFINISHED = text(f"state IN ({', '.join(repr(state.value) for state in sorted(UNFINISHED))})")


class Ticket(Base):
    """One problem in one village, from opening to closure.

    ``village_id`` is where it is, ``responsible_id`` who must fix it. ``version`` rises with state, owner and
    due date only. ``due_on`` is the date whose end is the deadline; ``clock_stopped_at`` is set while submitted.
    ``number`` is given at the release, so that numbers tell nothing of what is not released. ``former`` is what only
    words say of a ticket of the former ledger: ``found_by``, ``reviewed_by``, ``remark``.
    """

    __tablename__ = "ticket"
    __table_args__ = (
        Index("ix_ticket_township_state_due", "township_id", "state", "due_on"),
        Index("ix_ticket_village_state", "village_id", "state"),
        Index("ix_ticket_responsible_state_due", "responsible_id", "state", "due_on"),
        # The ledger's two orders, walked until a page is full (docs/benchmarks.md).
        Index("ix_ticket_township_changed", "township_id", "changed_at", "id"),
        Index("ix_ticket_township_due", "township_id", "due_on", "id"),
        Index("ix_ticket_county_changed", "county_id", "changed_at", "id"),
        Index("ix_ticket_county_due", "county_id", "due_on", "id"),
        # What the office works through, of which there is little among all that was ever closed.
        *(
            Index(
                f"ix_ticket_{unit}_unfinished",
                f"{unit}_id",
                "due_on",
                "id",
                postgresql_where=_UNFINISHED,
                sqlite_where=_UNFINISHED,
            )
            for unit in ("township", "county")
        ),
        UniqueConstraint("township_id", "number_seq"),
    )

    id: Mapped[Key]
    number: Mapped[str | None] = mapped_column(String(32), index=True)
    number_seq: Mapped[int | None]
    state: Mapped[str] = mapped_column(String(16))
    version: Mapped[int] = mapped_column(default=1)
    source: Mapped[str] = mapped_column(String(16))
    issue_type_id: Mapped[Id] = mapped_column(ForeignKey("issue_type.id"), index=True)
    county_id: Mapped[Id] = mapped_column(ForeignKey("unit.id"))
    township_id: Mapped[Id] = mapped_column(ForeignKey("unit.id"))
    village_id: Mapped[Id] = mapped_column(ForeignKey("unit.id"))
    venue_id: Mapped[str | None] = mapped_column(String(36), ForeignKey("venue.id"))
    responsible_id: Mapped[Id] = mapped_column(ForeignKey("unit.id"))
    responsible_person_id: Mapped[str | None] = mapped_column(String(36), ForeignKey("person.id"))
    words: Mapped[str] = mapped_column(Text, default="")
    fields: Mapped[dict[str, Any]]
    opened_by: Mapped[Id] = mapped_column(ForeignKey("person.id"), index=True)
    opened_by_unit_id: Mapped[Id] = mapped_column(ForeignKey("unit.id"))
    opened_at: Mapped[datetime] = mapped_column(index=True)
    received_at: Mapped[datetime]
    released_at: Mapped[datetime | None] = mapped_column(index=True)
    acknowledged_at: Mapped[datetime | None]
    term_days: Mapped[int]
    due_on: Mapped[date | None]
    clock_stopped_at: Mapped[datetime | None] = mapped_column(index=True)
    returned_times: Mapped[int] = mapped_column(default=0)
    closed_at: Mapped[datetime | None] = mapped_column(index=True)
    closed_on_time: Mapped[bool | None] = mapped_column(Boolean)
    changed_at: Mapped[datetime] = mapped_column(index=True)
    former: Mapped[dict[str, Any] | None]

    waiting: Mapped["Submission | None"] = relationship(
        primaryjoin="and_(Ticket.id == foreign(Submission.ticket_id), Submission.outcome == 'waiting')",
        viewonly=True,
        uselist=False,
    )

    @property
    def name(self) -> str:
        """Its number, or before the release a short code of its id."""
        return self.number or short_code(self.id)


class TicketCounter(Base):
    """The last number given in a township; the row is the lock."""

    __tablename__ = "ticket_counter"

    township_id: Mapped[Key] = mapped_column(ForeignKey("unit.id"), primary_key=True)
    last: Mapped[int] = mapped_column(default=0)


class Submission(Base):
    """One reported fix 整改反馈. Nobody named here by id may review it, nor anybody of the unit that had to fix it
    (``responsible_id``, as it was at the report)."""

    __tablename__ = "submission"
    __table_args__ = (UniqueConstraint("ticket_id", "ordinal"),)

    id: Mapped[Key]
    ticket_id: Mapped[Id] = mapped_column(ForeignKey("ticket.id"))
    ordinal: Mapped[int]
    responsible_id: Mapped[Id] = mapped_column(ForeignKey("unit.id"))
    channel: Mapped[str] = mapped_column(String(16))
    submitted_by: Mapped[str | None] = mapped_column(String(36), ForeignKey("person.id"))
    entered_by: Mapped[str | None] = mapped_column(String(36), ForeignKey("person.id"))
    witnessed_by: Mapped[str | None] = mapped_column(String(36), ForeignKey("person.id"))
    fixed_by: Mapped[str] = mapped_column(String(64), default="")
    words: Mapped[str] = mapped_column(Text, default="")
    claimed_at: Mapped[datetime | None]
    submitted_at: Mapped[datetime] = mapped_column(index=True)
    outcome: Mapped[str] = mapped_column(String(16))
    decided_by: Mapped[str | None] = mapped_column(String(36), ForeignKey("person.id"))
    decided_at: Mapped[datetime | None]
    reason: Mapped[str | None] = mapped_column(String(16))
    reason_words: Mapped[str] = mapped_column(Text, default="")


class TicketPhoto(Base):
    """A photo on a ticket, with what the device claimed when it was taken."""

    __tablename__ = "ticket_photo"
    __table_args__ = (UniqueConstraint("ticket_id", "photo_id"),)

    photo_id: Mapped[str] = mapped_column(String(36), ForeignKey("photo.id"), primary_key=True)
    ticket_id: Mapped[Id] = mapped_column(ForeignKey("ticket.id"))
    use: Mapped[str] = mapped_column(String(16))
    submission_id: Mapped[str | None] = mapped_column(String(36), ForeignKey("submission.id"))
    command_id: Mapped[str] = mapped_column(String(36), index=True)
    position: Mapped[int]
    added_by: Mapped[Id] = mapped_column(ForeignKey("person.id"))
    added_at: Mapped[datetime]
    taken_at: Mapped[datetime | None]
    skew_seconds: Mapped[int | None]
    lat: Mapped[float | None] = mapped_column(Float)
    lng: Mapped[float | None] = mapped_column(Float)
    accuracy: Mapped[float | None] = mapped_column(Float)
    source: Mapped[str | None] = mapped_column(String(16))


class SavedView(Base):
    """A way to look at the ledger that somebody keeps under a name: what stands in its address (tickets/filters.py)."""

    __tablename__ = "saved_view"
    __table_args__ = (UniqueConstraint("person_id", "name"),)

    id: Mapped[Key]
    person_id: Mapped[Id] = mapped_column(ForeignKey("person.id"))
    name: Mapped[str] = mapped_column(String(24))
    address: Mapped[dict[str, Any]]
    created_at: Mapped[datetime]


class Retention(Base):
    """How long photos are kept after their problem has ended; one row for the whole installation, none: the default.

    ``years`` None is: for ever.
    """

    __tablename__ = "retention"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    years: Mapped[int | None]
    set_at: Mapped[datetime]


class Departure(Base):
    """A ticket that a unit could see and no longer can; all it is told is that it moved away, and when."""

    __tablename__ = "departure"
    __table_args__ = (Index("ix_departure_unit_id_ticket_id", "unit_id", "ticket_id"),)

    id: Mapped[Key]
    ticket_id: Mapped[Id] = mapped_column(ForeignKey("ticket.id"))
    unit_id: Mapped[Id] = mapped_column(ForeignKey("unit.id"))
    left_at: Mapped[datetime]
