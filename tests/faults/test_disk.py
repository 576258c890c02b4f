"""The disk of the power cuts loses what was not synced and keeps what was; with chance it holds something between."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from random import Random

import pysqlite3.dbapi2
import pytest

from tests.faults.disk import PAGE, Disk, partly
from tests.faults.mount import NoFuse, PowerDisk

# Closing a database would sync it: this program ends without.
FILL = """
import os, sys, pysqlite3.dbapi2
name, synchronous = sys.argv[1:]
first, second = (pysqlite3.dbapi2.connect(name, isolation_level=None) for _ in range(2))
first.execute("PRAGMA journal_mode=WAL")
first.execute("CREATE TABLE row (number INTEGER)")
first.execute("PRAGMA wal_checkpoint(TRUNCATE)")
os.fsync(os.open(os.path.dirname(name), os.O_RDONLY))
first.execute(f"PRAGMA synchronous={synchronous}")
for number in range(20):
    first.execute("INSERT INTO row VALUES (?)", (number,))
assert second.execute("SELECT count(*) FROM row").fetchone() == (20,)
os._exit(0)
"""


@pytest.fixture(scope="module")
def mounted(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PowerDisk]:
    try:
        with PowerDisk(tmp_path_factory.mktemp("power") / "disk") as disk:
            yield disk
    except NoFuse as error:
        pytest.skip(str(error))


@pytest.fixture
def power(mounted: PowerDisk) -> PowerDisk:
    """An empty disk."""
    for path in mounted.folder.iterdir():
        path.unlink()
    mounted.settle()
    return mounted


def put(path: Path, data: bytes, *, sync: bool = True, folder: bool = True) -> None:
    """Write a file as a careful program does, or a less careful one."""
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
    os.write(handle, data)
    if sync:
        os.fsync(handle)
    os.close(handle)
    if folder:
        sync_folder(path.parent)


def sync_folder(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    os.fsync(handle)
    os.close(handle)


def names(disk: Disk, path: str) -> set[str]:
    return {name for name, _, _ in disk.readdir(path, 0)} - {".", ".."}


def test_what_was_synced_is_there_and_nothing_else(power: PowerDisk) -> None:
    put(power.folder / "whole", b"1")
    put(power.folder / "empty", b"2", sync=False)
    put(power.folder / "nameless", b"3", folder=False)
    put(power.folder / "whole", b"newer", sync=False, folder=False)

    power.cut()

    assert {path.name: path.read_bytes() for path in power.folder.iterdir()} == {"whole": b"1", "empty": b""}


def test_a_new_name_and_a_deletion_wait_for_the_folder(power: PowerDisk) -> None:
    for name in ("renamed", "deleted"):
        put(power.folder / name, name.encode())
    (power.folder / "renamed").rename(power.folder / "new name")
    (power.folder / "deleted").unlink()

    power.cut()
    assert {path.name for path in power.folder.iterdir()} == {"renamed", "deleted"}

    (power.folder / "renamed").rename(power.folder / "deleted")
    sync_folder(power.folder)
    power.cut()
    assert {path.name: path.read_bytes() for path in power.folder.iterdir()} == {"deleted": b"renamed"}


@pytest.mark.parametrize(("synchronous", "left"), [("FULL", 20), ("NORMAL", 0)])
def test_a_database_keeps_what_it_synced(power: PowerDisk, synchronous: str, left: int) -> None:
    """Also that two connections share the memory of a write-ahead log on this file system."""
    name = str(power.folder / "rows.sqlite3")
    subprocess.run([sys.executable, "-c", FILL, name, synchronous], check=True)

    power.cut()

    after = pysqlite3.dbapi2.connect(name)
    assert after.execute("SELECT count(*) FROM row").fetchone() == (left,)
    assert after.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    after.close()


def test_a_synced_file_takes_all_names_along_where_there_is_a_journal() -> None:
    disk = Disk(journal=True)
    disk.mkdir("/folder", 0o755)
    for name in ("/folder/synced", "/old"):
        handle = disk.create(name, 0o644)
        disk.write(name, b"1", 0, handle)
    disk.rename("/old", "/new")
    disk.fsync("/folder/synced", 0, handle - 1)

    disk.cut()

    assert (names(disk, "/folder"), names(disk, "/")) == ({"synced"}, {"folder", "new"})
    assert [disk.getattr(path)["st_size"] for path in ("/folder/synced", "/new")] == [1, 0]


def test_a_move_between_folders_is_not_torn() -> None:
    disk = Disk()
    for path in ("/a", "/b"):
        disk.mkdir(path, 0o755)
    disk.release("/a/file", disk.create("/a/file", 0o644))
    disk.settle()
    disk.rename("/a/file", "/b/file")
    disk.fsyncdir("/a", 0, 0)

    disk.cut()

    assert names(disk, "/b") == {"file"}


def test_chance_keeps_whole_pages_and_a_beginning_of_what_was_appended() -> None:
    kept, seen = b"a" * 3 * PAGE, b"b" * (5 * PAGE + 100)
    found = [partly(kept, seen, Random(seed)) for seed in range(200)]

    for data in found:
        assert 3 * PAGE <= len(data) <= len(seen)
        assert len(data) % PAGE == 0 or len(data) == len(seen)
        pages = [set(data[at : at + PAGE]) for at in range(0, len(data), PAGE)]
        assert all(len(page) == 1 for page in pages)
        assert all(page == {ord("b")} for page in pages[3:])
    assert len(set(found)) > 12
    assert {len(partly(seen, kept, Random(seed))) for seed in range(20)} == {len(kept), len(seen)}
