"""A disk that keeps only what was synced: the model of a power cut, without anything that mounts it (``mount``).

Everything lives twice: as programs see it, and as it stands on the disk. What moves from the one to the other:

- The contents and the size of a file, by ``fsync`` or ``fdatasync`` of the file, and by nothing else: not by closing,
  not by time passing, not by renaming.
- The names in a folder, by ``fsync`` of the folder. A new file whose folder was not synced is gone, a renamed one has
  its old name, a deleted one is back. A new folder needs the sync of the folder above it.
- With ``journal`` a sync of any file takes all names of all folders along, as they are at that moment. That is more
  than POSIX promises; ext4 does it, because names are in one journal, and LevelDB counts on it.

``cut`` is the power cut. Without chance all that was not synced is gone. With chance some of it is there all the same,
as on a disk that had begun to write: each changed page of 4 KB by itself, of what was appended a beginning, each
folder's names as a whole. That finds what the first kind cannot: a file that was renamed into its place before its
contents were written.

Where the model is milder than POSIX, because ext4 is and SQLite and LevelDB say that they rely on it: bytes beside a
written page are not touched, appended bytes never read as zeros, renaming replaces at once, and a rename between two
folders is not torn. Modes and times are not modelled.
"""

import errno
import itertools
import os
import stat
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from random import Random
from typing import Any

PAGE = 4096
HIDDEN = ".fuse_hidden"  # what libfuse calls a file that was deleted while open; no disk would know it
FREE_BLOCKS = 4_000_000


@dataclass(eq=False)
class Node:
    """A file, folder or symbolic link: as programs see it, and ``kept_…`` as it stands on the disk."""

    number: int
    mode: int
    data: bytearray = field(default_factory=bytearray)
    kept_data: bytes = b""
    names: "dict[str, Node]" = field(default_factory=dict)
    kept_names: "dict[str, Node]" = field(default_factory=dict)
    tied: "set[Node]" = field(default_factory=set)  # folders that a rename binds to this one until the next sync
    changed: int = field(default_factory=time.time_ns)

    def keep(self) -> None:
        """Sync what is in it."""
        self.kept_data = bytes(self.data)
        self.kept_names = self.visible()
        tied, self.tied = self.tied, set()
        for other in tied:
            other.keep()

    def visible(self) -> "dict[str, Node]":
        """The names that a disk would know."""
        return {name: node for name, node in self.names.items() if not name.startswith(HIDDEN)}

    def cut(self, chance: Random | None) -> None:
        """Lose what was not synced, or some of it."""
        if chance is not None:
            self.kept_data = partly(self.kept_data, bytes(self.data), chance)
            if chance.random() < 0.5:
                self.kept_names = self.visible()
        self.data, self.names, self.tied = bytearray(self.kept_data), dict(self.kept_names), set()


class Disk:
    """The tree. Its methods have the names and the arguments of FUSE, and raise OSError."""

    use_ns = True

    def __init__(self, *, journal: bool = False) -> None:
        self.journal = journal
        self.numbers, self.handles = itertools.count(1), itertools.count(1)
        self.open_files: dict[int, Node] = {}
        self.root = self._node(stat.S_IFDIR | 0o755)

    def cut(self, chance: Random | None = None) -> None:
        """The power is gone; this is the disk afterwards."""
        self.open_files.clear()
        for node in self._nodes():
            node.cut(chance)

    def settle(self) -> None:
        """All is on the disk, as after a proper shutdown."""
        for node in self._nodes():
            node.keep()

    def getattr(self, path: str, fh: int | None = None) -> dict[str, Any]:
        node = self.open_files[fh] if fh in self.open_files else self._find(path)
        size = len(node.data)
        return {
            "st_ino": node.number, "st_mode": node.mode, "st_nlink": 1, "st_size": size, "st_blocks": -(-size // 512),
            "st_uid": os.getuid(), "st_gid": os.getgid(),
            "st_mtime": node.changed, "st_ctime": node.changed, "st_atime": node.changed,
        }  # fmt: skip

    def readdir(self, path: str, fh: int) -> Iterator[tuple[str, dict[str, int], int]]:
        folder = self._find(path)
        for name, node in [(".", folder), ("..", folder), *folder.names.items()]:
            yield name, {"st_ino": node.number, "st_mode": node.mode}, 0

    def mkdir(self, path: str, mode: int) -> None:
        self._add(path, self._node(stat.S_IFDIR | mode))

    def create(self, path: str, mode: int, flags: int = 0) -> int:
        return self._opened(self._add(path, self._node(stat.S_IFREG | mode)))

    def symlink(self, target: str, source: str) -> None:
        node = self._node(stat.S_IFLNK | 0o777)
        node.data[:] = node.kept_data = source.encode()
        self._add(target, node)

    def link(self, target: str, source: str) -> None:
        self._add(target, self._find(source))

    def readlink(self, path: str) -> str:
        return self._find(path).data.decode()

    def open(self, path: str, flags: int) -> int:
        node = self._find(path)
        if flags & os.O_TRUNC:
            del node.data[:]
        return self._opened(node)

    def read(self, path: str, size: int, offset: int, fh: int) -> bytes:
        return bytes(self.open_files[fh].data[offset : offset + size])

    def write(self, path: str, data: bytes, offset: int, fh: int) -> int:
        node = self.open_files[fh]
        if offset > len(node.data):
            node.data.extend(bytes(offset - len(node.data)))
        node.data[offset : offset + len(data)] = data
        node.changed = time.time_ns()
        return len(data)

    def truncate(self, path: str, length: int, fh: int | None = None) -> None:
        node = self.open_files[fh] if fh in self.open_files else self._find(path)
        del node.data[length:]
        node.data.extend(bytes(length - len(node.data)))
        node.changed = time.time_ns()

    def flush(self, path: str, fh: int) -> None:
        """Closing a file syncs nothing."""

    def release(self, path: str, fh: int) -> None:
        self.open_files.pop(fh, None)

    def fsync(self, path: str, datasync: int, fh: int) -> None:
        self.open_files[fh].keep()
        if self.journal:
            for node in self._nodes():
                node.kept_names = node.visible()

    def fsyncdir(self, path: str, datasync: int, fh: int) -> None:
        self._find(path).keep()

    def unlink(self, path: str) -> None:
        folder, name = self._place(path)
        del folder.names[name]

    def rmdir(self, path: str) -> None:
        folder, name = self._place(path)
        if folder.names[name].names:
            raise OSError(errno.ENOTEMPTY, path)
        del folder.names[name]

    def rename(self, old: str, new: str) -> None:
        (before, name), (after, as_) = self._place(old), self._place(new)
        after.names[as_] = before.names.pop(name)
        if before is not after:
            before.tied.add(after)
            after.tied.add(before)

    def chmod(self, path: str, mode: int) -> None:
        node = self._find(path)
        node.mode = stat.S_IFMT(node.mode) | mode

    def chown(self, path: str, uid: int, gid: int) -> None:
        """All belongs to whoever runs this."""

    def utimens(self, path: str, times: tuple[int, int] | None = None) -> None:
        self._find(path).changed = times[1] if times else time.time_ns()

    def statfs(self, path: str) -> dict[str, int]:
        blocks = dict.fromkeys(("f_blocks", "f_bfree", "f_bavail", "f_files", "f_ffree", "f_favail"), FREE_BLOCKS)
        return {"f_bsize": PAGE, "f_frsize": PAGE, "f_namemax": 255, **blocks}

    def _node(self, mode: int) -> Node:
        return Node(next(self.numbers), mode)

    def _opened(self, node: Node) -> int:
        handle = next(self.handles)
        self.open_files[handle] = node
        return handle

    def _find(self, path: str) -> Node:
        node = self.root
        for name in path.split("/"):
            if name:
                if name not in node.names:
                    raise FileNotFoundError(errno.ENOENT, path)
                node = node.names[name]
        return node

    def _place(self, path: str) -> tuple[Node, str]:
        above, _, name = path.rpartition("/")
        return self._find(above), name

    def _add(self, path: str, node: Node) -> Node:
        folder, name = self._place(path)
        if name in folder.names:
            raise FileExistsError(errno.EEXIST, path)
        folder.names[name] = node
        return node

    def _nodes(self) -> Iterator[Node]:
        """Every node that can be reached, once; where to go on from a folder is looked up after it was handed out."""
        seen, waiting = {self.root}, [self.root]
        while waiting:
            node = waiting.pop()
            yield node
            fresh = [each for each in list(node.names.values()) if each not in seen]
            seen.update(fresh)
            waiting += fresh


def partly(kept: bytes, seen: bytes, chance: Random) -> bytes:
    """What a disk may hold of a file between the last sync and what programs saw."""
    if len(seen) > len(kept):
        size = chance.randint(len(kept), len(seen))
        size -= size % PAGE if size < len(seen) else 0
        size = max(size, len(kept))
    else:
        size = chance.choice((len(kept), len(seen)))
    found = bytearray(seen[:size].ljust(size, b"\0"))
    for at in range(0, min(size, len(kept)), PAGE):
        page = slice(at, at + PAGE)
        is_whole = at + PAGE <= len(kept) or size <= len(kept)
        if is_whole and (at >= len(seen) or chance.random() < 0.5):
            found[page] = kept[page][: size - at]
    return bytes(found)
