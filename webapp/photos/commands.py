"""Taking photos in. The bytes come by themselves, so this is not a named command; repeats are harmless all the same."""

import hashlib
import io
from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy.exc import IntegrityError

from webapp.kernel import clock
from webapp.kernel.actors import Actor
from webapp.kernel.commands import Context
from webapp.kernel.db import db, release, write_transaction
from webapp.kernel.errors import AppError
from webapp.kernel.jobs import enqueue
from webapp.kernel.policy import require
from webapp.kernel.storage import Store, StoreMiss
from webapp.photos import images, parts
from webapp.photos.models import Photo, Withheld
from webapp.photos.parts import Arrival, Coming
from webapp.photos.problems import BUSY, CUT_OFF, DIGEST, ID_TAKEN, WRONG_OFFSET
from webapp.photos.queries import original_key, refuse_withheld
from webapp.photos.vocab import REMOVED_AGAIN


@dataclass(frozen=True)
class Stored:
    """What became of an upload; ``is_new`` is False when the same bytes were here already."""

    photo_id: str
    sha256: str
    width: int
    height: int
    is_new: bool


def store(actor: Actor, photo_id: str, data: bytes, claimed_type: str | None, sha256: str | None, into: Store,
          *, heic: bool = True) -> Stored:  # fmt: skip
    """Examine, keep and record a photo, in this order: the file is durable before its row exists.

    :param sha256: the digest the sender claims, hex; None when it claims none.
    Raises ``auth.forbidden``, ``photo.digest_wrong``, ``photo.id_taken``, ``photo.withheld``, or what
    ``images.examine`` refuses.
    """
    require(actor, "photo.store")
    digest = hashlib.sha256(data).hexdigest()
    if sha256 is not None and sha256 != digest:
        raise AppError(DIGEST)
    if (again := _known(actor, photo_id, digest)) is not None:
        return again
    refuse_withheld(digest)
    release()  # decoding takes its time
    facts = images.examine(data, claimed_type, heic=heic)
    into.put(original_key(digest), data)
    try:
        stored = _recorded(actor, photo_id, digest, len(data), facts)
    except IntegrityError:  # another connection recorded the same photo, or its job, just now: look again
        stored = _recorded(actor, photo_id, digest, len(data), facts)
    if not into.exists(original_key(digest)):  # an old photo of the same bytes was just being removed
        into.put(original_key(digest), data)
    return stored


def receive(actor: Actor, photo_id: str, pieces: Iterable[bytes], length: int | None, claimed_type: str | None,
            sha256: str | None, into: Store, *, heic: bool = True) -> Stored:  # fmt: skip
    """Take in a photo from its first byte. When the line breaks, what came is kept, to go on from there.

    :param pieces: the bytes as they come, ending where the line breaks.
    :param length: of the whole photo. Without it, or without ``sha256``, nothing is kept of a part.
    Raises ``photo.cut_off`` (``offset``: where to go on), ``photo.id_taken``, and what ``store`` raises; what lay here
    in part is thrown away then, but for ``photo.busy``.
    """
    require(actor, "photo.store")
    if sha256 is None or length is None:
        data = _joined(pieces)
        if length is not None and len(data) < length:
            raise AppError(CUT_OFF, offset=0)
    else:
        arrival = Arrival(Coming(photo_id, actor.person_id, sha256, length), into)
        arrival.take(pieces)
        if not arrival.is_whole:
            raise AppError(CUT_OFF, offset=arrival.keep())
        data = arrival.complete()
    return _settled(actor, photo_id, data, claimed_type, sha256, into, heic=heic)


def receive_rest(actor: Actor, coming: Coming, offset: int, pieces: Iterable[bytes], into: Store, *,
                 heic: bool = True) -> Stored | int:  # fmt: skip
    """Take in a photo from ``offset`` on, to its end or as far as ``pieces`` go.

    Returns what became of the photo when it is whole, else where to go on.
    Raises ``photo.wrong_offset`` (``offset``: the right one), ``photo.id_taken``, and what ``store`` raises; what lay
    here in part is thrown away then, but for ``photo.busy``.
    """
    require(actor, "photo.store")
    if (again := _known(actor, coming.photo_id, coming.sha256)) is not None:
        return again
    here = parts.find(coming).received
    release()  # the line may be slow
    if offset != here:
        raise AppError(WRONG_OFFSET, offset=here)
    arrival = Arrival(coming, into, offset)
    try:
        arrival.take(pieces)
        if not arrival.is_whole:
            return _moved_on(arrival)
        data = arrival.complete()
    except (AppError, StoreMiss) as trouble:
        return _whole_by_now(actor, arrival, trouble)
    return _settled(actor, coming.photo_id, data, None, coming.sha256, into, heic=heic)


def withhold(photo: Photo, ctx: Context, reason: str) -> None:
    """From this commit on nobody gets the bytes of ``photo``, under whichever id they came; afterwards they go.

    Once more an hour later: whoever was just making a smaller copy, or taking the same bytes in, has ended by then.
    """
    row = Withheld(sha256=photo.sha256, withheld_by=ctx.actor.person_id, withheld_at=ctx.now, reason=reason)
    db.session.add(row)
    enqueue("photos.remove", sha256=photo.sha256)
    enqueue("photos.remove", after=REMOVED_AGAIN, sha256=photo.sha256)


def _joined(pieces: Iterable[bytes]) -> bytes:
    buffer = io.BytesIO()
    buffer.writelines(pieces)
    return buffer.getvalue()


def _moved_on(arrival: Arrival) -> int:
    offset = arrival.keep()
    if arrival.is_overtaken:
        raise AppError(WRONG_OFFSET, offset=offset)
    return offset


def _whole_by_now(actor: Actor, arrival: Arrival, trouble: Exception) -> Stored:
    """Somebody else may have sent the rest meanwhile. Otherwise the trouble stays; where a part is gone, all must."""
    coming = arrival.coming
    if (again := _known(actor, coming.photo_id, coming.sha256)) is not None:
        return again
    if isinstance(trouble, StoreMiss):
        parts.throw_away(coming.photo_id, arrival.into)
        raise AppError(WRONG_OFFSET, offset=0) from trouble
    raise trouble


def _settled(actor: Actor, photo_id: str, data: bytes, claimed_type: str | None, sha256: str | None, into: Store,
             *, heic: bool) -> Stored:  # fmt: skip
    """Store a whole photo. Its parts are of no use then, stored or refused."""
    is_begun = parts.begun(actor.person_id, photo_id, sha256) is not None
    try:
        stored = store(actor, photo_id, data, claimed_type, sha256, into, heic=heic)
    except AppError as error:
        if is_begun and error.problem is not BUSY:
            parts.throw_away(photo_id, into)
        raise
    if is_begun:
        parts.throw_away(photo_id, into)
    return stored


def _recorded(actor: Actor, photo_id: str, digest: str, size: int, facts: images.Facts) -> Stored:
    with write_transaction():
        if (again := _known(actor, photo_id, digest)) is not None:
            return again
        refuse_withheld(digest)
        db.session.add(_row(actor, photo_id, digest, size, facts))
        enqueue("photos.make_sizes", key=f"photos.make_sizes:{digest}", sha256=digest)
    return Stored(photo_id, digest, facts.width, facts.height, is_new=True)


def _known(actor: Actor, photo_id: str, digest: str) -> Stored | None:
    row = db.session.get(Photo, photo_id)
    if row is None:
        return None
    if row.sha256 != digest or row.uploaded_by != actor.person_id:
        raise AppError(ID_TAKEN)
    return Stored(row.id, row.sha256, row.width, row.height, is_new=False)


def _row(actor: Actor, photo_id: str, digest: str, size: int, facts: images.Facts) -> Photo:
    taken = facts.taken_at
    if taken is not None and taken.tzinfo is None:
        taken = taken.replace(tzinfo=clock.LOCAL)
    return Photo(
        id=photo_id,
        sha256=digest,
        size=size,
        mime=facts.mime,
        width=facts.width,
        height=facts.height,
        exif_taken_at=taken,
        exif_lat=facts.lat,
        exif_lng=facts.lng,
        exif_make=(facts.make or None) and facts.make[:120],
        dhash=f"{facts.dhash:016x}",
        turned="".join(f"{each:016x}" for each in facts.dhashes),
        sharpness=facts.sharpness,
        uploaded_by=actor.person_id,
        received_at=clock.now(),
    )
