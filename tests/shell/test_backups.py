"""The restore drill: copied while people write, everything lost, put back, and nothing missing."""

import contextvars
import json
import os
import shutil
import threading
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import create_engine, make_url, text

import webapp
from tests import databases, make
from tests.cast import PASSWORD, Cast, sign_in
from tests.conftest import Clock
from tests.house import HouseClient
from webapp.config import Config
from webapp.kernel.db import db, write_transaction
from webapp.kernel.jobs import run_due
from webapp.kernel.storage import photo_store
from webapp.photos.models import Photo
from webapp.photos.queries import original_key
from webapp.shell import serve
from webapp.shell.backups import copies, making, restoring
from webapp.shell.backups.files import BackupTrouble
from webapp.tickets.models import Ticket
from webapp.units.queries import actor_for

pytestmark = pytest.mark.slow

Another = Callable[..., Flask]


@pytest.fixture
def another(tmp_path: Path) -> Iterator[Another]:
    """Makes an installation on another machine: another folder and an empty database of its own; ``again`` starts it
    once more as it is, as after a command that ran in a process of its own."""
    made: list[Flask] = []

    def install(name: str, *, again: bool = False) -> Flask:
        url = ""
        if databases.KIND == "postgresql":
            cluster = os.environ["TEST_POSTGRES_URL"]
            own = f"{name}_{os.environ.get('PYTEST_XDIST_WORKER', 'main')}"
            engine = create_engine(cluster, isolation_level="AUTOCOMMIT")
            if not again:
                with engine.connect() as connection:
                    connection.execute(text(f'DROP DATABASE IF EXISTS "{own}" WITH (FORCE)'))
                    connection.execute(text(f'CREATE DATABASE "{own}"'))
            engine.dispose()
            url = make_url(cluster).set(database=own).render_as_string(hide_password=False)
        app = webapp.create_app(Config(data_dir=tmp_path / name, database_url=url, testing=True))
        app.test_client_class = HouseClient
        made.append(app)
        return app

    yield install
    for app in made:
        with app.app_context():
            db.session.remove()
            db.engine.dispose()


def run(app: Flask, *words: str) -> tuple[int, str]:
    """Exit status and output of ``flask backup …``, as a process of its own would give them."""
    db.session.commit()
    result = contextvars.Context().run(app.test_cli_runner().invoke, args=["backup", *words])
    return result.exit_code, result.output


def story(cast: Cast) -> list[str]:
    """Some problems with photos, in several states; their ids."""
    inspector, village, office = (cast.actor(login) for login in ("xuncha1", "qinglong", "zhenban"))
    photos = [make.claim(make.make_photo(inspector, seed)) for seed in range(3)]
    fixed = make.open_ticket(inspector).id
    make.submit(village, fixed, photos=[make.claim(make.make_photo(village, 7))])
    return [
        make.open_ticket(inspector, photos=photos).id,
        fixed,
        make.closed_ticket(inspector, village, office).id,
    ]


def told(client: HouseClient, tickets: list[str]) -> list[object]:
    """What the office is told of problems, without what differs by the day."""
    return [client.get(f"/api/v1/tickets/{each}").get_json() for each in tickets]


def the_copy(folder: Path) -> Path:
    return copies.copies(folder)[0].path


def test_what_was_lost_comes_back_whole(
    app: Flask, cast: Cast, client: HouseClient, tmp_path: Path, another: Another
) -> None:
    tickets, folder, person = story(cast), tmp_path / "copies", cast.person("zhenban").id
    sign_in(client, "zhenban")
    before, heads = told(client, tickets), copies.heads()
    cursor = client.get("/api/v1/changes").get_json()["next"]
    photos = {row.sha256 for row in db.session.query(Photo)}
    assert run(app, "make", str(folder))[0] == 0
    make.open_ticket(cast.actor("xuncha1"))  # after the copy: this one is lost
    assert run(app, "verify", str(the_copy(folder))) == (
        0,
        f"whole: 4 photos, {heads['entries']} entries of the timeline\n",
    )

    new = another("rescue")
    status, said = run(new, "restore", str(the_copy(folder)))

    assert status == 0, said
    new = another("rescue", again=True)
    with new.app_context():
        assert copies.heads() == heads
        assert {digest for digest in photos if not new.extensions["photo_store"].exists(original_key(digest))} == set()
        assert db.session.query(Ticket).count() == 3
    rescued = new.test_client()
    assert rescued.get("/api/v1/me").status_code == 401  # everybody signs in anew
    answer = rescued.post("/api/v1/session", json={"login": "zhenban", "password": PASSWORD})
    assert answer.status_code == 201
    assert told(rescued, tickets) == before
    photo = before[0]["problem_photos"][0]["id"]  # type: ignore[index]
    assert rescued.get(f"/api/v1/photos/{photo}/view").status_code == 200
    assert rescued.get(f"/api/v1/photos/{photo}/original").data == client.get(f"/api/v1/photos/{photo}/original").data
    changes = rescued.get(f"/api/v1/changes?since={cursor}").get_json()
    assert changes["reset"]  # what the lost installation knew of this phone does not count
    assert new.test_cli_runner().invoke(args=["timeline", "verify"]).exit_code == 0
    with new.app_context():
        office = actor_for(person, None)
        assert office is not None
        make.run(office, "ticket.comment", ticket_id=tickets[0], words="恢复之后")  # and work goes on


def test_it_is_of_one_instant_while_people_go_on_writing(
    app: Flask, cast: Cast, tmp_path: Path, another: Another
) -> None:
    tickets, enough = story(cast), threading.Event()
    village = cast.actor("qinglong")

    def write() -> None:
        with app.app_context():
            while not enough.is_set():
                make.run(village, "ticket.comment", ticket_id=tickets[0], words="还在写")
                db.session.remove()

    writer = threading.Thread(target=write)
    writer.start()
    try:
        for number in range(3):
            making.make(tmp_path / f"copies{number}")
    finally:
        enough.set()
        writer.join()
    for number in range(3):
        new = another(f"rescue{number}")
        status, said = run(new, "restore", str(the_copy(tmp_path / f"copies{number}")))
        assert status == 0, said


@pytest.mark.parametrize("where", ["_put_database", "settle"])
def test_a_restore_that_broke_off_is_run_again_and_nothing_starts_before(
    app: Flask, cast: Cast, tmp_path: Path, another: Another, monkeypatch: pytest.MonkeyPatch, where: str
) -> None:
    story(cast)
    run(app, "make", str(tmp_path / "copies"))
    copy, new = the_copy(tmp_path / "copies"), another("rescue")

    def pulled(*_: object) -> None:
        raise SystemExit(9)

    with monkeypatch.context() as cut:
        cut.setattr(restoring, where, pulled)
        assert run(new, "restore", str(copy))[0] == 9
    new = another("rescue", again=True)
    assert serve.serve(new) == 1
    status, said = run(new, "restore", str(copy))

    assert status == 0, said
    with new.app_context():
        assert not restoring.is_half_restored()
    another_copy = tmp_path / "copies" / "other"
    shutil.copytree(copy, another_copy)
    assert run(another("rescue", again=True), "restore", str(another_copy))[0] == 1  # not into what is settled


def test_a_copied_photo_that_a_disk_forgot_is_copied_anew(app: Flask, cast: Cast, clock: Clock, tmp_path: Path) -> None:
    story(cast)
    folder = tmp_path / "copies"
    run(app, "make", str(folder))
    copied = [each for each in (folder / "photos").rglob("*") if each.is_file()]
    for each in copied:
        each.write_bytes(b"rot")
    for _ in range(making.REREAD):
        clock.forward(days=1)
        run(app, "make", str(folder))

    assert copies.verify(the_copy(folder))["photos"]["count"] == len(copied)


def test_only_its_owner_reads_a_copy(app: Flask, cast: Cast, tmp_path: Path) -> None:
    story(cast)
    run(app, "make", str(tmp_path / "copies"))
    assert (tmp_path / "copies").stat().st_mode & 0o077 == 0
    assert (tmp_path / "copies" / "withheld.json").stat().st_mode & 0o077 == 0


def test_one_waits_for_another(app: Flask, cast: Cast, tmp_path: Path) -> None:
    folder = tmp_path / "copies"
    folder.mkdir()

    def another_one() -> None:
        with app.app_context():
            making.make(folder)

    made = threading.Thread(target=another_one)
    with making._alone(folder):
        made.start()
        made.join(1.5)
        assert made.is_alive()
        assert copies.copies(folder) == []
    made.join(30)
    assert len(copies.copies(folder)) == 1


def test_two_of_one_second_do_not_meet(app: Flask, cast: Cast, tmp_path: Path) -> None:
    assert run(app, "make", str(tmp_path / "copies"))[0] == 0
    status, said = run(app, "make", str(tmp_path / "copies"))
    assert (status, "this very second" in said) == (1, True)


def test_twice_restored_is_another_life_each_time(
    app: Flask, cast: Cast, client: HouseClient, tmp_path: Path, another: Another
) -> None:
    story(cast)
    run(app, "make", str(tmp_path / "copies"))
    cursors = []
    for name in ("one", "two"):
        new = another(name)
        run(new, "restore", str(the_copy(tmp_path / "copies")))
        phone = another(name, again=True).test_client()
        phone.post("/api/v1/session", json={"login": "zhenban", "password": PASSWORD})
        cursors.append(phone.get("/api/v1/changes").get_json()["next"])
    assert phone.get(f"/api/v1/changes?since={cursors[0]}").get_json()["reset"]
    assert not phone.get(f"/api/v1/changes?since={cursors[1]}").get_json()["reset"]


def test_it_goes_into_nothing_but_an_empty_database(app: Flask, cast: Cast, tmp_path: Path) -> None:
    tickets = story(cast)
    run(app, "make", str(tmp_path / "copies"))
    status, said = run(app, "restore", str(the_copy(tmp_path / "copies")))

    assert (status, "not empty" in said) == (1, True)
    assert make.ticket(tickets[0]).id == tickets[0]


def _shorter(copy: Path) -> None:
    next(copy.glob("database.*")).write_bytes(b"half")


def _without_manifest(copy: Path) -> None:
    (copy / "manifest.json").unlink()


def _photo_changed(copy: Path) -> None:
    next(each for each in (copy.parent / "photos").rglob("*") if each.is_file()).write_bytes(b"another")


def _photo_gone(copy: Path) -> None:
    next(each for each in (copy.parent / "photos").rglob("*") if each.is_file()).unlink()


def _of_tomorrow(copy: Path) -> None:
    manifest = json.loads((copy / "manifest.json").read_text())
    (copy / "manifest.json").write_text(json.dumps(manifest | {"revision": "9999"}))


@pytest.mark.parametrize(
    ("harm", "words"),
    [
        (_shorter, "is not what was written"),
        (_without_manifest, "is no whole copy"),
        (_photo_changed, "1 photos are missing or damaged"),
        (_photo_gone, "1 photos are missing or damaged"),
        (_of_tomorrow, "newer version"),
    ],
)
def test_a_copy_that_is_not_whole_is_not_restored(
    app: Flask, cast: Cast, tmp_path: Path, another: Another, harm: Callable[[Path], None], words: str
) -> None:
    story(cast)
    run(app, "make", str(tmp_path / "copies"))
    copy = the_copy(tmp_path / "copies")
    harm(copy)
    new = another("rescue")

    status, said = run(new, "restore", str(copy))

    assert (status, words in said) == (1, True), said
    with new.app_context():
        assert db.inspect(db.engine).get_table_names() == []


def test_a_chain_that_was_cut_is_known_by_what_it_ended_with(app: Flask, cast: Cast, tmp_path: Path) -> None:
    story(cast)
    run(app, "make", str(tmp_path / "copies"))
    copy = the_copy(tmp_path / "copies")
    copies.heads()
    make.open_ticket(cast.actor("xuncha1"))

    with pytest.raises(BackupTrouble, match="not those of the copy"):
        restoring.settle(copy)


def test_photos_are_copied_once_and_withheld_ones_go(app: Flask, cast: Cast, clock: Clock, tmp_path: Path) -> None:
    inspector, folder = cast.actor("xuncha1"), tmp_path / "copies"
    face, wall = make.make_photo(inspector, 1), make.make_photo(inspector, 2)
    ticket = make.open_ticket(inspector, photos=[make.claim(face), make.claim(wall)])
    run(app, "make", str(folder))
    kept = {each.name: each.stat().st_ino for each in (folder / "photos").rglob("*") if each.is_file()}
    make.run(cast.actor("lingdao"), "ticket.withhold", ticket_id=ticket.id, photo_id=face, reason="正脸")
    clock.forward(days=1)
    run(app, "make", str(folder))

    now = {each.name: each.stat().st_ino for each in (folder / "photos").rglob("*") if each.is_file()}
    hashes = {photo: db.session.get_one(Photo, photo).sha256 for photo in (face, wall)}
    assert now == {hashes[wall]: kept[hashes[wall]]}
    assert kept.keys() == set(hashes.values())


def test_what_was_withheld_since_does_not_come_back_with_an_older_copy(
    app: Flask, cast: Cast, clock: Clock, client: HouseClient, tmp_path: Path, another: Another
) -> None:
    inspector, folder = cast.actor("xuncha1"), tmp_path / "copies"
    face, wall = make.make_photo(inspector, 1), make.make_photo(inspector, 2)
    ticket = make.open_ticket(inspector, photos=[make.claim(face), make.claim(wall)])
    run(app, "make", str(folder))
    older = the_copy(folder)
    make.run(cast.actor("lingdao"), "ticket.withhold", ticket_id=ticket.id, photo_id=face, reason="正脸")
    clock.forward(days=1)
    run(app, "make", str(folder))
    status, said = run(another("rescue"), "restore", str(older))

    assert status == 0, said
    rescued = another("rescue", again=True).test_client()
    rescued.post("/api/v1/session", json={"login": "zhenban", "password": PASSWORD})
    assert rescued.get(f"/api/v1/photos/{face}/view").get_json()["code"] == "photo.withheld"
    assert rescued.get(f"/api/v1/photos/{wall}/view").status_code == 200


def test_a_photo_that_cannot_be_read_is_named(app: Flask, cast: Cast, tmp_path: Path) -> None:
    photo = make.make_photo(cast.actor("xuncha1"), 1)
    digest = db.session.get_one(Photo, photo).sha256
    app.extensions["photo_store"].delete(original_key(digest))

    status, said = run(app, "make", str(tmp_path / "copies"))

    assert (status, digest in said) == (1, True)
    assert copies.copies(tmp_path / "copies")[0].damaged == (digest,)
    assert copies.verify(the_copy(tmp_path / "copies"))["photos"]["count"] == 0


def test_old_copies_go_and_half_ones_never_count(
    app: Flask, cast: Cast, clock: Clock, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(making, "KEPT", 2)
    folder = tmp_path / "copies"
    (folder / "20260101T000000Z").mkdir(parents=True)
    (folder / "20260101T000000Z" / "database.sqlite3").write_bytes(b"half")
    assert copies.copies(folder) == []
    made = []
    for _ in range(3):
        made.append(making.make(folder).path)
        clock.forward(days=1)

    assert [copy.path for copy in copies.copies(folder)] == [made[2], made[1]]
    assert sorted(each.name for each in folder.iterdir() if each.is_dir() and each.name != "photos") == [
        made[1].name,
        made[2].name,
    ]


@pytest.fixture
def nightly(app: Flask, cast: Cast, tmp_path: Path) -> Iterator[Path]:
    """A folder for the night's copies, set up."""
    settings, folder = app.config["SETTINGS"], tmp_path / "nights"
    object.__setattr__(settings, "backup_dir", folder)
    yield folder
    object.__setattr__(settings, "backup_dir", None)
    shutil.rmtree(folder, ignore_errors=True)


def test_one_copy_a_night(nightly: Path, clock: Clock) -> None:
    def night() -> int:
        making.ask_for_tonights()
        making.ask_for_tonights()
        run_due()
        return len(copies.copies(nightly))

    clock.forward(hours=15, minutes=30)  # half past one
    assert night() == 0
    clock.forward(hours=1)
    assert [night(), night()] == [1, 1]
    clock.forward(days=1)
    assert night() == 2


def test_the_administrator_sees_when_the_last_was_and_that_none_is(
    nightly: Path, clock: Clock, client: HouseClient
) -> None:
    def page() -> str:
        sign_in(client, "admin")
        return client.page("/settings/system").text

    missing = "最近两天没有完整的备份"
    assert missing in page()
    making.make(nightly)
    assert missing not in page()
    assert "最近一次备份" in page()
    clock.forward(days=2, minutes=1)
    assert missing in page()
    with write_transaction():
        pass
    assert client.get("/readyz").status_code == 200  # an old copy keeps nobody from working


def test_without_a_folder_nothing_is_asked_for(cast: Cast, clock: Clock, client: HouseClient) -> None:
    clock.forward(hours=18)
    making.ask_for_tonights()
    assert run_due() == 0
    sign_in(client, "admin")
    assert "没有设置备份" in client.page("/settings/system").text
    assert timedelta(days=2) == copies.OVERDUE


def test_phones_are_told_what_is_in_a_copy(nightly: Path, cast: Cast, clock: Clock, client: HouseClient) -> None:
    def told() -> tuple[str | None, int]:
        sign_in(client, "xuncha1")
        answer = client.get("/api/v1/changes").get_json()
        return answer["copied_to"], answer["life"]

    assert told() == ("1970-01-01T00:00:00+00:00", 0)  # copies are made here, and there is none yet
    made = making.make(nightly)
    assert told()[0] == (made.made_at - copies.UNDER_WAY).isoformat()
    clock.forward(days=1)
    photo = make.make_photo(cast.actor("xuncha1"), 3)
    digest = db.session.get_one(Photo, photo).sha256
    photo_store().delete(original_key(digest))
    assert making.make(nightly).damaged == (digest,)
    assert told()[0] == (made.made_at - copies.UNDER_WAY).isoformat()  # a copy without all photos does not count
    restoring.settle(the_copy(nightly))
    assert told()[1] != 0  # another life


def test_where_no_copies_are_made_phones_keep_nothing(cast: Cast, client: HouseClient) -> None:
    sign_in(client, "xuncha1")
    assert client.get("/api/v1/changes").get_json()["copied_to"] is None
