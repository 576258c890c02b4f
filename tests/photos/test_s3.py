"""Photos in an S3-compatible store: a real one (seaweedfs), started here on the loopback interface."""

import hashlib
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

import webapp
from tests import databases, make
from tests.cast import Cast, sign_in
from tests.conftest import Clock
from tests.house import HouseClient
from tests.photos import sending
from tests.photos.weed import Weed, ports
from webapp.config import Config
from webapp.kernel.db import db
from webapp.kernel.jobs import run_due
from webapp.kernel.s3 import S3Store
from webapp.kernel.storage import LocalStore, Store, StoreMiss, StoreUnreachable
from webapp.photos.models import Photo
from webapp.photos.queries import derived_key, original_key
from webapp.shell.backups import making

pytestmark = pytest.mark.slow

if databases.KIND != "sqlite":
    pytest.skip("no database matters here", allow_module_level=True)


@pytest.fixture(scope="module")
def weed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Weed]:
    """A store that runs."""
    found = Weed(tmp_path_factory.mktemp("weed"))
    found.start()
    yield found
    found.end()


@pytest.fixture
def at_s3(app: Flask, weed: Weed) -> Iterator[S3Store]:
    """The app with its photos there."""
    before, settings = app.extensions["photo_store"], app.config["SETTINGS"]
    store = weed.store()
    app.extensions["photo_store"] = store
    object.__setattr__(settings, "s3_endpoint", weed.endpoint)
    yield store
    object.__setattr__(settings, "s3_endpoint", "")
    app.extensions["photo_store"] = before


def test_it_is_a_store(weed: Weed) -> None:
    store: Store = weed.store()
    key, data = "sha256/ab/12/photo", b"\xff\xd8" * 5_000_000  # more than is kept in memory when it is opened
    with pytest.raises(StoreMiss):
        store.get(key)
    with pytest.raises(StoreMiss):
        store.open(key)
    assert not store.exists(key)
    store.put(key, memoryview(data))
    store.put(key, data)

    assert store.exists(key)
    assert store.get(key) == data
    with store.open(key) as opened:
        assert (opened.read(2), opened.seek(0), len(opened.read())) == (b"\xff\xd8", 0, len(data))
    for name in ("0-a", "128-b"):
        store.put(f"partial/ab/one.{name}", b"x")
    store.put("partial/ab/other.0-a", b"x")
    store.delete_all("partial/ab/one.")
    assert [store.exists(f"partial/ab/{name}") for name in ("one.0-a", "one.128-b", "other.0-a")] == [
        False,
        False,
        True,
    ]
    store.delete(key)
    store.delete(key)
    assert not store.exists(key)
    for bad in ("../secret_key", "/etc/passwd", "a//b", ""):
        with pytest.raises(ValueError, match="not a key"):
            store.get(bad)


def test_what_was_put_is_there_after_the_store_was_killed(weed: Weed) -> None:
    store = weed.store()
    told = {f"sha256/ab/12/{number}": bytes([number]) * 100_000 for number in range(20)}
    for key, data in told.items():
        store.put(key, data)
    weed.kill()
    with pytest.raises(StoreUnreachable):
        weed.store().get(next(iter(told)))
    weed.start()
    assert {key: weed.store().get(key) for key in told} == told


def test_one_who_may_not_is_told_and_it_is_no_miss(weed: Weed) -> None:
    for changes in ({"secret_key": "wrong"}, {"access_key": "nobody"}):
        with pytest.raises(StoreUnreachable):
            weed.store(**changes).put("x", b"x")
        with pytest.raises(StoreUnreachable):
            weed.store(**changes).exists("x")
    assert "geheimnis" not in repr(weed.store())


def test_a_photo_comes_in_pieces_is_shown_and_goes(
    at_s3: S3Store, cast: Cast, client: HouseClient, clock: Clock
) -> None:
    sign_in(client, "xuncha1")
    photo, data = make.new_id(), make.jpeg(5)
    assert sending.patch(client, photo, data, 0, 100, Repr_Digest=sending.digest(data)).status_code == 200
    assert sending.patch(client, photo, data, 100, Repr_Digest=sending.digest(data)).status_code == 201
    ticket = make.open_ticket(cast.actor("xuncha1"), photos=[make.claim(photo)])
    run_due()
    digest = hashlib.sha256(data).hexdigest()

    assert at_s3.get(original_key(digest)) == data
    assert at_s3.exists(derived_key(digest, "thumb"))
    assert client.get(f"/api/v1/photos/{photo}/view").status_code == 200
    assert client.get(f"/api/v1/photos/{photo}/original").data == data
    make.run(cast.actor("lingdao"), "ticket.withhold", ticket_id=ticket.id, photo_id=photo, reason="正脸")
    run_due()
    assert not at_s3.exists(original_key(digest))
    assert not at_s3.exists(derived_key(digest, "thumb"))


def test_a_store_that_is_away_is_said_and_phones_keep_what_they_have(
    app: Flask, at_s3: S3Store, weed: Weed, cast: Cast, client: HouseClient
) -> None:
    sign_in(client, "xuncha1")
    photo, data = make.new_id(), make.jpeg(6)
    app.extensions["photo_store"] = weed.store(endpoint=f"http://127.0.0.1:{ports(1)[0]}")
    answer = client.put(f"/api/v1/photos/{photo}", data=data, content_type="image/jpeg")
    assert (answer.status_code, answer.get_json()["code"]) == (503, "store.unreachable")
    assert db.session.get(Photo, photo) is None
    ready = client.get("/readyz")
    assert (ready.status_code, ready.get_json()["checks"]["photos"]) == (503, "failed")

    app.extensions["photo_store"] = at_s3
    assert client.put(f"/api/v1/photos/{photo}", data=data, content_type="image/jpeg").status_code == 201
    assert client.get("/readyz").get_json()["checks"]["photos"] == "ok"


def test_copies_hold_what_lies_there(app: Flask, at_s3: S3Store, cast: Cast, tmp_path: Path) -> None:
    digest = db.session.get_one(Photo, make.make_photo(cast.actor("xuncha1"), 11)).sha256
    made = making.make(tmp_path / "copies")
    assert (made.photos, made.damaged) == (1, ())
    assert LocalStore(tmp_path / "copies" / "photos").exists(original_key(digest))


def test_photos_move_there_from_the_folder(app: Flask, weed: Weed, cast: Cast, client: HouseClient) -> None:
    run = app.test_cli_runner().invoke
    assert run(args=["photos", "move"]).exit_code == 1  # no store is set up
    digests = [db.session.get_one(Photo, make.make_photo(cast.actor("xuncha1"), seed)).sha256 for seed in (21, 22)]
    settings, before, store = app.config["SETTINGS"], app.extensions["photo_store"], weed.store()
    object.__setattr__(settings, "s3_endpoint", weed.endpoint)
    app.extensions["photo_store"] = store
    try:
        assert before.root == settings.data_dir / "photos"
        told = run(args=["photos", "move"])
        assert (told.exit_code, told.output) == (0, "2 photos copied\n")
        assert all(store.exists(original_key(digest)) for digest in digests)
        assert run(args=["photos", "move"]).output == "0 photos copied\n"
        store.delete(original_key(digests[0]))
        before.delete(original_key(digests[0]))
        assert digests[0] in run(args=["photos", "move"]).output
    finally:
        object.__setattr__(settings, "s3_endpoint", "")
        app.extensions["photo_store"] = before


def test_the_settings_choose_it(tmp_path: Path) -> None:
    given = {"S3_ENDPOINT": "https://s3.example.cn", "S3_BUCKET": "photos", "S3_ACCESS_KEY": "a", "S3_SECRET_KEY": "b"}
    chosen = webapp.create_app(Config.from_environment({"DATA_DIR": str(tmp_path / "a"), **given}))
    plain = webapp.create_app(Config.from_environment({"DATA_DIR": str(tmp_path / "b")}))
    store = chosen.extensions["photo_store"]

    assert isinstance(store, S3Store)
    assert (store.endpoint, store.bucket) == ("https://s3.example.cn", "photos")
    assert isinstance(plain.extensions["photo_store"], LocalStore)
