"""Secret tokens: shown once, kept only as hashes."""

import hashlib
import secrets


def new_token() -> str:
    """43 letters of 256 random bits, fit for an address or a cookie."""
    return secrets.token_urlsafe(32)


def token_hash(token: str) -> str:
    """SHA-256 of a token; enough because tokens are random, unlike passwords."""
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()
