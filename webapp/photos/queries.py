"""Reads of photos. Who may see one is asked of a registry, because tickets lie above photos."""

from collections.abc import Callable, Sequence

from sqlalchemy import Select, select

from webapp.kernel import clock
from webapp.kernel.actors import Actor
from webapp.kernel.db import db
from webapp.kernel.errors import NOT_FOUND, AppError
from webapp.photos.models import Photo, Upload, Withheld
from webapp.photos.problems import EXPIRED, WITHHELD

Seer = Callable[[Actor, str], bool | None]

# Filled by the wiring: each domain that attaches photos says whether an actor may see one through it; None when it
# does not hang there.
SEERS: list[Seer] = []


def get(actor: Actor, photo_id: str) -> Photo:
    """A photo the actor may see: their own until it is attached, or through what it is attached to.

    Raises ``http.not_found`` for others, as for what does not exist; ``photo.withheld``, ``photo.expired``.
    """
    found = db.session.get(Photo, photo_id)
    if found is None or not _is_shown(found, actor):
        raise AppError(NOT_FOUND)
    refuse_withheld(found.sha256)
    if found.expired_at is not None:
        raise AppError(EXPIRED, day=clock.local(found.expired_at).date().isoformat())
    return found


def refuse_withheld(sha256: str) -> None:
    """Raises ``photo.withheld`` when bytes of this hash must not be here."""
    if (found := db.session.get(Withheld, sha256)) is not None:
        raise AppError(WITHHELD, day=clock.local(found.withheld_at).date().isoformat())


def withheld_ids() -> Select[str]:
    """Ids of the photos whose bytes must not be here."""
    return select(Photo.id).join(Withheld, Withheld.sha256 == Photo.sha256)


def may_be_removed(sha256: str) -> bool:
    """Whether bytes of this hash are needed by nothing here: withheld, or every photo of theirs has expired."""
    if db.session.get(Withheld, sha256) is not None:
        return True
    needed = select(Photo.id).where(Photo.sha256 == sha256, Photo.expired_at.is_(None))
    return db.session.scalar(needed.limit(1)) is None


def _is_shown(photo: Photo, actor: Actor) -> bool:
    """Once it hangs somewhere only that place decides: a ticket that moved away takes its photos along."""
    answers = [answer for see in SEERS if (answer := see(actor, photo.id)) is not None]
    return any(answers) if answers else photo.uploaded_by == actor.person_id


def arrived(actor: Actor, photo_id: str) -> tuple[int, int]:
    """How many bytes of a photo the actor sends are here, and how many it has; equal when it is whole.

    Raises ``http.not_found`` when nothing of it is here, and for what others send.
    """
    photo = db.session.get(Photo, photo_id)
    if photo is not None and photo.uploaded_by == actor.person_id:
        return photo.size, photo.size
    begun = db.session.get(Upload, photo_id)
    if begun is None or begun.person_id != actor.person_id:
        raise AppError(NOT_FOUND)
    return begun.received, begun.length


def by_ids(photo_ids: Sequence[str]) -> dict[str, Photo]:
    """Photos by id, whoever asks."""
    found = db.session.scalars(select(Photo).where(Photo.id.in_(set(photo_ids))))
    return {photo.id: photo for photo in found}


def original_key(sha256: str) -> str:
    """The storage key of accepted bytes."""
    return f"sha256/{sha256[:2]}/{sha256[2:4]}/{sha256}"


def derived_key(sha256: str, variant: str) -> str:
    """The storage key of a derived size."""
    return f"derived/{sha256[:2]}/{sha256[2:4]}/{sha256}.{variant}.jpg"


def part_key(photo_id: str, part: str) -> str:
    """The storage key of one part of a photo that is not whole yet; with an empty part, what all of them begin with."""
    return f"partial/{photo_id[-2:]}/{photo_id}.{part}"
