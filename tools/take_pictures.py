"""Take pictures of the app: ``python -m tools.take_pictures ADDRESS PASSWORD [part of a name]``.

ADDRESS is a running demo (``make run``), PASSWORD what it printed. Every screen of every role goes to
``build/pictures/demo/``, for people to look at; without a part of a name the README's picture is put
together in ``docs/pictures/`` as well.
"""

import os
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from PIL import Image
from playwright.sync_api import Browser, BrowserContext, FilePayload, Geolocation, Page, sync_playwright
from playwright.sync_api import Error as PlaywrightError

from webapp.shell.demo import pictures

ROOT = Path(__file__).resolve().parent.parent
TAKEN = ROOT / "build" / "pictures" / "demo"
SHOWN = ROOT / "docs" / "pictures" / "screens.png"
SHOWN_BYTES = 300_000
FLAGS = ["--no-sandbox", "--disable-dev-shm-usage"]

SMALL, PHONE, DESK = (360, 800), (390, 844), (1280, 800)
QINGLONG: Geolocation = {"latitude": 26.3345, "longitude": 108.6421, "accuracy": 20}
NOBODY = ""


@dataclass(frozen=True)
class Screen:
    """One picture to take. ``path`` may name tickets of ``_tickets``: ``/tickets/{red}``.

    ``filled``: a new problem with a photo and a kind, as it looks just before it is sent.
    """

    name: str
    login: str
    path: str
    size: tuple[int, int] = PHONE
    language: str = "zh-CN"
    dark: bool = False
    large: bool = False
    filled: bool = False


SCREENS = (
    Screen("sign-in", NOBODY, "/sign-in"),
    Screen("sign-in-desk", NOBODY, "/sign-in", DESK),
    Screen("offline", NOBODY, "/offline"),
    Screen("inspector-home", "xuncha1", "/"),
    Screen("inspector-new", "xuncha1", "/tickets/new"),
    Screen("inspector-new-filled", "xuncha1", "/tickets/new", filled=True),
    Screen("inspector-list", "xuncha1", "/tickets"),
    Screen("inspector-ticket", "xuncha1", "/tickets/{waiting}"),
    Screen("village-home", "qinglong", "/"),
    Screen("village-ticket", "qinglong", "/tickets/{red}"),
    Screen("village-fix", "qinglong", "/tickets/{red}/submit"),
    Screen("village-closed", "qinglong", "/tickets/{closed}"),
    Screen("department-home", "minzheng", "/"),
    Screen("office-review-phone", "zhenban", "/review/{waiting}"),
    Screen("office-review", "zhenban", "/review/{waiting}", DESK),
    Screen("office-return", "zhenban", "/tickets/{waiting}/return", DESK),
    Screen("office-list", "zhenban", "/tickets", DESK),
    Screen("office-ticket", "zhenban", "/tickets/{closed}", DESK),
    Screen("office-villages", "zhenban", "/villages", DESK),
    Screen("office-people", "zhenban", "/people", DESK),
    Screen("leader-overview", "lingdao", "/overview"),
    Screen("leader-overview-desk", "lingdao", "/overview", DESK),
    Screen("county-overview", "xianji", "/overview", DESK),
    Screen("county-list", "xianji", "/tickets", DESK),
    Screen("admin-people", "admin", "/people", DESK),
    Screen("me", "qinglong", "/me"),
)
ALSO_SMALL = ("inspector-home", "inspector-new", "village-home", "village-ticket", "village-fix", "leader-overview")
ALSO_ENGLISH = ("sign-in", "inspector-new", "village-ticket", "office-review", "leader-overview")
ALSO_DARK = ("inspector-home", "inspector-new", "village-ticket", "office-review", "leader-overview")
ALSO_LARGE = ("inspector-home", "inspector-new", "village-home", "village-ticket", "village-fix")
IN_README = (("inspector-new-filled", "village-home", "village-ticket"), "office-review")


def variants() -> Iterator[Screen]:
    """Every screen, and some of them small, English, dark and large."""
    for screen in SCREENS:
        yield screen
        if screen.name in ALSO_SMALL:
            yield replace(screen, name=f"{screen.name}-360", size=SMALL)
        if screen.name in ALSO_ENGLISH:
            yield replace(screen, name=f"{screen.name}-en", language="en")
        if screen.name in ALSO_DARK:
            yield replace(screen, name=f"{screen.name}-dark", dark=True)
        if screen.name in ALSO_LARGE:
            yield replace(screen, name=f"{screen.name}-large", size=SMALL, large=True)


class Photographer:
    """Takes screens of one address; keeps one browser context for each person and way of seeing."""

    def __init__(self, browser: Browser, address: str, password: str) -> None:
        self.browser, self.address, self.password = browser, address.rstrip("/"), password
        self.cookies: dict[str, Any] = {}
        self.faults: list[str] = []

    def take(self, screen: Screen) -> None:
        """Take one picture and note what the browser complained about."""
        with self._context(screen) as context:
            path = screen.path
            if "{" in path:
                path = path.format(**self._tickets(context))
            page = context.new_page()
            page.on("console", lambda said: self._hear(screen, said.type, said.text))
            page.on("pageerror", lambda error: self._hear(screen, "error", str(error)))
            answer = page.goto(path, wait_until="networkidle")
            if answer is None or not answer.ok:
                self.faults.append(f"{screen.name}: {path} gave {answer.status if answer else 'nothing'}")
            if screen.filled:
                _fill(page)
            _settle(page)
            page.screenshot(path=TAKEN / f"{screen.name}.png", animations="disabled")

    @contextmanager
    def _context(self, screen: Screen) -> Iterator[BrowserContext]:
        width, height = screen.size
        phone = screen.size != DESK
        context = self.browser.new_context(
            base_url=self.address, ignore_https_errors=True, viewport={"width": width, "height": height},
            device_scale_factor=2 if phone else 1, is_mobile=phone, has_touch=phone, locale=screen.language,
            timezone_id="Asia/Shanghai", color_scheme="dark" if screen.dark else "light",
            geolocation=QINGLONG, permissions=["geolocation"], service_workers="allow",
            storage_state=self.cookies.get(screen.login) if screen.login else None,
        )  # fmt: skip
        context.set_default_timeout(60_000)
        try:
            if screen.login and screen.login not in self.cookies:
                self._sign_in(context, screen.login)
                self.cookies[screen.login] = context.storage_state()
            if screen.large:
                self._large(context, on=True)
            yield context
            if screen.large:
                self._large(context, on=False)
        finally:
            context.close()

    def _sign_in(self, context: BrowserContext, login: str) -> None:
        answer = context.request.post(
            "/api/v1/session",
            data={"login": login, "password": self.password},
            headers={"Origin": self.address},
        )
        if not answer.ok:
            raise SystemExit(f"{login} cannot sign in: {answer.status} {answer.text()[:200]}")

    def _large(self, context: BrowserContext, *, on: bool) -> None:
        answer = context.request.post(
            "/preferences",
            form={"large": "true" if on else "false", "next": "/offline"},
            headers={"Origin": self.address},
        )
        if not answer.ok:
            self.faults.append(f"large mode: {answer.status}")

    def _tickets(self, context: BrowserContext) -> dict[str, str]:
        """Tickets this person sees, by what they are an example of."""
        found = {}
        for name, state in (("red", "open"), ("waiting", "submitted"), ("closed", "closed")):
            items = context.request.get(f"/api/v1/tickets?state={state}").json()
            items = items.get("items") or items.get("tickets") or []
            with_photo = [item for item in items if item.get("thumb")] or items
            best = [item for item in with_photo if (item["light"] or {}).get("colour") == "red"] or with_photo
            found[name] = best[0]["id"] if best else "none"
        return found

    def _hear(self, screen: Screen, kind: str, text: str) -> None:
        if kind in ("error", "warning"):
            self.faults.append(f"{screen.name}: {text}")


def _fill(page: Page) -> None:
    """Take a photo of weeds at a door and choose their tile; nothing is sent."""
    photo = pictures.draw("weeds", "before", 3)
    picked: FilePayload = {"name": "photo.jpg", "mimeType": "image/jpeg", "buffer": photo}
    page.locator("input[type=file]").first.set_input_files([picked])
    page.locator("input[value='A1-09']").first.check(force=True)
    page.evaluate("() => scrollTo(0, 0)")
    page.wait_for_timeout(3000)


def _settle(page: Page) -> None:
    """Wait until every picture in view has arrived."""
    page.wait_for_function(
        """() => Array.from(document.images).every((image) => {
            const box = image.getBoundingClientRect()
            return image.complete || !box.width || box.top > innerHeight || box.left > innerWidth
        })"""
    )
    page.wait_for_timeout(300)


def put_together() -> None:
    """The README's picture: three phones in a row, the desk below them."""
    phones = [Image.open(TAKEN / f"{name}.png").convert("RGB") for name in IN_README[0]]
    desk = Image.open(TAKEN / f"{IN_README[1]}.png").convert("RGB")
    width, gap, paper = 1040, 20, (226, 220, 208)
    each = (width - gap * (len(phones) + 1)) // len(phones)
    phones = [phone.resize((each, each * phone.height // phone.width), Image.Resampling.LANCZOS) for phone in phones]
    wide = width - 2 * gap
    desk = desk.resize((wide, wide * desk.height // desk.width), Image.Resampling.LANCZOS)
    sheet = Image.new("RGB", (width, phones[0].height + desk.height + 3 * gap), paper)
    for place, phone in enumerate(phones):
        sheet.paste(phone, (gap + place * (each + gap), gap))
    sheet.paste(desk, (gap, phones[0].height + 2 * gap))
    SHOWN.parent.mkdir(parents=True, exist_ok=True)
    for colours in (256, 192, 128, 96, 64):
        sheet.quantize(colours, method=Image.Quantize.MAXCOVERAGE, kmeans=3, dither=Image.Dither.NONE).save(
            SHOWN, optimize=True
        )
        if SHOWN.stat().st_size <= SHOWN_BYTES:
            break
    print(f"{SHOWN.relative_to(ROOT)}: {SHOWN.stat().st_size // 1000} KB, {colours} colours")


def chromium() -> str:
    """The system's chromium."""
    found = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
    return found or sys.exit("no chromium: apt-get install chromium fonts-noto-cjk")


def main(address: str, password: str, part: str = "") -> int:
    """Take all pictures, or those whose name holds ``part``. Returns 1 when a browser complained."""
    TAKEN.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), headless=True, args=FLAGS)
        photographer = Photographer(browser, address, password)
        for screen in variants():
            if part not in screen.name:
                continue
            try:
                photographer.take(screen)
            except PlaywrightError as error:
                photographer.faults.append(f"{screen.name}: {str(error).splitlines()[0]}")
            print(screen.name, flush=True)
        browser.close()
    if not part:
        put_together()
    for fault in photographer.faults:
        print(f"! {fault}", file=sys.stderr)
    return 1 if photographer.faults else 0


if __name__ == "__main__":
    if len(sys.argv) not in (3, 4):
        raise SystemExit(__doc__)
    raise SystemExit(main(*sys.argv[1:]))
