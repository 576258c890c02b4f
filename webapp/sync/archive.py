"""The file in which a phone exports its unsent work: a zip, opened as if everybody were hostile, and its seal."""

import hashlib
import hmac
import struct
import zipfile
import zlib
from typing import IO

from webapp.kernel.errors import AppError
from webapp.kernel.sealing import sealed
from webapp.sync.problems import NOT_UNSENT, PHOTO_DAMAGED, TOO_MUCH
from webapp.sync.vocab import (
    FILE_ENTRIES,
    FILE_INDEX,
    FILE_RATIO,
    FILE_SMALL,
    FILE_UNPACKED,
    MANIFEST_BYTES,
    SEAL_BYTES,
)

MANIFEST, SEAL = "manifest.json", "seal.txt"
PACKINGS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
ENCRYPTED = 0x1
# The end of a zip without a comment (APPNOTE 4.3.16): entries, size of their list, where it begins.
END = struct.Struct("<4s4H2LH")
END_SIGNATURE, ZIP64_LOCATOR = b"PK\x05\x06", b"PK\x06\x07"
ZIP64_LOCATOR_SIZE = 20
BROKEN = (
    zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, OverflowError, RuntimeError, KeyError, struct.error,
)  # fmt: skip


class Archive:
    """A file of unsent work, opened for reading. Nothing of it is ever written to a path that it names, and the library
    unpacks no more of an entry than the list of entries announces."""

    def __init__(self, file: IO[bytes]) -> None:
        """Look at the list of entries and refuse what no phone writes, before anything is unpacked.

        Raises ``unsent.unreadable`` or ``unsent.too_large``.
        """
        _check_end(file)
        try:
            self._zip = zipfile.ZipFile(file)
        except BROKEN:
            raise AppError(NOT_UNSENT) from None
        entries = self._zip.infolist()
        if len(entries) > FILE_ENTRIES or sum(entry.file_size for entry in entries) > FILE_UNPACKED:
            raise AppError(TOO_MUCH)
        self._entries = {entry.filename: entry for entry in entries}
        if len(self._entries) < len(entries) or any(_is_odd(entry) for entry in entries):
            raise AppError(NOT_UNSENT)

    def manifest(self) -> bytes:
        """The bytes of the manifest, which the seal is over. Raises ``unsent.unreadable`` or ``unsent.too_large``."""
        entry = self._entries.get(MANIFEST)
        if entry is None:
            raise AppError(NOT_UNSENT)
        if entry.file_size > MANIFEST_BYTES:
            raise AppError(TOO_MUCH)
        try:
            return self._zip.read(entry)
        except BROKEN:
            raise AppError(NOT_UNSENT) from None

    def seal(self) -> str:
        """What stands in the seal; empty when there is none that can be read."""
        if SEAL not in self._entries or self._entries[SEAL].file_size > SEAL_BYTES:
            return ""
        try:
            return self._zip.read(self._entries[SEAL]).decode("ascii").strip()
        except BROKEN:
            return ""

    def photo(self, name: str, size: int, sha256: str) -> bytes | None:
        """The bytes of a photo that the manifest names; None when it did not come along.

        Raises ``unsent.photo_damaged`` when they are not those that the manifest speaks of.
        """
        if name not in self._entries:
            return None
        try:
            data = self._zip.read(self._entries[name]) if self._entries[name].file_size == size else b""
        except BROKEN:
            data = b""
        if hashlib.sha256(data).hexdigest() != sha256:
            raise AppError(PHOTO_DAMAGED)
        return data


def unsent_key(person_id: str, device_id: str) -> str:
    """The key with which one person's phone seals its exported files, as 64 hex digits.

    Given to that phone only, signed in, in its kit; the ASCII bytes of this text are the key of the HMAC. It follows
    from the installation's secret, so it is kept nowhere and stays the same until that changes.
    """
    return sealed("unsent", f"{person_id}:{device_id}")


def is_sealed(manifest: bytes, seal: str, person_id: str, device_id: str) -> bool:
    """Whether ``seal`` is the one that this person's phone put on exactly this manifest."""
    right = hmac.new(unsent_key(person_id, device_id).encode("ascii"), manifest, hashlib.sha256).hexdigest()
    return hmac.compare_digest(right.encode("ascii"), seal.encode())


def _check_end(file: IO[bytes]) -> None:
    """Bound the list of entries before the library reads it: it would make an object of each of millions.

    Ours has no comment and is no zip64, so these last bytes are the very ones that the library goes by.
    """
    file.seek(0, 2)
    end = file.tell()
    if end < END.size:
        raise AppError(NOT_UNSENT)
    file.seek(max(0, end - END.size - ZIP64_LOCATOR_SIZE))
    tail = file.read()
    signature, _disk, _start, _here, entries, index, _offset, comment = END.unpack(tail[-END.size :])
    if signature != END_SIGNATURE or comment or tail.startswith(ZIP64_LOCATOR):
        raise AppError(NOT_UNSENT)
    if entries > FILE_ENTRIES or index > FILE_INDEX:
        raise AppError(TOO_MUCH)


def _is_odd(entry: zipfile.ZipInfo) -> bool:
    """Whether an entry is none that a phone writes."""
    parts = entry.filename.split("/")
    leads_out = entry.filename.startswith("/") or ".." in parts or "\\" in entry.filename or ":" in parts[0]
    packs_too_well = entry.file_size > max(FILE_SMALL, FILE_RATIO * entry.compress_size)
    return leads_out or packs_too_well or entry.compress_type not in PACKINGS or bool(entry.flag_bits & ENCRYPTED)
