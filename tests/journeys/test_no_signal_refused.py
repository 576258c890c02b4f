"""What was made without a signal and is not taken later: the reason in words, what happened meanwhile, and ways on."""

import io
import json
import zipfile
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests import make
from tests.browsers import People
from tests.cast import Cast
from tests.journeys import hands, kept
from tests.journeys.kept import step
from tests.journeys.line import NO_LINE, REFUSED, cut, mend, mend_and_go
from webapp.timeline import queries as timeline

pytestmark = [pytest.mark.browser, pytest.mark.slow]

WEEDS = "A1-09"


@pytest.fixture
def phone(people: People, county: Cast) -> Page:
    """The phone of a village, before it loses its signal."""
    people.expected += [NO_LINE, REFUSED]
    return people.phone("qinglong")


def needs_you(page: Page, item_id: str) -> None:
    """The signal is back, one thing was not taken, and its page is open."""
    mend_and_go(page, "/")
    expect(page.locator(".unsent-bar-second")).to_contain_text("1 件要你定")
    page.goto(f"/unsent/{item_id}")
    expect(page.locator("h1")).to_have_text("这件要你定")


def answers(page: Page) -> list[str]:
    """The ways on, the likely one first."""
    return page.locator(".unsent-answers .button-label").all_text_contents()


def steps_of(ticket_id: str) -> list[str]:
    """What stands in the timeline."""
    hands.ticket(ticket_id)
    return [entry.name for entry in timeline.of("ticket", ticket_id)]


def test_closed_meanwhile_it_goes_as_a_remark_and_only_its_own_ticket_waited(
    phone: Page, county: Cast, tmp_path: Path
) -> None:
    inspector = county.actor("xuncha1")
    ticket_id, other = make.open_ticket(inspector).id, make.open_ticket(inspector, type_code=WEEDS).id
    kept.ready(phone)
    cut(phone)
    photo = hands.small_photo(tmp_path)
    fix = step(phone, ticket_id, "submit", photo, words="换了两块条石")
    later = step(phone, ticket_id, "comment", words="水泥还没干")
    elsewhere = step(phone, other, "comment", words="草周五前割")
    make.submit(county.actor("zhenban"), ticket_id, channel="phone", fixed_by="刘志强")
    make.run(county.actor("zhenban2"), "ticket.close", ticket_id=ticket_id)
    make.run(inspector, "ticket.comment", ticket_id=other, words="还没割")

    needs_you(phone, fix)

    kept.left(phone, fix, later)
    kept.arrived(elsewhere)
    expect(phone.locator("[data-part~=second]")).to_contain_text("刚改过")
    expect(phone.locator("main")).to_contain_text("孙立")
    assert answers(phone) == ["作为补充发", "看看现在怎样"]
    phone.locator("button[data-answer=remark]").tap()
    expect(phone.locator("h1")).to_contain_text("已送到")
    kept.empty(phone)
    kept.arrived(later)
    kept.is_whole(ticket_id, photo)
    assert steps_of(ticket_id)[-2:] == ["ticket.commented", "ticket.commented"]
    assert hands.ticket(ticket_id).state == "closed"


def test_moved_to_another_village_it_can_be_exported_and_deleted(phone: Page, county: Cast, tmp_path: Path) -> None:
    ticket_id = make.open_ticket(county.actor("xuncha1")).id
    kept.ready(phone)
    cut(phone)
    photo = hands.small_photo(tmp_path)
    fix = step(phone, ticket_id, "submit", photo, words="换了两块条石")
    elsewhere = {"village_id": county.unit("白石村").id, "reason": "记错了村"}
    make.run(county.actor("zhenban"), "ticket.correct", ticket_id=ticket_id, **elsewhere)

    needs_you(phone, fix)

    expect(phone.locator("[data-part~=second]")).to_contain_text("转走")
    assert answers(phone) == []
    expect(phone.locator("[data-part~=edit]")).to_be_hidden()  # there is nothing left to change it for
    with phone.expect_download() as handed:
        phone.locator("[data-part~=export]").tap()
    parcel = zipfile.ZipFile(io.BytesIO(Path(handed.value.path()).read_bytes()))
    manifest = json.loads(parcel.read("manifest.json"))
    [packed] = manifest["items"]
    assert (packed["envelope"]["id"], packed["envelope"]["args"]["words"]) == (fix, "换了两块条石")
    assert parcel.read(packed["photos"][0]["file"]) == photo.read_bytes()
    assert "换了两块条石" in parcel.read("list.txt").decode()
    phone.locator("[data-opens=drop]").tap()
    phone.locator("dialog [data-part~=drop]").tap()
    expect(phone.locator("h1")).to_have_text("都发出去了")
    kept.empty(phone)
    assert "ticket.submitted" not in steps_of(ticket_id)


def test_an_invalid_one_is_changed_in_its_own_form(people: People, county: Cast, tmp_path: Path) -> None:
    people.expected += [NO_LINE, REFUSED]
    page = people.phone("xuncha1")
    kept.ready(page)
    cut(page)
    hands.fill_in(page, make.SIGN, hands.small_photo(tmp_path), village="青龙村")
    page.locator("summary", has_text="由别人来改").tap()
    page.locator("select[name=responsible_id]").select_option("village")
    hands.send_button(page)()
    problem = kept.said_to_be_kept(page)

    needs_you(page, problem)

    expect(page.locator("[data-part~=second]")).to_contain_text("写明原因")
    assert answers(page) == ["改一改"]
    page.locator(".unsent-answers a").tap()
    expect(page.locator(".photo-picker-chosen > li")).to_have_count(1)
    expect(page.locator(f"input[value='{make.SIGN}']").first).to_be_checked()
    page.locator("textarea[name=reason]").fill("是村里自己挂的")
    hands.send_button(page)()
    page.wait_for_url("**/opened")
    [ticket] = kept.tickets()
    assert ticket.responsible_id == county.unit("青龙村").id
    kept.empty(page)


def test_another_fix_was_first_and_this_one_is_added_to_it(phone: Page, county: Cast, tmp_path: Path) -> None:
    ticket_id = make.open_ticket(county.actor("xuncha1")).id
    kept.ready(phone)
    cut(phone)
    photo = hands.small_photo(tmp_path)
    fix = step(phone, ticket_id, "submit", photo, words="换了两块条石")
    make.submit(county.actor("zhenban"), ticket_id, channel="phone", fixed_by="刘志强")

    mend(phone)

    expect(phone.locator("h1")).to_contain_text("已送到")
    expect(phone.locator("main")).to_contain_text("别人先报了整改，你的照片和话补在后面了")
    kept.arrived(fix)
    kept.is_whole(ticket_id, photo)
    assert steps_of(ticket_id)[-2:] == ["ticket.submitted", "ticket.commented"]


def test_changed_meanwhile_it_goes_all_the_same(phone: Page, county: Cast) -> None:
    ticket_id = make.open_ticket(county.actor("xuncha1")).id
    kept.ready(phone)
    cut(phone)
    fix = step(phone, ticket_id, "submit", words="换了两块条石")
    make.run(county.actor("zhenban"), "ticket.correct", ticket_id=ticket_id, type_code=WEEDS, reason="看错了")

    needs_you(phone, fix)

    expect(phone.locator("main")).to_contain_text("陈岚")
    assert answers(phone) == ["还是要发", "作为补充发", "看看现在怎样"]
    phone.locator("button[data-answer=again]").tap()
    expect(phone.locator("h1")).to_contain_text("已送到")
    assert hands.ticket(ticket_id).state == "submitted"
