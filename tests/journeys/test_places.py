"""A place gets its position from where somebody stands."""

import pytest
from playwright.sync_api import expect

from tests.browsers import VILLAGE_POINT, People
from tests.cast import Cast
from webapp.kernel.db import db

pytestmark = [pytest.mark.browser, pytest.mark.slow]


def test_a_position_from_where_one_stands(people: People, county: Cast) -> None:
    village, venue = county.unit("青龙村"), county.venue("青龙村")
    phone = people.phone("zhenban")
    phone.goto(f"/units/{village.id}/venues/{venue.id}")
    phone.get_by_role("button", name="我就在现场").click()
    expect(phone.get_by_text(f"误差约 {VILLAGE_POINT['accuracy']} 米")).to_be_visible()
    phone.locator("button[form=venue]").click()
    phone.wait_for_url(f"**/units/{village.id}*")
    db.session.rollback()
    kept = county.venue("青龙村")
    assert (kept.lat, kept.lng) == (VILLAGE_POINT["latitude"], VILLAGE_POINT["longitude"])
