"""The worker and the networks: cold starts, updates in mid-queue, switched off, missing, answers that are not ours."""

from collections import defaultdict
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Error as PlaywrightError
from playwright.sync_api import Page, Request, expect

from tests import make
from tests.browsers import PATIENCE_MS, People
from tests.cast import Cast
from tests.journeys import hands, kept
from tests.journeys.conftest import Release
from tests.journeys.line import (
    BROKEN,
    COMMANDS,
    NO_LINE,
    PHOTOS,
    PORTAL,
    REFUSED,
    Line,
    cut,
    handed_over,
    lose,
    mend,
    mend_and_go,
    red,
    until,
)

pytestmark = [pytest.mark.browser, pytest.mark.slow]

WEEDS = "A1-09"
ASSETS = "/assets/"
SIGN_IN = {"status": 200, "content_type": "text/html; charset=utf-8", "body": "<form action='/sign-in'>Welcome</form>"}
ELSE = {"status": 200, "content_type": "application/json", "body": '{"ok": true, "results": []}'}
PROXY = {"status": 502, "content_type": "text/html", "body": "<h1>502 Bad Gateway</h1>"}
WAKE = "() => dispatchEvent(new Event('online'))"
LOSE_KIT = """async () => {
  for (const name of await caches.keys()) await (await caches.open(name)).delete("/kit")
}"""
HEARS_THE_WORKER = """navigator.serviceWorker.addEventListener("message", ({ data }) => data.type === "wake" && woken())
addEventListener("online", (event) => event.stopImmediatePropagation(), true)"""


@pytest.fixture
def phone(people: People, county: Cast) -> Page:
    """The phone of an inspector."""
    people.expected += [NO_LINE, REFUSED]
    return people.phone("xuncha1")


def cold_start(people: People, county: Cast, folder: Path) -> None:
    """The browser was closed, and is started where there is no signal."""
    ticket = make.open_ticket(county.actor("xuncha1"), words="第三级裂开").id
    before = people.installed(folder / "profile")
    people.sign_in(before, "xuncha1")
    page = before.pages[0]
    kept.ready(page)
    hands.fill_in(page, WEEDS, hands.small_photo(folder), village="青龙村")
    cut(page)
    hands.send_button(page)()
    page.wait_for_url("**/unsent/*")
    problem = page.url.rpartition("/")[2]
    before.close()
    after = people.installed(folder / "profile")
    page = after.pages[0]
    cut(page)
    page.goto("/")
    expect(page.locator("[data-part~=stale]")).to_contain_text("没有信号，这是")
    expect(page.locator("h1")).to_have_text("青龙村")
    expect(page.locator(".unsent-bar-title")).to_have_text("1 件还在手机上")
    page.goto(f"/tickets/{ticket}")
    expect(page.locator("main")).to_contain_text("第三级裂开")
    mend(page)
    kept.empty(page)
    kept.arrived(problem)


def test_a_browser_that_is_started_without_a_signal_opens_the_app(people: People, county: Cast, tmp_path: Path) -> None:
    people.expected.append(NO_LINE)
    cold_start(people, county, tmp_path)


def test_control_without_a_kit_nothing_opens(people: People, county: Cast, tmp_path: Path, release: Release) -> None:
    people.expected.append(NO_LINE)
    release(("sw/worker.js", "return kit ?? (await caches.match(OFFLINE))", "return (await caches.match(OFFLINE))"))
    with red("没有信号，这是"):
        cold_start(people, county, tmp_path)


def versions(page: Page) -> dict[str, set[str]]:
    """Which versions of the app each page asks for, by the page's address."""
    seen: dict[str, set[str]] = defaultdict(set)

    def note(request: Request) -> None:
        if ASSETS in request.url and not request.service_worker:
            seen[page.url].add(request.url.partition(ASSETS)[2].partition("/")[0])

    page.on("request", note)
    return seen


def updated_in_mid_queue(page: Page, release: Release, folder: Path, *edits: tuple[str, str, str]) -> None:
    """Another version of the app comes while work waits: old pages go on, new ones are whole, and it arrives once."""
    kept.ready(page)
    old = page.evaluate("() => caches.keys()")
    cut(page)
    problem = kept.new_problem(page, WEEDS, hands.small_photo(folder), village="青龙村")
    page.goto("/unsent")
    commands = Line(page, COMMANDS, *[BROKEN] * 99)
    mend(page)
    expect(page.locator("[data-part~=phase]")).to_have_text("服务器忙")

    new = f"xungai-{release(*edits)}"
    fresh = page.context.new_page()
    asked = versions(fresh)
    loads: list[str] = []
    fresh.on("framenavigated", lambda frame: loads.append(frame.url))
    fresh.goto("/tickets")
    handed_over(fresh, "async ([name]) => (await caches.keys()).includes(name)", new)
    until(fresh, "async ([name]) => (await (await caches.open(name)).match('/kit')) !== undefined", new)
    fresh.goto("/villages", wait_until="domcontentloaded")
    expect(fresh.locator("h1")).to_have_text("2 个村")
    assert list(asked.values()) == [{new.removeprefix("xungai-")}] * 2
    assert len(loads) == 2, "it reloads by itself"

    # The old page still has everything it needs, also what it had no use for yet.
    with page.expect_download():
        page.locator("[data-part~=export]").tap()
    assert set(old) <= set(page.evaluate("() => caches.keys()"))
    commands.steps.clear()
    page.evaluate(WAKE)
    expect(page.locator("h1")).to_have_text("都发出去了")
    kept.arrived(problem)
    assert len(kept.tickets()) == 1


def test_an_update_in_mid_queue_disturbs_nothing(phone: Page, tmp_path: Path, release: Release) -> None:
    updated_in_mid_queue(phone, release, tmp_path)


def test_control_an_update_that_throws_the_old_version_away_breaks_open_pages(
    phone: Page, people: People, tmp_path: Path, release: Release
) -> None:
    people.expected.append("Failed to fetch")
    phone.set_default_timeout(6_000)
    tidy = ("sw/worker.js", "new Set([others.at(-1), await holderOfKit([...others, CACHE])])", "new Set()")
    with red("download", kind=PlaywrightError, patience_ms=PATIENCE_MS):
        updated_in_mid_queue(phone, release, tmp_path, tidy)


def test_until_there_is_a_new_kit_the_old_one_opens_the_app(phone: Page, release: Release) -> None:
    kept.ready(phone)
    release()
    Line(phone, "**/kit", *[lose] * 99)
    phone.goto("/tickets")
    handed_over(phone, "async () => (await caches.keys()).length === 2")
    cut(phone)
    phone.goto("/villages")
    expect(phone.locator("[data-part~=stale]")).to_contain_text("没有信号，这是")
    expect(phone.locator("h1")).to_have_text("2 个村")


def test_a_kit_that_the_browser_has_lost_is_fetched_again(phone: Page) -> None:
    kept.ready(phone)
    kept.until_it_says(phone, "answer !== ''", "store/records.js", "kitVersion")
    phone.evaluate(LOSE_KIT)
    kept.ready(phone)


def test_switched_off_with_work_in_the_queue_the_page_still_sends(phone: Page, switch: Any, tmp_path: Path) -> None:
    kept.ready(phone)
    cut(phone)
    problem = kept.new_problem(phone, WEEDS, hands.small_photo(tmp_path), village="青龙村")
    commands = Line(phone, COMMANDS, *[BROKEN] * 99)
    switch()
    mend_and_go(phone, "/unsent")
    handed_over(phone, "async () => (await navigator.serviceWorker.getRegistrations()).length === 0")
    expect(phone.locator("h1")).to_have_text("1 件还在手机上")
    commands.steps.clear()
    phone.evaluate(WAKE)
    expect(phone.locator("h1")).to_have_text("都发出去了")
    kept.arrived(problem)


def test_a_browser_without_workers_queues_in_the_page_and_says_once_what_it_lacks(phone: Page, tmp_path: Path) -> None:
    phone.context.add_init_script("delete Navigator.prototype.serviceWorker; delete globalThis.ServiceWorker")
    phone.goto("/")
    # Without a worker there is no kit to keep; the key that seals what is exported comes all the same.
    kept.until_it_says(phone, "answer.length === 64", "store/keys.js", "unsentKey")
    hint = phone.locator(".notice[data-kind=info]")
    expect(hint).to_contain_text("这个浏览器没有信号时打不开")
    hint.locator("button").tap()
    phone.reload()
    phone.wait_for_load_state("networkidle")
    expect(hint).to_have_count(0)

    hands.fill_in(phone, WEEDS, hands.small_photo(tmp_path), village="青龙村")
    cut(phone)
    commands = Line(phone, COMMANDS, *[lose] * 99)
    mend(phone)
    hands.send_button(phone)()
    expect(phone.locator("[data-notice] .notice-title")).to_contain_text("没有信号")
    phone.goto("/")
    expect(phone.locator(".unsent-bar-title")).to_have_text("1 件还在手机上")
    [item] = kept.items(phone)
    commands.steps.clear()
    phone.evaluate(WAKE)
    expect(phone.locator("a.unsent-bar")).to_be_hidden()
    kept.arrived(item["id"])


def strange_answers(page: Page, folder: Path) -> None:
    """Portals, sign-in pages, others' JSON and proxies answer for photos, then for commands: nothing counts as sent."""
    kept.ready(page)
    cut(page)
    problem = kept.new_problem(page, WEEDS, hands.small_photo(folder), village="青龙村")
    page.goto("/unsent")
    answers = {"这个网络要先登录": (PORTAL, SIGN_IN, ELSE), "服务器忙": (PROXY,)}
    phase = page.locator("[data-part~=phase]")
    lines = [Line(page, PHOTOS, *[BROKEN] * 99, method="PUT"), Line(page, COMMANDS, *[BROKEN] * 99)]
    mend(page)
    for line in lines:
        for words, strange in answers.items():
            for answer in strange:
                page.evaluate(WAKE)
                line.stand(page, answer)
                expect(phase).to_have_text(words)
                assert [item["id"] for item in kept.items(page)] == [problem], "lost"
        line.steps.clear()
    page.evaluate(WAKE)
    expect(page.locator("h1")).to_have_text("都发出去了")
    kept.arrived(problem)


def test_answers_that_are_none_of_ours_end_nothing(phone: Page, tmp_path: Path) -> None:
    strange_answers(phone, tmp_path)


def test_control_who_takes_any_answer_for_a_receipt_loses(phone: Page, tmp_path: Path, release: Release) -> None:
    release(
        ("js/net/problems.js", "if (!json) throw strange(answer)", "if (!json) return {}"),
        ("js/net/xhr.js", "if (answer.id !== id) throw", "if (false) throw"),
        ("js/sync/send.js", 'if (!found) throw new Problem("portal")', "if (!found) return {}"),
    )
    with red("网络要先登录|lost|nobody asks"):
        strange_answers(phone, tmp_path)


def test_a_portal_in_the_place_of_a_page_is_shown_and_not_kept(phone: Page) -> None:
    kept.ready(phone)
    pages = Line(phone, "**/villages", PORTAL, PROXY)
    phone.goto("/villages")
    expect(phone.locator("h1")).to_have_text("Free Wi-Fi")  # there people sign in to the network
    phone.goto("/villages")
    expect(phone.locator("[data-part~=stale]")).to_contain_text(
        "没有信号，这是"
    )  # a proxy before a server that is down
    phone.goto("/villages")
    expect(phone.locator("h1")).to_have_text("2 个村")
    expect(phone.locator("[data-part~=stale]")).to_have_count(0)
    assert pages.seen == 3


def test_the_browser_wakes_an_open_page_when_the_signal_is_back(phone: Page, people: People, tmp_path: Path) -> None:
    phone.context.grant_permissions(["background-sync"], origin=people.url)
    woken: list[bool] = []
    phone.context.expose_function("woken", lambda: woken.append(True))
    phone.context.add_init_script(HEARS_THE_WORKER)
    kept.ready(phone)
    cut(phone)
    problem = kept.new_problem(phone, WEEDS, hands.small_photo(tmp_path), village="青龙村")
    until(phone, "async () => (await (await navigator.serviceWorker.ready).sync.getTags()).includes('xungai')")
    mend(phone)
    kept.empty(phone)
    kept.arrived(problem)
    assert woken
