"""Photos of a ticket as a reader gets them."""

from collections.abc import Sequence
from typing import Any

from webapp.kernel import dates
from webapp.kernel.actors import Actor
from webapp.kernel.policy import can
from webapp.kernel.text import _
from webapp.photos.models import Photo
from webapp.tickets.models import TicketPhoto
from webapp.tickets.vocab import PhotoUse


def photo(attached: TicketPhoto, stored: Photo, actor: Actor, number: int) -> dict[str, Any]:
    """One photo; ``number`` counts from 1 for its spoken name."""
    base = f"/api/v1/photos/{stored.id}"
    taken = attached.taken_at or stored.exif_taken_at or attached.added_at
    names = {
        PhotoUse.PROBLEM: _("Photo %(n)s of the problem", n=number),
        PhotoUse.FIX: _("Photo %(n)s of the fix", n=number),
        PhotoUse.REVIEW: _("Photo %(n)s of the review", n=number),
        PhotoUse.COMMENT: _("Added photo %(n)s", n=number),
    }
    return {
        "id": stored.id,
        "use": attached.use,
        "thumb": f"{base}/thumb",
        "view": f"{base}/view",
        "original": f"{base}/original" if can(actor, "photo.original") else None,
        "width": stored.width,
        "height": stored.height,
        "taken_at": taken.isoformat(),
        "caption": dates.moment(taken),
        "alt": str(names[PhotoUse(attached.use)]),
    }


def of_uses(
    attached: Sequence[TicketPhoto], stored: dict[str, Photo], actor: Actor, *uses: PhotoUse
) -> list[dict[str, Any]]:
    """Photos of these uses, in order."""
    wanted = [each for each in attached if each.use in uses]
    return [photo(each, stored[each.photo_id], actor, number) for number, each in enumerate(wanted, 1)]
