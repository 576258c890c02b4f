"""Taking photos in. The bytes come by themselves, so this is not a named command; repeats are harmless all the same."""

import hashlib
from dataclasses import dataclass

from sqlalchemy.exc import IntegrityError

from webapp.kernel import clock
from webapp.kernel.actors import Actor
from webapp.kernel.db import db, release, write_transaction
from webapp.kernel.errors import AppError, problem
from webapp.kernel.jobs import enqueue
from webapp.kernel.policy import require
from webapp.kernel.storage import Store
from webapp.kernel.text import lazy
from webapp.photos import images
from webapp.photos.models import Photo
from webapp.photos.queries import original_key

DIGEST = problem("photo.digest_wrong", 422, lazy("The photo changed on its way. It will be sent again."))
ID_TAKEN = problem("photo.id_taken", 409, lazy("Another photo was sent under this number. Take it again."))


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
    Raises ``auth.forbidden``, ``photo.digest_wrong``, ``photo.id_taken``, or what ``images.examine`` refuses.
    """
    require(actor, "photo.store")
    digest = hashlib.sha256(data).hexdigest()
    if sha256 is not None and sha256 != digest:
        raise AppError(DIGEST)
    if (again := _known(actor, photo_id, digest)) is not None:
        return again
    release()  # decoding takes its time
    facts = images.examine(data, claimed_type, heic=heic)
    into.put(original_key(digest), data)
    try:
        return _recorded(actor, photo_id, digest, len(data), facts)
    except IntegrityError:  # another connection recorded the same photo, or its job, just now: look again
        return _recorded(actor, photo_id, digest, len(data), facts)


def _recorded(actor: Actor, photo_id: str, digest: str, size: int, facts: images.Facts) -> Stored:
    with write_transaction():
        if (again := _known(actor, photo_id, digest)) is not None:
            return again
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
