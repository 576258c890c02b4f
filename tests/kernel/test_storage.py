"""Bytes that were put are there after a power cut, whole or not at all."""

import errno
import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from webapp.kernel.storage import PART, LocalStore, Store, StoreMiss

DIGEST = "ab12" + "0" * 60
KEY = f"sha256/ab/12/{DIGEST}"
CALLS = ("open", "write", "fsync", "rename", "replace", "mkdir", "unlink")


class Spy:
    """Writes down the system calls of a store, and may fail at the n-th one."""

    def __init__(self, patch: pytest.MonkeyPatch, fail_at: int = 0) -> None:
        self.calls: list[tuple[str, str]] = []
        self.names: dict[int, str] = {}
        self.fail_at = fail_at
        for name in CALLS:
            patch.setattr(os, name, self._watched(name, getattr(os, name)))

    def _watched(self, name: str, real: Callable[..., Any]) -> Callable[..., Any]:
        def call(*args: Any, **kwargs: Any) -> Any:
            what = self.names.get(args[0], "?") if isinstance(args[0], int) else Path(args[0]).name
            self.calls.append((name, "part" if what.startswith(PART) else what))
            if self.fail_at == len(self.calls):
                raise OSError(errno.ENOSPC, "no space left")
            result = real(*args, **kwargs)
            if name == "open":
                self.names[result] = Path(args[0]).name
            return result

        return call

    def order(self, *wanted: str) -> list[tuple[str, str]]:
        """The calls with these names, in order."""
        return [call for call in self.calls if call[0] in wanted]


class Deadly(list[tuple[str, str]]):
    """A list of calls that ends the process at the n-th entry."""

    def __init__(self, step: int) -> None:
        super().__init__()
        self.step = step

    def append(self, item: tuple[str, str]) -> None:
        super().append(item)
        if len(self) == self.step:
            os._exit(9)


@pytest.fixture
def store(tmp_path: Path) -> LocalStore:
    """An empty store in a folder that does not exist yet."""
    return LocalStore(tmp_path / "photos")


def files(store: LocalStore) -> list[str]:
    """The names of all files below the store's folder."""
    return sorted(path.name for path in store.root.rglob("*") if path.is_file())


def test_what_was_put_can_be_got(store: LocalStore) -> None:
    store.put(KEY, b"bytes")

    assert store.exists(KEY)
    assert store.get(KEY) == b"bytes"
    with store.open(KEY) as stream:
        assert stream.read(2) == b"by"
    assert files(store) == [DIGEST]


def test_a_local_store_is_a_store(store: LocalStore) -> None:
    kept: Store = store

    kept.put("derived/ab/12/x.thumb.jpg", b"")

    assert kept.get("derived/ab/12/x.thumb.jpg") == b""


def test_putting_again_changes_nothing(store: LocalStore) -> None:
    store.put(KEY, b"first")

    store.put(KEY, b"second")

    assert store.get(KEY) == b"first"


def test_what_is_not_there_is_a_miss(store: LocalStore) -> None:
    assert not store.exists(KEY)
    for ask in (store.get, store.open):
        with pytest.raises(StoreMiss):
            ask(KEY)


def test_deleting_twice_is_harmless(store: LocalStore) -> None:
    store.put(KEY, b"bytes")

    store.delete(KEY)
    store.delete(KEY)

    assert not store.exists(KEY)
    assert files(store) == []


def test_all_that_begins_alike_goes_at_once(store: LocalStore, monkeypatch: pytest.MonkeyPatch) -> None:
    for key in ("partial/ab/one.0-x", "partial/ab/one.20-y", "partial/ab/other.0-x", "partial/cd/one.0-x"):
        store.put(key, b"bytes")

    with monkeypatch.context() as patched:
        spy = Spy(patched)
        store.delete_all("partial/ab/one.")
        assert spy.order("fsync")[-1] == ("fsync", "ab")

    assert files(store) == ["one.0-x", "other.0-x"]
    store.delete_all("partial/ab/one.")
    store.delete_all("partial/ef/one.")
    with pytest.raises(ValueError, match="not a key"):
        store.delete_all("../")


def test_a_view_of_bytes_is_put_as_they_are(store: LocalStore) -> None:
    store.put(KEY, memoryview(b"some bytes")[5:])

    assert store.get(KEY) == b"bytes"


@pytest.mark.parametrize(
    "key",
    [
        "",
        "/etc/passwd",
        "..",
        "a/../b",
        "../x",
        "a/..",
        "a//b",
        "a/",
        "./a",
        "a/.hidden",
        "a\\b",
        "a\0b",
        "a/b\n",
        "é",
    ],
)
def test_keys_that_could_leave_the_folder_are_refused(store: LocalStore, key: str) -> None:
    for ask in (store.get, store.exists, store.delete, store.path, store.open):
        with pytest.raises(ValueError, match="not a key"):
            ask(key)
    with pytest.raises(ValueError, match="not a key"):
        store.put(key, b"")


def test_the_file_is_synced_before_it_has_its_name_and_the_folders_after(
    store: LocalStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    spy = Spy(monkeypatch)

    store.put(KEY, b"bytes")

    order = spy.order("write", "fsync", "rename", "replace")
    assert [(name if name != "rename" else "replace", what) for name, what in order] == [
        ("write", "part"),
        ("fsync", "part"),
        ("replace", "part"),
        ("fsync", "12"),
        ("fsync", "ab"),
        ("fsync", "sha256"),
        ("fsync", "photos"),
        ("fsync", store.root.parent.name),
    ]


def test_a_put_that_finds_the_key_syncs_it_again(store: LocalStore, monkeypatch: pytest.MonkeyPatch) -> None:
    store.put(KEY, b"bytes")
    spy = Spy(monkeypatch)

    store.put(KEY, b"bytes")

    assert [what for _, what in spy.order("fsync")][:2] == [DIGEST, "12"]
    assert spy.order("write", "rename", "replace") == []


def test_a_deleted_key_stays_deleted(store: LocalStore, monkeypatch: pytest.MonkeyPatch) -> None:
    store.put(KEY, b"bytes")
    spy = Spy(monkeypatch)

    store.delete(KEY)

    assert spy.order("unlink", "fsync") == [("unlink", DIGEST), ("fsync", "12")]


def test_an_error_at_any_step_leaves_no_half_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store = LocalStore(tmp_path / "count")
    with monkeypatch.context() as patch:
        spy = Spy(patch)
        store.put(KEY, b"bytes")
        steps = len(spy.calls)
    assert steps > 8

    for step in range(1, steps + 1):
        store = LocalStore(tmp_path / f"step{step}")
        with monkeypatch.context() as patch:
            Spy(patch, fail_at=step)
            with pytest.raises(OSError, match="no space left"):
                store.put(KEY, b"bytes")
        assert not store.exists(KEY) or store.get(KEY) == b"bytes"
        assert not [name for name in files(store) if name.startswith(PART)]
        store.put(KEY, b"bytes")
        assert store.get(KEY) == b"bytes"


def test_a_process_that_dies_at_any_step_leaves_no_half_file(tmp_path: Path) -> None:
    for step in range(1, 12):
        store = LocalStore(tmp_path / f"step{step}")
        child = os.fork()
        if child == 0:  # the child ends inside, at its n-th call
            with pytest.MonkeyPatch.context() as patch:
                Spy(patch).calls = Deadly(step)
                try:
                    store.put(KEY, b"bytes" * 1000)
                finally:
                    os._exit(0)
        os.waitpid(child, 0)
        assert not store.exists(KEY) or store.get(KEY) == b"bytes" * 1000
        store.put(KEY, b"bytes" * 1000)
        assert store.get(KEY) == b"bytes" * 1000


def test_writes_that_come_in_parts_are_finished(store: LocalStore, monkeypatch: pytest.MonkeyPatch) -> None:
    real = os.write
    monkeypatch.setattr(os, "write", lambda handle, data: real(handle, bytes(data[:3])))

    store.put(KEY, b"0123456789")

    assert store.get(KEY) == b"0123456789"


def test_many_puts_of_one_key_at_once_keep_it_whole(store: LocalStore) -> None:
    with ThreadPoolExecutor(16) as pool:
        done = [pool.submit(store.put, KEY, b"x" * 100_000) for _ in range(64)]

    assert [one.result() for one in done] == [None] * 64
    assert store.get(KEY) == b"x" * 100_000
    assert files(store) == [DIGEST]
