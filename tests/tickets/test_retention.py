"""Photos are kept for a time after the end of their problem, and then go by themselves (design.md section 4)."""

import pytest
from flask import Flask, current_app
from sqlalchemy import select

from tests import make
from tests.cast import Cast, sign_in
from tests.conftest import Clock
from tests.house import HouseClient
from tests.photos import sending
from webapp.kernel.db import db
from webapp.kernel.errors import AppError
from webapp.kernel.jobs import Job, run_due
from webapp.photos.models import Photo
from webapp.photos.queries import derived_key, original_key
from webapp.photos.vocab import VARIANTS
from webapp.tickets import jobs


def pictured(cast: Cast, seed: int, village: str = "青龙村") -> tuple[str, str]:
    """A problem with one photo."""
    photo = make.make_photo(cast.actor("xuncha1"), seed)
    return make.open_ticket(cast.actor("xuncha1"), village, photos=[make.claim(photo)]).id, photo


def close(cast: Cast, ticket_id: str) -> None:
    make.submit(cast.actor("qinglong"), ticket_id)
    make.run(cast.actor("zhenban"), "ticket.close", ticket_id=ticket_id, version=make.ticket(ticket_id).version)


def night() -> None:
    """What the runner does in one night."""
    jobs._asked.clear()
    jobs.ask_for_expiry()
    while run_due():
        pass


def is_here(photo_id: str) -> bool:
    digest = db.session.get_one(Photo, photo_id).sha256
    keys = [original_key(digest), *(derived_key(digest, name) for name in VARIANTS)]
    return any(current_app.extensions["photo_store"].exists(key) for key in keys)


def set_years(cast: Cast, years: int | None) -> None:
    make.run(cast.actor("admin"), "retention.set", years=years)


def test_two_years_after_closing_the_bytes_go_and_the_rest_stays(cast: Cast, clock: Clock, client: HouseClient) -> None:
    (ended, old), (_going_on, needed) = pictured(cast, 1), pictured(cast, 2)
    close(cast, ended)
    clock.forward(days=729)
    night()
    assert is_here(old)
    clock.forward(days=3)
    night()

    assert (is_here(old), is_here(needed)) == (False, True)
    sign_in(client, "zhenban")
    answer = client.get(f"/api/v1/photos/{old}/view")
    assert (answer.status_code, answer.get_json()["code"]) == (410, "photo.expired")
    told = client.get(f"/api/v1/tickets/{ended}").get_json()
    assert (told["problem_photos"], told["photo_count"], told["photos_expired"]) == ([], 0, 1)
    assert [step["text"] for step in told["timeline"]][-1] == "发现问题"
    assert "1 张照片已到保存期限" in client.page(f"/tickets/{ended}").text
    assert client.get(f"/api/v1/photos/{needed}/view").status_code == 200
    assert db.session.get_one(Photo, old).sha256


def test_what_belongs_to_nothing_goes_by_its_arrival_and_what_is_void_by_its_end(cast: Cast, clock: Clock) -> None:
    lonely = make.make_photo(cast.actor("xuncha1"), 3)
    ticket, photo = pictured(cast, 4)
    clock.forward(days=100)
    make.run(cast.actor("lingdao"), "ticket.void", ticket_id=ticket, version=make.ticket(ticket).version, reason="重复")
    clock.forward(days=640)
    night()
    assert (is_here(lonely), is_here(photo)) == (False, True)
    clock.forward(days=100)
    night()
    assert not is_here(photo)


def test_the_same_bytes_on_a_problem_that_goes_on_stay(cast: Cast, clock: Clock) -> None:
    (ended, one), (_going_on, other) = pictured(cast, 5), pictured(cast, 5, "白石村")
    close(cast, ended)
    clock.forward(days=800)
    night()

    assert is_here(other)
    assert db.session.get_one(Photo, one).expired_at is None


def test_an_old_photo_that_is_sent_again_is_here_again(cast: Cast, clock: Clock, client: HouseClient) -> None:
    sign_in(client, "xuncha1")
    first, again = make.new_id(), make.new_id()
    sending.put(client, first, sending.tiny(9))
    clock.forward(days=800)
    jobs._asked.clear()
    jobs.ask_for_expiry()
    run_due(limit=2)  # it has expired; its bytes are to go
    assert db.session.get_one(Photo, first).expired_at is not None
    sign_in(client, "xuncha1")
    assert sending.put(client, again, sending.tiny(9)).status_code == 201
    night()

    assert is_here(again)
    assert client.get(f"/api/v1/photos/{again}/view").status_code == 200


def test_bytes_that_go_while_they_come_are_put_once_more(
    cast: Cast, clock: Clock, client: HouseClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    sign_in(client, "xuncha1")
    photo, store = make.new_id(), current_app.extensions["photo_store"]
    kept = store.exists

    def first_gone(key: str) -> bool:
        if key.startswith("sha256/") and kept(key):
            store.delete(key)
            monkeypatch.undo()
        return bool(kept(key))

    monkeypatch.setattr(store, "exists", first_gone)
    assert sending.put(client, photo, sending.tiny(8)).status_code == 201
    assert is_here(photo)


def test_another_time_is_taken_back_within_a_day_and_nothing_is_lost(cast: Cast, clock: Clock) -> None:
    ticket, photo = pictured(cast, 6)
    close(cast, ticket)
    clock.forward(days=500)
    set_years(cast, 1)
    night()
    assert is_here(photo)
    set_years(cast, 2)
    clock.forward(days=2)
    night()
    assert is_here(photo)
    set_years(cast, 1)
    clock.forward(days=1)
    night()
    assert not is_here(photo)


def test_for_ever_is_for_ever(cast: Cast, clock: Clock) -> None:
    ticket, photo = pictured(cast, 7)
    close(cast, ticket)
    set_years(cast, None)
    clock.forward(days=5000)
    night()
    assert is_here(photo)


def test_the_administrator_sees_what_each_choice_would_take(cast: Cast, clock: Clock, client: HouseClient) -> None:
    for seed in (1, 2, 3):
        close(cast, pictured(cast, seed)[0])
        clock.forward(days=300)
    sign_in(client, "admin")
    page = client.page("/settings/retention")

    hints = [each.text for each in page.tree.all("span", class_="choice-hint")]
    assert [hint.split("：")[-1].split(" 张")[0] for hint in hints[:2]] == ["2", "1"]
    assert set(hints[2:]) == {"没有这么久的照片"}
    again = client.submit(page.form("/settings/retention"), years="2")
    assert (again.status_code, "没有改动" in again.text) == (422, True)
    assert client.submit(page.form("/settings/retention"), years="7").status_code == 422
    assert client.submit(page.form("/settings/retention"), years="1").status_code == 303
    assert "明天之前不会删除任何照片" in client.page("/settings/retention").text
    assert "1 年后" in client.page("/self-check").text


def test_what_is_withheld_is_gone_already_and_not_counted(cast: Cast, clock: Clock, client: HouseClient) -> None:
    ticket, photo = pictured(cast, 8)
    make.run(cast.actor("lingdao"), "ticket.withhold", ticket_id=ticket, photo_id=photo, reason="正脸")
    make.run(cast.actor("lingdao"), "ticket.void", ticket_id=ticket, version=make.ticket(ticket).version, reason="重复")
    clock.forward(days=800)
    sign_in(client, "admin")
    hints = [each.text for each in client.page("/settings/retention").tree.all("span", class_="choice-hint")]
    assert set(hints) == {"没有这么久的照片"}
    night()
    assert db.session.get_one(Photo, photo).expired_at is None


def test_nobody_else_sets_it(cast: Cast) -> None:
    for login in ("zhenban", "lingdao", "xianji", "xuncha1"):
        with pytest.raises(AppError) as refused:
            make.run(cast.actor(login), "retention.set", years=1)
        assert refused.value.problem.code == "auth.forbidden"


def test_it_is_asked_for_once_a_night(app: Flask, cast: Cast, clock: Clock) -> None:
    jobs._asked.clear()
    clock.forward(hours=16)  # two in the morning
    jobs.ask_for_expiry()
    assert db.session.scalar(select(Job.id).where(Job.name == "tickets.expire_photos")) is None
    clock.forward(hours=2)
    for _ in range(2):
        jobs.ask_for_expiry()
    assert len(db.session.scalars(select(Job.id).where(Job.name == "tickets.expire_photos")).all()) == 1
