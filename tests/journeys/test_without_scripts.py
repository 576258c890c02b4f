"""The same work with plain pages and forms, for browsers that run no scripts."""

from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import select

from tests import make
from tests.browsers import People
from tests.cast import PASSWORD, Cast
from tests.journeys import hands
from webapp.kernel.db import db
from webapp.tickets.models import Ticket

pytestmark = [pytest.mark.browser, pytest.mark.slow]

WEEDS = "A1-09"
REFUSED = "Failed to load resource"  # how the console calls a form that is shown again
OFF = {"java_script_enabled": False}


def only_ticket() -> Ticket:
    """The one ticket there is."""
    db.session.rollback()
    return db.session.scalars(select(Ticket)).one()


def test_a_problem_by_a_plain_form(people: People, county: Cast, tmp_path: Path) -> None:
    people.expected.append(REFUSED)
    page = people.phone("xuncha1", **OFF)
    page.goto("/")
    page.locator("a[data-kind=seal]").tap()
    page.wait_for_url("**/tickets/new")
    page.locator("input[type=file][multiple]").set_input_files([
        hands.small_photo(tmp_path, 1), hands.small_photo(tmp_path, 2),
    ])  # fmt: skip
    page.locator("select[name=village_id]").select_option(label="青龙村")
    page.locator("summary", has_text="补一句").tap()
    page.locator("textarea[name=words]").fill("门口的草有半人高")
    page.locator("[data-part~=send]").tap()

    # The kind is missing: everything else is still there, the photos too.
    expect(page.locator(".notice[data-kind=error]")).to_contain_text("还没发出")
    expect(page.locator("img[alt='选好的照片']")).to_have_count(2)
    expect(page.locator("textarea[name=words]")).to_have_value("门口的草有半人高")
    expect(page.locator("select[name=village_id] option:checked")).to_have_text("青龙村")
    page.locator("label", has=page.locator(f"input[value='{WEEDS}']")).first.tap()
    page.locator("[data-part~=send]").tap()
    page.wait_for_url("**/opened")

    found = only_ticket()
    expect(page.locator("h1")).to_contain_text(str(found.number))
    assert (hands.count_photos(found.id), found.words) == (2, "门口的草有半人高")


def test_a_double_tap_on_a_plain_form_is_one_ticket(people: People, county: Cast, tmp_path: Path) -> None:
    page = people.phone("xuncha1", **OFF)
    page.goto("/tickets/new")
    photo = {"name": "1.jpg", "mimeType": "image/jpeg", "buffer": hands.small_photo(tmp_path).read_bytes()}
    form: dict[str, Any] = {
        name: page.locator(f"form [name={name}]").first.input_value() for name in ("command_id", "ticket_id")
    }
    form |= {"village_id": county.unit("青龙村").id, "type_code": WEEDS, "photos": photo}
    answers = [
        page.context.request.post("/tickets/new", multipart=form, headers={"Origin": people.url}) for _ in range(2)
    ]
    assert [(answer.status, answer.url) for answer in answers] == [
        (200, f"{people.url}/tickets/{form['ticket_id']}/opened")
    ] * 2
    assert hands.count_photos(only_ticket().id) == 1


def test_a_broken_photo_in_a_plain_form_keeps_the_whole_one(people: People, county: Cast, tmp_path: Path) -> None:
    broken = tmp_path / "broken.jpg"
    broken.write_bytes(hands.small_photo(tmp_path, 1).read_bytes()[:900])
    page = people.phone("xuncha1", **OFF)
    people.expected.append(REFUSED)
    page.goto("/tickets/new")
    page.locator("input[type=file][multiple]").set_input_files([hands.small_photo(tmp_path, 2), broken])
    page.locator("select[name=village_id]").select_option(label="青龙村")
    page.locator("label", has=page.locator(f"input[value='{WEEDS}']")).first.tap()
    page.locator("[data-part~=send]").tap()
    expect(page.locator(".notice[data-kind=error]")).to_be_visible()
    expect(page.locator("img[alt='选好的照片']")).to_have_count(1)
    page.locator("[data-part~=send]").tap()
    page.wait_for_url("**/opened")
    assert hands.count_photos(only_ticket().id) == 1


def test_a_fix_its_return_and_the_closing_by_plain_forms(people: People, county: Cast, tmp_path: Path) -> None:
    opened = make.open_ticket(county.actor("xuncha1"), type_code=WEEDS)
    phone = people.phone("qinglong", **OFF)
    desk = people.desk("zhenban", **OFF)

    fix(phone, opened.id, hands.small_photo(tmp_path, 1))
    desk.goto("/review")
    desk.locator("button[name=reason_code][value=half_done]").click()
    desk.wait_for_url("**/review")
    assert hands.ticket(opened.id).state == "open"

    phone.goto(f"/tickets/{opened.id}")
    expect(phone.locator(".notice[data-kind=warn]")).to_contain_text("只改了一半")
    fix(phone, opened.id, hands.small_photo(tmp_path, 2))
    desk.goto("/review")
    desk.locator("form[data-confirm] button").click()
    desk.wait_for_url("**/review")
    assert hands.ticket(opened.id).state == "closed"
    phone.goto(f"/tickets/{opened.id}")
    expect(phone.locator(".ticket-clock")).to_contain_text("销号")


def fix(phone: Page, ticket_id: str, photo: Path) -> None:
    """From the list to the sent fix."""
    phone.goto("/")
    phone.locator(".ticket-row").first.tap()
    phone.locator("a[data-kind=seal]").tap()
    phone.locator("input[type=file][capture]").set_input_files(photo)
    phone.locator("button[form=verb]").tap()
    phone.wait_for_url(f"**/tickets/{ticket_id}")
    expect(phone.locator(".ticket-clock")).to_contain_text("待复核")


def test_sign_in_language_and_large_mode_by_plain_forms(people: People, county: Cast) -> None:
    people.expected.append(REFUSED)
    page = people.phone(**OFF)
    page.goto("/tickets")
    page.wait_for_url("**/sign-in?**")
    page.locator("button[name=locale][value=en]").tap()
    expect(page.locator("html")).to_have_attribute("lang", "en")
    page.locator("input[name=login]").fill("qinglong")
    page.locator("input[name=password]").fill("wrong")
    page.locator("form.sign-in-form button[data-kind=seal]").tap()
    expect(page.locator(".notice[data-kind=error]")).to_be_visible()
    expect(page.locator("input[name=login]")).to_have_value("qinglong")
    page.locator("input[name=password]").fill(PASSWORD)
    page.locator("form.sign-in-form button[data-kind=seal]").tap()
    page.wait_for_url("**/tickets")
    expect(page.locator("html")).to_have_attribute("lang", "en")
    page.locator("button[name=large]").tap()
    expect(page.locator("html")).to_have_attribute("data-mode", "large")
    page.locator("button[name=locale][value=zh_Hans]").tap()
    expect(page.locator("html")).to_have_attribute("lang", "zh-Hans")
    expect(page.locator("html")).to_have_attribute("data-mode", "large")
    page.wait_for_url("**/tickets")
