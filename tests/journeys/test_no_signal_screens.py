"""In flight mode the app opens and shows what its reader needs: places, tickets with pictures, forms, unsent work."""

import pytest
from playwright.sync_api import Page, expect

from tests import make
from tests.browsers import People
from tests.cast import Cast
from tests.journeys import kept
from tests.journeys.line import NO_LINE, cut, mend
from webapp.kernel.db import write_transaction

pytestmark = [pytest.mark.browser, pytest.mark.slow]

NAMED = 9  # tiles of the kinds that the field names most


@pytest.fixture
def story(people: People, county: Cast) -> dict[str, str]:
    """A ticket of a village with a picture, one that waits for its review, and one of a department."""
    people.expected.append(NO_LINE)
    inspector, village = county.actor("xuncha1"), county.actor("qinglong")
    pictures = {name: make.make_photo(inspector, seed) for seed, name in enumerate(("steps", "sign"), 1)}
    venue = county.venue("青龙村").id
    steps = make.open_ticket(inspector, photos=[{"id": pictures["steps"]}], words="第三级裂开", venue_id=venue)
    sign = make.open_ticket(inspector, type_code=make.SIGN, photos=[{"id": pictures["sign"]}])
    dust = make.submitted_ticket(inspector, village, type_code="A3-04", words="积灰")
    return {"steps": steps.id, "sign": sign.id, "dust": dust.id, **{f"{k}_photo": v for k, v in pictures.items()}}


def is_from_the_phone(page: Page) -> None:
    """The screen says that there is no signal, and how old it is."""
    expect(page.locator("[data-part~=stale]")).to_contain_text("没有信号，这是")


def shows_picture(page: Page, place: str) -> None:
    """A small picture is there, and no grey hole."""
    image = page.locator(f"{place} img").first
    expect(image).to_be_visible()
    page.wait_for_function("(image) => image.naturalWidth > 0", arg=image.element_handle())


def test_an_inspector_in_flight_mode(people: People, story: dict[str, str]) -> None:
    page = people.phone("xuncha1")
    kept.ready(page)
    kept.has_thumbs(page, story["steps_photo"], story["sign_photo"])
    cut(page)

    page.goto("/")
    is_from_the_phone(page)
    expect(page.locator("h1")).to_have_text("青龙村")
    expect(page.locator("section", has_text="等我现场看").locator(".ticket-row")).to_have_count(1)
    page.locator("a.dock-place", has_text="村").tap()
    page.wait_for_url("**/villages")
    is_from_the_phone(page)
    row = page.locator(".village-row", has_text="青龙村")
    expect(row.locator(".light-shape")).to_have_count(3)
    row.tap()
    expect(page.locator("h1")).to_have_text("青龙村")
    expect(page.locator(".ticket-row")).to_have_count(3)
    page.locator("a.dock-place", has_text="问题").tap()
    page.wait_for_url("**/tickets")
    row = page.locator(f"a[href='/tickets/{story['steps']}']")
    expect(row.locator(".light")).to_contain_text("剩 10 天")
    shows_picture(page, f"a[href='/tickets/{story['steps']}']")
    page.locator("#f-q").fill("牌子")
    page.keyboard.press("Enter")
    expect(page.locator(".ticket-row")).to_have_count(1)
    page.locator(".ticket-row").tap()
    expect(page.locator(".facts").first).to_contain_text("民政办")
    shows_picture(page, ".photo-strip")

    # The catalogue: tiles, search and all the others.
    page.goto("/tickets/new")
    expect(page.locator("[data-part=name]")).to_have_text("青龙村")
    expect(page.locator(".tiles input[name=type_code]")).to_have_count(NAMED)
    page.locator("[data-part~=open]").tap()
    page.locator("#kind-search").fill("szqd")
    expect(page.locator(".tiles label:visible")).to_have_text(["清单未公示"])
    page.goto("/unsent")
    expect(page.locator("h1")).to_have_text("都发出去了")

    # The signal is back: the screen does not change under its reader, who is told.
    page.goto("/")
    mend(page)
    expect(page.locator("[data-part~=stale]")).to_contain_text("信号回来了")
    page.locator("[data-part~=stale] a").tap()
    expect(page.locator("[data-part~=stale]")).to_have_count(0)


def test_village_staff_in_flight_mode(people: People, story: dict[str, str]) -> None:
    page = people.phone("qinglong")
    kept.ready(page)
    kept.has_thumbs(page, story["steps_photo"], story["sign_photo"])
    cut(page)
    page.goto("/")
    is_from_the_phone(page)
    expect(page.locator("h1")).to_have_text("青龙村")
    shows_picture(page, "section:has-text('要改的')")
    page.locator("section", has_text="要改的").locator(".ticket-row").first.tap()
    page.wait_for_url(f"**/tickets/{story['steps']}")
    expect(page.locator("main")).to_contain_text("怎样算改好")
    expect(page.locator("a[data-kind=seal]")).to_have_text("拍整改照片")
    page.goto(f"/tickets/{story['steps']}/submit")
    expect(page.locator("h1")).to_have_text("改得怎么样")
    shows_picture(page, ".verb-before")
    page.goto("/villages/own")
    expect(page.locator("h1")).to_have_text("青龙村")
    page.goto("/tickets/new")
    expect(page.locator("[data-part=name]")).to_have_text("青龙村")
    page.goto("/people")
    expect(page.locator("h1")).to_have_text("没有信号")


def test_a_department_in_flight_mode_is_not_told_who_reported(people: People, story: dict[str, str]) -> None:
    page = people.phone("minzheng")
    kept.ready(page)
    kept.has_thumbs(page, story["sign_photo"])
    cut(page)
    for address in ("/", "/tickets", f"/tickets/{story['sign']}", f"/tickets/{story['sign']}/submit"):
        page.goto(address)
        is_from_the_phone(page)
        assert "周敏" not in page.content(), address
    expect(page.locator("h1")).to_have_text("改得怎么样")
    page.goto(f"/tickets/{story['steps']}")
    expect(page.locator("h1")).to_have_text("没有信号")


def test_english_and_large_in_flight_mode(people: People, county: Cast, story: dict[str, str]) -> None:
    with write_transaction():
        reader = county.person("qinglong")
        reader.locale, reader.large = "en", True
    page = people.phone("qinglong")
    kept.ready(page)
    cut(page)
    page.goto("/")
    expect(page.locator("html")).to_have_attribute("lang", "en")
    expect(page.locator("html")).to_have_attribute("data-mode", "large")
    expect(page.locator("[data-part~=stale]")).to_contain_text("No signal; this is from")
    expect(page.locator(f"a[href='/tickets/{story['steps']}'] .light")).to_contain_text("10 days left")
    page.goto(f"/tickets/{story['steps']}")
    expect(page.locator("a[data-kind=seal]")).to_have_text("Photograph the fix")
    expect(page.locator("main")).to_contain_text("What counts as fixed")


def test_what_left_the_readers_sight_leaves_the_phone(people: People, county: Cast, story: dict[str, str]) -> None:
    page = people.phone("qinglong")
    kept.ready(page)
    elsewhere = {"village_id": county.unit("白石村").id, "reason": "记错了村"}
    make.run(county.actor("zhenban"), "ticket.correct", ticket_id=story["steps"], **elsewhere)
    page.goto("/villages/own")
    kept.until_it_says(page, "answer === null", "store/records.js", "findTicket", story["steps"])
    cut(page)
    page.goto("/")
    is_from_the_phone(page)
    expect(page.locator(f"a[href='/tickets/{story['steps']}']")).to_have_count(0)
