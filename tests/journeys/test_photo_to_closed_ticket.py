"""From the inspector's camera button to the closed ticket, in the browsers of three people."""

import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from playwright.sync_api import Page, expect

from tests import make
from tests.browsers import VILLAGE_POINT, People
from tests.cast import Cast
from tests.journeys import hands
from webapp.kernel import clock
from webapp.kernel.db import db, write_transaction
from webapp.photos.models import Photo
from webapp.tickets.models import Ticket

pytestmark = [pytest.mark.browser, pytest.mark.slow]

WEEDS = "A1-09"  # three working days, the village's, one of the nine tiles
FAR_NORTH = 0.2  # degrees, about 22 km


@pytest.fixture
def places(county: Cast) -> None:
    """The villages on the map: the phone stands in 青龙村."""
    with write_transaction():
        for name, north in (("青龙村", 0.0), ("白石村", FAR_NORTH)):
            unit = county.unit(name)
            unit.lat, unit.lng = VILLAGE_POINT["latitude"] + north, VILLAGE_POINT["longitude"]


def answer(page: Page, address: str) -> tuple[int, bytes]:
    """What a person's browser gets at an address."""
    response = page.context.request.get(address)
    return response.status, response.body()


def has_metadata(data: bytes) -> bool:
    """Whether a picture tells more than its pixels."""
    picture = Image.open(io.BytesIO(data))
    return bool(picture.getexif()) or any(key in picture.info for key in ("exif", "xmp", "photoshop", "comment"))


def answered(page: Page, address: str) -> dict[str, Any]:
    """What the API tells a person."""
    found: dict[str, Any] = page.context.request.get(address).json()
    return found


def only_ticket(page: Page) -> str:
    """The id of the ticket whose screen this is."""
    return page.url.partition("/tickets/")[2][:36]


def test_photo_to_closed_ticket(
    people: People, county: Cast, places: None, tmp_path: Path, record_property: Callable[[str, object], None]
) -> None:
    inspector, village = county.actor("xuncha1"), county.actor("qinglong")
    later = make.open_ticket(inspector, type_code=make.STEPS, words="台阶破了")
    earlier = make.submitted_ticket(inspector, village, type_code="A3-04", words="积灰")
    before = hands.photo(tmp_path, "iphone6-weeds.jpg", 1)
    after = hands.photo(tmp_path, "htc-m8-weeds.jpg", 2)

    # The inspector: camera, tile, send.
    phone = people.phone("xuncha1")
    journal = hands.watch(phone.context)
    phone.goto("/")
    hands.through_camera(phone, before, hands.seal(phone))
    phone.wait_for_url("**/tickets/new?**")
    expect(phone.locator(".photo-picker-chosen > li")).to_have_count(1)
    expect(phone.locator("[data-part=name]")).to_have_text("青龙村")
    expect(phone.locator("[data-part=why]")).to_have_text("按位置选的")
    hands.tile(phone, WEEDS)()
    expect(phone.locator("[data-part~=term]")).to_have_text("3 个工作日")
    hands.send_button(phone)()
    phone.wait_for_url("**/opened")

    ticket_id = only_ticket(phone)
    opened = hands.ticket(ticket_id)
    expect(phone.locator("h1")).to_contain_text(str(opened.number))
    expect(phone.locator("main")).to_contain_text("青龙村")
    assert opened.due_on is not None
    expect(phone.locator("main")).to_contain_text(f"{opened.due_on.month}月{opened.due_on.day}日")
    assert journal.taps.pop(0) == "拍问题"
    assert len(journal.taps) <= 4, journal.taps
    assert len(journal.screens) <= 3, journal.screens
    record_property("inspector", f"camera, {len(journal.taps)} taps, {len(journal.screens)} screens")

    # The village: the nearest deadline stands first; open it, camera, send.
    theirs = people.phone("qinglong", viewport={"width": 360, "height": 800})
    journal = hands.watch(theirs.context)
    theirs.goto("/")
    first = theirs.locator(".ticket-row").first
    expect(first).to_have_attribute("href", f"/tickets/{ticket_id}")
    expect(theirs.locator(".ticket-row").nth(1)).to_have_attribute("href", f"/tickets/{later.id}")
    with theirs.expect_response("**/api/v1/commands") as acknowledged:
        first.tap()
    assert acknowledged.value.status == 201
    hands.through_camera(theirs, after, hands.seal(theirs))
    theirs.wait_for_url("**/submit")
    expect(theirs.locator(".photo-picker-chosen > li")).to_have_count(1)
    theirs.locator("button[form=verb]").tap()
    theirs.wait_for_url(f"**/tickets/{ticket_id}")
    expect(theirs.locator(".ticket-clock")).to_contain_text("待复核")
    assert journal.taps.pop(1) == "拍整改照片"
    assert len(journal.taps) <= 3, journal.taps
    record_property("village", f"camera, {len(journal.taps)} taps, {len(journal.screens)} screens")

    # The office: the longest waiting comes first; on to ours by key, compare, close by key; the next one comes.
    desk = people.desk("zhenban")
    desk.goto("/")
    expect(desk.locator(".queue-item")).to_have_count(2)
    expect(desk.locator(".review-second")).to_contain_text(str(earlier.number))
    desk.wait_for_load_state("networkidle")
    desk.keyboard.press("j")
    desk.wait_for_url(f"**/review/{ticket_id}")
    desk.wait_for_load_state("networkidle")
    for side in ("before", "after"):
        shown = desk.locator(f"[data-side={side}] img")
        expect(shown).to_be_visible()
        desk.wait_for_function("(image) => image.naturalWidth > 0", arg=shown.element_handle())
    expect(desk.locator(".facts").first).to_contain_text("青龙村")
    expect(desk.locator(".photo-facts")).to_be_visible()
    expect(desk.locator(".timeline-step:not([data-awaited])")).to_have_count(4)  # opened, handed over, seen, fixed
    desk.keyboard.press("Enter")
    expect(desk.locator("[data-key=Enter]")).to_contain_text("再按一次")
    desk.keyboard.press("Enter")
    desk.wait_for_url(f"**/review/{earlier.id}")
    expect(desk.locator(".queue-item")).to_have_count(1)

    # Everybody sees it closed.
    for page in (phone, theirs, desk):
        page.goto(f"/tickets/{ticket_id}")
        expect(page.locator(".ticket-clock")).to_contain_text("销号")
    theirs.goto("/")
    expect(theirs.locator("section", has_text="最近销号").locator(f"a[href='/tickets/{ticket_id}']")).to_be_visible()
    assert hands.ticket(ticket_id).state == "closed"
    check_photos(hands.ticket(ticket_id), {"xuncha1": phone, "zhenban": desk}, theirs)


def check_photos(ticket: Ticket, trusted: dict[str, Page], village: Page) -> None:
    """Copies tell nothing but pixels; the originals are for inspector and office."""
    photos = answered(village, f"/api/v1/tickets/{ticket.id}")
    for shown in (*photos["problem_photos"], *photos["fix_photos"]):
        assert shown["original"] is None
        for variant in ("thumb", "view"):
            status, data = answer(village, shown[variant])
            assert status == 200
            assert not has_metadata(data)
        original = f"/api/v1/photos/{shown['id']}/original"
        assert answer(village, original)[0] in (403, 404)
        assert {login: answer(page, original)[0] for login, page in trusted.items()} == dict.fromkeys(trusted, 200)
    assert len(photos["problem_photos"]) == len(photos["fix_photos"]) == 1


def test_a_heic_photo_goes_as_it_is(people: People, county: Cast, tmp_path: Path) -> None:
    path = hands.heic_photo(tmp_path, "iphone-booth.heic")
    phone = people.phone("xuncha1")
    phone.goto("/tickets/new?village=" + county.unit("青龙村").id)
    phone.wait_for_url("**draft=**")
    phone.locator("input[type=file][multiple]").set_input_files(path)
    expect(phone.locator(".photo-picker-chosen > li")).to_have_count(1)
    expect(phone.locator(".photo-picker-unseen")).to_be_visible()
    hands.tile(phone, WEEDS)()
    hands.send_button(phone)()
    phone.wait_for_url("**/opened")

    shown = answered(phone, f"/api/v1/tickets/{only_ticket(phone)}")["problem_photos"][0]
    status, original = answer(phone, shown["original"])
    assert (status, original) == (200, path.read_bytes())
    assert max(shown["width"], shown["height"]) >= 1200
    for variant, side in (("thumb", 320), ("view", 1600)):
        data = answer(phone, shown[variant])[1]
        picture = Image.open(io.BytesIO(data))
        assert picture.format == "JPEG"
        assert max(picture.size) <= side
        assert (picture.width > picture.height) == (shown["width"] > shown["height"])
        assert not has_metadata(data)
    village = people.phone("qinglong")
    assert answer(village, f"/api/v1/photos/{shown['id']}/original")[0] in (403, 404)


def test_the_photos_own_facts_go_along(people: People, county: Cast, places: None, tmp_path: Path) -> None:
    path = hands.small_photo(tmp_path)
    phone = people.phone("xuncha1", geolocation={"latitude": 31.0, "longitude": 121.0})
    phone.goto("/")
    hands.through_camera(phone, path, hands.seal(phone))
    expect(phone.locator("[data-part=name]")).to_have_text("青龙村")  # by the photo's place, not the phone's
    hands.tile(phone, WEEDS)()
    hands.send_button(phone)()
    phone.wait_for_url("**/opened")

    shown = answered(phone, f"/api/v1/tickets/{only_ticket(phone)}")["problem_photos"][0]
    db.session.rollback()
    photo = db.session.get_one(Photo, shown["id"])
    original = answer(phone, shown["original"])[1]
    assert original == path.read_bytes()
    assert has_metadata(original)
    assert not has_metadata(answer(phone, shown["view"])[1])
    assert (photo.width, photo.height) == (360, 480)  # the camera was held upright
    assert photo.exif_taken_at is not None
    assert photo.exif_taken_at.astimezone(clock.LOCAL).replace(tzinfo=None) == hands.TAKEN
