"""The line between a phone and the server: cut, mended, and what meets requests on their way."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browsers import PATIENCE_MS

COMMANDS = "**/api/v1/commands"
PHOTOS = "**/api/v1/photos/*"
# How the console calls it when there is no line, and when an answer is none of ours.
NO_LINE = "ERR_INTERNET_DISCONNECTED"
REFUSED = "Failed to load resource"
PORTAL = {"status": 200, "content_type": "text/html", "body": "<html><h1>Free Wi-Fi</h1></html>"}
BROKEN = {"status": 500, "content_type": "text/html", "body": "<h1>500</h1>"}


_patience_ms = PATIENCE_MS
_GOES_BY_ITSELF_MS = 500
_SOME_WAIT = """async () =>
  (await navigator.serviceWorker.getRegistrations()).some(({ waiting }) => waiting !== null)"""


class Line:
    """What happens to requests on their way: each step for one request, then they pass."""

    def __init__(self, page: Page, address: str, *steps: Any, method: str = "") -> None:
        self.steps, self.seen, self.method = list(steps), 0, method
        page.context.route(address, self.handle)

    def stand(self, page: Page, answer: Any) -> None:
        """From now on every request meets this answer; comes back when one has."""
        self.steps, self.seen = [answer] * 99, 0
        self.wait(page, 1)

    def wait(self, page: Page, requests: int) -> None:
        """Until so many requests came by since ``seen`` was last put to nought."""
        end = time.monotonic() + _patience_ms / 1000
        while self.seen < requests:
            assert time.monotonic() < end, "nobody asks"
            page.wait_for_timeout(20)

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


def mend_and_go(page: Page, address: str) -> None:
    """The signal is back, and the person goes somewhere else.

    By way of nowhere: what was shown without a signal loads itself again in the moment when there is one, and what
    drives the browser takes that for a failure of the other way.
    """
    page.goto("about:blank")
    mend(page)
    page.goto(address)


def until(page: Page, question: str, *asked: Any) -> None:
    """Wait until the page answers yes; unlike ``wait_for_function`` it waits for promises too.

    :param question: an (asynchronous) function in the browser's language; ``asked`` is its one argument, a list.
    """
    end = time.monotonic() + _patience_ms / 1000
    while not page.evaluate(question, list(asked)):
        assert time.monotonic() < end, f"still no: {question}"
        page.wait_for_timeout(30)


def handed_over(page: Page, question: str, *asked: Any) -> None:
    """Wait until the page answers yes and no worker waits for the one before it to go.

    Browsers let an idle worker go at once when a newer one has asked for it, but chromium not always while a debugger
    looks on, and what drives the browser is one (7 times of 120; without it never in 94). The one before is stopped
    then, as any system may do at any time.
    """
    end = time.monotonic() + _patience_ms / 1000
    while not page.evaluate(question, list(asked)) or page.evaluate(_SOME_WAIT):
        assert time.monotonic() < end, f"still no: {question}"
        page.wait_for_timeout(_GOES_BY_ITSELF_MS)
        if page.evaluate(_SOME_WAIT):
            _stop_the_one_before(page)


def _stop_the_one_before(page: Page) -> None:
    """Only that one: the pages of a worker that is stopped while it takes over go past it from then on."""
    workers: dict[str, str] = {}
    devtools = page.context.new_cdp_session(page)
    devtools.on(
        "ServiceWorker.workerVersionUpdated",
        lambda told: workers.update({worker["versionId"]: worker["status"] for worker in told["versions"]}),
    )
    devtools.send("ServiceWorker.enable")
    page.wait_for_timeout(_GOES_BY_ITSELF_MS)  # they are told after the answer
    if "installed" in workers.values():
        for version in (version for version, status in workers.items() if status == "activated"):
            devtools.send("ServiceWorker.stopWorker", {"versionId": version})
    devtools.detach()


@contextmanager
def red(words: str, *, patience_ms: int = 6_000, kind: type[Exception] = AssertionError) -> Iterator[None]:
    """A control: with a safeguard switched off, the story inside must fail, and say these words when it does."""
    global _patience_ms  # stories do not know that they are controls
    _patience_ms = patience_ms
    expect.set_options(timeout=patience_ms)
    try:
        with pytest.raises(kind, match=words):
            yield
    finally:
        _patience_ms = PATIENCE_MS
        expect.set_options(timeout=PATIENCE_MS)
