"""What was put into the box, and what was answered."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from webapp.kernel.db import Base, Id, Key


class Complaint(Base):
    """A message. ``unit_id`` is the township it is about, or the county for the app itself. Nothing says who sent it
    but what they wrote into ``contact``; ``code_hash`` is of the code they ask with."""

    __tablename__ = "complaint"

    id: Mapped[Key]
    code_hash: Mapped[str] = mapped_column(String(64), unique=True)
    unit_id: Mapped[Id] = mapped_column(ForeignKey("unit.id"), index=True)
    kind: Mapped[str] = mapped_column(String(16))
    words: Mapped[str] = mapped_column(Text)
    contact: Mapped[str] = mapped_column(String(100), default="")
    sent_at: Mapped[datetime]


class ComplaintAnswer(Base):
    """What was answered; one that puts an earlier right stands behind it."""

    __tablename__ = "complaint_answer"

    id: Mapped[Key]
    complaint_id: Mapped[Id] = mapped_column(ForeignKey("complaint.id"), index=True)
    words: Mapped[str] = mapped_column(Text)
    answered_by: Mapped[Id] = mapped_column(ForeignKey("person.id"))
    unit_id: Mapped[Id] = mapped_column(ForeignKey("unit.id"))
    answered_at: Mapped[datetime]


class ComplaintCount(Base):
    """How many messages came on a day from a network, which is kept as a keyed hash of that day only."""

    __tablename__ = "complaint_count"

    day: Mapped[date] = mapped_column(primary_key=True)
    network: Mapped[str] = mapped_column(String(64), primary_key=True)
    count: Mapped[int] = mapped_column(default=0)
