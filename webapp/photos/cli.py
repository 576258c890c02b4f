"""``flask photos …``"""

import click
from flask.cli import AppGroup

from webapp.kernel.storage import photo_store
from webapp.photos import parts

photos_cli = AppGroup("photos", help="Photos on their way in.")


@photos_cli.command("tidy")
def tidy() -> None:
    """Throw away parts of photos that nobody continued for a long time; a few go with every new one anyway."""
    click.echo(f"{parts.tidy(photo_store())} photos")
