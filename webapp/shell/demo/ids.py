"""Ids of demo rows: the same in every installation, so that a demo is recognised and can be thrown away."""

import hashlib
import uuid
from datetime import datetime


def demo_id(at: datetime, *names: object) -> str:
    """A UUIDv7 of this instant whose random part is a hash of ``names``."""
    random = int.from_bytes(hashlib.sha256("\0".join(map(str, ("xungai demo", *names))).encode()).digest()[:10])
    value = (int(at.timestamp() * 1000) << 80) | random
    value = (value & ~(0xF << 76)) | (0x7 << 76)
    value = (value & ~(0x3 << 62)) | (0x2 << 62)
    return str(uuid.UUID(int=value))
