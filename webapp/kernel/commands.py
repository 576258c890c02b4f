"""The write path. A form, a JSON call and a batch from a phone all end here, as a named command.

Everything that must always happen happens once, in one transaction: has this id been seen? validate,
run the verb, tell sinks and reactions, keep the receipt, let finishers end it, commit.
"""

import hashlib
import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from marshmallow import Schema, ValidationError
from sqlalchemy import Index, String
from sqlalchemy.exc import DBAPIError, IntegrityError, OperationalError
from sqlalchemy.orm import Mapped, mapped_column

from webapp.kernel import clock, events, logs
from webapp.kernel.actors import Actor
from webapp.kernel.db import Base, Key, canonical, db, lock_number, release, try_advisory_lock, write_transaction
from webapp.kernel.errors import INVALID, AppError, problem
from webapp.kernel.ids import new_id
from webapp.kernel.sealing import sealed
from webapp.kernel.text import lazy

UNKNOWN = problem("command.unknown", 422, lazy("This version of the app does not know that step."))
KEY_REUSED = problem("command.id_reused", 409, lazy("This was already sent with other content."))
BUSY = problem("command.busy", 423, lazy("This is being worked on right now. Try again in a moment."))

log = logging.getLogger("xungai")

Handler = Callable[["Context", dict[str, Any]], dict[str, Any]]
Prepare = Callable[[Actor, dict[str, Any]], dict[str, Any]]


class Receipt(Base):
    """Proof that a command was carried out, and the answer it got; kept for at least a year.

    ``device`` and ``seq`` count what a phone made, so that gaps show what it has not delivered. ``brought_by`` is the
    person who brought it in from an exported file; None when it came from its owner's own session.
    """

    __tablename__ = "receipt"
    # Whose numbers arrived is read from the index alone.
    __table_args__ = (Index("ix_receipt_device_seq", "device", "person_id", "seq"),)

    id: Mapped[Key]
    person_id: Mapped[str] = mapped_column(String(36), index=True)
    name: Mapped[str] = mapped_column(String(64))
    fingerprint: Mapped[str] = mapped_column(String(64))
    result: Mapped[dict[str, Any]]
    device: Mapped[str | None] = mapped_column(String(64))
    seq: Mapped[int | None]
    happened_at: Mapped[datetime | None]
    skew_seconds: Mapped[int | None]
    brought_by: Mapped[str | None] = mapped_column(String(36))
    recorded_at: Mapped[datetime] = mapped_column(index=True)


@dataclass(frozen=True)
class Command:
    """One row of the table of verbs."""

    name: str
    schema: type[Schema]
    handler: Handler
    secret_args: frozenset[str] = frozenset()
    prepare: Prepare | None = None


@dataclass(frozen=True)
class Envelope:
    """A change on its way. ``happened_at`` and ``sent_at`` are the device's claims, never used for order.

    ``brought_by`` is who carries the change in for its maker, from an exported file. It is no part of the content: what
    arrives from the phone itself later is a replay.
    """

    name: str
    args: Mapping[str, Any]
    id: str = field(default_factory=new_id)
    args_version: int = 1
    happened_at: datetime | None = None
    sent_at: datetime | None = None
    device: str | None = None
    seq: int | None = None
    brought_by: Actor | None = None


@dataclass
class Context:
    """What a verb gets besides its arguments.

    ``happened_at`` is the device's claim as it stands, at the latest now. ``made_at`` is the claim moved by the skew,
    so that it compares with the server's own times; None when the device does not say when it happened.
    ``device`` is the phone that says it sends, if one does; ``brought_by`` who carried it in by file instead.
    """

    actor: Actor
    command_id: str
    now: datetime
    happened_at: datetime
    skew_seconds: int | None = None
    made_at: datetime | None = None
    device: str | None = None
    brought_by: Actor | None = None
    emitted: list[events.Event] = field(default_factory=list)
    touched: list[tuple[str, str]] = field(default_factory=list)

    def emit(self, event: events.Event) -> None:
        """Say that something happened; sinks and reactions hear of it in this transaction."""
        self.emitted.append(event)

    def touch(self, subject: str, subject_id: str) -> None:
        """Say that something changed that has no event of its own; finishers hear of it."""
        self.touched.append((subject, subject_id))


@dataclass(frozen=True)
class Outcome:
    """``status`` is ``applied`` (201) or ``replayed`` (200); ``result`` is the first answer in both cases."""

    status: str
    result: dict[str, Any]


COMMANDS: dict[str, Command] = {}


def command(
    name: str, schema: type[Schema], *, secret: tuple[str, ...] = (), prepare: Prepare | None = None
) -> Callable[[Handler], Handler]:
    """Register a verb.

    :param secret: arguments of which the receipt keeps nothing that could be guessed at without the server's key.
    :param prepare: what is slow or must be kept even when the verb is refused (hashing and counting passwords). It
        gets the validated arguments before the transaction begins and returns those of the handler. A replay does
        without it; of a double tap it may run twice.
    """

    def register(handler: Handler) -> Handler:
        if name in COMMANDS:
            raise ValueError(f"command {name} is declared twice")
        COMMANDS[name] = Command(name, schema, handler, frozenset(secret), prepare)
        return handler

    return register


def execute(envelope: Envelope, actor: Actor) -> Outcome:
    """Carry out a command exactly once and commit it.

    Raises AppError: ``command.unknown``, ``input.invalid``, ``command.id_reused`` (same id, other
    content or person), ``command.busy`` (the same id is being worked on), or what the verb says.
    Nothing is stored when it raises.
    """
    outcome = logs.BROKEN
    try:
        done = _execute(envelope, actor)
        outcome = done.status
    except AppError as error:
        outcome = error.problem.code
        raise
    finally:
        # An unknown name is whatever somebody sent: it does not belong in a log.
        logs.note_command(envelope.name if envelope.name in COMMANDS else "unknown", envelope.id, outcome)
    return done


def _execute(envelope: Envelope, actor: Actor) -> Outcome:
    spec = COMMANDS.get(envelope.name)
    if spec is None:
        raise AppError(UNKNOWN, name=envelope.name)
    fingerprint = _fingerprint(spec, envelope, actor)
    prepared = _prepared(spec, envelope, actor)
    for attempt in (1, 2, 3):
        try:
            return _attempt(spec, envelope, actor, fingerprint, prepared)
        except IntegrityError:
            # Another command made the same row first; looking again finds it. The last word is "busy", and the log
            # is told, because a conflict that stays is a fault of ours.
            if attempt == 3:
                log.warning("command %s met the same conflict three times", envelope.name, exc_info=True)
                raise AppError(BUSY) from None
        except OperationalError as error:
            if not _is_contention(error):
                raise
            raise AppError(BUSY) from None
    raise AppError(BUSY)


def _prepared(spec: Command, envelope: Envelope, actor: Actor) -> dict[str, Any] | None:
    """The handler's arguments from the verb's own preparation; None without one, and for a replay."""
    if spec.prepare is None or _is_known(envelope.id):
        return None
    try:
        return spec.prepare(actor, _validated(spec, envelope.args))
    except AppError:
        if _is_known(envelope.id):  # the first of a double tap has been carried out meanwhile
            return None
        raise


def _is_known(identifier: str) -> bool:
    known = db.session.get(Receipt, identifier) is not None
    release()
    return known


def _attempt(
    spec: Command, envelope: Envelope, actor: Actor, fingerprint: str, prepared: dict[str, Any] | None
) -> Outcome:
    with write_transaction():
        if not try_advisory_lock(lock_number(envelope.id)):
            raise AppError(BUSY)
        seen = db.session.get(Receipt, envelope.id)
        if seen is not None:
            if seen.fingerprint != fingerprint:
                raise AppError(KEY_REUSED)
            return Outcome("replayed", seen.result)
        context = _context(envelope, actor)
        result = spec.handler(context, _validated(spec, envelope.args) if prepared is None else prepared)
        _publish(context)
        db.session.add(_receipt(envelope, context, fingerprint, result))
        db.session.flush()
        for finish in events.FINISHERS:
            finish(context)
    return Outcome("applied", result)


def _context(envelope: Envelope, actor: Actor) -> Context:
    now = clock.now()
    skew = int((now - envelope.sent_at).total_seconds()) if envelope.sent_at else None
    happened, made = now, None
    if envelope.happened_at is not None:
        happened = min(envelope.happened_at, now)
        made = min(envelope.happened_at + timedelta(seconds=skew or 0), now)
    return Context(actor, envelope.id, now, happened, skew, made, envelope.device, envelope.brought_by)


def _validated(spec: Command, args: Mapping[str, Any]) -> dict[str, Any]:
    try:
        loaded: dict[str, Any] = spec.schema().load(args)
    except ValidationError as error:
        raise AppError(INVALID, fields=error.normalized_messages()) from None
    return loaded


def _publish(context: Context) -> None:
    told = 0
    while told < len(context.emitted):
        event = context.emitted[told]
        for tell in (*events.SINKS, *events.REACTIONS.get(type(event), ())):
            tell(context, event)
        told += 1


def _receipt(envelope: Envelope, context: Context, fingerprint: str, result: dict[str, Any]) -> Receipt:
    return Receipt(
        id=envelope.id,
        person_id=context.actor.person_id,
        name=envelope.name,
        fingerprint=fingerprint,
        result=result,
        device=envelope.device,
        seq=envelope.seq,
        happened_at=envelope.happened_at,
        skew_seconds=context.skew_seconds,
        brought_by=envelope.brought_by.person_id if envelope.brought_by else None,
        recorded_at=context.now,
    )


def _fingerprint(spec: Command, envelope: Envelope, actor: Actor) -> str:
    open_args = {k: v for k, v in envelope.args.items() if k not in spec.secret_args}
    content = [actor.person_id, envelope.name, envelope.args_version, open_args]
    try:
        if spec.secret_args:
            secrets = {k: v for k, v in envelope.args.items() if k in spec.secret_args}
            # Sealed with the id: tells one password from another, and never two receipts of the same one.
            content.append(sealed("fingerprint", f"{envelope.id}:{canonical(secrets)}"))
        return hashlib.sha256(canonical(content).encode()).hexdigest()
    except (ValueError, TypeError, RecursionError):
        raise AppError(INVALID, fields={"args": ["not plain JSON"]}) from None


def _is_contention(error: DBAPIError) -> bool:
    words = str(error.orig).lower()
    return any(word in words for word in ("locked", "busy", "deadlock", "could not serialize", "lock timeout"))
