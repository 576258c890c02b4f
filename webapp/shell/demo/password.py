"""The demo's one password: given by ``DEMO_PASSWORD``, or made on the first start and kept."""

import os
import secrets
from collections.abc import Iterator
from pathlib import Path

from sqlalchemy import func, select, update

from webapp.accounts import passwords
from webapp.accounts.models import Person
from webapp.config import Config
from webapp.kernel.db import db, write_transaction

SYLLABLES = (
    "an bai cai chun dong fang feng gao guan hai he hong hu jin lan li lin ling mei ming nan ping qing quan "
    "shan shi song tang tian wan wen xi xiang yan yang yu yuan yun zhu"
).split()


def current(settings: Config) -> str:
    """The password of this installation's demo; what is chosen now is kept for the next start."""
    path = settings.data_dir / "demo_password"
    kept = path.read_text("utf-8").strip() if path.exists() else ""
    wanted = settings.demo_password or kept or _made_up()
    if wanted != kept:
        _keep(path, wanted)
    return wanted


def apply(password: str) -> bool:
    """Give it to all demo people who have not chosen their own. Returns whether any still uses it."""
    shared = _shared_hash()
    if shared is None:
        return False
    if not passwords.is_right(shared, password):
        fresh = passwords.hash_password(password)
        with write_transaction():
            db.session.execute(update(Person).where(Person.password_hash == shared).values(password_hash=fresh))
    return True


def _shared_hash() -> str | None:
    """The hash that several people have: a password somebody chose has a salt, and so a hash, of its own."""
    wanted = select(Person.password_hash).where(Person.password_hash.is_not(None)).group_by(Person.password_hash)
    return db.session.scalar(wanted.having(func.count() > 1).order_by(func.count().desc()).limit(1))


def _made_up() -> str:
    """Three syllables and four figures, about 30 bits: easy on a phone, and guesses are limited."""
    return "-".join([*_syllables(3), f"{secrets.randbelow(10_000):04d}"])


def _syllables(count: int) -> Iterator[str]:
    return (secrets.choice(SYLLABLES) for _ in range(count))


def _keep(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.write(text + "\n")
