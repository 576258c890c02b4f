"""Bytes by key. The default is a local folder; an S3-compatible store (s3.py) answers to the same ``Store``.

What ``put`` has returned survives a power cut: the bytes are synced before the name exists, and the name
is synced before ``put`` returns. So a database row written afterwards never points at nothing.
"""

import os
import re
import secrets
from pathlib import Path
from typing import BinaryIO, Protocol

from flask import current_app

KEY = re.compile(r"(?!\.)[A-Za-z0-9._-]{1,120}(/(?!\.)[A-Za-z0-9._-]{1,120}){0,7}")
PHOTOS = "photos"
"""The folder of photos in ``DATA_DIR``, where no other store is set up."""
PART = ".part-"
FILE_MODE = 0o640


class StoreMiss(KeyError):
    """Nothing is stored under this key."""


class StoreUnreachable(OSError):
    """A store on another machine does not answer, or refuses us."""


class Store(Protocol):
    """A place for bytes. Keys are immutable: one key never stands for other bytes."""

    def put(self, key: str, data: bytes | memoryview) -> None:
        """Keep ``data`` under ``key`` for good before returning. A key that exists is left as it is."""

    def get(self, key: str) -> bytes:
        """The bytes under ``key``. Raises StoreMiss."""

    def open(self, key: str) -> BinaryIO:
        """The bytes under ``key`` as a stream to send. Raises StoreMiss."""

    def exists(self, key: str) -> bool:
        """Whether ``put`` has kept something under ``key``."""

    def delete(self, key: str) -> None:
        """Remove ``key`` for good before returning; a key that is not there is no error."""

    def delete_all(self, beginning: str) -> None:
        """Remove every key that begins so, for good before returning. The folder must be named in full."""


class LocalStore:
    """A ``Store`` in a folder of this machine."""

    def __init__(self, root: Path) -> None:
        """Use the folder ``root``; it is made when the first key is put."""
        self.root = Path(root)

    def path(self, key: str) -> Path:
        """Where ``key`` lies or would lie. Raises ValueError for a key that could leave the folder."""
        if not KEY.fullmatch(key):
            raise ValueError(f"not a key: {key!r}")
        return self.root.joinpath(*key.split("/"))

    def exists(self, key: str) -> bool:
        """Whether ``key`` is stored whole."""
        return self.path(key).is_file()

    def get(self, key: str) -> bytes:
        """The bytes under ``key``. Raises StoreMiss."""
        with self.open(key) as stored:
            return stored.read()

    def open(self, key: str) -> BinaryIO:
        """The file under ``key``, opened for reading. Raises StoreMiss."""
        try:
            return self.path(key).open("rb")
        except (FileNotFoundError, IsADirectoryError, NotADirectoryError) as error:
            raise StoreMiss(key) from error

    def put(self, key: str, data: bytes | memoryview) -> None:
        """Keep ``data`` under ``key``: written beside it, synced, renamed, folders synced.

        A key that exists is not written again, but synced again: the put that made it may have died
        between its rename and its sync. Raises OSError when the disk is full or broken; nothing is then
        under the key.
        """
        target = self.path(key)
        target.parent.mkdir(parents=True, exist_ok=True)
        if target.is_file():
            _sync(target)
        else:
            _write_beside(target, data)
        for folder in self._folders_up(target):
            _sync(folder)

    def delete(self, key: str) -> None:
        """Remove ``key`` and sync its folder; no error when it is not there."""
        target = self.path(key)
        target.unlink(missing_ok=True)
        if target.parent.is_dir():
            _sync(target.parent)

    def delete_all(self, beginning: str) -> None:
        """Remove the files whose keys begin so and sync their folder; no error when there are none."""
        first = self.path(beginning)
        if not first.parent.is_dir():
            return
        for found in [each for each in first.parent.iterdir() if each.name.startswith(first.name)]:
            found.unlink(missing_ok=True)
        _sync(first.parent)

    def _folders_up(self, target: Path) -> list[Path]:
        """The folders whose entries lead to ``target``, the nearest first, the root's own parent last.

        All of them each time, not only those made just now: a put that died may have made one unsynced.
        """
        inside = [folder for folder in target.parents if folder.is_relative_to(self.root)]
        return [*inside, self.root.absolute().parent]


def photo_store() -> Store:
    """The store of the app that is now running."""
    store: Store = current_app.extensions["photo_store"]
    return store


def _write_beside(target: Path, data: bytes | memoryview) -> None:
    """Write a part file in the same folder, sync it, and give it its name at once."""
    part = target.with_name(f"{PART}{secrets.token_hex(8)}")
    handle = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, FILE_MODE)
    try:
        try:
            rest = memoryview(data)
            while rest:
                rest = rest[os.write(handle, rest) :]
            os.fsync(handle)
        finally:
            os.close(handle)
        part.replace(target)
    except BaseException:
        part.unlink(missing_ok=True)
        raise


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
