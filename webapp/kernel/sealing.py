"""Hashes that only the holder of this installation's key can make or compare."""

import hashlib
import hmac

from flask import current_app


def sealed(purpose: str, text: str) -> str:
    """HMAC-SHA-256 of ``text`` for one ``purpose``, as hex. Without the key nobody can guess at what was sealed."""
    key = current_app.config["SECRET_KEY"].encode()
    return hmac.new(key, f"{purpose}:{text}".encode(), hashlib.sha256).hexdigest()
