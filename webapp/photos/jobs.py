"""Derived sizes, made after the photo is safe; one that is missing is made on its first view."""

from threading import Lock

from sqlalchemy import select

from webapp.kernel.db import db
from webapp.kernel.jobs import job
from webapp.kernel.storage import Store, StoreMiss, photo_store
from webapp.photos import images
from webapp.photos.models import Photo
from webapp.photos.queries import derived_key, may_be_removed, original_key
from webapp.photos.vocab import VARIANTS

# One picture at a time in a process: a page of fresh photos must not decode ten HEIC files at once.
_making = Lock()


@job("photos.make_sizes", apart=True)
def make_sizes(sha256: str) -> None:
    """Make every derived size of the bytes with this hash."""
    mime = db.session.scalar(select(Photo.mime).where(Photo.sha256 == sha256).limit(1))
    is_gone = may_be_removed(sha256)
    db.session.rollback()
    if mime is not None and not is_gone:
        _make_missing(photo_store(), sha256, mime)


@job("photos.remove", apart=True)
def remove(sha256: str) -> None:
    """Remove the bytes of a photo that is withheld or has expired, and every derived size.

    Somebody may send the same photo again just now: whoever records it looks whether the bytes are still there, and
    who removed them looks whether they are needed again.
    """
    store = photo_store()
    if not _is_needless(sha256):
        return
    try:
        data = store.get(original_key(sha256))
    except StoreMiss:
        data = b""
    for key in (original_key(sha256), *(derived_key(sha256, variant) for variant in VARIANTS)):
        store.delete(key)
    if data and not _is_needless(sha256):
        store.put(original_key(sha256), data)


def _is_needless(sha256: str) -> bool:
    found = may_be_removed(sha256)
    db.session.rollback()
    return found


def derived(store: Store, sha256: str, mime: str, variant: str) -> bytes:
    """The bytes of a derived size, made and kept now if they are missing."""
    key = derived_key(sha256, variant)
    try:
        return store.get(key)
    except StoreMiss:
        _make_missing(store, sha256, mime)
        return store.get(key)


def _make_missing(store: Store, sha256: str, mime: str) -> None:
    """One decoding makes all sizes. Whoever waited for the lock finds them made."""
    with _making:
        missing = [name for name in VARIANTS if not store.exists(derived_key(sha256, name))]
        if not missing:
            return
        made = images.derive_each(store.get(original_key(sha256)), mime, [VARIANTS[name] for name in missing])
        for name, data in zip(missing, made, strict=True):
            store.put(derived_key(sha256, name), data)
