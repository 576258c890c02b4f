"""``flask photos …``"""

import hashlib

import click
from flask import current_app
from flask.cli import AppGroup
from sqlalchemy import select

from webapp.config import Config
from webapp.kernel.db import db
from webapp.kernel.storage import PHOTOS, LocalStore, StoreMiss, photo_store
from webapp.photos import parts
from webapp.photos.models import Photo
from webapp.photos.queries import may_be_removed, original_key

photos_cli = AppGroup("photos", help="Photos and where they lie.")


@photos_cli.command("tidy")
def tidy() -> None:
    """Throw away parts of photos that nobody continued for a long time; a few go with every new one anyway."""
    click.echo(f"{parts.tidy(photo_store())} photos")


@photos_cli.command("move")
def move() -> None:
    """Copy the originals from DATA_DIR to the store of S3_ENDPOINT; again it copies what is missing. Exit 1 when some
    could not be read whole. The folder is left as it is: remove it when all is well."""
    settings: Config = current_app.config["SETTINGS"]
    if not settings.s3_endpoint:
        raise click.ClickException("S3_ENDPOINT is not set: photos lie in DATA_DIR already.")
    source, target, moved, lost = LocalStore(settings.data_dir / PHOTOS), photo_store(), 0, []
    for sha256 in db.session.scalars(select(Photo.sha256).distinct().order_by(Photo.sha256)).all():
        if may_be_removed(sha256) or target.exists(original_key(sha256)):
            continue
        try:
            data = source.get(original_key(sha256))
        except StoreMiss:
            data = b""
        if hashlib.sha256(data).hexdigest() != sha256:
            lost.append(sha256)
            continue
        target.put(original_key(sha256), data)
        moved += 1
    click.echo(f"{moved} photos copied")
    if lost:
        raise click.ClickException(f"{len(lost)} photos are in neither, or damaged: {', '.join(lost[:3])}")
