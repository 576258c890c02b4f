"""Villages and people: what is on the page, and for whom it exists."""

from collections.abc import Callable
from typing import Any

import pytest

from tests import make
from tests.cast import LOGINS, Cast, sign_in
from tests.house import HouseClient, Page
from tests.make import new_id
from webapp.accounts.models import Person
from webapp.kernel.db import db, write_transaction
from webapp.units.models import Unit
from webapp.units.vocab import Role

Visit = Callable[..., Page]


@pytest.fixture
def visit(cast: Cast, client: HouseClient) -> Visit:
    """Fetches a page as somebody: ``visit(login, url)``."""

    def fetch(login: str, url: str, **kwargs: Any) -> Page:
        sign_in(client, login)
        return client.page(url, **kwargs)

    return fetch


def villages(page: Page) -> list[str]:
    """The names in the list of villages, in order."""
    return [a.first("span", class_="row-link-title").text for a in page.tree.all("a", class_="village-row")]


def colours(page: Page, village: str) -> list[str]:
    """The shapes beside a village."""
    row = next(a for a in page.tree.all("a", class_="village-row") if village in a.text)
    return [svg.get("data-colour") for svg in row.all("svg", class_="light-shape")]


@pytest.mark.parametrize(
    ("login", "seen"),
    [
        ("xuncha1", ["青龙村", "白石村"]),
        ("zhenban", ["青龙村", "白石村"]),
        ("lingdao", ["青龙村", "白石村"]),
        ("linzhen", ["新渡村"]),
        ("xianji", ["青龙村", "白石村", "新渡村"]),
        ("admin", ["青龙村", "白石村", "新渡村"]),
    ],
)
def test_villages_stand_in_the_registers_order(visit: Visit, login: str, seen: list[str]) -> None:
    assert villages(visit(login, "/villages")) == seen


def test_the_registers_order_is_not_the_alphabets(cast: Cast, visit: Visit) -> None:
    last, first = cast.unit("青龙村").id, cast.unit("白石村").id
    with write_transaction():
        db.session.get_one(Unit, first).position = 1
        db.session.get_one(Unit, last).position = 2

    assert villages(visit("xuncha1", "/villages")) == ["白石村", "青龙村"]


@pytest.mark.parametrize("login", ["qinglong", "minzheng"])
def test_the_list_of_villages_does_not_exist_for_the_responsible(visit: Visit, login: str) -> None:
    visit(login, "/villages", status=404)


def test_one_shape_is_one_open_ticket_worst_first(cast: Cast, visit: Visit, clock: Any) -> None:
    inspector, staff = cast.actor("xuncha1"), cast.actor("qinglong")
    make.open_ticket(inspector, type_code=make.WIRING)
    clock.forward(days=3)
    make.open_ticket(inspector)
    make.submitted_ticket(inspector, staff)
    make.closed_ticket(inspector, staff, cast.actor("zhenban"))
    make.held_ticket(inspector)

    page = visit("xuncha1", "/villages")

    assert colours(page, "青龙村") == ["red", "green", "paused"]
    assert "1 超期、1 正常、1 计时已停" in page.text
    assert colours(page, "白石村") == []
    assert "包村：陈岚" in page.text


def test_the_administrator_sees_villages_but_no_tickets(cast: Cast, visit: Visit) -> None:
    make.open_ticket(cast.actor("xuncha1"))

    assert colours(visit("admin", "/villages"), "青龙村") == []


EXISTS = {
    "青龙村": {"xuncha1", "xuncha2", "qinglong", "zhenban", "zhenban2", "lingdao", "xianji", "admin"},
    "新渡村": {"linzhen", "xianji", "admin"},
    "望溪镇": set(),
    "民政办": set(),
}


@pytest.mark.parametrize("login", LOGINS)
@pytest.mark.parametrize("name", EXISTS)
def test_a_village_exists_for_those_who_may_know_of_it(cast: Cast, visit: Visit, name: str, login: str) -> None:
    page = visit(login, f"/villages/{cast.unit(name).id}", status=200 if login in EXISTS[name] else 404)

    assert (name in page.text) == (login in EXISTS[name])


@pytest.mark.parametrize("tail", ["x", "%00", "01990000-0001-7000-8000-0000000000ff", "OWN", "a" * 3000])
def test_a_village_that_never_was(visit: Visit, tail: str) -> None:
    visit("xuncha1", f"/villages/{tail}", status=404)


@pytest.mark.parametrize("login", [name for name in LOGINS if name not in ("qinglong", "baishi")])
def test_only_village_staff_have_a_village_of_their_own(visit: Visit, login: str) -> None:
    visit(login, "/villages/own", status=404)


def test_ones_own_village(cast: Cast, visit: Visit) -> None:
    inspector = cast.actor("xuncha1")
    mine, theirs = make.open_ticket(inspector), make.open_ticket(inspector, type_code=make.SIGN)
    hidden = make.held_ticket(inspector)
    elsewhere = make.open_ticket(inspector, village="白石村")

    page = visit("qinglong", "/villages/own")

    links = page.links()
    assert {f"/tickets/{mine.id}", f"/tickets/{theirs.id}", "/tickets/new"} <= set(links)
    assert f"/tickets/{hidden.id}" not in links
    assert f"/tickets/{elsewhere.id}" not in links
    assert "自查发现问题" in page.text
    assert "民政办" in page.text  # whose ticket the other one is
    assert [f"{d.first('dt').text} {d.first('dd').text}" for d in page.tree.all("div", class_="fact")] == [
        "包村干部 陈岚",
        "村书记 刘志强",
    ]
    assert "党员活动室" in page.text
    assert "公开栏" in page.text
    assert "village=" not in page.html


def test_an_inspectors_camera_knows_the_village(cast: Cast, visit: Visit) -> None:
    village = cast.unit("青龙村").id

    page = visit("xuncha1", f"/villages/{village}")

    assert f"/tickets/new?village={village}" in page.links()
    assert "自查发现问题" not in page.text


@pytest.mark.parametrize("login", ["zhenban", "lingdao", "xianji", "qinglong"])
def test_others_have_no_camera(cast: Cast, visit: Visit, login: str) -> None:
    page = visit(login, f"/villages/{cast.unit('青龙村').id}")

    assert [a for a in page.tree.all("a", class_="button") if a.get("data-kind") == "seal"] == []


def test_a_village_with_nothing_says_so(visit: Visit, cast: Cast) -> None:
    page = visit("xianji", f"/villages/{cast.unit('新渡村').id}")

    assert "这里没有要改的" in page.text
    assert "还没有写明是谁" in page.text


@pytest.mark.parametrize("locale", ["zh_Hans", "en"])
@pytest.mark.parametrize("large", ["0", "1"])
@pytest.mark.parametrize("login", ["xuncha1", "zhenban", "xianji", "admin"])
def test_pages_hold_the_house_rules(cast: Cast, client: HouseClient, locale: str, large: str, login: str) -> None:
    make.open_ticket(cast.actor("xuncha1"))
    sign_in(client, login)
    client.post("/preferences", data={"locale": locale, "large": large})
    urls = ["/villages", f"/villages/{cast.unit('青龙村').id}"]
    if login in ("zhenban", "admin"):
        urls += ["/people", f"/people/{cast.person('qinglong').id}/invitation"]

    for url in urls:
        page = client.page(url)
        assert page.tree.first("html").get("lang") == {"zh_Hans": "zh-Hans", "en": "en"}[locale]


def people(page: Page) -> list[str]:
    """Names on the page of people, in order."""
    return [each.text for each in page.tree.all("span", class_="people-name")]


def test_people_stand_by_unit_and_role(cast: Cast, visit: Visit) -> None:
    cast.hat("zhenban", "望溪镇", Role.INSPECTOR)

    page = visit("zhenban", "/people")

    assert [h.text for h in page.tree.all("h2")] == ["望溪镇 5", "民政办 1", "青龙村 1", "白石村 1"]
    assert people(page) == ["韩松", "孙立", "陈岚", "何建", "周敏", "赵文", "刘志强", "王桂兰"]
    assert "镇办、巡查人" in page.text
    assert "吴越" not in page.text
    assert f"/people/{cast.person('lingdao').id}/invitation" not in page.links()
    assert f"/people/{cast.person('qinglong').id}/invitation" in page.links()


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("刘志强", ["刘志强"]),
        ("qinglongcun", ["刘志强"]),
        ("qlc", ["刘志强"]),
        ("13900001111", ["刘志强"]),
        ("村级 白石", ["王桂兰"]),
        ("MINZHENG", ["赵文"]),
        ("吴越", []),
        ("%", []),
        ("_", []),
        ("'", []),
        ("\x00", []),
        ("x" * 5000, []),
        ("  ", ["孙立", "王桂兰"]),
    ],
)
def test_people_are_found(cast: Cast, client: HouseClient, words: str, found: list[str]) -> None:
    identifier = cast.person("qinglong").id
    with write_transaction():
        db.session.get_one(Person, identifier).phone = "13900001111"
    sign_in(client, "zhenban")

    seen = people(client.page("/people", query_string={"q": words}))

    assert set(found) <= set(seen)
    assert words.strip() == "" or seen == found


def test_who_has_not_signed_in_yet_is_named(cast: Cast, visit: Visit) -> None:
    never, off = cast.person("qinglong").id, cast.person("baishi").id
    with write_transaction():
        db.session.get_one(Person, never).password_hash = None
        db.session.get_one(Person, off).is_disabled = True

    page = visit("zhenban", "/people")

    assert "还没登录过" in page.text
    assert "已停用" in page.text
    assert f"/people/{off}/invitation" not in page.links()


@pytest.mark.parametrize("login", [name for name in LOGINS if name not in ("zhenban", "zhenban2", "linzhen", "admin")])
def test_people_are_the_offices_and_administrators(visit: Visit, login: str) -> None:
    visit(login, "/people", status=403)


def test_signed_out_everything_leads_to_sign_in(cast: Cast, client: HouseClient) -> None:
    for url in ("/villages", "/villages/own", f"/villages/{new_id()}", "/people", f"/people/{new_id()}/invitation"):
        assert client.page(url).response.request.path == "/sign-in"
