"""Secret tokens: shown once, kept only as hashes."""

import base64
import hashlib
import hmac
import re
import secrets

TOKEN = re.compile(r"(?<![A-Za-z0-9_-])[A-Za-z0-9_-]{43}(?![A-Za-z0-9_-])")


def new_token() -> str:
    """43 letters of 256 random bits, fit for an address or a cookie."""
    return secrets.token_urlsafe(32)


def token_of_command(key: str, command_id: str) -> str:
    """A token that only the holder of ``key`` can make, the same for the same command.

    A command that hands out a token is replayed by a double tap; the page must then show the token of the
    first time, which is kept nowhere.
    """
    made = hmac.new(key.encode(), f"token:{command_id}".encode(), hashlib.sha256).digest()
    return base64.urlsafe_b64encode(made).rstrip(b"=").decode()


def token_in(typed: str) -> str | None:
    """The token within a pasted link or text; None without any."""
    found = TOKEN.findall(typed)
    return str(found[-1]) if found else None


def token_hash(token: str) -> str:
    """SHA-256 of a token; enough because tokens are random, unlike passwords."""
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()
