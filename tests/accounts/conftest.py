"""Browsers, and ways in and out of them."""

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from tests.cast import PASSWORD, Cast
from tests.house import HouseClient

Browser = Callable[[], HouseClient]


@pytest.fixture
def browser(app: Flask, cast: Cast) -> Browser:
    """Makes another browser that nobody has signed in to."""
    return app.test_client


@pytest.fixture
def try_in() -> Callable[..., TestResponse]:
    """Sends the sign-in form: ``try_in(client, login, password)``."""

    def send(client: HouseClient, login: str, password: str = PASSWORD, **more: Any) -> TestResponse:
        return client.post("/sign-in", data={"login": login, "password": password}, **more)

    return send


@pytest.fixture
def is_in() -> Callable[[HouseClient], bool]:
    """Whether a browser's next request is somebody's."""

    def look(client: HouseClient) -> bool:
        return client.get("/me").status_code == 200

    return look


def copy_of(client: HouseClient, into: HouseClient) -> HouseClient:
    """``into`` with the session cookie that a thief copied out of ``client``."""
    cookie = client.get_cookie("xungai")
    assert cookie is not None
    into.set_cookie("xungai", cookie.value)
    return into
