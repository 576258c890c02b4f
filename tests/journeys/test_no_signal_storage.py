"""The phone itself: full, cleared, with a wrong clock, with two tabs, with one of them frozen."""

from pathlib import Path

import pytest
from playwright.sync_api import CDPSession, Page, Route, expect

from tests import make
from tests.browsers import People
from tests.cast import Cast
from tests.journeys import hands, kept
from tests.journeys.conftest import Release
from tests.journeys.line import COMMANDS, NO_LINE, PHOTOS, REFUSED, Line, cut, mend, mend_and_go, red

pytestmark = [pytest.mark.browser, pytest.mark.slow]

WEEDS = "A1-09"
LOCKS = "js/lib/locks.js"
TWO_DAYS_S = 2 * 24 * 3600
# A phone whose clock is ahead, for pages only: the worker looks at no clock.
AHEAD = f"""const Right = Date
const now = () => Right.now() + {TWO_DAYS_S * 1000}
globalThis.Date = class extends Right {{
  constructor(...given) {{ given.length ? super(...given) : super(now()) }}
  static now() {{ return now() }}
}}"""


@pytest.fixture
def phone(people: People, county: Cast) -> Page:
    """The phone of an inspector."""
    people.expected += [NO_LINE, REFUSED]
    return people.phone("xuncha1")


def wire(page: Page) -> CDPSession:
    """The browser's own levers."""
    return page.context.new_cdp_session(page)


def set_room(page: Page, url: str, quota: int) -> None:
    """How many bytes the browser gives to this app; it looks once, when the app first writes."""
    wire(page).send("Storage.overrideQuotaForOrigin", {"origin": url, "quotaSize": quota})


def clear(page: Page) -> None:
    """The browser throws away what the app has stored."""
    origin = page.evaluate("() => location.origin")
    wire(page).send("Storage.clearDataForOrigin", {"origin": origin, "storageTypes": "indexeddb"})


def full_phone(page: Page, people: People, folder: Path) -> None:
    """No room for a photo: it is told at once, stays on the page, and is sent from there."""
    people.expected.append("Quota")
    set_room(page, people.url, 1)
    photo = hands.small_photo(folder)
    hands.fill_in(page, WEEDS, photo, village="青龙村", words="半人高")
    expect(page.locator("[data-part~=kept]")).to_contain_text("别关")
    cut(page)
    hands.send_button(page)()
    expect(page.locator("[data-notice] .notice-title")).to_contain_text("没有信号")
    expect(page.locator(".photo-picker-chosen > li")).to_have_count(1)
    mend(page)
    hands.send_button(page)()
    page.wait_for_url("**/opened")
    [ticket] = kept.tickets()
    kept.is_whole(ticket.id, photo)


def test_a_full_phone_says_so_and_sends_from_the_page(phone: Page, people: People, tmp_path: Path) -> None:
    full_phone(phone, people, tmp_path)


def test_control_a_page_that_takes_every_write_for_granted_loses(
    phone: Page, people: People, tmp_path: Path, release: Release
) -> None:
    release(("js/domain/deliver.js", "label).catch(() => null)", "label).catch(() => ({ id: work.draft.command_id }))"))
    with red("没有信号"):
        full_phone(phone, people, tmp_path)


def test_little_room_is_told_before_more_photos_are_taken(phone: Page, people: People, tmp_path: Path) -> None:
    set_room(phone, people.url, 40_000_000)
    phone.goto("/tickets/new")
    expect(phone.locator("[data-part~=room]")).to_contain_text("手机快满了")
    phone.locator("input[type=file][multiple]").set_input_files(hands.small_photo(tmp_path))
    expect(phone.locator("[data-part~=kept]")).to_have_text("已存到这台手机。")


def cleared_under_the_form(page: Page, folder: Path) -> None:
    """The browser clears the store while a form is open: what stands on the page is kept anew."""
    kept.ready(page)
    cut(page)
    photo = hands.small_photo(folder)
    hands.fill_in(page, WEEDS, photo, village="青龙村")
    expect(page.locator("[data-part~=kept]")).not_to_be_empty()
    clear(page)
    hands.send_button(page)()
    problem = kept.said_to_be_kept(page)
    mend(page)
    kept.empty(page)
    kept.arrived(problem)
    kept.is_whole(kept.tickets()[0].id, photo)


def test_a_store_cleared_under_a_form_is_filled_again(phone: Page, tmp_path: Path) -> None:
    cleared_under_the_form(phone, tmp_path)


def test_control_photos_that_are_written_only_once_are_lost(phone: Page, tmp_path: Path, release: Release) -> None:
    outbox = "js/store/outbox.js"
    release(
        (outbox, 'for (const photo of photos) store("photos").put(photo)', ""),
        (outbox, "for (const photo of photos) await mustBeWhole(photo)", ""),
    )
    with red("这件要你定|still no"):
        cleared_under_the_form(phone, tmp_path)


def test_what_was_cleared_with_the_store_is_said(phone: Page, tmp_path: Path) -> None:
    kept.ready(phone)
    cut(phone)
    kept.new_problem(phone, WEEDS, hands.small_photo(tmp_path), village="青龙村")
    phone.goto("/")
    expect(phone.locator(".unsent-bar-title")).to_have_text("1 件还在手机上")
    clear(phone)
    mend_and_go(phone, "/")
    expect(phone.locator(".notice[data-kind=warn]")).to_contain_text("浏览器把 1 件没发出去的清掉了")


def test_a_clock_two_days_ahead_moves_no_deadline(phone: Page, county: Cast) -> None:
    open_one = make.open_ticket(county.actor("xuncha1"), type_code=make.STEPS).id
    phone.context.add_init_script(AHEAD)
    kept.ready(phone)
    cut(phone)
    phone.goto(f"/tickets/{open_one}")
    expect(phone.locator(".light").first).to_contain_text("剩 10 天")
    remark = kept.step(phone, open_one, "comment", words="说好周五前修")
    mend(phone)
    kept.empty(phone)
    [receipt] = [each for each in kept.receipts() if each.id == remark]
    assert receipt.skew_seconds is not None
    assert abs(receipt.skew_seconds + TWO_DAYS_S) < 60


def two_tabs(page: Page, folder: Path) -> None:
    """Two tabs with the same unsent work: one sends, both say so."""
    kept.ready(page)
    cut(page)
    promised = [kept.new_problem(page, WEEDS, hands.small_photo(folder, n), village="青龙村") for n in (1, 2)]
    page.goto("/")
    other = page.context.new_page()
    other.goto("/")
    for each in (page, other):
        expect(each.locator(".unsent-bar-title")).to_have_text("2 件还在手机上")
    on_its_way: list[Route] = []
    photos, commands = Line(page, PHOTOS, on_its_way.append, method="PUT"), Line(page, COMMANDS)
    mend(page)
    for each in (page, other):
        expect(each.locator(".unsent-bar-second")).to_contain_text("正在发 1/2")
    photos.wait(page, 1)  # the bar says so just before it goes
    on_its_way[0].continue_()
    for each in (page, other):
        expect(each.locator("a.unsent-bar")).to_be_hidden()
    kept.empty(page)
    kept.arrived(*promised)
    assert (photos.seen, commands.seen) == (2, 2), "sent twice"


def test_of_two_tabs_one_sends_and_both_say_so(phone: Page, tmp_path: Path) -> None:
    two_tabs(phone, tmp_path)


def test_control_without_a_lock_both_tabs_send(phone: Page, tmp_path: Path, release: Release) -> None:
    release((LOCKS, "if (!locks) return work()", "if (locks) return work()"))
    with red("sent twice"):
        two_tabs(phone, tmp_path)


def frozen_tab(page: Page, folder: Path) -> None:
    """The tab that sends is frozen by the system with the lock in its hands: another one goes on."""
    kept.ready(page)
    cut(page)
    problem = kept.new_problem(page, WEEDS, hands.small_photo(folder), village="青龙村")
    held: list[Route] = []
    Line(page, PHOTOS, held.append, method="PUT")
    mend(page)
    expect(page.locator(".timeline")).to_contain_text("正在送")
    other = page.context.new_page()
    other.goto("/")
    lever = wire(page)
    lever.send("Page.setWebLifecycleState", {"state": "frozen"})
    kept.empty(other)
    kept.arrived(problem)
    lever.send("Page.setWebLifecycleState", {"state": "active"})
    expect(page.locator("h1")).to_contain_text("已送到")
    assert len(kept.tickets()) == 1


def test_a_frozen_tab_holds_nothing_up(phone: Page, tmp_path: Path, release: Release) -> None:
    release((LOCKS, "DEAD_AFTER_MS = 60_000", "DEAD_AFTER_MS = 1_500"))
    frozen_tab(phone, tmp_path)


def test_control_a_lock_that_is_never_taken_over_holds_everything_up(
    phone: Page, tmp_path: Path, release: Release
) -> None:
    release(
        (LOCKS, "DEAD_AFTER_MS = 60_000", "DEAD_AFTER_MS = 1_500"),
        (LOCKS, "return locks.request(name, { steal: true }, run)", "throw error"),
    )
    with red("still no"):
        frozen_tab(phone, tmp_path)
