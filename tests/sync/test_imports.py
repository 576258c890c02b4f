"""Work brought in by file: as if the phone had sent it, by nobody else, and never twice."""

import io
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from tests import make
from tests.cast import Cast, plain, sign_in
from tests.conftest import Clock
from tests.house import HouseClient, Page, check
from tests.html import parse
from tests.scenes import everything
from tests.sync.unsent import Phone, sent_file, zipped
from tests.together import together
from webapp.kernel import commands as kernel_commands
from webapp.kernel.commands import COMMANDS, Receipt
from webapp.kernel.db import db, write_transaction
from webapp.kernel.errors import CATALOG, AppError
from webapp.kernel.policy import can
from webapp.photos import commands as photo_commands
from webapp.photos.models import Photo
from webapp.sync.effects import bringing
from webapp.tickets.models import Ticket, TicketPhoto
from webapp.timeline import chain
from webapp.timeline import queries as timeline
from webapp.units.models import Membership
from webapp.units.vocab import Role

URL = "/api/v1/commands"


@pytest.fixture
def phone(cast: Cast) -> Phone:
    """xuncha1's phone without a signal."""
    return Phone(cast, "xuncha1")


def bring(client: HouseClient, login: str, data: bytes, unit: str | None = None) -> TestResponse:
    """Bring a file in as somebody."""
    sign_in(client, login, unit)
    return sent_file(client, data)


def told(response: TestResponse) -> list[tuple[str, str]]:
    """What became of each item: (what it is, its fate and reason)."""
    assert response.status_code == 200, response.text[:400]
    page = Page(response)
    assert check(page.tree) == []
    lines = page.tree.all("li", class_="imported-row")
    return [
        (each.first("p", class_="row-link-title").text, each.first("p", class_="row-link-second").text)
        for each in lines
    ]


def fates(response: TestResponse) -> list[str]:
    """The fates alone."""
    return [fate.split()[0] for _, fate in told(response)]


def count(model: Any) -> int:
    return db.session.scalar(select(func.count()).select_from(model)) or 0


def receipts() -> list[tuple[str, int | None, str | None]]:
    db.session.expire_all()
    return [(row.name, row.seq, row.brought_by) for row in db.session.scalars(select(Receipt).order_by(Receipt.seq))]


# Who


def test_the_owner_needs_no_seal_and_everything_is_carried_out_in_order(
    cast: Cast, client: HouseClient, phone: Phone, clock: Clock
) -> None:
    opened = phone.opens(photos=[1, 2])
    ticket = opened["args"]["ticket_id"]
    phone.does("ticket.comment", ticket_id=ticket, words="第三级")
    phone.items.reverse()  # the order of the numbers counts, not that of the list

    answer = bring(client, "xuncha1", phone.file(seal="0" * 64))

    assert told(answer) == [("新问题 台阶破裂 青龙村", "刚到"), ("说一句 台阶破裂 青龙村", "刚到")]
    row = db.session.get_one(Ticket, ticket)
    assert (row.opened_by, row.received_at) == (phone.person, clock.now())
    assert row.opened_at.isoformat() == "2026-09-06T02:00:00+00:00"
    assert [photo.uploaded_by for photo in db.session.scalars(select(Photo))] == [phone.person] * 2
    assert count(TicketPhoto) == 2
    assert receipts() == [("ticket.open", 1, None), ("ticket.comment", 2, None)]
    assert all("brought_by" not in entry.data for entry in timeline.of("ticket", ticket))


def test_the_office_brings_it_in_for_its_owner_and_is_named(
    cast: Cast, client: HouseClient, phone: Phone, clock: Clock
) -> None:
    ticket = phone.opens(photos=[1])["args"]["ticket_id"]
    phone.items[0]["envelope"]["sent_at"] = "2026-09-06T02:00:01Z"  # it was tried then; that is no wrong clock today
    office = cast.person("zhenban").id

    answer = bring(client, "zhenban", phone.file())

    assert fates(answer) == ["刚到"]
    assert "周敏" in answer.text
    row = db.session.get_one(Ticket, ticket)
    assert (row.opened_by, row.opened_by_unit_id) == (phone.person, cast.unit("望溪镇").id)
    assert db.session.scalars(select(Photo)).one().uploaded_by == phone.person
    receipt = db.session.scalars(select(Receipt)).one()
    assert (receipt.person_id, receipt.brought_by) == (phone.person, office)
    assert (receipt.device, receipt.seq, receipt.skew_seconds) == (phone.device, 1, None)
    entries = timeline.of("ticket", ticket)
    assert [(entry.actor_name, entry.data["brought_by"]) for entry in entries] == [("周敏", "陈岚")] * 2
    assert chain.faults(timeline.every_chain()) == []
    assert "周敏（陈岚导入）" in client.page(f"/tickets/{ticket}").text
    sign_in(client, "lingdao")
    steps = client.get(f"/api/v1/tickets/{ticket}").get_json()["timeline"]
    assert {step["who"] for step in steps if not step["awaited"]} == {"周敏（陈岚导入）"}


def test_a_department_is_told_neither_who_found_it_nor_who_brought_it_in(
    cast: Cast, client: HouseClient, phone: Phone
) -> None:
    ticket = phone.opens(type_code=make.GROUP)["args"]["ticket_id"]
    bring(client, "zhenban", phone.file())
    sign_in(client, "minzheng")

    page = client.page(f"/tickets/{ticket}")

    assert "周敏" not in page.html
    assert "陈岚" not in page.html
    assert "望溪镇" in page.text


@pytest.mark.parametrize(
    ("who", "whose", "status"),
    [
        ("zhenban", "xuncha1", 200),
        ("zhenban2", "qinglong", 200),
        ("zhenban", "minzheng", 200),
        ("zhenban", "lingdao", 200),
        ("admin", "qinglong", 200),
        ("admin", "linzhen", 200),
        ("linzhen", "xuncha1", 403),
        ("zhenban", "linzhen", 403),
        ("zhenban", "xianji", 403),
        ("xuncha2", "xuncha1", 403),
        ("lingdao", "xuncha1", 403),
        ("xianji", "xuncha1", 403),
        ("qinglong", "xuncha1", 403),
    ],
)
def test_who_may_bring_in_whose_file(cast: Cast, client: HouseClient, who: str, whose: str, status: int) -> None:
    owner = Phone(cast, whose)
    owner.does("device.discard", device=owner.device, seq=9, name="ticket.open")
    before = everything()

    answer = bring(client, who, owner.file())

    assert answer.status_code == status
    if status == 403:
        assert "这是别人的文件" in answer.text
        assert everything()["receipt"] == before["receipt"] == []
    else:
        assert fates(answer) == ["刚到"]


def test_a_person_nobody_knows_is_somebody_else(cast: Cast, client: HouseClient, phone: Phone) -> None:
    phone.opens()

    answers = [bring(client, who, phone.file(person=make.new_id())) for who in ("zhenban", "admin", "xuncha1")]

    assert [answer.status_code for answer in answers] == [403] * 3
    assert count(Receipt) == 0


@pytest.mark.parametrize(
    "case", ["none", "empty", "zeros", "upper", "of another phone", "of another person", "long", "strange"]
)
def test_from_the_office_only_with_the_right_seal(cast: Cast, client: HouseClient, phone: Phone, case: str) -> None:
    phone.opens(photos=[1])
    manifest = phone.manifest()
    other = Phone(cast, "xuncha2" if case == "of another person" else "xuncha1")
    right = phone.seal(manifest)
    seals = {
        "empty": "", "zeros": "0" * 64, "upper": right.upper(), "of another phone": other.seal(manifest),
        "of another person": other.seal(manifest), "long": right + " " * 200 + "x", "strange": "印" * 20,
    }  # fmt: skip
    data = (
        zipped({"manifest.json": manifest, **phone.photos}.items()) if case == "none" else phone.file(seal=seals[case])
    )

    answer = bring(client, "zhenban", data)

    assert (answer.status_code, "和手机存的不一样" in answer.text, "什么也没存" in answer.text) == (422, True, True)
    assert (count(Receipt), count(Photo)) == (0, 0)
    assert bring(client, "zhenban", phone.file(seal=f" {right}\n")).status_code == 200


def test_a_manifest_that_was_changed_breaks_the_seal(cast: Cast, client: HouseClient, phone: Phone) -> None:
    phone.opens()
    seal = phone.seal(phone.manifest())
    phone.items[0]["envelope"]["args"]["words"] = "没事"

    answer = bring(client, "zhenban", phone.file(seal=seal))

    assert (answer.status_code, count(Receipt)) == (422, 0)


def test_a_photo_that_was_changed_stops_its_problem_only(cast: Cast, client: HouseClient, phone: Phone) -> None:
    phone.opens(photos=[1])
    phone.opens(photos=[2])
    phone.photos[next(iter(phone.photos))] = make.jpeg(3)

    answer = bring(client, "zhenban", phone.file())

    assert fates(answer) == ["没收下", "刚到"]
    assert "有张照片坏了" in told(answer)[0][1]
    assert (count(Photo), count(Ticket)) == (1, 1)


def test_a_photo_that_did_not_come_along_may_be_here(cast: Cast, client: HouseClient, phone: Phone) -> None:
    here, gone = phone.opens(photos=[1]), phone.opens(photos=[2])
    photo = phone.items[0]["photos"][0]
    store = client.application.extensions["photo_store"]
    photo_commands.store(cast.actor("xuncha1"), photo["id"], make.jpeg(1), "image/jpeg", None, store)
    phone.photos.clear()

    answer = bring(client, "zhenban", phone.file())

    assert fates(answer) == ["刚到", "没收下"]
    assert db.session.get(Ticket, here["args"]["ticket_id"])
    assert db.session.get(Ticket, gone["args"]["ticket_id"]) is None


# Lost phones


def test_the_file_of_a_lost_phone_comes_from_the_office_only(
    cast: Cast, client: HouseClient, phone: Phone, clock: Clock
) -> None:
    phone.opens()
    make.phone(phone.person, id=phone.device, lost_at=clock.now(), lost_by=phone.person)

    owner = bring(client, "xuncha1", phone.file())
    unsealed = bring(client, "zhenban", phone.file(seal="0" * 64))
    stranger = bring(client, "linzhen", phone.file())
    assert [owner.status_code, unsealed.status_code, stranger.status_code, count(Receipt)] == [403, 422, 403, 0]
    assert "这个文件的手机已报失" in owner.text
    assert "这个文件的手机已报失" not in stranger.text
    assert "Clear-Site-Data" not in owner.headers
    office = bring(client, "zhenban", phone.file())

    assert fates(office) == ["刚到"]


def test_an_office_member_brings_in_the_file_of_their_own_lost_phone_with_its_seal(
    cast: Cast, client: HouseClient, clock: Clock
) -> None:
    own = Phone(cast, "zhenban")
    own.opens()
    make.phone(own.person, id=own.device, lost_at=clock.now(), lost_by=own.person)

    assert bring(client, "zhenban", own.file(seal="0" * 64)).status_code == 422
    assert fates(bring(client, "zhenban", own.file())) == ["刚到"]
    assert receipts() == [("ticket.open", 1, None)]


# Once


def test_the_same_file_again_stores_nothing_twice(cast: Cast, client: HouseClient, phone: Phone) -> None:
    phone.opens(photos=[1])
    phone.does("ticket.comment", ticket_id=phone.items[0]["envelope"]["args"]["ticket_id"], words="x")
    first = bring(client, "zhenban", phone.file())
    before = everything()

    again = bring(client, "zhenban", phone.file())
    owner = bring(client, "xuncha1", phone.file())

    after = everything()
    assert (fates(first), fates(again), fates(owner)) == (["刚到"] * 2, ["早就到了"] * 2, ["早就到了"] * 2)
    assert {name: rows for name, rows in after.items() if name != "login_session"} == {
        name: rows for name, rows in before.items() if name != "login_session"
    }


def test_what_the_phone_sends_after_the_import_is_a_replay(cast: Cast, client: HouseClient, phone: Phone) -> None:
    sent = phone.opens(photos=[1])
    bring(client, "zhenban", phone.file())
    sign_in(client, "xuncha1")

    answer = client.post(URL, json={"commands": [sent]})

    (result,) = answer.get_json()["results"]
    assert (answer.status_code, result["status"]) == (200, "replayed")
    assert result["result"]["ticket_id"] == sent["args"]["ticket_id"]
    assert receipts() == [("ticket.open", 1, cast.person("zhenban").id)]


def test_what_the_phone_sent_before_is_here_already(cast: Cast, client: HouseClient, phone: Phone) -> None:
    sent = phone.opens()
    phone.opens()
    sign_in(client, "xuncha1")
    client.post(URL, json={"commands": [sent]})

    answer = bring(client, "zhenban", phone.file())

    assert fates(answer) == ["早就到了", "刚到"]
    assert receipts() == [("ticket.open", 1, None), ("ticket.open", 2, cast.person("zhenban").id)]
    entries = timeline.of("ticket", sent["args"]["ticket_id"])
    assert all("brought_by" not in entry.data for entry in entries)


def test_photos_of_what_is_here_are_not_opened_again(
    cast: Cast, client: HouseClient, phone: Phone, monkeypatch: pytest.MonkeyPatch
) -> None:
    phone.opens(photos=[1])
    bring(client, "xuncha1", phone.file())
    monkeypatch.setattr(photo_commands, "store", None)

    assert fates(bring(client, "xuncha1", phone.file())) == ["早就到了"]


def test_the_same_file_twice_at_once_is_once(app: Flask, cast: Cast, client: HouseClient, phone: Phone) -> None:
    for seed in (1, 2, 3):
        phone.opens(photos=[seed])
    data = phone.file()
    cookies = []
    for login in ("zhenban", "xuncha1"):
        sign_in(client, login)
        cookie = client.get_cookie("xungai")
        assert cookie is not None
        cookies.append(cookie.value)

    def call(cookie: str) -> list[str]:
        own = app.test_client()
        own.set_cookie("xungai", cookie)
        return fates(sent_file(own, data))

    answers = together(app, [lambda cookie=cookie: call(cookie) for cookie in cookies])

    assert {fate for answer in answers for fate in answer} <= {"刚到", "早就到了", "还没到"}, answers
    assert (count(Ticket), count(Receipt), count(Photo)) == (3, 3, 3)


# Each item by itself


def test_a_refused_item_stops_those_of_its_ticket_and_no_others(cast: Cast, client: HouseClient, phone: Phone) -> None:
    bad = phone.opens(words="")  # nothing to show
    phone.does("ticket.comment", ticket_id=bad["args"]["ticket_id"], words="后来补的")
    good = phone.opens("白石村")
    phone.does("ticket.comment", ticket_id=good["args"]["ticket_id"], words="还有一处")
    phone.does("ticket.comment", ticket_id=bad["args"]["ticket_id"], words="又补")

    answer = bring(client, "zhenban", phone.file())

    titles, second = zip(*told(answer), strict=True)
    assert fates(answer) == ["没收下", "没试", "刚到", "刚到", "没试"]
    assert second[0] == "没收下 拍一张照片或写一句话。"
    assert "前面那步没收下" in second[1]
    assert "青龙村" in titles[0]
    assert titles[1] == "说一句 台阶破裂 青龙村"
    assert "白石村" in titles[2]
    assert "白石村" in titles[3]
    assert (count(Ticket), count(Receipt)) == (1, 2)
    counted = Page(answer).tree.first("dl", class_="facts").text
    assert counted == "刚到 2 没收下 1 没试 2"


def test_what_cannot_be_seen_is_named_by_its_step_alone(cast: Cast, client: HouseClient, phone: Phone) -> None:
    hidden = make.open_ticket(cast.actor("linzhen"), "新渡村")
    phone.does("ticket.comment", ticket_id=hidden.id, words="x")
    phone.opens("新渡村")

    answer = bring(client, "zhenban", phone.file())

    assert fates(answer) == ["没收下", "没收下"]
    assert "新渡村" not in answer.text


def test_an_item_is_done_in_the_role_it_names(cast: Cast, client: HouseClient, phone: Phone) -> None:
    village = cast.hat("xuncha1", "青龙村", Role.VILLAGE_STAFF).id
    phone.opens()
    phone.items[0]["membership"] = village
    phone.opens()

    answer = bring(client, "zhenban", phone.file())

    assert fates(answer) == ["刚到", "刚到"]
    opened = [db.session.get_one(Ticket, item["envelope"]["args"]["ticket_id"]) for item in phone.items]
    assert [(row.source, row.opened_by_unit_id) for row in opened] == [
        ("self_check", cast.unit("青龙村").id),
        ("snap", cast.unit("望溪镇").id),
    ]


def test_an_item_of_a_role_that_ended_is_refused_and_others_go_on(
    cast: Cast, client: HouseClient, phone: Phone, clock: Clock
) -> None:
    old = cast.hat("xuncha1", "青龙村", Role.VILLAGE_STAFF).id
    early = phone.opens()
    phone.items[0]["membership"] = old
    sign_in(client, "xuncha1", "青龙村")
    assert client.post(URL, json={"commands": [early]}).status_code == 201
    late = phone.opens()
    phone.items[1]["membership"] = old
    phone.opens()
    clock.forward(days=2)
    with write_transaction():
        db.session.get_one(Membership, old).to_on = clock.now().date().replace(day=8)

    answer = bring(client, "zhenban", phone.file())

    assert fates(answer) == ["早就到了", "没收下", "刚到"]
    assert "身份已经结束" in told(answer)[1][1]
    assert db.session.get(Ticket, late["args"]["ticket_id"]) is None


def test_nothing_is_brought_in_for_somebody_who_was_switched_off(cast: Cast, client: HouseClient, phone: Phone) -> None:
    phone.opens()
    with write_transaction():
        cast.person("xuncha1").is_disabled = True

    answer = bring(client, "zhenban", phone.file())

    assert (fates(answer), count(Ticket)) == (["没收下"], 0)


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"name": "account.set_preferences", "args": {"large": True}}, "unsent.other_step"),
        ({"name": "device.lose", "args": {}}, "unsent.other_step"),
        ({"name": "account.change_password", "args": {"current": "x", "new": "y"}}, "unsent.other_step"),
        ({"name": "ticket.explode"}, "command.unknown"),
        ({"name": "ticket.void"}, "http.not_found"),
        ({"args_version": 2}, "input.invalid"),
        ({"device": "01990000-ffff-7000-8000-000000000001"}, "input.invalid"),
        ({"device": None}, "input.invalid"),
        ({"seq": "1"}, "input.invalid"),
        ({"args": []}, "input.invalid"),
        ({"args": {"ticket_id": "\x00", "type_code": "\x00", "village_id": ["x"]}}, "input.invalid"),
        ({"brought_by": "01990000-ffff-7000-8000-000000000001"}, "input.invalid"),
    ],
    ids=str,
)  # fmt: skip
def test_a_strange_item_is_refused_alone(
    cast: Cast, client: HouseClient, phone: Phone, change: dict[str, Any], code: str
) -> None:
    phone.opens()
    phone.items[0]["envelope"] |= change
    if change == {"name": "ticket.void"}:
        phone.items[0]["envelope"]["args"] = {"ticket_id": make.new_id(), "reason": "x"}
    phone.opens()

    answer = bring(client, "zhenban", phone.file())

    reason = str(CATALOG[code].sentence)
    assert fates(answer) == ["没收下", "刚到"]
    assert reason.split("%")[0] in told(answer)[0][1]
    assert count(Ticket) == 1


def test_what_breaks_on_our_side_waits_and_takes_no_other_along(
    app: Flask, cast: Cast, client: HouseClient, phone: Phone, monkeypatch: pytest.MonkeyPatch
) -> None:
    spec = COMMANDS["ticket.comment"]

    def breaks(*_: Any) -> dict[str, Any]:
        raise ZeroDivisionError("a secret path")

    monkeypatch.setitem(COMMANDS, "ticket.comment", kernel_commands.Command(spec.name, spec.schema, breaks))
    monkeypatch.setitem(app.config, "SHOW_BROKEN", True)
    opened = phone.opens()
    phone.does("ticket.comment", ticket_id=opened["args"]["ticket_id"], words="x")
    phone.opens()

    answer = bring(client, "zhenban", phone.file())

    assert (fates(answer), "secret" in answer.text) == (["刚到", "还没到", "刚到"], False)


def test_what_is_being_worked_on_waits(
    cast: Cast, client: HouseClient, phone: Phone, monkeypatch: pytest.MonkeyPatch
) -> None:
    phone.opens()

    def busy(*_: Any) -> Any:
        raise AppError(kernel_commands.BUSY)

    monkeypatch.setattr(bringing, "execute", busy)

    assert fates(bring(client, "zhenban", phone.file())) == ["还没到"]


def test_a_file_with_nothing_in_it_says_so(cast: Cast, client: HouseClient, phone: Phone) -> None:
    answer = bring(client, "xuncha1", phone.file())

    assert (told(answer), "文件里什么也没有" in answer.text) == ([], True)


# The page


def test_the_page_says_what_happens_and_works_without_scripts(cast: Cast, client: HouseClient, phone: Phone) -> None:
    phone.opens()
    sign_in(client, "xuncha1")
    page = client.page("/imports")
    form = page.form("/imports")

    answer = client.submit(form, file=(io.BytesIO(phone.file()), "unsent.zip"))

    assert form.get("enctype") == "multipart/form-data"
    assert "报失手机的文件，只有镇办能导入" in page.text
    assert fates(answer) == ["刚到"]


def test_a_page_of_somebody_else_brings_nothing_in(cast: Cast, client: HouseClient, phone: Phone) -> None:
    phone.opens()
    sign_in(client, "zhenban")
    form = client.page("/imports").form("/imports")
    sign_in(client, "xuncha1")

    answer = client.submit(form, file=(io.BytesIO(phone.file()), "unsent.zip"))

    assert (answer.status_code, count(Receipt)) == (409, 0)
    assert check(parse(answer.text)) == []


@pytest.mark.parametrize("login", ["xuncha1", "qinglong", "minzheng", "lingdao", "xianji", "zhenban", "admin"])
def test_it_is_reached_from_ones_own_page_and_by_the_office_from_people(
    cast: Cast, client: HouseClient, login: str
) -> None:
    sign_in(client, login)

    assert "/imports" in client.page("/me").links()
    if login in ("zhenban", "admin"):
        assert "/imports" in client.page("/settings").links()
        assert "/devices" in client.page("/settings").links()
        assert "/imports" in client.page("/devices").links()


def test_the_rule_needs_a_place_of_work(cast: Cast) -> None:
    held = [Membership(unit=cast.unit("安澜县"))]

    assert not can(plain(cast.actor("zhenban"), township_id=None), "unsent.bring", held)
    assert not can(cast.actor("zhenban"), "unsent.bring", [])
    assert not can(cast.actor("admin"), "unsent.bring", [])
    assert can(cast.actor("admin"), "unsent.bring", held)
