"""A photo that must not be there: it goes from everywhere, and what stays says so (design.md section 4)."""

import pytest
from flask import current_app

from tests import make
from tests.cast import Cast, sign_in
from tests.conftest import Clock
from tests.house import HouseClient
from tests.photos import sending
from webapp.kernel.db import db
from webapp.kernel.errors import AppError
from webapp.kernel.jobs import run_due
from webapp.photos.models import Photo
from webapp.photos.queries import derived_key, original_key
from webapp.photos.vocab import VARIANTS
from webapp.sheets.models import Sheet

FACE = "拍到村民正脸"


def pictured(cast: Cast, *seeds: int, village: str = "青龙村") -> tuple[str, list[str]]:
    """A ticket with photos, and their ids."""
    inspector = cast.actor("xuncha1")
    photos = [make.make_photo(inspector, seed) for seed in seeds]
    run_due()
    return make.open_ticket(inspector, village, photos=[make.claim(each) for each in photos]).id, photos


def withhold(cast: Cast, ticket_id: str, photo_id: str, login: str = "lingdao") -> None:
    make.run(cast.actor(login), "ticket.withhold", ticket_id=ticket_id, photo_id=photo_id, reason=FACE)


def stored(photo_id: str) -> list[str]:
    """Which of its files are in the store."""
    digest = db.session.get_one(Photo, photo_id).sha256
    keys = {"original": original_key(digest), **{name: derived_key(digest, name) for name in VARIANTS}}
    return [name for name, key in keys.items() if current_app.extensions["photo_store"].exists(key)]


def test_from_the_moment_it_is_withheld_nobody_gets_the_bytes(cast: Cast, client: HouseClient) -> None:
    ticket_id, (face, wall) = pictured(cast, 1, 2)
    withhold(cast, ticket_id, face)

    assert stored(face) == ["original", "thumb", "view"]  # the job has not run yet
    for login in ("xuncha1", "qinglong", "zhenban", "lingdao", "xianji"):
        sign_in(client, login)
        for size in VARIANTS:
            answer = client.get(f"/api/v1/photos/{face}/{size}")
            assert (answer.status_code, answer.get_json()["code"]) == (410, "photo.withheld"), (login, size)
        assert client.get(f"/api/v1/photos/{wall}/thumb").status_code == 200
    assert client.get(f"/api/v1/photos/{face}/original").status_code == 410


def test_the_bytes_go_and_the_hash_stays(cast: Cast, clock: Clock) -> None:
    ticket_id, (face, wall) = pictured(cast, 1, 2)
    withhold(cast, ticket_id, face)

    run_due()
    assert stored(face) == []
    assert stored(wall) == ["original", "thumb", "view"]

    digest = db.session.get_one(Photo, face).sha256
    current_app.extensions["photo_store"].put(derived_key(digest, "thumb"), b"made by one who was just at it")
    clock.forward(hours=2)
    run_due()
    assert stored(face) == []
    assert db.session.get_one(Photo, face).sha256 == digest


def test_spreadsheets_that_may_show_it_go(cast: Cast) -> None:
    ticket_id, (face, _wall) = pictured(cast, 1, 2)
    office = cast.actor("zhenban")
    with_pictures, plain = (
        make.run(office, "ledger.export", address={"view": "all"}, pictures=wanted)["sheet_id"]
        for wanted in (True, False)
    )
    run_due()
    store, key = current_app.extensions["photo_store"], db.session.get_one(Sheet, with_pictures).key
    assert store.exists(key)
    withhold(cast, ticket_id, face)
    run_due()

    assert not store.exists(key)
    assert db.session.get(Sheet, with_pictures) is None
    assert db.session.get(Sheet, plain) is not None


def test_no_screen_shows_it_and_the_timeline_says_why(cast: Cast, client: HouseClient) -> None:
    ticket_id, (face, wall) = pictured(cast, 1, 2)
    withhold(cast, ticket_id, face)
    sign_in(client, "xuncha1")

    paths = (f"/tickets/{ticket_id}", f"/api/v1/tickets/{ticket_id}", "/api/v1/changes", "/tickets", "/")
    told = {path: client.get(path).text for path in paths}
    shown = client.get(f"/api/v1/tickets/{ticket_id}").get_json()

    assert [path for path, text in told.items() if f"photos/{face}" in text or f'"{face}"' in text] == []
    assert [photo["id"] for photo in shown["problem_photos"]] == [wall]
    assert (shown["photo_count"], shown["thumb"]) == (1, f"/api/v1/photos/{wall}/thumb")
    assert ("屏蔽了一张照片", FACE) in [(step["text"], step["quote"]) for step in shown["timeline"]]


def test_a_phone_that_kept_it_hears_of_the_ticket_again(cast: Cast, client: HouseClient) -> None:
    ticket_id, (face, wall) = pictured(cast, 1, 2)
    sign_in(client, "xuncha1")
    before = client.get("/api/v1/changes").get_json()
    withhold(cast, ticket_id, face)

    after = client.get(f"/api/v1/changes?since={before['next']}").get_json()

    assert [photo["id"] for item in before["items"] for photo in item["problem_photos"]] == [face, wall]
    assert [photo["id"] for item in after["items"] for photo in item["problem_photos"]] == [wall]


def test_the_same_bytes_go_from_every_ticket(cast: Cast, client: HouseClient) -> None:
    first, (face,) = pictured(cast, 1)
    second, (again,) = pictured(cast, 1, village="白石村")
    withhold(cast, first, face)
    sign_in(client, "baishi")

    shown = client.get(f"/api/v1/tickets/{second}").get_json()

    assert client.get(f"/api/v1/photos/{again}/view").status_code == 410
    assert shown["problem_photos"] == []
    assert FACE in [step["quote"] for step in shown["timeline"]]
    with pytest.raises(AppError) as refused:
        withhold(cast, second, again)  # it is gone already
    assert refused.value.problem.code == "photo.withheld"


def test_only_what_hangs_on_the_ticket_is_withheld_there(cast: Cast) -> None:
    ticket_id, _photos = pictured(cast, 1)
    _other, (face,) = pictured(cast, 2)

    for photo_id in (face, make.new_id()):
        with pytest.raises(AppError) as refused:
            withhold(cast, ticket_id, photo_id)
        assert refused.value.problem.code == "http.not_found"


@pytest.mark.parametrize("in_pieces", [False, True])
def test_sent_anew_it_is_refused_and_nothing_stays(cast: Cast, client: HouseClient, *, in_pieces: bool) -> None:
    data = sending.tiny(7)
    sign_in(client, "xuncha1")
    known, fresh = make.new_id(), make.new_id()
    assert sending.put(client, known, data).status_code == 201
    ticket_id = make.open_ticket(cast.actor("xuncha1"), photos=[make.claim(known)]).id
    withhold(cast, ticket_id, known)
    run_due()

    replay = sending.put(client, known, data)  # its answer was lost
    anew = sending.patch(client, fresh, data, 0) if in_pieces else sending.put(client, fresh, data)

    assert replay.status_code == 200
    assert (anew.status_code, anew.get_json()["code"]) == (410, "photo.withheld")
    assert stored(known) == []
    assert db.session.get(Photo, fresh) is None


def test_the_form_asks_which_and_why(cast: Cast, client: HouseClient) -> None:
    ticket_id, (face, wall) = pictured(cast, 1, 2)
    sign_in(client, "lingdao")
    page = client.page(f"/tickets/{ticket_id}/withhold")
    offered = [field.get("value") for field in page.tree.all("input", name="photo_id")]

    unsaid = client.submit(page.form("/withhold"), photo_id=face)
    said = client.submit(page.form("/withhold"), photo_id=face, reason=FACE)

    assert offered == [face, wall]
    assert unsaid.status_code == 422
    assert f'value="{face}" checked' in unsaid.text  # what was chosen is still chosen
    assert said.status_code == 303
    assert stored(face) != [] and client.get(f"/api/v1/photos/{face}/view").status_code == 410  # noqa: PT018


def test_where_there_is_no_photo_nothing_is_offered(cast: Cast, client: HouseClient) -> None:
    bare = make.open_ticket(cast.actor("xuncha1")).id
    pictured_id, _photos = pictured(cast, 1)
    sign_in(client, "lingdao")

    assert f"/tickets/{bare}/withhold" not in client.page(f"/tickets/{bare}").links()
    assert f"/tickets/{pictured_id}/withhold" in client.page(f"/tickets/{pictured_id}").links()


def test_a_fix_whose_only_photo_is_withheld_can_still_be_judged(cast: Cast, client: HouseClient) -> None:
    inspector, village = cast.actor("xuncha1"), cast.actor("qinglong")
    photo = make.make_photo(village, 3)
    ticket = make.open_ticket(inspector)
    make.run(village, "ticket.submit", ticket_id=ticket.id, photos=[make.claim(photo)])
    withhold(cast, ticket.id, photo)
    sign_in(client, "zhenban")

    assert "没有照片" in client.page(f"/review/{ticket.id}").text
