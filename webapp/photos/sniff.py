"""What a file is, by its first bytes. The claimed type only has to agree."""

from webapp.kernel.errors import AppError
from webapp.photos.problems import NOT_AN_IMAGE, TYPE_MISMATCH, TYPE_UNSUPPORTED
from webapp.photos.vocab import ACCEPTED, ALIASES, HEIC, JPEG, PNG, UNCLAIMED, WEBP

HEIC_BRANDS = (b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx")
HEIF_BRANDS = (b"mif1", b"msf1", b"miaf")
OTHERS = {
    b"GIF8": "image/gif",
    b"BM": "image/bmp",
    b"II*\0": "image/tiff",
    b"MM\0*": "image/tiff",
    b"\0\0\1\0": "image/x-icon",
    b"8BPS": "image/vnd.adobe.photoshop",
    b"\xff\x0a": "image/jxl",
    b"\0\0\0\x0cJXL ": "image/jxl",
    b"\0\0\0\x0cjP  ": "image/jp2",
}


def kind_of(data: bytes) -> str | None:
    """The media type that the first bytes stand for, or None when they are no picture known here."""
    if data.startswith(b"\xff\xd8\xff"):
        return JPEG
    if data.startswith(b"\x89PNG\r\n\x1a\n"):
        return PNG
    if data.startswith(b"RIFF") and data[8:12] == b"WEBP":
        return WEBP
    if data[4:8] == b"ftyp":
        return _kind_of_brands(data)
    return next((mime for magic, mime in OTHERS.items() if data.startswith(magic)), None)


def _kind_of_brands(data: bytes) -> str | None:
    """HEIC and AVIF share one container (ISO 23008-12); the brands tell them apart."""
    size = min(int.from_bytes(data[:4], "big"), 256)
    brands = [data[8:12], *(data[at : at + 4] for at in range(16, size, 4))]
    if b"avif" in brands or b"avis" in brands:
        return "image/avif"
    if any(brand in HEIC_BRANDS for brand in brands) or brands[0] in HEIF_BRANDS:
        return HEIC
    return None


def agreed_kind(data: bytes, claimed: str | None) -> str:
    """The media type of ``data``, one of ``ACCEPTED``.

    :param claimed: the Content-Type it came with; None or octet-stream claims nothing.
    :raises AppError: ``photo.type_unsupported``, ``photo.not_an_image``, ``photo.type_mismatch``.
    """
    said = (claimed or "").split(";")[0].strip().lower()
    said = ALIASES.get(said, said)
    if said not in UNCLAIMED and said not in ACCEPTED:
        raise AppError(TYPE_UNSUPPORTED, accepted=list(ACCEPTED))
    kind = kind_of(data)
    if kind is None:
        raise AppError(NOT_AN_IMAGE)
    if said in ACCEPTED and kind != said:
        raise AppError(TYPE_MISMATCH, found=kind, claimed=said)
    if kind not in ACCEPTED:
        raise AppError(TYPE_UNSUPPORTED, found=kind, accepted=list(ACCEPTED))
    return kind
