"""Files that are whole or not there, the programs of PostgreSQL, and the settings that copies go by."""

import hashlib
import os
import shutil
import subprocess
from pathlib import Path

from flask import current_app

from webapp.config import Config
from webapp.kernel.db import db


class BackupTrouble(RuntimeError):
    """A copy that cannot be made, is not whole, or may not go where it should."""


def write(target: Path, data: bytes) -> None:
    """Make a file appear whole or not at all."""
    fresh = target.with_name(target.name + ".new")
    fresh.touch(0o600)
    fresh.write_bytes(data)
    sync(fresh)
    fresh.replace(target)
    sync(target.parent)


def sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def hash_of(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def postgres(program: str, *words: str) -> None:
    """Run a program of PostgreSQL's on our database; the password goes by the environment, where ``ps`` shows none."""
    url = db.engine.url
    found = shutil.which(program) or next(map(str, sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{program}"))), None)
    if found is None:
        raise BackupTrouble(f"{program} is not here: install postgresql-client")
    address = url.set(drivername="postgresql", password=None).render_as_string(hide_password=False)
    secret = {"PGPASSWORD": url.password} if url.password else {}
    done = subprocess.run(  # noqa: S603 - PostgreSQL's own, on our own address
        [found, f"--dbname={address}", *words],
        env={**os.environ, **secret},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode != 0:
        raise BackupTrouble(f"{program}: {done.stderr.strip()}")


def settings() -> Config:
    settings: Config = current_app.config["SETTINGS"]
    return settings
