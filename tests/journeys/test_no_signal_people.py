"""Whose work it is: sessions that end, people who share a phone, roles, signing out. None goes under another's name."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, Route, expect
from sqlalchemy import update

from tests import make
from tests.browsers import People
from tests.cast import PASSWORD, Cast
from tests.journeys import hands, kept
from tests.journeys.conftest import Release
from tests.journeys.line import BROKEN, COMMANDS, NO_LINE, REFUSED, Line, cut, lose, mend, mend_and_go, red, until
from webapp.accounts.models import LoginSession
from webapp.kernel.db import db, write_transaction
from webapp.units.vocab import Role

pytestmark = [pytest.mark.browser, pytest.mark.slow]

WEEDS = "A1-09"
STORE = "store/outbox.js"


@pytest.fixture
def phone(people: People, county: Cast) -> Page:
    """The phone of an inspector."""
    people.expected += [NO_LINE, REFUSED]
    return people.phone("xuncha1")


def made_offline(page: Page, folder: Path) -> str:
    """A problem that is only on this phone, which has lost its signal; the id of its command."""
    kept.ready(page)
    cut(page)
    return kept.new_problem(page, WEEDS, hands.small_photo(folder), village="青龙村", words="半人高")


def sign_in(page: Page, login: str, password: str = PASSWORD) -> None:
    """Through the page, from wherever it stands."""
    page.locator("input[name=login]").fill(login)
    page.locator("input[name=password]").fill(password)
    page.locator("form.sign-in-form button[data-kind=seal]").tap()
    page.locator("html[data-person]").wait_for(state="attached")


def test_a_password_changed_elsewhere_costs_one_sign_in(phone: Page, county: Cast, tmp_path: Path) -> None:
    problem = made_offline(phone, tmp_path)
    fresh = "another good password"
    change = {"current": PASSWORD, "new": fresh, "session_id": make.new_id()}
    make.run(county.actor("xuncha1"), "account.change_password", **change)
    mend_and_go(phone, "/unsent")
    expect(phone).to_have_url(re.compile("/sign-in"))
    expect(phone.locator("[data-part~=unsent-hint]")).to_contain_text("1 件")
    assert kept.receipts() == []

    sign_in(phone, "xuncha1", fresh)

    expect(phone.locator("h1")).to_have_text("都发出去了")
    kept.arrived(problem)
    assert [ticket.words for ticket in kept.tickets()] == ["半人高"]
    phone.goto(f"/unsent/{problem}")
    expect(phone.locator("h1")).to_contain_text("已送到，编号")
    expect(phone.locator(".unsent-ways > :visible")).to_have_count(0)  # nothing of it is left to change or delete


def test_a_session_that_ended_stops_the_sending_and_says_so(phone: Page, county: Cast, tmp_path: Path) -> None:
    problem = made_offline(phone, tmp_path)
    phone.goto("/")
    with write_transaction():
        db.session.execute(update(LoginSession).values(ended_at=db.func.now()))
    mend(phone)
    expect(phone.locator(".unsent-bar-second")).to_contain_text("登录后接着发")
    assert [item["id"] for item in kept.items(phone)] == [problem]
    assert kept.receipts() == []


def shared_phone(phone: Page, people: People, county: Cast, folder: Path) -> None:
    """One makes something without a signal; another signs in on the same phone, and goes; the first comes back."""
    secret = make.open_ticket(county.actor("xuncha1"), "白石村").id
    phone.goto("/")
    kept.until_it_says(phone, "answer !== null", "store/records.js", "findTicket", secret)
    problem = made_offline(phone, folder)
    phone.context.clear_cookies()
    mend_and_go(phone, "/")
    expect(phone.locator("[data-part~=unsent-hint]")).to_contain_text("1 件")
    sign_in(phone, "qinglong")
    expect(phone.locator("h1")).to_have_text("青龙村")

    # Nothing of the first is sent, shown, or left to be read.
    phone.goto(f"/unsent/{problem}")
    expect(phone.locator("h1")).to_have_text("这件已不在手机上")
    kept.until_it_says(
        phone, "answer.length === 0", "store/records.js", "allTickets", as_person=county.person("xuncha1").id
    )
    assert kept.receipts() == []
    kept.ready(phone)
    expect(phone.locator("a.unsent-bar")).to_be_hidden()
    cut(phone)
    phone.goto(f"/tickets/{secret}")
    expect(phone.locator("h1")).not_to_have_text("台阶破裂")
    phone.goto("about:blank")
    mend(phone)

    phone.context.clear_cookies()
    people.sign_in(phone.context, "xuncha1")
    phone.goto("/")
    kept.empty(phone)
    kept.arrived(problem)
    assert {receipt.person_id for receipt in kept.receipts()} == {county.person("xuncha1").id}


def test_on_a_shared_phone_each_has_their_own(phone: Page, people: People, county: Cast, tmp_path: Path) -> None:
    shared_phone(phone, people, county, tmp_path)


def test_control_one_store_for_everybody_shows_the_work_of_others(
    phone: Page, people: People, county: Cast, tmp_path: Path, release: Release
) -> None:
    release(("js/store/connection.js", '`xungai-${person || "nobody"}`', "`xungai-all`"))
    with red("这件已不在手机上"):
        shared_phone(phone, people, county, tmp_path)


def test_signing_out_warns_and_keeps_what_is_not_sent(phone: Page, county: Cast, tmp_path: Path) -> None:
    seen = make.open_ticket(county.actor("xuncha1")).id
    phone.goto("/")
    kept.until_it_says(phone, "answer !== null", "store/records.js", "findTicket", seen)
    problem = made_offline(phone, tmp_path)
    phone.goto("/me")
    phone.locator("form[data-sign-out] button").tap()
    expect(phone.locator("#leave h2")).to_have_text("1 件还在手机上")
    phone.locator("#leave [data-part~=leave]").tap()

    # Without a signal there is nothing left to read, and no way in.
    expect(phone.locator("h1")).to_have_text("没有信号")
    phone.goto(f"/tickets/{seen}")
    expect(phone.locator("h1")).to_have_text("没有信号")
    assert kept.ask(phone, "store/records.js", "allTickets", as_person=county.person("xuncha1").id) == []

    # The first page with a signal ends the session, before anything else.
    mend(phone)
    phone.wait_for_url("**/sign-in")
    expect(phone.locator("[data-part~=unsent-hint]")).to_contain_text("1 件")
    assert kept.receipts() == []
    phone.goto("/")
    phone.wait_for_url("**/sign-in?**")
    sign_in(phone, "xuncha1")
    kept.empty(phone)
    kept.arrived(problem)


def test_signing_out_where_the_server_cannot_be_reached(phone: Page, county: Cast) -> None:
    kept.ready(phone)
    phone.goto("/me")
    session = Line(phone, "**/api/v1/session", *[lose] * 99)
    phone.locator("form[data-sign-out] button").tap()
    expect(phone.locator("h1")).to_have_text("没有信号")
    assert kept.ask(phone, "store/records.js", "reading", as_person=county.person("xuncha1").id)["cursor"] == ""
    session.seen = 0
    phone.goto("/me", wait_until="commit")
    expect(phone).to_have_url(re.compile("/offline$"))
    session.wait(phone, 2)  # the page's own try, and that of the one it turned to
    session.steps.clear()
    phone.locator("[data-reload]").tap()
    expect(phone).to_have_url(re.compile("/sign-in$"))


def test_signing_out_of_a_browser_that_remembers_nothing(phone: Page) -> None:
    phone.context.add_init_script(
        "Storage.prototype.setItem = () => { throw new DOMException('', 'QuotaExceededError') }"
    )
    phone.goto("/me")
    phone.locator("form[data-sign-out] button").tap()
    expect(phone).to_have_url(re.compile("/sign-in$"))
    phone.goto("/")
    expect(phone).to_have_url(re.compile("/sign-in"))


def test_work_of_another_role_waits_for_that_role(phone: Page, county: Cast, tmp_path: Path) -> None:
    problem = made_offline(phone, tmp_path)
    phone.goto("/")
    other = county.hat("xuncha1", "白石村", Role.VILLAGE_STAFF)
    with write_transaction():
        db.session.execute(update(LoginSession).values(membership_id=other.id))
    mend(phone)
    expect(phone.locator(".unsent-bar-second")).to_contain_text("换回去就发")
    phone.goto("/")
    expect(phone.locator("h1")).to_have_text("白石村")
    expect(phone.locator(".unsent-bar-second")).to_contain_text("换回去就发")
    assert kept.receipts() == []

    phone.goto("/me")
    phone.locator("button.accounts-hat-choice", has_text="望溪镇").tap()

    phone.wait_for_url("**/")
    kept.empty(phone)
    kept.arrived(problem)


def test_a_phone_that_cannot_send_is_emptied_at_the_office_by_file(
    phone: Page, people: People, county: Cast, tmp_path: Path
) -> None:
    problem = made_offline(phone, tmp_path)
    photo = hands.small_photo(tmp_path)
    phone.goto("/unsent")
    with phone.expect_download() as handed:
        phone.locator("[data-part~=export]").tap()
    file = tmp_path / "unsent.zip"
    handed.value.save_as(file)

    desk = people.desk("zhenban")
    desk.goto("/imports")
    desk.locator("input[name=file]").set_input_files(file)
    desk.locator("button[form=bring-in]").click()

    expect(desk.locator(".imported-row")).to_have_count(1)
    kept.arrived(problem)
    [ticket] = kept.tickets()
    kept.is_whole(ticket.id, photo)
    assert ticket.opened_by == county.person("xuncha1").id
    # Whatever also comes from the phone itself is the same again.
    mend(phone)
    expect(phone.locator("h1")).to_have_text("都发出去了")
    assert [receipt.brought_by for receipt in kept.receipts()] == [county.person("zhenban").id]
    assert len(kept.tickets()) == 1


def test_the_office_sees_what_a_phone_has_not_delivered(
    phone: Page, people: People, county: Cast, tmp_path: Path
) -> None:
    made_offline(phone, tmp_path)
    commands = Line(phone, COMMANDS, *[BROKEN] * 99)
    mend_and_go(phone, "/unsent")
    expect(phone.locator("[data-part~=phase]")).to_have_text("服务器忙")
    desk = people.desk("zhenban")
    desk.goto("/devices")
    owing = desk.locator("section", has_text="没到齐")
    expect(owing).to_contain_text("周敏")
    commands.steps.clear()
    phone.locator("[data-part~=send]").tap()
    expect(phone.locator("h1")).to_have_text("都发出去了")
    phone.goto("/")
    kept.ready(phone)
    desk.goto("/devices")
    expect(desk.locator("section", has_text="都到了")).to_contain_text("周敏")


def test_a_phone_reported_lost_forgets_everything_with_its_next_contact(
    phone: Page, people: People, county: Cast, tmp_path: Path
) -> None:
    people.expected.append("410")
    made_offline(phone, tmp_path)
    phone.goto("/")
    device = kept.ask(phone, "store/account.js", "account")["device"]
    make.run(county.actor("zhenban"), "device.lose", person_id=county.person("xuncha1").id, device=device)

    mend(phone)

    phone.wait_for_url("**/sign-in")
    expect(phone.locator("input[name=password]")).to_be_visible()
    until(phone, "async () => (await indexedDB.databases()).length === 0 && !(await caches.match('/kit'))")
    assert phone.evaluate("() => Object.keys(localStorage)") == []
    assert kept.receipts() == []


def test_a_lost_phone_whose_browser_does_not_obey_forgets_by_itself(phone: Page, people: People, county: Cast) -> None:
    people.expected.append("410")
    phone.context.add_init_script("delete Navigator.prototype.serviceWorker")
    phone.goto("/")
    kept.until_it_says(phone, "answer.cursor !== ''", "store/records.js", "reading")
    device = kept.ask(phone, "store/account.js", "account")["device"]
    phone.goto("about:blank")  # an open page would hear of it by itself
    make.run(county.actor("zhenban"), "device.lose", person_id=county.person("xuncha1").id, device=device)

    def deaf(route: Route) -> None:
        answer = route.fetch()
        headers = {name: value for name, value in answer.headers.items() if name != "clear-site-data"}
        route.fulfill(response=answer, headers=headers)

    phone.context.route("**/villages", deaf)
    phone.goto("/villages")

    expect(phone.locator("h1")).to_have_text("已经不在了")
    until(phone, "async () => (await indexedDB.databases()).length === 0")
    assert phone.evaluate("() => Object.keys(localStorage)") == []


def test_whoever_signs_in_next_is_not_shown_the_page_of_the_one_before(phone: Page) -> None:
    kept.ready(phone)
    with write_transaction():
        db.session.execute(update(LoginSession).values(ended_at=db.func.now()))
    Line(phone, "**/kit", *[lose] * 99)
    phone.goto("/sign-in")
    sign_in(phone, "qinglong")
    cut(phone)
    phone.goto("/")
    expect(phone.locator("h1")).to_have_text("没有信号")
    assert "周敏" not in phone.content()
