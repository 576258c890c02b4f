"""How quick the app is on a slow phone, in a real browser: ``python -m tools.bench_browser [rounds]``.

The real server with a fresh demo county, chromium as an installed app; each figure is the median and the worst of its
rounds (7). "4 ×" slows the page's own thread down as the browser's own tools do; its worker, its disk and its
decoders go at this machine's pace.
"""

import gzip
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from playwright.sync_api import BrowserContext, CDPSession, Page, Playwright, sync_playwright

from tools.bench_images import SIZE, coded, detailed
from tools.killing import kill
from tools.take_pictures import FLAGS, QINGLONG, chromium
from tools.with_postgres import free_port
from webapp.config import REPOSITORY
from webapp.shell.assets import FIRST_SCREEN, Assets

PASSWORD = "measured in peace"  # noqa: S105 - of a county that lives for minutes
SLOW = 4
SLOW_3G = {"offline": False, "latency": 400, "downloadThroughput": 50_000, "uploadThroughput": 50_000}
PHONE: dict[str, Any] = {
    "viewport": {"width": 390, "height": 844},
    "device_scale_factor": 2,
    "has_touch": True,
    "locale": "zh-CN",
    "timezone_id": "Asia/Shanghai",
    "geolocation": QINGLONG,
    "permissions": ["geolocation"],
}
LIVE_SEAL = "document.querySelector('input[data-camera]')"
SAME_STEP = "document.querySelector('.photo-picker-chosen img')?.naturalWidth > 0"
# When what is waited for stands on the page, in ms since its navigation began.
WATCH = """const timer = setInterval(() => {
  if (!(%s)) return
  clearInterval(timer)
  globalThis.stood = performance.now()
}, 8)"""
KEPT = """async () => Boolean(await caches.match("/kit"))"""
# A problem with three photos: how long from the last pixels to what the screen may call kept.
SAVING = """async (files) => {
  const { $use } = await import(document.querySelector("script[type=module]").src)
  const { shrink } = $use("media/resize.js")
  const { hex, sha256 } = $use("lib/hash.js")
  const { newId } = $use("lib/ids.js")
  const { beginWork } = $use("domain/begin.js")
  const { openTicket } = $use("domain/commands.js")
  const id = newId()
  const work = await beginWork(id, { purpose: "ticket.open", url: `/tickets/new?draft=${id}` })
  let began = 0
  for (const file of files) {
    const original = await (await fetch(file)).arrayBuffer()
    const { bytes, type } = await shrink({ bytes: original, type: "image/jpeg" })
    began = performance.now()
    const photo = { id: newId(), sha256: hex(await sha256(bytes)), bytes, type, source: "camera" }
    await work.add({ ...photo, added_at: new Date().toISOString() })
  }
  await work.queue(openTicket({ ticket_id: id, village_id: "v", type_code: "A1-09" }, work.photos), {})
  const took = performance.now() - began
  await work.drop()
  return took
}"""
SHRINKING = """async (file) => {
  const { $use } = await import(document.querySelector("script[type=module]").src)
  const { shrink } = $use("media/resize.js")
  const bytes = await (await fetch(file)).arrayBuffer()
  const began = performance.now()
  const small = await shrink({ bytes, type: "image/jpeg" })
  const took = performance.now() - began
  const bitmap = await createImageBitmap(new Blob([small.bytes], { type: small.type }))
  const canvas = new OffscreenCanvas(8, 8)
  const context = canvas.getContext("2d")
  context.drawImage(bitmap, 0, 0, 8, 8)
  const { data } = context.getImageData(0, 0, 8, 8)
  const levels = new Set(data.filter((_, i) => i % 4 === 0))
  return { took, isBlank: levels.size < 3, long: Math.max(bitmap.width, bitmap.height), size: small.bytes.byteLength }
}"""


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """The demo county on a port of this machine, as ``make run`` serves it."""
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    settings = {"DATA_DIR": str(folder), "HOST": "127.0.0.1", "PORT": str(port), "DEMO_PASSWORD": PASSWORD}
    command = [sys.executable, "-m", "flask", "--app", "wsgi", "serve"]
    with (folder / "served.log").open("wb") as log:
        process = subprocess.Popen(command, cwd=REPOSITORY, env=os.environ | settings, stdout=log, stderr=log)
        try:
            while not _answers(url):
                if process.poll() is not None:
                    raise RuntimeError((folder / "served.log").read_text("utf-8", "replace"))
                time.sleep(0.2)
            yield url
        finally:
            process.terminate()
            process.wait()


def _answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(f"{url}/readyz", timeout=5) as answer:  # noqa: S310 - our own address
            return bool(answer.status == 200)
    except urllib.error.HTTPError as error:
        return error.code == 404  # it answers
    except OSError:
        return False


class Bench:
    """A phone, started as often as a figure needs it."""

    def __init__(self, playwright: Playwright, url: str, folder: Path, rounds: int) -> None:
        self.playwright, self.url, self.folder, self.rounds = playwright, url, folder, rounds
        self.profile = folder / "profile"
        self.photo = folder / "12-megapixels.jpg"
        self.photo.write_bytes(coded(detailed(SIZE), "JPEG", quality=90))

    def start(self, profile: Path | None = None) -> BrowserContext:
        """The installed app; nothing of it has run yet."""
        args = [*FLAGS, f"--app={self.url}/healthz"]
        launch = self.playwright.chromium.launch_persistent_context
        return launch(profile or self.profile, executable_path=chromium(), headless=True, args=args, **PHONE)

    def sign_in(self, context: BrowserContext) -> None:
        """Give it a session of an inspector."""
        who = {"login": "xuncha1", "password": PASSWORD}
        answer = context.request.post(f"{self.url}/api/v1/session", data=who, headers={"Origin": self.url})
        if not answer.ok:
            raise RuntimeError(answer.text())

    def prepared(self) -> None:
        """Visit once, until the phone keeps what it needs without a signal."""
        context = self.start()
        self.sign_in(context)
        page = context.pages[0]
        page.goto(self.url)
        while not page.evaluate(KEPT):
            page.wait_for_timeout(100)
        page.wait_for_timeout(3_000)  # the small pictures
        context.close()

    def stood(self, page: Page, address: str, what: str) -> float:
        """Open an address; in how many ms what is waited for stood there."""
        page.add_init_script(WATCH % what)
        page.goto(self.url + address, wait_until="commit")
        # Whoever asks seldom takes little of the time that is measured.
        return float(page.wait_for_function("() => globalThis.stood", timeout=60_000, polling=250).json_value())

    def cold_start(self) -> float:
        """The browser was closed; the app is opened where there is no signal."""
        context = self.start()
        page = context.pages[0]
        slow_down(page)
        context.set_offline(True)
        took = self.stood(page, "/", LIVE_SEAL)
        context.close()
        return took

    def first_visit(self) -> float:
        """A phone that has nothing of the app yet, on slow 3G."""
        with tempfile.TemporaryDirectory() as profile:
            context = self.start(Path(profile))
            self.sign_in(context)
            page = context.pages[0]
            wire(page).send("Network.emulateNetworkConditions", SLOW_3G)
            took = self.stood(page, "/", LIVE_SEAL)
            context.close()
        return took

    def killed(self) -> float:
        """Killed with a photo in a form, opened again from the home screen."""
        context = self.start()
        page = context.pages[0]
        context.set_offline(True)
        page.goto(f"{self.url}/tickets/new")
        page.locator("input[type=file][capture]").set_input_files(self.photo)
        page.locator("[data-part~=kept]:not(:empty)").wait_for()
        kill(self.profile)
        context = self.start()
        page = context.pages[0]
        slow_down(page)
        context.set_offline(True)
        took = self.stood(page, "/", "performance.now()") + self.step(page)
        context.close()
        return took

    def step(self, page: Page) -> float:
        """From the start's own page to the step with its photo, which then is thrown away."""
        page.wait_for_url("**/tickets/new?draft=*", wait_until="commit")
        handle = page.wait_for_function(f"() => {SAME_STEP} && performance.now()", polling=20)
        took = float(handle.json_value())
        page.locator("[data-part~=drop] button").click()
        page.wait_for_url(f"{self.url}/")
        return took

    def in_page(self, script: str, argument: Callable[[str], Any]) -> list[Any]:
        """What a script answers on a slow page of the app, again and again."""
        context = self.start()
        self.sign_in(context)
        page = context.pages[0]
        page.goto(self.url)
        context.route("**/12-megapixels.jpg", lambda route: route.fulfill(path=self.photo))
        slow_down(page)
        given = argument(f"{self.url}/12-megapixels.jpg")
        found = [page.evaluate(script, given) for _ in range(self.rounds)]
        context.close()
        return found


def wire(page: Page) -> CDPSession:
    """The browser's own levers."""
    return page.context.new_cdp_session(page)


def slow_down(page: Page) -> None:
    """As on a phone that is a quarter as quick."""
    wire(page).send("Emulation.setCPUThrottlingRate", {"rate": SLOW})


def say(name: str, limit: int, times: list[float]) -> None:
    """One line of the table."""
    middle, worst = statistics.median(times), max(times)
    print(f"{name:58} {middle:7.0f} ms {worst:7.0f} ms   wanted {limit:5} ms", flush=True)


def weights() -> None:
    """What travels before the first screen works, and what a phone keeps, compressed."""
    assets = Assets(REPOSITORY / "static")

    def size(names: Iterable[str]) -> float:
        return sum(len(gzip.compress(assets.files[name].body, 6)) for name in names) / 1024

    shell = {address.removeprefix(f"/assets/{assets.version}/") for address in assets.shell()}
    kept = {name for name in shell if not name.startswith("img/")}
    print(
        f"{'JavaScript, words and CSS of the first screen':58} {size(FIRST_SCREEN):7.1f} KB {'':10}   wanted    60 KB"
    )
    print(f"{'everything that is kept besides images':58} {size(kept):7.1f} KB {'':10}   wanted   120 KB")


def main(rounds: int = 7) -> int:
    """Print the table."""
    folder = Path(tempfile.mkdtemp())
    try:
        (folder / "data").mkdir()
        with served(folder / "data") as url, sync_playwright() as playwright:
            bench = Bench(playwright, url, folder, rounds)
            print(f"{'':58} {'median':>10} {'worst':>10}")
            weights()
            say("first visit on slow 3G to usable", 5_000, [bench.first_visit() for _ in range(rounds)])
            bench.prepared()
            say(f"offline cold start to usable, {SLOW} ×", 1_000, [bench.cold_start() for _ in range(rounds)])
            say(f"killed and back at the same step, {SLOW} ×", 2_000, [bench.killed() for _ in range(rounds)])
            say(
                f"saving 3 photos after the last is shrunk, {SLOW} ×",
                300,
                bench.in_page(SAVING, lambda file: [file] * 3),
            )
            shrunk = bench.in_page(SHRINKING, lambda file: file)
            say(f"shrinking a photo of 12 megapixels, {SLOW} ×", 1_000, [each["took"] for each in shrunk])
            blank = sum(each["isBlank"] for each in shrunk)
            print(f"  to {shrunk[0]['long']} px and {shrunk[0]['size'] // 1000} KB; blank: {blank} of {len(shrunk)}")
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    return 0


if __name__ == "__main__":
    raise SystemExit(main(*map(int, sys.argv[1:])))
