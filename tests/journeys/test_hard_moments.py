"""Weak lines, impatient fingers, killed browsers: nothing is lost and nothing is sent twice."""

from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import select

from tests import make
from tests.browsers import People
from tests.cast import PASSWORD, Cast
from tests.journeys import hands
from tests.journeys.line import (
    BROKEN,
    COMMANDS,
    PHOTOS,
    PORTAL,
    REFUSED,
    Line,
    cut,
    handed_over,
    lose_answer,
    mend,
    until,
)
from tests.photos import pictures
from webapp.kernel.db import db
from webapp.tickets.models import Ticket

pytestmark = [pytest.mark.browser, pytest.mark.slow]

WEEDS = "A1-09"
WORKS = "async () => Boolean((await navigator.serviceWorker.getRegistration())?.active)"


@pytest.fixture
def begun(people: People, tmp_path: Path) -> Page:
    """A phone on which a new problem is ready to be sent: one photo, 白石村 by hand, weeds, a sentence."""
    page = people.phone("xuncha1")
    begin(page, hands.small_photo(tmp_path))
    return page


def begin(page: Page, photo: Path) -> None:
    """Fill in a new problem up to the last tap."""
    page.goto("/tickets/new")
    page.wait_for_url("**draft=**")
    page.locator("input[type=file][capture]").set_input_files(photo)
    expect(page.locator(".photo-picker-chosen > li")).to_have_count(1)
    page.locator(".place-picker-chosen").tap()
    page.locator("dialog button[name=village]", has_text="白石村").tap()
    hands.tile(page, WEEDS)()
    page.locator("summary", has_text="补一句").tap()
    page.locator("textarea[name=words]").fill("门口的草有半人高")
    expect(page.locator("[data-part~=kept]")).not_to_be_empty()


def is_all_there(page: Page) -> None:
    """What ``begin`` filled in stands on the screen."""
    expect(page.locator(".photo-picker-chosen > li")).to_have_count(1)
    expect(page.locator("[data-part=name]")).to_have_text("白石村")
    expect(page.locator(f"input[value='{WEEDS}']").first).to_be_checked()
    expect(page.locator("textarea[name=words]")).to_have_value("门口的草有半人高")


def sent(page: Page) -> Ticket:
    """The one ticket, once the phone says that it was sent."""
    page.wait_for_url("**/opened")
    db.session.rollback()
    found = db.session.scalars(select(Ticket)).all()
    assert len(found) == 1
    assert found[0].words == "门口的草有半人高"
    return found[0]


def says(page: Page, words: str) -> None:
    """The notice of a failed try."""
    expect(page.locator("[data-notice] .notice-title")).to_contain_text(words)


def test_a_lost_answer_is_asked_for_again(begun: Page, people: People) -> None:
    people.expected.append(REFUSED)
    line = Line(begun, COMMANDS, lose_answer, lose_answer)
    hands.send_button(begun)()
    sent(begun)
    assert line.seen == 3


def test_after_many_lost_answers_the_next_tap_makes_no_second_ticket(begun: Page, people: People) -> None:
    people.expected.append(REFUSED)
    Line(begun, COMMANDS, *[lose_answer] * 4)
    hands.send_button(begun)()
    says(begun, "没有信号")
    is_all_there(begun)
    hands.send_button(begun)()
    sent(begun)


def test_a_double_tap_is_one_ticket(begun: Page) -> None:
    button = begun.locator("[data-part~=send]")
    hands.send_button(begun)
    box = button.bounding_box()
    assert box
    at = (box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    begun.touchscreen.tap(*at)
    begun.touchscreen.tap(*at)
    sent(begun)


def test_a_reload_keeps_photos_and_choices(begun: Page) -> None:
    begun.reload()
    is_all_there(begun)
    hands.send_button(begun)()
    sent(begun)


def test_a_killed_page_is_found_again_from_the_first_screen(begun: Page) -> None:
    phone = begun.context
    begun.close()
    page = phone.new_page()
    page.goto("/")
    bar = page.locator("a.unsent-bar")
    expect(bar).to_be_visible()
    bar.tap()
    is_all_there(page)
    hands.send_button(page)()
    sent(page)
    page.goto("/")
    page.wait_for_load_state("networkidle")
    expect(bar).to_be_hidden()


def test_somebody_else_on_the_same_phone_sees_nothing_of_it(begun: Page, people: People) -> None:
    draft = begun.url
    begun.context.clear_cookies()
    people.sign_in(begun.context, "xuncha2")
    begun.goto("/")
    begun.wait_for_load_state("networkidle")
    expect(begun.locator("a.unsent-bar")).to_be_hidden()
    begun.goto(draft)
    expect(begun.locator("[data-part~=send]")).to_be_disabled()
    expect(begun.locator(".photo-picker-chosen > li")).to_have_count(0)


def test_a_phone_that_keeps_nothing_still_sends(people: People, tmp_path: Path) -> None:
    page = people.phone("xuncha1")
    page.context.add_init_script("Object.defineProperty(window, 'indexedDB', { value: { open() { throw Error() } } })")
    page.goto("/")
    hands.through_camera(page, hands.small_photo(tmp_path), hands.seal(page))
    page.wait_for_url("**again=1**")
    says(page, "再拍一次")
    begin(page, hands.small_photo(tmp_path))
    expect(page.locator("[data-part~=kept]")).to_contain_text("别关")
    hands.send_button(page)()
    sent(page)


def test_the_same_draft_in_two_tabs_is_one_ticket(begun: Page) -> None:
    second = begun.context.new_page()
    second.goto(begun.url)
    is_all_there(second)
    hands.send_button(second)()
    sent(second)
    begun.bring_to_front()
    hands.send_button(begun)()
    sent(begun)


def test_an_upload_cut_in_the_middle_goes_on_by_itself(people: People, tmp_path: Path) -> None:
    people.expected.append(REFUSED)
    page = people.phone("xuncha1")
    begin(page, hands.photo(tmp_path, "htc-m8-weeds.jpg", 3))
    wire = page.context.new_cdp_session(page)
    slow = {"offline": False, "latency": 20, "downloadThroughput": 200_000, "uploadThroughput": 60_000}
    wire.send("Network.emulateNetworkConditions", slow)
    hands.send_button(page)()
    page.wait_for_function("() => Number(document.querySelector('progress[data-progress]')?.value) > 20")
    wire.send("Network.emulateNetworkConditions", {**slow, "offline": True})
    page.wait_for_timeout(300)
    wire.send("Network.emulateNetworkConditions", {**slow, "uploadThroughput": -1, "downloadThroughput": -1})
    sent(page)


def test_a_server_that_stumbles_once_is_asked_again(begun: Page, people: People) -> None:
    people.expected.append(REFUSED)
    photos = Line(begun, PHOTOS, BROKEN, method="PUT")
    commands = Line(begun, COMMANDS, BROKEN)
    hands.send_button(begun)()
    sent(begun)
    assert (photos.seen, commands.seen) == (2, 2)


def test_a_portal_is_not_taken_for_an_answer(begun: Page) -> None:
    Line(begun, PHOTOS, *[PORTAL] * 4, method="PUT")
    hands.send_button(begun)()
    says(begun, "网络")
    is_all_there(begun)
    commands = Line(begun, COMMANDS, *[PORTAL] * 4)
    hands.send_button(begun)()
    expect(begun.locator("[data-notice]")).to_be_empty()
    says(begun, "网络")
    assert commands.seen == 4
    hands.send_button(begun)()
    sent(begun)


def test_a_session_that_ended_meanwhile_costs_one_sign_in(begun: Page, people: People) -> None:
    people.expected.append(REFUSED)
    begun.context.clear_cookies()
    hands.send_button(begun)()
    says(begun, "登录")
    begun.locator("[data-notice] a").tap()
    begun.locator("input[name=login]").fill("xuncha1")
    begun.locator("input[name=password]").fill(PASSWORD)
    begun.locator("button[data-kind=seal]").tap()
    begun.wait_for_url("**/tickets/new?**")
    is_all_there(begun)
    hands.send_button(begun)()
    sent(begun)


def test_a_truncated_photo_is_refused_and_the_rest_kept(begun: Page, people: People, tmp_path: Path) -> None:
    people.expected.append(REFUSED)
    broken = tmp_path / "broken.jpg"
    whole = pictures.jpeg(9, 900, 700)
    broken.write_bytes(whole[: len(whole) // 3])
    begun.locator("input[type=file][multiple]").set_input_files(broken)
    expect(begun.locator(".photo-picker-chosen > li")).to_have_count(2)
    hands.send_button(begun)()
    says(begun, "照片")
    begun.locator(".photo-picker-chosen > li").nth(1).locator("[data-remove]").tap()
    is_all_there(begun)
    hands.send_button(begun)()
    assert hands.count_photos(sent(begun).id) == 1


def test_a_faster_reviewer_leaves_the_words_of_the_slower(people: People, county: Cast) -> None:
    people.expected.append(REFUSED)
    inspector, village = county.actor("xuncha1"), county.actor("qinglong")
    waiting = make.submitted_ticket(inspector, village)
    desk = people.desk("zhenban")
    desk.goto(f"/tickets/{waiting.id}/return")
    desk.locator("textarea[name=words]").fill("左边第三级还裂着")
    make.run(county.actor("zhenban2"), "ticket.close", ticket_id=waiting.id)
    db.session.commit()
    desk.locator("button[form=verb]").click()
    expect(desk.locator(".notice[data-kind=error]")).to_be_visible()
    expect(desk.locator("main")).to_contain_text("孙立")
    expect(desk.locator("textarea[name=words]")).to_have_value("左边第三级还裂着")
    assert hands.ticket(waiting.id).state == "closed"


def test_a_fix_that_somebody_entered_meanwhile(people: People, county: Cast, tmp_path: Path) -> None:
    people.expected.append(REFUSED)
    opened = make.open_ticket(county.actor("xuncha1"))
    phone = people.phone("qinglong")
    phone.goto(f"/tickets/{opened.id}/submit")
    phone.wait_for_load_state("networkidle")
    phone.locator("input[type=file][capture]").set_input_files(hands.small_photo(tmp_path))
    expect(phone.locator(".photo-picker-chosen > li")).to_have_count(1)
    phone.locator("textarea[name=words]").fill("换了两块条石")
    make.submit(county.actor("zhenban"), opened.id, channel="phone", fixed_by="刘志强")
    db.session.commit()
    phone.locator("button[form=verb]").tap()
    says(phone, "刚改过")
    expect(phone.locator("[data-notice]")).to_contain_text("陈岚")
    expect(phone.locator("textarea[name=words]")).to_have_value("换了两块条石")
    expect(phone.locator(".photo-picker-chosen > li")).to_have_count(1)


def test_without_a_line_the_worker_says_so(people: People) -> None:
    people.expected.append("ERR_INTERNET_DISCONNECTED")
    page = people.phone("qinglong")
    page.goto("/")
    until(page, WORKS)
    cut(page)
    page.goto("/tickets")
    expect(page.locator("h1")).to_have_text("没有信号")
    mend(page)
    expect(page.locator("h1")).not_to_have_text("没有信号")


def test_the_worker_can_be_switched_off_everywhere(people: People, switch: Any) -> None:
    page = people.phone("qinglong")
    page.goto("/")
    until(page, WORKS)
    switch()
    page.reload()
    handed_over(page, "async () => (await navigator.serviceWorker.getRegistrations()).length === 0")
    page.reload()  # whatever the old worker was still busy with
    expect(page.locator("h1")).to_be_visible()
    until(page, "async () => (await caches.keys()).length === 0")
