"""Photos that come in pieces: parts in the photo store, and the row that says how many of their bytes count.

A part is durable before the row names it. Its key is never used twice, and the row moves only from where its sender
saw it: so two senders never both move it, and what a crash or a loser left behind counts for nothing.
"""

import io
import logging
import secrets
import shutil
import time
from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import delete, select, update
from sqlalchemy.exc import DBAPIError, IntegrityError

from webapp.kernel import clock
from webapp.kernel.db import advisory_lock, change, db, lock_number, release, write_transaction
from webapp.kernel.errors import AppError
from webapp.kernel.storage import Store, StoreMiss
from webapp.photos.models import Photo, Upload
from webapp.photos.problems import ID_TAKEN, WRONG_OFFSET
from webapp.photos.queries import part_key
from webapp.photos.vocab import (
    KEEP_EVERY,
    MOST_BEGUN,
    MOST_BEGUN_BYTES,
    MOST_PARTS,
    PARTS_LIFE,
    STALE_AT_ONCE,
)

log = logging.getLogger("xungai")


@dataclass(frozen=True)
class Coming:
    """What a sender says of the photo that is coming: which, whose, its SHA-256 (hex) and its length."""

    photo_id: str
    person_id: str
    sha256: str
    length: int


@dataclass(frozen=True)
class Begun:
    """How much of a photo is here: ``received`` bytes in ``parts``, which are named in their order."""

    received: int = 0
    parts: tuple[str, ...] = ()


def find(person_id: str, photo_id: str, sha256: str | None = None, length: int | None = None) -> Begun | None:
    """What is here of a photo; None when nothing of it is.

    :param sha256: what the sender says of the whole, and so ``length``; None is not compared.
    Raises ``photo.id_taken`` when somebody else sends it, or it was begun as another photo.
    """
    if (photo := db.session.get(Photo, photo_id)) is not None:
        _refuse_another((person_id, photo.uploaded_by), (sha256, photo.sha256))
        return Begun(photo.size)
    if (row := db.session.get(Upload, photo_id)) is not None:
        _refuse_another((person_id, row.person_id), (sha256, row.sha256), (length, row.length))
        return Begun(row.received, tuple(row.parts))
    return None


def _refuse_another(*said_and_known: tuple[str | int | None, str | int]) -> None:
    if any(said not in (None, known) for said, known in said_and_known):
        raise AppError(ID_TAKEN)


class Arrival:
    """A photo on its way in by one request. What came lies in memory once, where it belongs in the photo."""

    def __init__(self, coming: Coming, into: Store, offset: int = 0) -> None:
        """Begin to take in what a sender sends from ``offset`` on."""
        self.coming, self.into, self.offset = coming, into, offset
        self.buffer = io.BytesIO()
        self.buffer.seek(offset)
        self.is_overtaken = False  # whether somebody else has moved the photo on meanwhile
        self._moved_to = offset
        self._kept_at = time.monotonic()

    @property
    def is_whole(self) -> bool:
        """Whether the last byte has come."""
        return self.buffer.tell() == self.coming.length

    def take(self, pieces: Iterable[bytes]) -> None:
        """Read ``pieces`` until they end. On a slow line what came is kept now and then: a phone out of range says
        nothing, and its next request may come long before this one is known to be dead.

        Raises as ``keep``.
        """
        for piece in pieces:
            self.buffer.write(piece)
            if not self.is_whole and time.monotonic() - self._kept_at >= KEEP_EVERY:
                self.keep()
                self._kept_at = time.monotonic()

    def keep(self) -> int:
        """Make durable what came beyond what is here already, whoever brought that. Returns where to go on.

        Raises ``photo.wrong_offset`` when what lay before was thrown away meanwhile, ``photo.id_taken`` as ``find``.
        """
        while True:
            begun = self._begun()
            if self.buffer.tell() <= begun.received:
                return begun.received
            if self._advance(begun):
                return self.buffer.tell()

    def complete(self) -> bytes:
        """The photo, when its last byte has come: what this request did not bring is put before it.

        Raises as ``keep``, and StoreMiss when a part is gone: the photo may be whole by now.
        """
        if self.offset:
            self._fill(self._begun())
        return self.buffer.getvalue()

    def _begun(self) -> Begun:
        coming = self.coming
        begun = find(coming.person_id, coming.photo_id, coming.sha256, coming.length) or Begun()
        release()  # what follows is slow
        if begun.received < self.offset:
            raise AppError(WRONG_OFFSET, offset=begun.received)
        self.is_overtaken |= begun.received != self._moved_to
        return begun

    def _fill(self, begun: Begun) -> None:
        end = self.buffer.tell()
        self.buffer.seek(0)
        for part in begun.parts:
            with self.into.open(part_key(self.coming.photo_id, part)) as kept:
                shutil.copyfileobj(kept, self.buffer)
        if self.buffer.tell() < self.offset:
            raise StoreMiss(self.coming.photo_id)
        self.buffer.seek(end)

    def _advance(self, begun: Begun) -> bool:
        """Keep what came as one more part and move the row. False when somebody else was faster."""
        if not begun.parts:
            _begin(self.coming, self.into)
        merged = begun.parts if len(begun.parts) >= MOST_PARTS else ()
        if merged and self.offset:
            self._fill(begun)
        start, before = (0, ()) if merged else (begun.received, begun.parts)
        part, end = f"{start}-{secrets.token_hex(8)}", self.buffer.tell()
        with self.buffer.getbuffer() as whole, whole[start:end] as piece:
            self.into.put(part_key(self.coming.photo_id, part), piece)
        is_moved = _move(self.coming, begun, Begun(end, (*before, part)))
        for useless in merged if is_moved else (part,):
            self.into.delete(part_key(self.coming.photo_id, useless))
        if is_moved:
            self._moved_to = end
        return is_moved


def _move(coming: Coming, seen: Begun, now: Begun) -> bool:
    is_as_seen = (
        Upload.photo_id == coming.photo_id,
        Upload.person_id == coming.person_id,
        Upload.sha256 == coming.sha256,
        Upload.received == seen.received,
        Upload.parts == list(seen.parts),
    )
    values = {"received": now.received, "parts": list(now.parts), "touched_at": clock.now()}
    with write_transaction():
        return change(update(Upload).where(*is_as_seen).values(**values)) == 1


def _begin(coming: Coming, into: Store) -> None:
    """Make the row, and room for the parts: it stands before the first of them, so that none lies here unknown.

    The oldest go when one person leaves too much; a refusal would stop everything that waits behind it.
    """
    try:
        with write_transaction():
            advisory_lock(lock_number(f"upload:{coming.person_id}"))
            if any(db.session.get(row, coming.photo_id) is not None for row in (Photo, Upload)):
                return
            too_much = _beyond_bound(coming)
            db.session.add(_row(coming))
    except IntegrityError:  # somebody else began it just now; who looks again finds out
        return
    for photo_id in too_much:
        throw_away(photo_id, into)
    tidy(into, STALE_AT_ONCE)


def _row(coming: Coming) -> Upload:
    return Upload(
        photo_id=coming.photo_id,
        person_id=coming.person_id,
        sha256=coming.sha256,
        length=coming.length,
        received=0,
        parts=[],
        touched_at=clock.now(),
    )


def _beyond_bound(coming: Coming) -> list[str]:
    """The photos whose parts must go so that one more finds room; those touched last stay."""
    others = select(Upload.photo_id, Upload.length).where(Upload.person_id == coming.person_id)
    count, size, beyond = 1, coming.length, []
    for photo_id, length in db.session.execute(others.order_by(Upload.touched_at.desc(), Upload.photo_id.desc())):
        count, size = count + 1, size + length
        if count > MOST_BEGUN or size > MOST_BEGUN_BYTES:
            beyond.append(photo_id)
    return beyond


def throw_away(photo_id: str, into: Store) -> None:
    """Remove the parts of a photo, then its row; once more if it was moved on meanwhile. Nothing where there is none.

    What cannot be removed now stays until it is tidied: it must not turn a stored photo into an error.
    """
    seen = select(Upload.parts).where(Upload.photo_id == photo_id)
    try:
        while (named := db.session.scalar(seen)) is not None:
            release()
            into.delete_all(part_key(photo_id, ""))
            with write_transaction():
                change(delete(Upload).where(Upload.photo_id == photo_id, Upload.parts == named))
    except (OSError, DBAPIError):
        log.warning("the parts of photo %s could not be removed", photo_id, exc_info=True)
    release()


def tidy(into: Store, limit: int | None = None) -> int:
    """Throw away what nobody continued for a long time, the oldest first. Returns of how many photos.

    :param limit: of how many at most; None for all.
    """
    long_ago = clock.now() - PARTS_LIFE
    stale = select(Upload.photo_id).where(Upload.touched_at < long_ago).order_by(Upload.touched_at).limit(limit)
    found = db.session.scalars(stale).all()
    release()
    for photo_id in found:
        throw_away(photo_id, into)
    return len(found)
