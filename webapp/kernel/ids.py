"""Identifiers: UUIDv7 (RFC 9562), made where the thing is made and kept as its primary key."""

import hashlib
import secrets
import time
import uuid

from webapp.kernel.errors import INVALID, AppError


def new_id() -> str:
    """A fresh UUIDv7 as lower-case text; ids made later sort later, to the millisecond."""
    return _version_7((int(time.time() * 1000) << 80) | secrets.randbits(80))


def id_within(parent: str, *names: object) -> str:
    """A UUIDv7 of the instant of ``parent`` (a UUID), always the same one for the same names."""
    digest = hashlib.sha256("\0".join(map(str, (parent, *names))).encode()).digest()
    return _version_7((uuid.UUID(parent).int >> 80 << 80) | int.from_bytes(digest[:10]))


def _version_7(value: int) -> str:
    value = (value & ~(0xF << 76)) | (0x7 << 76)
    value = (value & ~(0x3 << 62)) | (0x2 << 62)
    return str(uuid.UUID(int=value))


def parse_id(text: str, field: str = "id") -> str:
    """``text`` as canonical lower-case UUID. Raises ``input.invalid`` otherwise."""
    try:
        return str(uuid.UUID(text))
    except (ValueError, AttributeError, TypeError):
        raise AppError(INVALID, fields={field: ["not an id"]}) from None


def short_code(identifier: str) -> str:
    """Six letters by which people name a thing that has no number yet."""
    return identifier.replace("-", "")[-6:].upper()
