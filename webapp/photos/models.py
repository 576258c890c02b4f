"""Photos as they arrived."""

from datetime import datetime
from typing import Any

from sqlalchemy import Float, ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from webapp.kernel.db import Base, Id, Key


class Photo(Base):
    """Accepted bytes, kept untouched under their ``sha256``; the id was made on the device.

    ``exif_*`` is what the file itself says (it is often silent: phones and browsers strip it); what the device
    claimed at capture travels with the command and is kept where the photo is attached.
    ``dhash`` is 16 hex digits, ``turned`` the hashes of all eight orientations one
    after another, ``sharpness`` the variance of the Laplacian on the small copy. ``expired_at``: when it had been kept
    as long as photos are, and its bytes went.
    """

    __tablename__ = "photo"

    id: Mapped[Key]
    sha256: Mapped[str] = mapped_column(String(64), index=True)
    size: Mapped[int]
    mime: Mapped[str] = mapped_column(String(32))
    width: Mapped[int]
    height: Mapped[int]
    exif_taken_at: Mapped[datetime | None]
    exif_lat: Mapped[float | None] = mapped_column(Float)
    exif_lng: Mapped[float | None] = mapped_column(Float)
    exif_make: Mapped[str | None] = mapped_column(String(120))
    dhash: Mapped[str] = mapped_column(String(16), index=True)
    turned: Mapped[str] = mapped_column(String(128))
    sharpness: Mapped[float] = mapped_column(Float, default=0.0)
    uploaded_by: Mapped[Id] = mapped_column(ForeignKey("person.id"), index=True)
    received_at: Mapped[datetime]
    expired_at: Mapped[datetime | None]


class Withheld(Base):
    """Bytes that must not be here (design.md section 4): whatever photo has this hash is shown and taken no more."""

    __tablename__ = "withheld"

    sha256: Mapped[str] = mapped_column(String(64), primary_key=True)
    withheld_by: Mapped[Id] = mapped_column(ForeignKey("person.id"))
    withheld_at: Mapped[datetime]
    reason: Mapped[str] = mapped_column(Text)


class Upload(Base):
    """A photo of which a part has arrived; gone once the photo is whole.

    ``received`` bytes of ``length`` are durable in the photo store, as ``parts``: names in their order, each beginning
    with the offset it lies at. A part that is not named here does not count. ``received`` is the truth about where
    to go on (tus 1.0); ``sha256`` is that of the whole.
    """

    __tablename__ = "upload"

    photo_id: Mapped[Key]
    person_id: Mapped[Id] = mapped_column(ForeignKey("person.id"), index=True)
    sha256: Mapped[str] = mapped_column(String(64))
    length: Mapped[int]
    received: Mapped[int] = mapped_column(default=0)
    parts: Mapped[list[Any]] = mapped_column(default=list)
    touched_at: Mapped[datetime] = mapped_column(index=True)
