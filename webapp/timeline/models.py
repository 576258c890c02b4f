"""The append-only record. Database triggers refuse changes and removals (timeline/triggers.py)."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import BigInteger, Integer, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from webapp.kernel.db import Base, Key


class Entry(Base):
    """One fact. ``seq`` is the server's order; ``position`` counts within the subject's chain from 1.

    ``hash`` covers every other column but ``seq`` and the hash of the entry before it (``prev_hash``), so that
    a changed, removed or inserted row breaks its chain (RFC 6962's idea, one chain per subject).
    ``happened_at`` is the device's claim, ``recorded_at`` the server's time.
    """

    __tablename__ = "timeline_entry"
    __table_args__ = (UniqueConstraint("subject", "subject_id", "position"),)

    seq: Mapped[int] = mapped_column(BigInteger().with_variant(Integer, "sqlite"), primary_key=True)
    subject: Mapped[str] = mapped_column(String(16))
    subject_id: Mapped[str] = mapped_column(String(36))
    position: Mapped[int]
    name: Mapped[str] = mapped_column(String(64))
    unit_id: Mapped[str] = mapped_column(String(36), index=True)
    actor_id: Mapped[str] = mapped_column(String(36))
    actor_name: Mapped[str] = mapped_column(String(64))
    actor_role: Mapped[str] = mapped_column(String(24))
    actor_unit_id: Mapped[str] = mapped_column(String(36))
    actor_unit_name: Mapped[str] = mapped_column(String(64))
    happened_at: Mapped[datetime]
    recorded_at: Mapped[datetime]
    skew_seconds: Mapped[int | None]
    command_id: Mapped[str] = mapped_column(String(36))
    data: Mapped[dict[str, Any]]
    prev_hash: Mapped[str] = mapped_column(String(64))
    hash: Mapped[str] = mapped_column(String(64))


class ChainHead(Base):
    """What the chains of a township ended with at the end of a local day (timeline/heads.py). ``township_id`` is the
    county's where a chain belongs to no township."""

    __tablename__ = "chain_head"

    day: Mapped[date] = mapped_column(primary_key=True)
    township_id: Mapped[Key]
    chains: Mapped[int]
    entries: Mapped[int]
    sha256: Mapped[str] = mapped_column(String(64))
    made_at: Mapped[datetime]
