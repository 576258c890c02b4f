"""Power cuts of a phone: the profile of a real browser lies on a disk that keeps only what was synced (``disk``).

Cuts by chance leave more on the disk than was synced, and show a fault of the browser that no page can help: Chromium
goes on writing into the log of its store where the cut left it, behind a record of which only the first pages reached
the disk; at the start after that it finds the log damaged and throws the whole store away, with everything that was
synced before. (On ChromeOS it begins a new log instead, for this reason.) Such a start counts as ``wiped``; what went
with the store is counted as no loss of ours.
"""

import hashlib
import logging
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from random import Random

from flask import Flask
from PIL import Image
from playwright.sync_api import Error as PlaywrightError
from playwright.sync_api import Page, expect, sync_playwright
from werkzeug.serving import make_server

from tests.browsers import PATIENCE_MS, People, Traffic
from tests.faults.mount import PowerDisk
from tests.faults.storms import Ground
from tests.journeys import hands, kept
from tests.journeys.conftest import put_online
from tests.journeys.line import cut
from tests.photos import pictures
from tools import killing
from webapp.kernel.storage import StoreMiss

WEEDS = "A1-09"
SIZE = (1050, 790)  # with noise and at this quality about 400 KB, as large as photos are that leave a phone
LONGEST_S = 4.0
MOMENTS = ("begun", "sent", "any")
# The default of browsers: a write is called done before the disk has it.
RELAXED = ("js/store/db.js", 'durability: "strict"', 'durability: "relaxed"')


class Phone:
    """A phone that loses its power again and again.

    ``promised``: ids of problems that a screen has called kept → their photos. ``losses``: what became of the others.
    ``wiped``: how often the browser threw its whole store away.
    """

    def __init__(self, people: People, disk: PowerDisk, photos: Path) -> None:
        self.people, self.disk, self.photos, self.profile = people, disk, photos, disk.folder / "profile"
        self.promised: dict[str, Path] = {}
        self.taken, self.wiped, self.losses = 0, 0, list[str]()

    def install(self) -> None:
        """The app has been on this phone for long, and its owner is signed in."""
        self.start()
        self.people.contexts.pop().close()
        self.disk.settle()

    def start(self) -> Page:
        """Start the browser where there is a signal."""
        context = self.people.installed(self.profile)
        self.people.sign_in(context, "xuncha1")
        page = context.pages[0]
        kept.ready(page, "/unsent")
        return page

    def work(self, page: Page, chance: Random, moment: str) -> None:
        """Make problems without a signal until the browser is killed.

        :param moment: ``begun``: soon after the photo was called kept; ``sent``: soon after the whole was; ``any``: at
            any moment of one after the other.
        """
        cut(page)
        if moment == "any":
            timer = killing.kill_after(self.profile, chance.uniform(0.2, LONGEST_S))
            with suppress(PlaywrightError, AssertionError):
                while True:
                    self.begin(page)
                    self.send(page)
            timer.join()
        else:
            self.begin(page)
            if moment == "sent":
                self.send(page)
            page.wait_for_timeout(chance.choice((0, chance.uniform(0, 1_000))))
            killing.kill(self.profile)

    def begin(self, page: Page) -> None:
        """A new problem with a photo, up to the last tap."""
        self.taken += 1
        photo = self.photos / f"{self.taken}.jpg"
        photo.write_bytes(grainy())
        hands.fill_in(page, WEEDS, photo, village="青龙村")
        expect(page.locator("[data-part~=kept]")).to_have_text("已存到这台手机。")
        self.promised[page.url.partition("draft=")[2]] = photo

    def send(self, page: Page) -> None:
        """The last tap."""
        hands.send_button(page)()
        kept.said_to_be_kept(page)

    def lose_power(self, seed: int) -> None:
        """The browser is dead; now the disk loses what was not synced."""
        self.people.contexts.clear()
        self.disk.cut(seed)

    def look(self) -> Page:
        """Start again: what was sent arrives, what was only begun is still there, each with its photo byte for byte."""
        page = self.start()
        try:
            kept.empty(page)
        except AssertionError:
            self.losses.append("stuck: not all that was sent goes out")
        if self.is_wiped():
            self.wiped += 1
            self.promised.clear()
        drafts = {draft["id"]: draft for draft in kept.ask(page, "store/drafts.js", "listDrafts")}
        arrived = {ticket.id for ticket in kept.tickets()}
        for problem, photo in list(self.promised.items()):
            if problem in drafts:
                is_whole = has_whole(page, drafts[problem]["photo_ids"], photo)
            else:
                is_whole = problem in arrived and hangs(problem, photo)
            if problem not in drafts or not is_whole:
                del self.promised[problem]
            if not is_whole:
                self.losses.append(f"lost: {problem}")
        return page

    def is_wiped(self) -> bool:
        """Whether the browser has begun its store anew, as its own log says once the store was asked something."""
        logs = (self.profile / "Default" / "IndexedDB").glob("*.leveldb/LOG")
        return any("since it was missing" in log.read_text("utf-8", "replace") for log in logs)


def has_whole(page: Page, photo_ids: list[str], photo: Path) -> bool:
    """Whether the phone has this photo, byte for byte, as one of these."""
    wanted = {"sha256": hashlib.sha256(photo.read_bytes()).hexdigest()}
    for each in photo_ids:
        with suppress(PlaywrightError):  # it throws when the bytes are not those
            kept.ask(page, "store/photos.js", "mustBeWhole", {"id": each, **wanted})
            return True
    return False


def hangs(ticket_id: str, photo: Path) -> bool:
    """Whether a ticket has this photo, byte for byte, and no other."""
    try:
        kept.is_whole(ticket_id, photo)
    except (AssertionError, StoreMiss):
        return False
    return True


def grainy() -> bytes:
    """A photo of about 400 KB, which leaves a phone as it is."""
    exif = pictures.exif_block(6, hands.TAKEN, "+08:00", (30.2741, 120.1551), "Invented", "Phone 1")
    return pictures.encoded(Image.effect_noise(SIZE, 60).convert("RGB"), "JPEG", quality=70, exif=exif)


@dataclass
class Told:
    """``faults``: losses of ours; ``wiped``: stores that the browser threw away; ``pieces``: photos that were taken."""

    faults: list[str]
    wiped: int
    pieces: int


def controls() -> list[str]:
    """A fault when relaxed writes lose nothing."""
    found = phone(3, changes=(RELAXED,))
    return [] if found.faults else ["control: nothing is lost with relaxed writes"]


def phone(times: int, *, seed: int = 1, torn: bool = False, changes: tuple[tuple[str, str, str], ...] = ()) -> Told:
    """A phone loses its power so many times while its owner works.

    :param torn: each cut leaves some of what was not synced, by chance.
    :param changes: pieces of the app's files to change, as ``put_online`` takes them. Raises NoFuse.
    """
    chance = Random(seed)
    with (
        tempfile.TemporaryDirectory() as folder,
        PowerDisk(Path(folder) / "disk", journal=True) as disk,
        in_hand(Path(folder), changes) as people,
    ):
        held = Phone(people, disk, Path(folder))
        held.install()
        page = held.start()
        for number in range(times):
            held.work(page, chance, MOMENTS[number % len(MOMENTS)])
            held.lose_power(seed * 10_000 + number if torn else 0)
            page = held.look()
        killing.kill(held.profile)
        people.contexts.clear()
    return Told(held.losses, held.wiped, held.taken)


@contextmanager
def in_hand(folder: Path, changes: tuple[tuple[str, str, str], ...]) -> Iterator[People]:
    """Phones of a county whose server is on a disk without faults."""
    with Ground(folder / "server").place() as place, served(place.app) as url, sync_playwright() as driver:
        if changes:
            put_online(place.app, folder / "static", *changes)
        expect.set_options(timeout=PATIENCE_MS)
        yield People(None, url, driver)  # type: ignore[arg-type] - installed phones have a browser of their own each


@contextmanager
def served(app: Flask) -> Iterator[str]:
    """The app in a thread of this process."""
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    server = make_server("127.0.0.1", 0, Traffic(app), threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join(5)
