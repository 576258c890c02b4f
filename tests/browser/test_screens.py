"""Every screen of every person, on a phone and on a desk: no fault in the console, none for axe, one picture each."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from tests.browsers import People
from tests.cast import Cast
from tests.make import closed_ticket, make_photo, open_ticket, returned_ticket, submitted_ticket

pytestmark = pytest.mark.browser

SIGNED_OUT = {"sign-in": "/sign-in", "offline": "/offline"}
# who sees which screens; {open} {waiting} {returned} {closed} are tickets of the story below
SCREENS = {
    "xuncha1": ("/", "/tickets/new", "/tickets", "/tickets/{open}", "/review", "/review/{waiting}", "/me"),
    "qinglong": ("/", "/tickets/{open}", "/tickets/{open}/submit", "/tickets/{returned}", "/tickets/{waiting}"),
    "minzheng": ("/", "/tickets"),
    "zhenban": (
        "/",
        "/review",
        "/review/{waiting}",
        "/review/{waiting}?skipped=1",
        "/tickets",
        "/tickets/{closed}",
        "/tickets/{waiting}/return",
        "/tickets/{open}/correct",
        "/tickets/{open}/void",
        "/villages",
        "/people",
    ),
    "lingdao": ("/", "/overview", "/villages", "/tickets/{open}"),
    "xianji": ("/", "/overview", "/tickets"),
    "admin": ("/", "/people", "/me"),
}


@pytest.fixture
def story(county: Cast) -> dict[str, str]:
    """One ticket in each state, with photos."""
    inspector, village, office = (county.actor(who) for who in ("xuncha1", "qinglong", "zhenban"))

    def photos(who: object, seed: int) -> list[dict[str, str]]:
        return [{"id": make_photo(who, seed)}]

    return {
        "open": open_ticket(inspector, photos=photos(inspector, 1)).id,
        "waiting": submitted_ticket(inspector, village, photos=photos(inspector, 2)).id,
        "returned": returned_ticket(inspector, village, office, photos=photos(inspector, 3)).id,
        "closed": closed_ticket(inspector, village, office, photos=photos(inspector, 4)).id,
    }


def visit(
    page: Page, address: str, name: str, axe: Callable[[Page], list[str]], shot: Callable[..., None]
) -> list[str]:
    """Open a screen, let it come to rest and keep a picture; answer what axe finds."""
    answer = page.goto(address)
    assert answer is not None
    assert answer.ok, f"{address}: {answer.status}"
    page.wait_for_load_state("networkidle")
    shot(page, name)
    return axe(page)


@pytest.mark.parametrize("device", ["phone", "desk"])
@pytest.mark.parametrize("login", SCREENS)
def test_screens_of(
    login: str,
    device: str,
    people: People,
    story: dict[str, str],
    axe: Callable[[Page], list[str]],
    shot: Callable[..., None],
) -> None:
    page = getattr(people, device)(login)

    faults = []
    for number, address in enumerate(SCREENS[login], 1):
        faults += visit(page, address.format(**story), f"{device}-{login}-{number}", axe, shot)
    assert faults == []


@pytest.mark.parametrize("locale", ["zh-CN", "en-GB"])
def test_screens_before_signing_in(
    locale: str, people: People, axe: Callable[[Page], list[str]], shot: Callable[..., None]
) -> None:
    page = people.phone(locale=locale)

    faults = []
    for name, address in SIGNED_OUT.items():
        faults += visit(page, address, f"phone-{locale}-{name}", axe, shot)
    assert faults == []
