"""Identifiers: UUIDv7 (RFC 9562), made where the thing is made and kept as its primary key."""

import secrets
import time
import uuid

from webapp.kernel.errors import INVALID, AppError


def new_id() -> str:
    """A fresh UUIDv7 as lower-case text; ids made later sort later, to the millisecond."""
    value = (int(time.time() * 1000) << 80) | secrets.randbits(80)
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
