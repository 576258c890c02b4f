"""The line between a phone and the server: cut, mended, and what meets requests on their way."""

import time
from typing import Any

from playwright.sync_api import Page, Route

from tests.browsers import PATIENCE_MS

COMMANDS = "**/api/v1/commands"
PHOTOS = "**/api/v1/photos/*"
# How the console calls it when there is no line, and when an answer is none of ours.
NO_LINE = "ERR_INTERNET_DISCONNECTED"
REFUSED = "Failed to load resource"
PORTAL = {"status": 200, "content_type": "text/html", "body": "<html><h1>Free Wi-Fi</h1></html>"}
BROKEN = {"status": 500, "content_type": "text/html", "body": "<h1>500</h1>"}


class Line:
    """What happens to requests on their way: each step for one request, then they pass."""

    def __init__(self, page: Page, address: str, *steps: Any, method: str = "") -> None:
        self.steps, self.seen, self.method = list(steps), 0, method
        page.context.route(address, self.handle)

    def handle(self, route: Route) -> None:
        """Let a request meet what comes next."""
        if self.method and route.request.method != self.method:
            return route.fallback()
        self.seen += 1
        step = self.steps.pop(0) if self.steps else None
        if step is None:
            route.continue_()
        elif callable(step):
            step(route)
        else:
            route.fulfill(**step)
        return None


def lose_answer(route: Route) -> None:
    """The server has it, the phone never hears of it."""
    route.fetch()
    route.abort("connectionreset")


def lose(route: Route) -> None:
    """It gets nowhere."""
    route.abort("internetdisconnected")


def cut(page: Page) -> None:
    """No signal any more, for the page and for its worker."""
    page.context.set_offline(True)


def mend(page: Page) -> None:
    """The signal is back."""
    page.context.set_offline(False)


def until(page: Page, question: str, *asked: Any, seconds: float = PATIENCE_MS / 1000) -> None:
    """Wait until the page answers yes; unlike ``wait_for_function`` it waits for promises too.

    :param question: an (asynchronous) function in the browser's language; ``asked`` is its one argument, a list.
    """
    end = time.monotonic() + seconds
    while not page.evaluate(question, list(asked)):
        assert time.monotonic() < end, f"still no after {seconds} s: {question}"
        page.wait_for_timeout(30)
