"""Phones on pages: what is owed first, whose they are, reporting one lost and finding it again."""

from datetime import timedelta
from typing import Any

import pytest

from tests import make
from tests.cast import Cast, sign_in
from tests.conftest import Clock
from tests.house import HouseClient, Page
from tests.sync.test_devices import ANDROID, rows, says, send
from tests.tickets.test_queries import counted
from webapp.sync import pages
from webapp.sync.present import phones as present
from webapp.sync.queries.phones import Account
from webapp.units.vocab import Role


def named(page: Page) -> list[str]:
    """The titles of the phones, in order."""
    return [each.text for each in page.tree.all("p", class_="phone-name")]


def lines(page: Page, title: str) -> list[str]:
    """The lines of the one phone with this title."""
    (row,) = [li for li in page.tree.all("li", class_="phone-row") if li.first("p", class_="phone-name").text == title]
    return [row.first("p", class_="row-link-second").text, *(li.text for li in row.all("li"))]


@pytest.fixture
def phones(cast: Cast, clock: Clock) -> dict[str, str]:
    """Somebody's phone that owes something, one that was quiet longest, a fresh one, and a stranger's."""
    now = clock.now()
    owner = cast.person("qinglong").id
    found = {
        "qinglong": make.phone(
            owner, made=5, waiting=1, waiting_since=now - timedelta(hours=20), seen_at=now - timedelta(minutes=1)
        ),
        "baishi": make.phone(cast.person("baishi").id, seen_at=now - timedelta(days=9)),
        "xuncha1": make.phone(cast.person("xuncha1").id, label="", seen_at=now - timedelta(days=2)),
        "lingdao": make.phone(cast.person("lingdao").id, seen_at=now - timedelta(days=1)),
        "linzhen": make.phone(cast.person("linzhen").id, made=1),
    }
    send(cast.actor("qinglong"), found["qinglong"], 1, 3)
    make.run(cast.actor("qinglong"), "device.discard", device=found["qinglong"], seq=5, name="ticket.comment")
    return found


def test_what_is_owed_stands_first_then_the_longest_quiet(
    cast: Cast, client: HouseClient, phones: dict[str, str]
) -> None:
    sign_in(client, "zhenban")

    page = client.page("/devices")

    assert named(page) == ["刘志强", "王桂兰", "周敏", "韩松"]
    assert [h.text for h in page.tree.all("h2")][:2] == ["没到齐 1", "都到了 3"]
    assert lines(page, "刘志强") == [
        "青龙村 Android · Chrome 最近联网 9月7日 09:59",
        "做了 5 件，到了 2 件 自己删了 1 件",
        "没到：第 2、4 件",
        "1 件还在手机上，从 9月6日 14:00 起",
    ]
    assert lines(page, "周敏") == ["望溪镇 未知设备 最近联网 9月5日 10:00", "还没在上面办过事"]


@pytest.mark.parametrize(
    ("login", "seen"),
    [
        ("zhenban2", ["刘志强", "王桂兰", "周敏", "韩松"]),
        ("linzhen", ["吴越"]),
        ("admin", ["刘志强", "吴越", "王桂兰", "周敏", "韩松"]),
    ],
)
def test_everybody_sees_the_phones_of_their_own_people(
    cast: Cast, client: HouseClient, phones: dict[str, str], login: str, seen: list[str]
) -> None:
    sign_in(client, login)

    assert sorted(named(client.page("/devices"))) == sorted(seen)


def test_without_phones_the_page_says_so(cast: Cast, client: HouseClient) -> None:
    sign_in(client, "zhenban")

    assert "还没有手机联系过" in client.page("/devices").text


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("刘志", ["刘志强"]),
        ("青龙", ["刘志强"]),
        ("村 王", ["王桂兰"]),
        ("吴越", []),
        ("\x00", []),
        ("%", []),
        ("x" * 3000, []),
    ],
)
def test_phones_are_found(
    cast: Cast, client: HouseClient, phones: dict[str, str], words: str, found: list[str]
) -> None:
    sign_in(client, "zhenban")

    page = client.page("/devices", query_string={"q": words})

    assert named(page) == found
    assert ("没有找到" in page.text) == (not found)


def test_a_long_page_says_how_many_more_there_are(
    cast: Cast, client: HouseClient, phones: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pages, "PHONES_A_PAGE", 3)
    sign_in(client, "zhenban")

    page = client.page("/devices")

    assert (named(page), "还有 1 部" in page.text) == (["刘志强", "王桂兰", "周敏"], True)


def test_what_a_browser_says_of_itself_is_only_text(cast: Cast, client: HouseClient) -> None:
    sign_in(client, "qinglong")
    client.get("/api/v1/me", headers=says(make.new_id()) | {"User-Agent": "<b>x</b>" + "y" * 300})
    sign_in(client, "zhenban")

    page = client.page("/devices")

    assert "&lt;b&gt;x&lt;/b&gt;" in page.html
    assert "<b>x</b>" not in page.html
    assert len(rows()[0].label) <= 120


def test_three_phones_cost_no_more_queries_than_one(cast: Cast, client: HouseClient) -> None:
    counts = []
    for login in ("qinglong", "baishi", "xuncha1"):
        owner = cast.actor(login)
        device = make.phone(owner.person_id, made=4, lost_at=None)
        send(owner, device, 2)
        sign_in(client, "zhenban")
        with counted() as seen:
            assert client.get("/devices").status_code == 200
        counts.append(len(seen))

    assert counts[0] == counts[1] == counts[2], counts


def test_the_office_reports_a_phone_lost_and_found(
    cast: Cast, client: HouseClient, phones: dict[str, str], clock: Clock
) -> None:
    owner, device = cast.person("qinglong").id, phones["qinglong"]
    sign_in(client, "zhenban")
    url = f"/people/{owner}/devices/{device}/lost"
    assert url in client.page("/devices").links()

    page = client.page(url)
    answer = client.submit(page.form("/lost"))
    after = client.page("/devices")

    assert "上面还没到的也就没了" in page.text
    assert "1 件还在手机上" in page.text
    assert (answer.status_code, answer.location) == (303, "/devices")
    assert "已报失" in after.text
    assert "陈岚 9月7日 10:00 报失" in lines(after, "刘志强")[-1]
    assert url not in after.links()
    found = client.submit(after.form(f"/people/{owner}/devices/{device}/found"))
    assert (found.status_code, found.location) == (303, "/devices")
    assert "报失" not in " ".join(lines(client.page("/devices"), "刘志强"))
    assert {row.id: row.lost_at for row in rows()}[device] is None


def test_a_double_tap_reports_once(cast: Cast, client: HouseClient, phones: dict[str, str]) -> None:
    sign_in(client, "zhenban")
    form = client.page(f"/people/{cast.person('qinglong').id}/devices/{phones['qinglong']}/lost").form("/lost")

    answers = [client.submit(form).status_code for _ in range(2)]

    assert answers == [303, 303]


def test_the_leaders_phone_is_seen_and_left_to_others(cast: Cast, client: HouseClient, phones: dict[str, str]) -> None:
    url = f"/people/{cast.person('lingdao').id}/devices/{phones['lingdao']}"
    sign_in(client, "zhenban")

    assert f"{url}/lost" not in client.page("/devices").links()
    assert client.get(f"{url}/lost").status_code == 403
    assert client.post(f"{url}/lost", data={}).status_code == 403
    assert client.post(f"{url}/found", data={}).status_code == 403
    sign_in(client, "admin")
    assert client.get(f"{url}/lost").status_code == 200


def test_one_s_own_page_shows_ones_own_phones_in_the_same_words(
    cast: Cast, client: HouseClient, phones: dict[str, str]
) -> None:
    sign_in(client, "qinglong")
    here = make.new_id()
    client.get("/api/v1/me", headers=says(here) | {"User-Agent": ANDROID.replace("Android", "iPhone")})

    page = client.page("/me")

    assert named(page) == ["Android · Chrome", "iPhone · Chrome"]
    assert "没到：第 2、4 件" in lines(page, "Android · Chrome")
    assert "就是这台" in lines(page, "iPhone · Chrome")[0]
    owner = cast.person("qinglong").id
    assert [link for link in page.links() if link.endswith("/lost")] == [
        f"/people/{owner}/devices/{phones['qinglong']}/lost"
    ]
    answer = client.submit(client.page(f"/people/{owner}/devices/{phones['qinglong']}/lost").form("/lost"))
    assert (answer.status_code, answer.location) == (303, "/me")
    assert client.get("/me").status_code == 200
    assert client.submit(client.page("/me").form("/found")).location == "/me"


def test_someone_with_two_hats_is_shown_with_both(cast: Cast, client: HouseClient, phones: dict[str, str]) -> None:
    cast.hat("qinglong", "白石村", Role.VILLAGE_STAFF)
    sign_in(client, "zhenban")

    assert lines(client.page("/devices"), "刘志强")[0].startswith("青龙村、白石村")


@pytest.mark.parametrize(
    ("missing", "text"),
    [
        ([(3, 3)], "没到：第 3 件"),
        ([(1, 4)], "没到：第 1–4 件"),
        ([(1, 1), (3, 5), (7, 7), (9, 20)], "没到：第 1、3–5、7、9–20 件"),
        ([(1, 1), (3, 5), (7, 7), (9, 20), (22, 2**31 - 1)], "没到：第 1、3–5、7、9–20 件等"),
    ],
)
def test_missing_numbers_are_said_shortly(
    cast: Cast, client: HouseClient, clock: Clock, missing: list[tuple[int, int]], text: str
) -> None:
    actor = cast.actor("qinglong")
    make.phone(actor.person_id)

    with client.application.test_request_context():
        told: list[dict[str, Any]] = present.phones(actor, [Account(rows()[0], 9, 0, 0, missing)], None)

    assert told[0]["missing"] == text


def test_the_words_are_complete_in_english(cast: Cast, client: HouseClient, phones: dict[str, str]) -> None:
    sign_in(client, "zhenban")
    client.post("/preferences", data={"locale": "en"})

    page = client.page("/devices")

    assert lines(page, "刘志强")[1:] == [
        "made 5, 2 arrived 1 thrown away",
        "not arrived: no. 2, 4",
        "1 waiting on the phone since 6 Sep 14:00",
    ]
    for url in ("/imports", "/me", f"/people/{cast.person('qinglong').id}/devices/{phones['qinglong']}/lost"):
        client.page(url)
