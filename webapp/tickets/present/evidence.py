"""What the machine noticed about the photos of a fix. Hints for the reviewer, never a bar (design.md section 4)."""

import math
from collections.abc import Iterable, Sequence
from datetime import timedelta
from typing import Any

from sqlalchemy import select

from webapp.kernel.db import db
from webapp.kernel.text import _
from webapp.photos.likeness import nearest
from webapp.photos.models import Photo
from webapp.photos.vocab import BLURRED_BELOW, NEAR_DUPLICATE
from webapp.tickets.models import Ticket, TicketPhoto
from webapp.units.models import Unit, Venue

FAR_METRES = 300
SKEW_SECONDS = 300
EARTH_METRES = 6_371_000

Note = dict[str, Any]


def notes(ticket: Ticket, attached: Sequence[TicketPhoto], stored: dict[str, Photo]) -> list[Note]:
    """One line per fact over all photos of a fix; the worst photo speaks. ``ok`` False is a doubt."""
    if not attached:
        return []
    found: list[Note] = [_note("whole", _("Original whole, unchanged"), ok=True)]
    found += _when(ticket, attached, stored)
    found += _where(ticket, attached, stored)
    found += _likeness(ticket, attached, stored)
    if any(stored[a.photo_id].sharpness < BLURRED_BELOW for a in attached):
        found.append(_note("blurred", _("A photo looks blurred"), ok=False))
    return found


def metres(lat: float, lng: float, other_lat: float, other_lng: float) -> float:
    """The distance of two WGS-84 points in metres (haversine)."""
    a, b = math.radians(lat), math.radians(other_lat)
    half = math.sin((b - a) / 2) ** 2
    half += math.cos(a) * math.cos(b) * math.sin(math.radians(other_lng - lng) / 2) ** 2
    return 2 * EARTH_METRES * math.asin(math.sqrt(min(1.0, half)))


def _when(ticket: Ticket, attached: Sequence[TicketPhoto], stored: dict[str, Photo]) -> Iterable[Note]:
    times = [a.taken_at or stored[a.photo_id].exif_taken_at for a in attached]
    skews = [abs(a.skew_seconds) for a in attached if a.skew_seconds is not None]
    known = [t for t in times if t is not None]
    if len(known) < len(times):
        yield _note("time_missing", _("A photo does not say when it was taken"), ok=False)
    elif min(known) < ticket.opened_at - timedelta(minutes=1):
        yield _note("early", _("A photo was taken before the problem was reported"), ok=False)
    else:
        yield _note("time", _("Taken after the problem was reported"), ok=True)
    if skews and max(skews) > SKEW_SECONDS:
        yield _note("skew", _("The phone's clock is %(n)s minutes off", n=max(skews) // 60), ok=False)


def _where(ticket: Ticket, attached: Sequence[TicketPhoto], stored: dict[str, Photo]) -> Iterable[Note]:
    place = db.session.get(Venue, ticket.venue_id) if ticket.venue_id else db.session.get(Unit, ticket.village_id)
    if place is None or place.lat is None or place.lng is None:
        return
    points = [_point(a, stored[a.photo_id]) for a in attached]
    known = [point for point in points if point is not None]
    if not known:
        yield _note("place_missing", _("The photos do not say where they were taken"), ok=False)
        return
    far = max(metres(lat, lng, place.lat, place.lng) for lat, lng in known)
    away = _("%(n)s m from %(place)s", n=round(far), place=place.name) if far < 1000 else _(
        "%(n)s km from %(place)s", n=f"{far / 1000:.1f}", place=place.name)  # fmt: skip
    # A village is wider than a venue: its own point says little below a few kilometres.
    yield _note("place", away, ok=far <= (FAR_METRES if ticket.venue_id else 10 * FAR_METRES))


def _point(attached: TicketPhoto, stored: Photo) -> tuple[float, float] | None:
    if attached.lat is not None and attached.lng is not None:
        return attached.lat, attached.lng
    if stored.exif_lat is not None and stored.exif_lng is not None:
        return stored.exif_lat, stored.exif_lng
    return None


def _likeness(ticket: Ticket, attached: Sequence[TicketPhoto], stored: dict[str, Photo]) -> Iterable[Note]:
    mine = {a.photo_id for a in attached}
    hashes = {stored[i].sha256 for i in mine}
    same = select(Photo.id).join(TicketPhoto, TicketPhoto.photo_id == Photo.id)
    same = same.where(Photo.sha256.in_(hashes), Photo.id.not_in(mine)).limit(1)
    if db.session.scalar(same) is not None:
        yield _note("same", _("The very same photo was used before"), ok=False)
        return
    others = (
        select(Photo.dhash)
        .join(TicketPhoto, TicketPhoto.photo_id == Photo.id)
        .join(Ticket, Ticket.id == TicketPhoto.ticket_id)
        .where(Ticket.village_id == ticket.village_id, Photo.id.not_in(mine))
    )
    near = [int(value, 16) for value in db.session.scalars(others)]
    if any(nearest(other, _turned(stored[i])) <= NEAR_DUPLICATE for i in mine for other in near):
        yield _note("near", _("Looks much like an earlier photo from this village"), ok=False)


def _turned(photo: Photo) -> list[int]:
    return [int(photo.turned[at : at + 16], 16) for at in range(0, len(photo.turned), 16)]


def _note(kind: str, text: Any, *, ok: bool) -> Note:
    return {"kind": kind, "text": str(text), "ok": ok}
