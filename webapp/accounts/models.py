"""People, their signed-in sessions, invitations, and tries to sign in."""

from datetime import datetime

from sqlalchemy import Boolean, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from webapp.kernel.db import Base, Id, Key


class Person(Base):
    """Somebody who may sign in by ``login`` or ``phone``. Without a password hash only an invitation opens."""

    __tablename__ = "person"

    id: Mapped[Key]
    login: Mapped[str] = mapped_column(String(64), unique=True)
    phone: Mapped[str | None] = mapped_column(String(20), unique=True)
    name: Mapped[str] = mapped_column(String(64))
    password_hash: Mapped[str | None] = mapped_column(String(255))
    is_disabled: Mapped[bool] = mapped_column(Boolean, default=False)
    locale: Mapped[str | None] = mapped_column(String(16))
    large: Mapped[bool] = mapped_column(Boolean, default=False)
    created_at: Mapped[datetime]


class LoginSession(Base):
    """One signed-in browser. The cookie holds a token, the table its hash; ``ended_at`` revokes it at once.

    ``membership_id`` is the hat chosen in this browser; memberships live above accounts, so it is a plain id.
    ``device`` is the phone's own id as its requests name it; ``is_lost`` says that the session ended because the phone
    was reported lost, so that its next contact is told to forget everything.
    """

    __tablename__ = "login_session"

    id: Mapped[Key]
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    person_id: Mapped[Id] = mapped_column(ForeignKey("person.id"), index=True)
    membership_id: Mapped[str | None] = mapped_column(String(36))
    device_label: Mapped[str] = mapped_column(String(120), default="")
    device: Mapped[str | None] = mapped_column(String(36), index=True)
    is_lost: Mapped[bool] = mapped_column(Boolean, default=False)
    created_at: Mapped[datetime]
    seen_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]

    person: Mapped[Person] = relationship(lazy="joined")


class Invitation(Base):
    """A way in, shown once as link or QR: sets a password. Opening it changes nothing, posting it uses it up."""

    __tablename__ = "invitation"

    id: Mapped[Key]
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    person_id: Mapped[Id] = mapped_column(ForeignKey("person.id"), index=True)
    made_by: Mapped[Id] = mapped_column(ForeignKey("person.id"))
    made_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]
    withdrawn_at: Mapped[datetime | None]

    person: Mapped[Person] = relationship(lazy="joined", foreign_keys=[person_id])


class SignInTry(Base):
    """A password that was tried. ``account`` is the person, or the unknown name that was typed, hashed; ``source`` a
    known device, a network, or the person's own page (changing the password)."""

    __tablename__ = "sign_in_try"
    __table_args__ = (Index("ix_sign_in_try_account_source_at", "account", "source", "at"),)

    id: Mapped[Key]
    account: Mapped[str] = mapped_column(String(64), index=True)
    source: Mapped[str] = mapped_column(String(80))
    known_device: Mapped[bool] = mapped_column(Boolean, default=False)
    succeeded: Mapped[bool] = mapped_column(Boolean, default=False)
    at: Mapped[datetime]
