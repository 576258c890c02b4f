"""Where a reader stands, as a text that only the server can read."""

from __future__ import annotations

import struct
from dataclasses import dataclass, replace

from webapp.kernel.sealing import hidden, revealed

PURPOSE = "changes cursor"
LAYOUT = struct.Struct(">12sQQ")


@dataclass(frozen=True)
class Cursor:
    """How far somebody has read.

    Numbers of changes are one row for the whole installation: shown plainly, they would tell a village how much
    happens that it does not see, the unannounced above all. So the text is hidden (``kernel.sealing``), always equally
    long, and made of nothing that moves unless this reader was told something.

    ``scope`` is the digest of who reads and what stands in everything they are told (``queries.scope``). ``at`` is the
    number of the last thing told. Up to ``top`` it is a snapshot, above it every change counts: ``top`` is the highest
    number that was in sight when the snapshot began, and what changes meanwhile moves above it.
    """

    scope: bytes
    at: int
    top: int

    @classmethod
    def read(cls, text: str) -> Cursor | None:
        """The cursor of a text that ``write`` made; None for any other."""
        plain = revealed(PURPOSE, text)
        if plain is None or len(plain) != LAYOUT.size:
            return None
        return cls(*LAYOUT.unpack(plain))

    def write(self) -> str:
        """The text that a phone keeps and gives back."""
        return hidden(PURPOSE, LAYOUT.pack(self.scope, self.at, self.top))

    def after(self, last: int | None, *, more: bool) -> Cursor:
        """Where the reader stands after one more page; the same place when nothing was told and nothing was over.

        :param last: the number of the last thing told, None without any.
        :param more: whether there is another page; the snapshot ends with the last one.
        """
        at = self.at if last is None else last
        return replace(self, at=at if more else max(at, self.top))
