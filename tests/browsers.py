"""Real browsers against a real server: chromium on a phone and on a desk, one context a person."""

import logging
import os
import shutil
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Browser, BrowserContext, Page, Playwright, expect, sync_playwright
from werkzeug.serving import make_server

from tests import databases
from tests.cast import PASSWORD, Cast
from webapp.kernel.db import db

ROOT = Path(__file__).parents[1]
PICTURES = ROOT / "build" / "pictures"
AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
FLAGS = (
    "--no-sandbox",
    "--disable-dev-shm-usage",
    "--use-fake-device-for-media-stream",
    "--use-fake-ui-for-media-stream",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-features=StaticStorageQuota",  # tests set how much room there is, and ask for it
    "--no-first-run",
)
PATIENCE_MS = 25_000  # a busy machine is no fault of the code
VILLAGE_POINT = {"latitude": 30.2741, "longitude": 120.1551, "accuracy": 25}
PHONE = {
    "viewport": {"width": 390, "height": 844},
    "device_scale_factor": 2,
    "is_mobile": True,
    "has_touch": True,
    "geolocation": VILLAGE_POINT,
    "permissions": ["geolocation"],
}
EVERYWHERE = {"locale": "zh-CN", "timezone_id": "Asia/Shanghai", "service_workers": "allow"}
DESK = {"viewport": {"width": 1280, "height": 800}}
STANDARDS = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice")
RUN_AXE = "(only) => axe.run(document, { runOnly: only, resultTypes: ['violations'] })"
# Says out loud what the browser's policy refused; the collector below hears it.
REPORT_VIOLATIONS = """addEventListener("securitypolicyviolation", (e) =>
  console.error(`CSP ${e.effectiveDirective} refused ${e.blockedURI} in ${e.sourceFile}:${e.lineNumber}`))"""


class Traffic:
    """Counts the requests that are being answered: a phone that was put away may have sent one just before, and the
    database must not be emptied under it.

    An answer is made whole before any of it is sent: where the browser was killed, the server never closes it.
    """

    def __init__(self, app: Flask) -> None:
        self.app, self.count, self.lock = app, 0, threading.Lock()

    def __call__(self, environ: dict[str, Any], start: Any) -> Iterable[bytes]:
        """Answer one request."""
        self._add(1)
        try:
            with closing(self.app(environ, start)) as answer:
                return list(answer)
        finally:
            self._add(-1)

    def wait(self) -> None:
        """Until nothing is being answered."""
        end = time.monotonic() + PATIENCE_MS / 1000
        while self.count and time.monotonic() < end:
            time.sleep(0.01)

    def _add(self, number: int) -> None:
        with self.lock:
            self.count += number


class People:
    """Opens browsers for people and collects what goes wrong in them.

    ``expected`` holds pieces of console errors that a test provokes on purpose.
    """

    def __init__(self, browser: Browser, url: str, playwright: Playwright) -> None:
        self.browser, self.url, self.playwright = browser, url, playwright
        self.contexts: list[BrowserContext] = []
        self.faults: list[str] = []
        self.expected: list[str] = []

    def phone(self, login: str | None = None, **options: object) -> Page:
        """A page on a phone, signed in as ``login``."""
        return self._open(login, {**PHONE, **options})

    def desk(self, login: str | None = None, **options: object) -> Page:
        """A page on a desk computer, signed in as ``login``."""
        return self._open(login, {**DESK, **options})

    def installed(self, profile: Path, **options: object) -> BrowserContext:
        """A phone with the app on its home screen, whose browser keeps everything in a folder: it can be closed, or
        killed, and started again. Its first page stands where the app does, and nothing of it has run yet."""
        # Emulated phones are never "standalone" for chromium; its own windows for apps are.
        options = {**EVERYWHERE, **PHONE, "is_mobile": False, "base_url": self.url, **options}
        args = [*FLAGS, f"--app={self.url}/healthz"]
        context = self.playwright.chromium.launch_persistent_context(
            profile, executable_path=chromium(), headless=True, args=args, **options
        )
        return self._listen(context)

    def unexpected(self) -> list[str]:
        """What went wrong and was not provoked."""
        return [fault for fault in self.faults if not any(piece in fault for piece in self.expected)]

    def close(self) -> None:
        """Close all browsers."""
        for context in self.contexts:
            context.close()

    def sign_in(self, context: BrowserContext, login: str) -> None:
        """Give a browser a session of ``login``, without the way through the page."""
        answer = context.request.post(
            "/api/v1/session",
            data={"login": login, "password": PASSWORD},
            headers={"Origin": self.url},
        )
        assert answer.ok, f"{login}: {answer.status} {answer.text()}"

    def _open(self, login: str | None, options: dict[str, object]) -> Page:
        context = self._listen(self.browser.new_context(base_url=self.url, **{**EVERYWHERE, **options}))
        if login:
            self.sign_in(context, login)
        return context.new_page()

    def _listen(self, context: BrowserContext) -> BrowserContext:
        context.set_default_timeout(PATIENCE_MS)
        context.add_init_script(REPORT_VIOLATIONS)
        context.on("console", lambda message: self._hear(message.type, message.text, message.page))
        context.on("weberror", lambda error: self.faults.append(f"uncaught: {error.error}"))
        self.contexts.append(context)
        return context

    def _hear(self, kind: str, text: str, page: Page | None) -> None:
        if kind == "error":
            self.faults.append(f"{page.url if page else 'worker'}: {text}")


def chromium() -> str:
    """The system's chromium."""
    found = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
    if not found:
        reason = "no chromium: apt-get install chromium fonts-noto-cjk (make test does)"
        pytest.fail(reason) if os.environ.get("CI") else pytest.skip(reason)
    return str(found)


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    """What drives the browsers."""
    expect.set_options(timeout=PATIENCE_MS)
    with sync_playwright() as driver:
        yield driver


@pytest.fixture(scope="session")
def browser(playwright: Playwright) -> Iterator[Browser]:
    """One chromium for the whole run."""
    launched = playwright.chromium.launch(executable_path=chromium(), headless=True, args=list(FLAGS))
    yield launched
    launched.close()


@pytest.fixture(scope="session")
def traffic(app: Flask) -> Traffic:
    """What is on its way to the server and back."""
    return Traffic(app)


@pytest.fixture(scope="session")
def live(traffic: Traffic) -> Iterator[str]:
    """Address of a threaded server on a free port of this machine."""
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    server = make_server("127.0.0.1", 0, traffic, threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join(5)


@pytest.fixture
def county(app: Flask, store: databases.Sqlite | databases.Postgresql) -> Iterator[Cast]:
    """The cast in an otherwise empty database, inside an app context. The clock runs: browsers have their own."""
    store.reset(app)
    with app.app_context():
        yield Cast()
        db.session.remove()


@pytest.fixture
def people(playwright: Playwright, browser: Browser, live: str, traffic: Traffic, county: Cast) -> Iterator[People]:
    """Browsers in that county. The test fails on console errors and on content that the policy refused."""
    opened = People(browser, live, playwright)
    yield opened
    opened.close()
    traffic.wait()
    assert opened.unexpected() == []


@pytest.fixture(scope="session")
def axe() -> Callable[..., list[str]]:
    """``axe(page)`` answers the accessibility violations of a page, as sentences; ``axe(page, rule)`` of one rule."""
    source = AXE.read_text("utf-8")

    def look(page: Page, *rules: str) -> list[str]:
        if not page.evaluate("() => 'axe' in window"):
            page.evaluate(source)
        found = page.evaluate(RUN_AXE, list(rules or STANDARDS))
        return [
            f"{page.url} {v['id']}: {v['help']}: {node['target']} {node['html'][:160]}"
            for v in found["violations"]
            for node in v["nodes"]
        ]

    return look


@pytest.fixture(scope="session")
def shot() -> Callable[..., None]:
    """``shot(page, "ticket")`` keeps a picture in build/pictures for people to look at."""
    PICTURES.mkdir(parents=True, exist_ok=True)

    def take(page: Page, name: str, *, whole: bool = True) -> None:
        page.screenshot(path=PICTURES / f"{name}.png", full_page=whole, animations="disabled")

    return take
