"""What else people do on the way: join, put right, take back, return, answer for others, come in by invitation."""

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests import make
from tests.browsers import People
from tests.cast import Cast
from tests.journeys import hands

pytestmark = [pytest.mark.browser, pytest.mark.slow]

WEEDS = "A1-09"


def begin(page: Page, photo: Path) -> None:
    """A new problem with one photo in 青龙村, found by its first letters."""
    page.goto("/tickets/new")
    page.wait_for_url("**draft=**")
    page.locator("input[type=file][capture]").set_input_files(photo)
    page.locator(".place-picker-chosen").tap()
    page.locator("#place-search").fill("qlc")
    expect(page.locator("dialog button[name=village]")).to_have_count(1)
    page.keyboard.press("Enter")
    expect(page.locator("[data-part=name]")).to_have_text("青龙村")
    expect(page.locator(".photo-picker-chosen > li")).to_have_count(1)


def test_the_same_problem_is_joined_and_not_opened_twice(people: People, county: Cast, tmp_path: Path) -> None:
    first = make.open_ticket(county.actor("xuncha2"), type_code=WEEDS)
    phone = people.phone("xuncha1")
    begin(phone, hands.small_photo(tmp_path))
    expect(phone.locator("similar-list")).to_be_hidden()
    hands.tile(phone, WEEDS)()
    expect(phone.locator("similar-list")).to_contain_text(str(first.number))
    phone.locator("similar-list button").tap()
    phone.wait_for_url(f"**/tickets/{first.id}")
    assert hands.count_photos(first.id) == 1
    phone.goto("/")
    phone.wait_for_load_state("networkidle")
    expect(phone.locator("a.unsent-bar")).to_be_hidden()


def test_a_wrong_tile_is_put_right_at_once(people: People, county: Cast, tmp_path: Path) -> None:
    phone = people.phone("xuncha1")
    begin(phone, hands.small_photo(tmp_path))
    hands.tile(phone, WEEDS)()
    hands.send_button(phone)()
    phone.wait_for_url("**/opened")
    ticket_id = phone.url.partition("/tickets/")[2][:36]
    phone.locator("a", has_text="选错了问题或村").tap()
    phone.locator("select[name=type_code]").select_option(make.STEPS)
    phone.locator("button[form=verb]").tap()
    phone.wait_for_url(f"**/tickets/{ticket_id}")
    expect(phone.locator("h1")).to_have_text("台阶破裂")
    assert hands.ticket(ticket_id).state == "open"


def test_returned_by_a_key_and_read_by_the_village(people: People, county: Cast) -> None:
    inspector, village = county.actor("xuncha1"), county.actor("qinglong")
    first = make.submitted_ticket(inspector, village, type_code=WEEDS)
    second = make.submitted_ticket(inspector, village, type_code=make.STEPS)
    desk = people.desk("zhenban")
    desk.goto(f"/review/{first.id}")
    desk.wait_for_load_state("networkidle")
    desk.keyboard.press("3")
    desk.wait_for_url(f"**/review/{second.id}")
    phone = people.phone("qinglong")
    phone.goto("/")
    phone.locator(f"a[href='/tickets/{first.id}']").tap()
    expect(phone.locator(".notice[data-kind=warn]")).to_contain_text("只改了一半")

    # The other one is taken back before anybody has looked, and a word is added.
    phone.goto(f"/tickets/{second.id}")
    phone.locator("a", has_text="撤回").tap()
    phone.locator("button[form=verb]").tap()
    phone.wait_for_url(f"**/tickets/{second.id}")
    assert hands.ticket(second.id).state == "open"
    phone.locator("a", has_text="说一句").tap()
    phone.wait_for_load_state("networkidle")
    phone.locator("textarea[name=words]").fill("水泥周一到")
    phone.locator("button[form=verb]").tap()
    phone.wait_for_url(f"**/tickets/{second.id}")
    expect(phone.locator(".timeline")).to_contain_text("水泥周一到")
    desk.goto(f"/review/{second.id}")
    desk.wait_for_url("**/review")
    expect(desk.locator(".notice").first).to_contain_text(str(second.number))


def test_a_finger_closes_with_a_second_tap(people: People, county: Cast) -> None:
    waiting = make.submitted_ticket(county.actor("xuncha1"), county.actor("qinglong"))
    phone = people.phone("zhenban")
    phone.goto("/")
    phone.locator(".queue-item").first.tap()
    phone.wait_for_url(f"**/review/{waiting.id}")
    phone.wait_for_load_state("networkidle")
    seal = phone.locator("[data-key=Enter]")
    seal.tap()
    expect(seal).to_contain_text("再按一次")
    assert hands.ticket(waiting.id).state == "submitted"
    seal.tap()
    phone.wait_for_url("**/review")
    assert hands.ticket(waiting.id).state == "closed"


def test_the_office_enters_what_a_village_told_by_phone(people: People, county: Cast) -> None:
    opened = make.open_ticket(county.actor("xuncha1"))
    desk = people.desk("zhenban")
    desk.goto(f"/tickets/{opened.id}")
    desk.locator("a", has_text="代录整改").click()
    desk.wait_for_load_state("networkidle")
    desk.locator("label", has_text="电话答复").click()
    desk.locator("input[name=fixed_by]").fill("刘志强")
    desk.locator("textarea[name=words]").fill("换了两块条石")
    desk.locator("button[form=verb]").click()
    desk.wait_for_url(f"**/tickets/{opened.id}")
    expect(desk.locator("main")).to_contain_text("陈岚")
    expect(desk.locator("[data-kind=seal]")).to_have_count(0)  # who entered it does not review it
    assert hands.ticket(opened.id).state == "submitted"


def test_back_in_by_invitation(people: People, county: Cast) -> None:
    desk = people.desk("zhenban")
    desk.goto("/people")
    desk.locator(f"a[href='/people/{county.person('qinglong').id}/invitation']").click()
    desk.locator("button[data-kind=seal]").click()
    link = desk.locator("copy-link").get_attribute("data-text")
    assert link
    phone = people.phone()
    phone.goto("/invitations/" + link.rpartition("/")[2])
    expect(phone.locator("h1")).to_contain_text("刘志强")
    phone.locator("input[name=new]").fill("a new and good one")
    phone.locator("button[data-kind=seal]").tap()
    expect(phone.locator("h1")).to_have_text("青龙村")
