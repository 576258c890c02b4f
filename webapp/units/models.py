"""Units, venues, memberships, duties, and what a department answers for."""

from datetime import date

from sqlalchemy import Float, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from webapp.accounts.models import Person
from webapp.kernel.db import Base, Id, Key


class Unit(Base):
    """A node of county › township › village; departments hang under a county or a township.

    ``township_id`` and ``county_id`` repeat the path (a township is its own township), so that a scope is one
    comparison. ``position`` is the register's order. Points are WGS-84 degrees. One that is there no more (merged,
    dissolved) has a day since which; what happened there keeps it.
    """

    __tablename__ = "unit"
    __table_args__ = (UniqueConstraint("parent_id", "name"),)

    id: Mapped[Key]
    kind: Mapped[str] = mapped_column(String(16))
    name: Mapped[str] = mapped_column(String(64))
    parent_id: Mapped[str | None] = mapped_column(String(36), ForeignKey("unit.id"), index=True)
    township_id: Mapped[str | None] = mapped_column(String(36), index=True)
    county_id: Mapped[str] = mapped_column(String(36), index=True)
    number_prefix: Mapped[str] = mapped_column(String(16), default="")
    pinyin: Mapped[str] = mapped_column(String(128), default="")
    initials: Mapped[str] = mapped_column(String(32), default="")
    lat: Mapped[float | None] = mapped_column(Float)
    lng: Mapped[float | None] = mapped_column(Float)
    position: Mapped[int] = mapped_column(default=0)
    closed_on: Mapped[date | None]


class Venue(Base):
    """A place in a village 阵地/点位: activity room, service centre, notice board …

    One that is there no more has a day since which; problems that were found there keep it.
    """

    __tablename__ = "venue"
    __table_args__ = (UniqueConstraint("unit_id", "name"),)

    id: Mapped[Key]
    unit_id: Mapped[Id] = mapped_column(ForeignKey("unit.id"), index=True)
    name: Mapped[str] = mapped_column(String(64))
    kind: Mapped[str] = mapped_column(String(32), default="")
    lat: Mapped[float | None] = mapped_column(Float)
    lng: Mapped[float | None] = mapped_column(Float)
    position: Mapped[int] = mapped_column(default=0)
    closed_on: Mapped[date | None]


class Membership(Base):
    """A person at work for a unit, in a role, from a date until a date (None: still).

    ``deputy_for`` is the membership in whose place it is held. One that was ended on its first day, or before it began,
    has a ``to_on`` before its ``from_on``.
    """

    __tablename__ = "membership"

    id: Mapped[Key]
    person_id: Mapped[Id] = mapped_column(ForeignKey("person.id"), index=True)
    unit_id: Mapped[Id] = mapped_column(ForeignKey("unit.id"), index=True)
    role: Mapped[str] = mapped_column(String(24))
    from_on: Mapped[date]
    to_on: Mapped[date | None]
    deputy_for: Mapped[str | None] = mapped_column(String(36), ForeignKey("membership.id"))

    person: Mapped[Person] = relationship(lazy="joined")
    unit: Mapped[Unit] = relationship(lazy="joined")
    deputised: Mapped["Membership | None"] = relationship(remote_side="Membership.id")


class Duty(Base):
    """Who answers for a village 包村干部/书记/专员; written onto a ticket when it is opened."""

    __tablename__ = "duty"
    __table_args__ = (Index("ix_duty_unit_id_kind", "unit_id", "kind"),)

    id: Mapped[Key]
    person_id: Mapped[Id] = mapped_column(ForeignKey("person.id"), index=True)
    unit_id: Mapped[Id] = mapped_column(ForeignKey("unit.id"))
    kind: Mapped[str] = mapped_column(String(24))
    from_on: Mapped[date]
    to_on: Mapped[date | None]

    person: Mapped[Person] = relationship(lazy="joined")


class Answerable(Base):
    """A department answers for the kinds whose code begins with ``code_prefix`` (who hung the sign takes it down)."""

    __tablename__ = "answerable"
    __table_args__ = (UniqueConstraint("unit_id", "code_prefix"),)

    id: Mapped[Key]
    unit_id: Mapped[Id] = mapped_column(ForeignKey("unit.id"))
    code_prefix: Mapped[str] = mapped_column(String(16))
