"""What sync keeps: the order in which things changed, and the phones that send."""

from datetime import datetime

from sqlalchemy import BigInteger, ForeignKey, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from webapp.kernel.db import Base, Id

Seq = BigInteger().with_variant(Integer, "sqlite")


class Change(Base):
    """When something last changed, as a number that only rises: one row a thing, moved forward with each command.

    Numbers are given under the lock of ``ChangeCounter`` as the last act of a transaction, so whoever has read up to a
    number has seen everything below it.
    """

    __tablename__ = "change"

    subject: Mapped[str] = mapped_column(String(16), primary_key=True)
    subject_id: Mapped[str] = mapped_column(String(36), primary_key=True)
    seq: Mapped[int] = mapped_column(Seq, unique=True)


class ChangeCounter(Base):
    """The last number given; its one row, made with the first change, is the lock.

    ``generation`` is another after a restore: numbers that were given before it are not those given after.
    """

    __tablename__ = "change_counter"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    last: Mapped[int] = mapped_column(Seq, default=0)
    generation: Mapped[int] = mapped_column(default=0, server_default="0")


class Device(Base):
    """A phone in one person's hands, by the id it gave itself (a lost or cleared one comes back under a new id).

    ``made`` is the highest number it gave to a command, ``waiting`` how many of them it says are still on it, the
    oldest since ``waiting_since``: its own claims. What arrived is counted in the receipts.
    """

    __tablename__ = "device"

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    person_id: Mapped[Id] = mapped_column(ForeignKey("person.id"), primary_key=True, index=True)
    label: Mapped[str] = mapped_column(String(120), default="")
    made: Mapped[int] = mapped_column(default=0)
    waiting: Mapped[int] = mapped_column(default=0)
    waiting_since: Mapped[datetime | None]
    first_seen_at: Mapped[datetime]
    seen_at: Mapped[datetime] = mapped_column(index=True)
    lost_at: Mapped[datetime | None]
    lost_by: Mapped[str | None] = mapped_column(String(36), ForeignKey("person.id"))


class Discard(Base):
    """A number whose command will never arrive, because its owner threw the unsent work away."""

    __tablename__ = "discard"

    device: Mapped[str] = mapped_column(String(36), primary_key=True)
    person_id: Mapped[Id] = mapped_column(ForeignKey("person.id"), primary_key=True, index=True)
    seq: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    name: Mapped[str] = mapped_column(String(64))
    made_at: Mapped[datetime | None]
    discarded_at: Mapped[datetime]
