"""Derived sizes, made after the photo is safe; one that is missing is made on its first view."""

from sqlalchemy import select

from webapp.kernel.db import db
from webapp.kernel.jobs import job
from webapp.kernel.storage import Store, StoreMiss, photo_store
from webapp.photos import images
from webapp.photos.models import Photo
from webapp.photos.queries import derived_key, original_key
from webapp.photos.vocab import VARIANTS


@job("photos.make_sizes")
def make_sizes(sha256: str) -> None:
    """Make every derived size of the bytes with this hash."""
    mime = db.session.scalar(select(Photo.mime).where(Photo.sha256 == sha256).limit(1))
    if mime is None:
        return
    store = photo_store()
    for variant in VARIANTS:
        derived(store, sha256, mime, variant)


def derived(store: Store, sha256: str, mime: str, variant: str) -> bytes:
    """The bytes of a derived size, made and kept now if they are missing."""
    key = derived_key(sha256, variant)
    try:
        return store.get(key)
    except StoreMiss:
        made = images.derive(store.get(original_key(sha256)), mime, VARIANTS[variant])
        store.put(key, made)
        return made
