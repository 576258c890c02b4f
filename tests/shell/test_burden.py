"""What the system says it keeps: all of it, once, and nothing that it does not."""

import pytest
from flask import Flask

from tests.cast import Cast, sign_in
from tests.house import HouseClient
from webapp.shell import burden


def test_everything_that_is_asked_for_is_named_once(app: Flask) -> None:
    named = [name for each in burden.ASKED for name in each.names]

    assert sorted(named) == sorted(burden.asked_for())


def test_photos_inside_of_steps_are_found_too(app: Flask) -> None:
    assert "ticket.open" in burden.asked_for()["lat"]
    assert "calendar.set_days" in burden.asked_for()["is_working"]


@pytest.mark.parametrize("login", [None, "xuncha1"])
def test_everybody_may_read_it_two_taps_from_any_page(cast: Cast, client: HouseClient, login: str | None) -> None:
    if login:
        sign_in(client, login)
    page = client.page("/self-check")

    assert len(page.tree.first("dl").all("dt")) == len(burden.ASKED)
    assert "系统不向任何人发消息" in page.text
    assert "7 天后" in page.text
    for start in ("/sign-in", "/self-check") if login is None else ("/", "/me", "/tickets"):
        assert "/self-check" in client.page(start).links(), start
