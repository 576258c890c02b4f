"""Password hashing: argon2id with OWASP's t=2, m=19 MiB, p=1 (39 ms on two cores, not 238)."""

from threading import Semaphore

from argon2 import PasswordHasher, Type
from argon2.exceptions import Argon2Error, InvalidHashError

from webapp.accounts.vocab import COMMON_PASSWORDS, PASSWORD_MAX, PASSWORD_MIN
from webapp.kernel.errors import AppError, problem
from webapp.kernel.text import lazy

TOO_SHORT = problem("account.password_too_short", 422, lazy("Use at least 8 characters."))
TOO_LONG = problem("account.password_too_long", 422, lazy("Use at most 200 characters."))
TOO_COMMON = problem("account.password_too_common", 422, lazy("That password is guessed first. Choose another."))

_hasher = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1, type=Type.ID)
# Two at a time: sixteen threads hashing at once would take 300 MiB and starve everybody else.
_slots = Semaphore(2)
_NOBODY = _hasher.hash("nobody's password")


def hash_password(password: str) -> str:
    """The argon2id hash of ``password``."""
    with _slots:
        return _hasher.hash(password)


def is_right(password_hash: str | None, password: str) -> bool:
    """Whether the password fits; takes the same time when there is no such account."""
    with _slots:
        try:
            fits = _hasher.verify(password_hash or _NOBODY, password)
        except (Argon2Error, InvalidHashError, UnicodeEncodeError):
            return False
    return fits and password_hash is not None


def check_new(password: str, *names: str) -> None:
    """Refuse a new password that is too short, too long, all digits, one of ``names``, or among the few that
    everybody tries first (``COMMON_PASSWORDS``; no list of leaked passwords, as ASVS 5.0 V6.2.4 wants, comes along).

    Raises ``account.password_*``.
    """
    if len(password) < PASSWORD_MIN:
        raise AppError(TOO_SHORT)
    if len(password) > PASSWORD_MAX:
        raise AppError(TOO_LONG)
    plain = password.lower()
    if plain in COMMON_PASSWORDS or plain.isdigit() or plain in {name.lower() for name in names if name}:
        raise AppError(TOO_COMMON)
