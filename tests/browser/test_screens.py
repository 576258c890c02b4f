"""Every screen of every person: on a phone and on a desk, in both languages, in the light and in the dark, large too.

Nothing may be wrong in the console or for axe, nothing may be too wide for 360 px or too small for a thumb, and at
most one thing is red. A picture of each stays in build/pictures for people to look at.
"""

import os
from collections.abc import Callable, Iterable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests import make
from tests.browser import looks
from tests.browsers import People
from tests.cast import Cast
from tests.journeys import hands, kept
from tests.journeys.line import BROKEN, COMMANDS, NO_LINE, REFUSED, Line, cut, mend
from tests.sync.unsent import Phone
from webapp.accounts.tokens import token_hash
from webapp.kernel import clock
from webapp.kernel.commands import Envelope, execute
from webapp.kernel.db import db, write_transaction
from webapp.kernel.jobs import run_due
from webapp.units.queries import current_memberships

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.skipif(os.environ.get("TEST_DATABASE") == "postgresql", reason="looks do not depend on the database"),
]
TOKEN = "a-token-that-is-long-enough-for-a-test-0001"
CONTRAST = ("color-contrast",)
WEEDS = "A1-09"
Axe = Callable[..., list[str]]
Shot = Callable[..., None]

# Who sees which screens; the names in braces are things of the story below.
SCREENS = {
    None: (
        "/sign-in", "/invitations", "/invitations/{token}", "/invitations/gone", "/offline", "/self-check",
        "/dev/gallery", "/complaints/new", "/complaints",
    ),
    "xuncha1": (
        "/", "/tickets/new", "/tickets", "/tickets?light=red", "/tickets/{open}", "/tickets/{open}/opened",
        "/tickets/{open}/witness", "/tickets/{open}/comment", "/tickets/{closed}", "/review", "/review/{waiting}",
        "/villages", "/villages/{village}", "/me",
    ),
    "qinglong": (
        "/", "/tickets/{open}", "/tickets/{open}/submit", "/tickets/{returned}", "/tickets/{waiting}",
        "/tickets/{waiting}/withdraw", "/villages/own",
    ),
    "minzheng": ("/", "/tickets", "/tickets/{sign}", "/tickets/{sign}/submit"),
    "zhenban": (
        "/review", "/review/{waiting}", "/tickets", "/tickets?view=all&village={village}&columns=number.words.last",
        "/tickets/views", "/sheets", "/sheets/{writing}", "/sheets/{ready}", "/tickets/{open}",
        "/tickets/{open}/paper", "/tickets/{closed}/paper", "/tickets/paper?view=all", "/villages/{village}/paper",
        "/tickets/{waiting}/return", "/tickets/{waiting}/close", "/tickets/{open}/submit", "/tickets/{open}/correct",
        "/tickets/{open}/void", "/tickets/{closed}/reopen", "/villages", "/settings", "/people",
        "/people/{person}/invitation", "/people/{person}/access", "/overview", "/devices",
        "/people/{person}/devices/{phone}/lost", "/imports", "/people/new", "/people/invitations", "/people/{person}",
        "/people/{person}/memberships/{post}/end", "/units/{village}/venues/{venue}",
        "/complaints/desk", "/complaints/{message}", "/complaints/new", "/settings/lists/tickets",
    ),
    "lingdao": ("/overview", "/tickets/{open}", "/tickets/{open}/withhold", "/villages", "/review"),
    "xianji": ("/overview", "/tickets", "/tickets/{open}", "/villages"),
    "admin": (
        "/people", "/settings", "/settings/calendar?year=2027", "/settings/retention",
        "/settings/catalogue", "/settings/catalogue/A1-05", "/settings/catalogue/new", "/settings/catalogue/changes",
        "/settings/catalogue/file", "/settings/lists/kinds",
        "/settings/system", "/villages", "/me", "/devices",
        "/imports", "/units/{village}", "/units/{township}", "/settings/lists", "/people/{person}",
        "/settings/lists/people", "/settings/lists/places",
    ),
}  # fmt: skip
# What the phone itself draws without a signal; there is a piece of unsent work and one that was refused.
NO_SIGNAL = {
    "xuncha1": (
        "/", "/villages", "/villages/{village}", "/tickets", "/tickets?q=none", "/tickets/{open}",
        "/tickets/{open}/witness", "/tickets/{open}/comment", "/tickets/{closed}", "/tickets/new", "/unsent",
        "/unsent/{problem}", "/unsent/{refused}", "/me",
    ),
    "qinglong": (
        "/", "/tickets/{open}", "/tickets/{open}/submit", "/tickets/{returned}", "/tickets/{waiting}",
        "/tickets/{waiting}/withdraw", "/villages/own", "/unsent", "/unsent/{problem}", "/unsent/{refused}",
    ),
}  # fmt: skip


@pytest.fixture
def story(county: Cast) -> dict[str, str]:
    """One ticket in each state, with photos; somebody's invitation."""
    inspector, village, office = (county.actor(who) for who in ("xuncha1", "qinglong", "zhenban"))
    seeds = iter(range(1, 99))

    def photos() -> list[dict[str, str]]:
        return [{"id": make.make_photo(inspector, next(seeds))}]

    invited = county.person("baishi").id
    make.run(office, "account.invite", person_id=invited, token_hash=token_hash(TOKEN))
    make.run(office, "view.save", name="青龙村没办完的", address={"village": county.unit("青龙村").id})
    waiting = make.open_ticket(inspector, photos=photos(), venue_id=county.venue("青龙村").id)
    make.submit(village, waiting.id, photos=[{"id": make.make_photo(village, 60)}])
    make.submitted_ticket(inspector, village, type_code="A3-04", photos=photos())
    ready = make.run(office, "ledger.export", address={"view": "all"})["sheet_id"]
    run_due()
    return {
        "ready": ready,
        "writing": make.run(office, "ledger.export", address={"view": "all"})["sheet_id"],
        "open": make.open_ticket(inspector, photos=photos(), words="第三级台阶裂开，雨天打滑").id,
        "waiting": waiting.id,
        "returned": make.returned_ticket(inspector, village, office, photos=photos()).id,
        "closed": make.closed_ticket(inspector, village, office, photos=photos()).id,
        "sign": make.open_ticket(inspector, type_code=make.SIGN, photos=photos(), fields={"sign_text": "工作站"}).id,
        "village": county.unit("青龙村").id,
        "township": county.unit("望溪镇").id,
        "message": make.complaint(county.unit("望溪镇").id),
        "venue": county.venue("青龙村").id,
        "person": county.person("qinglong").id,
        "post": current_memberships(county.person("qinglong").id)[0].id,
        "phone": some_phones(county),
        "token": TOKEN,
    }


def some_phones(county: Cast) -> str:
    """Phones that owe much, nothing, or are lost; the id of qinglong's, which owes much."""
    now = clock.now()
    ids = {login: county.person(login).id for login in ("qinglong", "xuncha1", "baishi", "zhenban", "admin")}
    make.phone(ids["xuncha1"], made=3, label="iPhone · WeChat", seen_at=now - timedelta(days=3))
    make.phone(ids["xuncha1"], seen_at=now - timedelta(days=40))
    make.phone(ids["baishi"], lost_at=now, lost_by=ids["zhenban"], seen_at=now - timedelta(days=6))
    make.phone(ids["admin"], label="Windows · Edge")
    device = make.phone(ids["qinglong"], made=41, waiting=12, waiting_since=now - timedelta(days=4))
    sent = [seq for seq in range(1, 41) if seq not in (7, 11, 12, 17, 23, 31, 32)]
    for seq in sent:
        arrived = Envelope("account.set_preferences", {}, id=make.new_id(), device=device, seq=seq)
        execute(arrived, county.actor("qinglong"))
    make.run(county.actor("qinglong"), "device.discard", device=device, seq=7, name="ticket.open")
    return device


def unsent_work(page: Page, folder: Path) -> dict[str, str]:
    """Two problems on a phone without a signal: one that was refused for lack of a reason, one that waits."""
    kept.ready(page)
    cut(page)
    hands.fill_in(page, make.SIGN, hands.small_photo(folder, 1), village="青龙村")
    page.locator("summary", has_text="由别人来改").tap()
    page.locator("select[name=responsible_id]").select_option("village")
    hands.send_button(page)()
    refused = kept.said_to_be_kept(page)
    mend(page)
    page.goto("/")
    expect(page.locator(".unsent-bar-second")).to_contain_text("1 件要你定")
    cut(page)
    return {
        "refused": refused,
        "problem": kept.new_problem(page, WEEDS, hands.small_photo(folder, 2), village="青龙村"),
    }


@pytest.fixture
def reader(county: Cast) -> Callable[..., None]:
    """Sets what a person reads: ``reader("qinglong", locale="en", large=True)``."""

    def choose(login: str | None, **chosen: object) -> None:
        with write_transaction():
            for name, value in chosen.items():
                setattr(county.person(login or "admin"), name, value)
        db.session.commit()

    return choose


class Sweep:
    """Goes through somebody's screens and gathers what is wrong."""

    def __init__(self, name: str, addresses: Iterable[str], axe: Axe, shot: Shot) -> None:
        self.name, self.axe, self.shot = name, axe, shot
        self.addresses = list(addresses)
        self.faults: list[str] = []

    def each(self, page: Page, look: str) -> Iterator[str]:
        """Open one screen after the other and let it come to rest; the name of its picture."""
        for number, address in enumerate(self.addresses, 1):
            answer = page.goto(address)
            assert answer is not None
            expected = 410 if address.endswith("/gone") else 200
            if answer.status != expected:
                self.faults.append(f"{address}: {answer.status}")
            page.wait_for_load_state("networkidle")
            yield f"{self.name}-{number:02}-{look}"

    def seals(self, page: Page) -> list[str]:
        """More than one red action; the gallery shows all that there are."""
        return [] if page.url.endswith("/dev/gallery") else looks.many_seals(page)

    def in_both_lights(self, page: Page, look: str) -> None:
        """Each screen by day and in the dark."""
        for name in self.each(page, look):
            self.shot(page, name)
            self.note(name, self.axe(page), looks.small_targets(page), self.seals(page), looks.sideways(page))
            page.emulate_media(color_scheme="dark")
            self.shot(page, f"{name}-dark", whole=False)
            self.note(f"{name}-dark", self.axe(page, *CONTRAST))
            page.emulate_media(color_scheme="light")

    def large(self, page: Page, look: str) -> None:
        """Each screen for readers who want large letters."""
        for name in self.each(page, look):
            self.shot(page, name)
            self.note(name, self.axe(page), looks.small_targets(page), looks.sideways(page))

    def note(self, name: str, *found: list[str]) -> None:
        """Keep what is wrong with a screen."""
        self.faults += [f"{name}: {fault}" for faults in found for fault in faults]


@pytest.mark.parametrize("login", SCREENS)
def test_screens_of(
    login: str | None, people: People, story: dict[str, str], axe: Axe, shot: Shot, reader: Callable[..., None]
) -> None:
    people.expected.append("410")
    sweep = Sweep(login or "nobody", [address.format(**story) for address in SCREENS[login]], axe, shot)
    phone = people.phone(login, device_scale_factor=1)
    sweep.in_both_lights(phone, "phone")
    desk = people.desk(login)
    for name in sweep.each(desk, "desk"):
        shot(desk, name, whole=False)
        sweep.note(name, axe(desk), sweep.seals(desk), looks.too_wide(desk))
    reader(login, locale="en", large=True)
    english = people.phone(login, locale="en-GB", device_scale_factor=1) if login is None else phone
    sweep.large(english, "phone-en-large")
    assert not sweep.faults, "\n".join(sweep.faults)


@pytest.mark.parametrize("login", NO_SIGNAL)
def test_screens_without_a_signal(
    login: str, people: People, story: dict[str, str], axe: Axe, shot: Shot, reader: Callable[..., None], tmp_path: Path
) -> None:
    people.expected += [NO_LINE, REFUSED]
    phone = people.phone(login, device_scale_factor=1)
    made = unsent_work(phone, tmp_path)
    addresses = [address.format(**story, **made) for address in NO_SIGNAL[login]]
    sweep = Sweep(f"{login}-no-signal", addresses, axe, shot)
    sweep.in_both_lights(phone, "phone")
    Line(phone, COMMANDS, *[BROKEN] * 99)
    mend(phone)
    kit = kept.ask(phone, "store/records.js", "kitVersion")
    reader(login, locale="en", large=True)
    phone.goto("/")
    kept.until_it_says(phone, f"answer !== {kit!r}", "store/records.js", "kitVersion")
    cut(phone)
    sweep.large(phone, "phone-en-large")
    assert not sweep.faults, "\n".join(sweep.faults)


def test_a_department_is_never_told_who_reported(people: People, story: dict[str, str]) -> None:
    desk = people.desk("minzheng")
    for address in SCREENS["minzheng"]:
        desk.goto(address.format(**story))
        desk.wait_for_load_state("networkidle")
        assert "周敏" not in desk.content(), address
    told = desk.context.request.get(f"/api/v1/tickets/{story['sign']}").text()
    assert "周敏" not in told
    assert "opened_by" not in told or '"opened_by":null' in told.replace(" ", "")


def test_what_became_of_a_file(people: People, county: Cast, axe: Axe, shot: Shot) -> None:
    phone = Phone(county, "xuncha1")
    phone.opens(photos=[1])
    refused = phone.opens(words="")["args"]["ticket_id"]
    phone.does("ticket.comment", ticket_id=refused, words="后来补的")
    chosen = {"name": "unsent.zip", "mimeType": "application/zip", "buffer": phone.file()}
    page = people.phone("zhenban", device_scale_factor=1)
    page.goto("/imports")
    page.get_by_label("文件").set_input_files(chosen)  # type: ignore[arg-type]
    page.get_by_role("button", name="导入").click()
    page.get_by_role("heading", name="导入结果").wait_for()

    shot(page, "zhenban-imported-phone")

    assert page.locator(".imported-row").count() == 3
    assert [*axe(page), *looks.small_targets(page), *looks.sideways(page)] == []
