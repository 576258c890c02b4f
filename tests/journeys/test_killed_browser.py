"""The browser is killed at any moment: what a screen called kept is there afterwards, and arrives exactly once.

``KILLS`` says how often (5 in every run; ``make bench-browser`` takes 50), ``SEED`` which moments are drawn.
"""

import os
import random
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from playwright.sync_api import Error as PlaywrightError
from playwright.sync_api import Page, expect

from tests.browsers import People
from tests.cast import Cast
from tests.journeys import hands, kept
from tests.journeys.conftest import Release
from tests.journeys.line import NO_LINE, REFUSED, cut, mend, red
from tools import killing

pytestmark = [pytest.mark.browser, pytest.mark.slow]

KILLS = int(os.environ.get("KILLS", "5"))
SEED = os.environ.get("SEED", "1")
WEEDS = "A1-09"
LONGEST_S = 5.0


@dataclass
class Diary:
    """What screens have called kept: tickets that were begun, commands that were sent."""

    begun: set[str] = field(default_factory=set)
    sent: set[str] = field(default_factory=set)

    def check(self, page: Page) -> None:
        """All of it is on the phone or at the server."""
        items, drafts = kept.items(page), kept.ask(page, "store/drafts.js", "listDrafts")
        receipts = {receipt.id for receipt in kept.receipts()}
        lost = self.sent - {item["id"] for item in items} - receipts
        there = {draft["id"] for draft in drafts if draft["photo_ids"]} | {item["thread"] for item in items}
        lost |= self.begun - there - {ticket.id for ticket in kept.tickets()}
        assert not lost, f"lost: {lost}"


class Phone:
    """A phone whose browser is killed again and again."""

    def __init__(self, people: People, folder: Path) -> None:
        self.people, self.folder, self.profile = people, folder, folder / "profile"
        self.diary, self.photos = Diary(), 0

    def start(self) -> Page:
        """Start the browser, signed in; all that was promised must be there."""
        self.context = self.people.installed(self.profile)
        self.people.sign_in(self.context, "xuncha1")
        page = self.context.pages[0]
        kept.ready(page, "/unsent")  # the start would go back to where it was killed
        self.diary.check(page)
        return page

    def die(self) -> None:
        """Now."""
        killing.kill(self.profile)
        self.people.contexts.remove(self.context)

    def begin(self, page: Page) -> None:
        """A new problem, up to the last tap."""
        self.photos += 1
        hands.fill_in(page, WEEDS, hands.small_photo(self.folder, self.photos), village="青龙村")
        expect(page.locator("[data-part~=kept]")).to_have_text("已存到这台手机。")
        self.diary.begun.add(page.url.partition("draft=")[2])

    def send(self, page: Page) -> None:
        """The last tap, without a signal."""
        hands.send_button(page)()
        self.diary.sent.add(kept.said_to_be_kept(page))

    def work(self, page: Page, chance: random.Random) -> None:
        """Make one after the other, with and without a signal, until the browser dies."""
        while True:
            cut(page)
            self.begin(page)
            self.send(page)
            mend(page)
            page.wait_for_timeout(chance.uniform(0, 900))


def killed_at(phone: Phone, moments: list[str], chance: random.Random) -> None:
    """One kill at each of these moments; then everything arrives, once."""
    for moment in moments:
        page = phone.start()
        cut(page)
        if moment == "any":
            timer = killing.kill_after(phone.profile, chance.uniform(0.2, LONGEST_S))
            with suppress(PlaywrightError, AssertionError):
                phone.work(page, chance)
            timer.join()
        else:
            phone.begin(page)
            if moment != "begun":
                phone.send(page)
            if moment == "sending":
                mend(page)
                page.wait_for_timeout(chance.uniform(0, 400))
        phone.die()
    page = phone.start()
    kept.empty(page)
    phone.diary.check(page)
    kept.arrived(*phone.diary.sent)
    opened = [receipt.result["ticket_id"] for receipt in kept.receipts() if receipt.name == "ticket.open"]
    assert sorted(opened) == sorted(ticket.id for ticket in kept.tickets()), "doubled"
    for ticket_id in opened:
        assert hands.count_photos(ticket_id) == 1


@pytest.fixture
def phone(people: People, county: Cast, tmp_path: Path) -> Phone:
    """The phone of an inspector."""
    people.expected += [NO_LINE, REFUSED]
    return Phone(people, tmp_path)


def test_killed_at_any_moment_nothing_is_lost_and_nothing_doubled(phone: Phone) -> None:
    chance = random.Random(SEED)
    fixed = ["begun", "kept", "sending"]
    killed_at(phone, [*fixed, *["any"] * max(0, KILLS - len(fixed))], chance)


def test_control_a_page_that_says_kept_before_it_has_written_loses(phone: Phone, release: Release) -> None:
    release(
        ("js/store/drafts.js", "await withRoom(keep)", "setTimeout(() => withRoom(keep), 3_000)"),
        ("js/store/drafts.js", "for (const photo of photos) await mustBeWhole(photo)", ""),
    )
    with red("lost"):
        killed_at(phone, ["begun"], random.Random(SEED))


def test_an_installed_app_opens_at_the_step_where_it_was_killed(phone: Phone) -> None:
    page = phone.start()
    page.goto("/")
    with page.expect_file_chooser():
        hands.seal(page)()
    kept.until_it_says(page, "answer !== null", "store/step.js", "keptStep")  # no camera opens faster
    phone.die()

    page = reopened(phone)
    page.wait_for_url("**/tickets/new?draft=*")
    expect(page.locator(".photo-picker-chosen > li")).to_have_count(0)
    address = page.url
    photo = hands.small_photo(phone.folder)
    page.locator("input[type=file][capture]").set_input_files(photo)
    expect(page.locator("[data-part~=kept]")).to_have_text("已存到这台手机。")
    phone.die()

    page = reopened(phone)
    page.wait_for_url(address)
    expect(page.locator(".photo-picker-chosen > li")).to_have_count(1)
    page.locator(".place-picker-chosen").tap()
    page.locator("dialog button[name=village]", has_text="白石村").tap()
    hands.tile(page, WEEDS)()
    page.locator("summary", has_text="补一句").tap()
    page.locator("textarea[name=words]").fill("半人高")
    kept.until_it_says(page, "answer.values.words === '半人高'", "store/drafts.js", "findDraft", address[-36:])
    phone.die()

    page = reopened(phone)
    page.wait_for_url(address)
    expect(page.locator(".photo-picker-chosen > li")).to_have_count(1)
    expect(page.locator("[data-part=name]")).to_have_text("白石村")
    expect(page.locator(f"input[value='{WEEDS}']").first).to_be_checked()
    expect(page.locator("textarea[name=words]")).to_have_value("半人高")
    hands.send_button(page)()
    problem = kept.said_to_be_kept(page)
    mend(page)
    kept.empty(page)
    kept.arrived(problem)
    kept.is_whole(kept.tickets()[0].id, photo)


def reopened(phone: Phone) -> Page:
    """The app from the home screen, where there is no signal."""
    phone.context = phone.people.installed(phone.profile)
    phone.people.sign_in(phone.context, "xuncha1")
    page = phone.context.pages[0]
    cut(page)
    page.goto("/", wait_until="commit")
    return page
