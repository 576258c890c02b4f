"""Tickets on paper: what stands on a sheet, for whom there is one, what it never names."""

import pytest

from tests import make
from tests.cast import Cast, sign_in
from tests.conftest import Clock
from tests.counting import counted
from tests.house import HouseClient, Page
from webapp.accounts.models import Person
from webapp.kernel.db import db, write_transaction
from webapp.tickets import queries
from webapp.tickets.filters import Filter
from webapp.tickets.pages import paper as pages
from webapp.tickets.present import paper


def printed(client: HouseClient, login: str, address: str) -> Page:
    """A page for the printer, as somebody sees it."""
    sign_in(client, login)
    return client.page(address)


def sheets(page: Page) -> list[str]:
    """The words of each sheet."""
    return [sheet.text for sheet in page.tree.all("article", class_="paper")]


def test_a_notice_says_what_where_until_when_and_how(cast: Cast, client: HouseClient) -> None:
    inspector = cast.actor("xuncha1")
    ticket = make.open_ticket(
        inspector,
        words="第三级台阶裂开",
        venue_id=cast.venue("青龙村").id,
        photos=[make.claim(make.make_photo(inspector))],
    )
    page = printed(client, "zhenban", f"/tickets/{ticket.id}/paper")
    (sheet,) = sheets(page)

    for words in (
        "望溪镇 限期整改通知", "编号：望溪-0001", "青龙村：", "2026年9月7日（星期一）检查发现下列问题",
        "台阶破裂（活动室阵地",
        "青龙村 党员活动室", "第三级台阶裂开", "2026年9月20日（星期日） 24:00 前（10 个工作日）", "刘志强",
        "检查人周敏",
        "扫码拍照反馈", "期限前扫码留言", "联系人：陈岚", "签收人：",
    ):  # fmt: skip
        assert words in sheet, words
    assert f"/api/v1/photos/{queries.photos_of([ticket.id])[0].photo_id}/view" in page.html
    assert page.tree.first("img", class_="paper-qr").get("src").startswith("data:image/svg+xml")


def test_the_code_leads_to_the_ticket(cast: Cast, client: HouseClient, monkeypatch: pytest.MonkeyPatch) -> None:
    ticket = make.open_ticket(cast.actor("xuncha1"))
    asked = []
    monkeypatch.setattr(pages.qr, "picture", lambda link: asked.append(link) or "data:,")
    printed(client, "zhenban", f"/tickets/{ticket.id}/paper")

    assert asked == [f"http://localhost/tickets/{ticket.id}"]


def test_a_closed_one_has_a_slip_with_before_and_after(cast: Cast, client: HouseClient, clock: Clock) -> None:
    inspector, village, office = cast.actor("xuncha1"), cast.actor("qinglong"), cast.actor("zhenban")
    ticket = make.open_ticket(inspector, photos=[make.claim(make.make_photo(inspector, 1))])
    clock.forward(days=2)
    make.submit(village, ticket.id, words="抹平了", photos=[make.claim(make.make_photo(village, 2))])
    make.run(office, "ticket.close", ticket_id=ticket.id)
    page = printed(client, "zhenban", f"/tickets/{ticket.id}/paper")
    (sheet,) = sheets(page)

    for words in ("销号单", "抹平了", "整改人刘志强", "合格，按期改好", "复核人陈岚", "2026年9月9日", "复核人："):
        assert words in sheet, words
    assert [figure.text for figure in page.tree.all("figure")] == ["整改前", "整改后"]


@pytest.mark.parametrize("login", ["zhenban", "xuncha1", "minzheng"])
def test_a_sheet_for_a_department_names_no_inspector(cast: Cast, client: HouseClient, login: str) -> None:
    ticket = make.open_ticket(cast.actor("xuncha1"), type_code=make.GROUP)
    page = printed(client, login, f"/tickets/{ticket.id}/paper")
    (sheet,) = sheets(page)

    assert "民政办：" in sheet
    assert "检查人望溪镇" in sheet
    assert "周敏" not in sheet


def test_only_the_office_stands_as_who_can_be_asked(cast: Cast, client: HouseClient) -> None:
    ticket = make.open_ticket(cast.actor("xuncha1"))
    with write_transaction():
        db.session.get_one(Person, cast.person("zhenban").id).phone = "19900000001"

    assert "联系人：陈岚 19900000001" in sheets(printed(client, "zhenban", f"/tickets/{ticket.id}/paper"))[0]
    assert "联系人： 签收人" in sheets(printed(client, "qinglong", f"/tickets/{ticket.id}/paper"))[0]


def test_there_is_none_of_what_is_not_handed_over_or_void(cast: Cast, client: HouseClient) -> None:
    inspector, office = cast.actor("xuncha1"), cast.actor("zhenban")
    held, void = make.held_ticket(inspector), make.void_ticket(inspector, office)
    sign_in(client, "zhenban")
    for ticket in (held, void):
        assert client.get(f"/tickets/{ticket.id}/paper").status_code == 404
        assert f"/tickets/{ticket.id}/paper" not in client.page(f"/tickets/{ticket.id}").links()
    assert "没有可打印的" in client.page("/tickets/paper?view=all").text
    assert sheets(client.page(f"/villages/{cast.unit('青龙村').id}/paper")) != []
    assert held.name not in client.page(f"/villages/{cast.unit('青龙村').id}/paper").text


def test_a_list_is_printed_in_its_order_so_many_at_once(
    cast: Cast, client: HouseClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pages, "SHEETS_AT_ONCE", 2)
    inspector = cast.actor("xuncha1")
    made = [make.open_ticket(inspector, type_code=code) for code in (make.STEPS, make.WIRING, make.LOCKED)]
    sign_in(client, "zhenban")
    link = next(each for each in client.page("/tickets?sort=-number").links() if each.startswith("/tickets/paper"))
    first = client.page(link)
    following = next(each for each in first.links() if each.startswith("/tickets/paper"))
    second = client.page(following)

    numbers = [[str(ticket.number) in sheet for ticket in made].index(True) for sheet in sheets(first) + sheets(second)]
    assert numbers == [2, 1, 0]
    assert not any(each.startswith("/tickets/paper") for each in second.links())
    assert {heading.tag for heading in first.tree.all("h1", "h2")} == {"h1", "h2"}


def test_sheets_cost_the_same_number_of_queries(cast: Cast) -> None:
    office, counts = cast.actor("zhenban"), []
    for _ in range(3):
        make.closed_ticket(cast.actor("xuncha1"), cast.actor("qinglong"), office)
        found = queries.listed(office, Filter(view="all"), 50)
        db.session.expire_all()
        with counted() as seen:
            assert len(paper.sheets(found, office)) == len(counts) + 1
        counts.append(len(seen))

    assert counts[1] - counts[0] == counts[2] - counts[1] == 1  # each reloads its own row, which the test let go


def test_the_sheet_of_a_village_lists_what_is_open(cast: Cast, client: HouseClient, clock: Clock) -> None:
    inspector = cast.actor("xuncha1")
    late = make.open_ticket(inspector, type_code=make.WIRING, words="插座松了")
    own = make.open_ticket(inspector, words="台阶裂了")
    make.open_ticket(inspector, "白石村")
    make.closed_ticket(inspector, cast.actor("qinglong"), cast.actor("zhenban"))
    clock.forward(days=7)
    village = cast.unit("青龙村").id
    for login, back in (("zhenban", f"/villages/{village}"), ("qinglong", "/villages/own")):
        page = printed(client, login, f"/villages/{village}/paper")
        (sheet,) = sheets(page)
        assert "青龙村没办完的问题" in sheet
        assert [row.first("td").text for row in page.tree.first("tbody").all("tr")] == [late.number, own.number]
        assert "超" in sheet
        assert "插座松了" in sheet
        assert back in page.links()
        assert f"/villages/{village}/paper" in client.page(back).links()


def test_nobody_prints_what_they_do_not_see(cast: Cast, client: HouseClient) -> None:
    ticket = make.open_ticket(cast.actor("xuncha1"))
    for login in ("baishi", "minzheng", "linzhen"):
        sign_in(client, login)
        assert client.get(f"/tickets/{ticket.id}/paper").status_code == 404
