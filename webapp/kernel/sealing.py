"""What only the holder of this installation's key can make: hashes to compare, and text that nobody else can read."""

import base64
import binascii
import hashlib
import hmac

from flask import current_app

TAG = 16
LONGEST = hashlib.sha256().digest_size


def sealed(purpose: str, text: str) -> str:
    """HMAC-SHA-256 of ``text`` for one ``purpose``, as hex. Without the key nobody can guess at what was sealed."""
    return _hmac(purpose, text.encode()).hex()


def hidden(purpose: str, plain: bytes) -> str:
    """``plain`` so that its holder can give it back but neither read nor change it; safe in an address.

    The HMAC of the text is at once its mark and what its key stream is made of (the idea of SIV, RFC 5297), so there is
    no nonce that could be used twice. The same text looks the same; the length of the text shows, nothing else does.

    :param plain: at most 32 bytes, one block of the stream.
    Raises ValueError when it is longer.
    """
    if len(plain) > LONGEST:
        raise ValueError(f"at most {LONGEST} bytes can be hidden")
    mark = _hmac(f"{purpose} mark", plain)[:TAG]
    return base64.urlsafe_b64encode(mark + _veiled(purpose, mark, plain)).rstrip(b"=").decode()


def revealed(purpose: str, text: str) -> bytes | None:
    """What ``hidden`` hid for this ``purpose``; None for anything else."""
    try:
        raw = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError):
        return None
    mark, veiled = raw[:TAG], raw[TAG:]
    if len(veiled) > LONGEST:
        return None
    plain = _veiled(purpose, mark, veiled)
    # Made anew rather than compared in parts: one text has one form only.
    return plain if hmac.compare_digest(hidden(purpose, plain).encode(), text.encode()) else None


def _veiled(purpose: str, mark: bytes, text: bytes) -> bytes:
    """``text`` under the stream that belongs to ``mark``; twice gives it back."""
    stream = _hmac(f"{purpose} stream", mark)
    return bytes(letter ^ key for letter, key in zip(text, stream, strict=False))


def _hmac(purpose: str, text: bytes) -> bytes:
    key = current_app.config["SECRET_KEY"].encode()
    return hmac.digest(key, f"{purpose}:".encode() + text, hashlib.sha256)
