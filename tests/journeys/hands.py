"""Hands and eyes of the people in the journeys: photos they take, taps they make, screens they see."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from playwright.sync_api import BrowserContext, FileChooser, Page, expect

from tests import make
from tests.photos import pictures
from webapp.kernel.db import db
from webapp.tickets import queries
from webapp.tickets.models import Ticket

# Real photos of real phones, beside the repository on some machines; elsewhere ones we make.
REAL_PHOTOS = Path(__file__).parents[3] / "shared" / "photos"
TAKEN = datetime(2026, 11, 20, 9, 30)  # noqa: DTZ001 - cameras write local time without a zone
EVERY_TAP = """
addEventListener("pointerup", (event) => {
  const found = event.target instanceof Element && event.target.closest("a, button, label, input, select, summary")
  if (event.isTrusted && found) tapped(found.textContent.trim() || found.getAttribute("aria-label") || found.name)
}, true)
addEventListener("DOMContentLoaded", () => seen(location.pathname))
"""
CROWDED = 700_000  # bytes; above it a photo is shrunk before it leaves the phone


@dataclass
class Journal:
    """What somebody tapped and which screens stood before them, in order."""

    taps: list[str] = field(default_factory=list)
    screens: list[str] = field(default_factory=list)

    def start(self) -> None:
        """Count from here on."""
        self.taps.clear()
        self.screens.clear()


def watch(context: BrowserContext) -> Journal:
    """Write down every tap on something that can be tapped, and every page that is shown."""
    journal = Journal()
    context.expose_function("tapped", lambda name: journal.taps.append(name))
    context.expose_function("seen", lambda path: journal.screens.append(path))
    context.add_init_script(EVERY_TAP)
    return journal


def photo(folder: Path, name: str, seed: int = 1) -> Path:
    """A real photo when there is one of this name, else a made one: turned, with time and place, and heavy."""
    real = REAL_PHOTOS / name
    if real.exists():
        return real
    exif = pictures.exif_block(6, TAKEN, "+08:00", (30.2741, 120.1551), "Invented", "Phone 1")
    made = folder / f"{seed}-{Path(name).stem}.jpg"
    made.write_bytes(pictures.jpeg(seed, 3000, 2250, quality=96, exif=exif))
    return made


def heic_photo(folder: Path, name: str) -> Path:
    """A real HEIC photo when there is one of this name, else a made one."""
    real = REAL_PHOTOS / name
    if real.exists():
        return real
    made = folder / name
    made.write_bytes(pictures.heic(pictures.scene(7, 1200, 900)))
    return made


def small_photo(folder: Path, seed: int = 1) -> Path:
    """A light photo with an EXIF block, which leaves the phone as it is."""
    made = folder / f"small-{seed}.jpg"
    exif = pictures.exif_block(6, TAKEN, "+08:00", (30.2741, 120.1551), "Invented", "Phone 1")
    made.write_bytes(pictures.jpeg(seed, 480, 360, exif=exif))
    return made


def through_camera(page: Page, path: Path, tap: Callable[[], None]) -> None:
    """Tap what opens the camera, and take the photo."""
    with page.expect_file_chooser() as opened:
        tap()
    chooser: FileChooser = opened.value
    chooser.set_files(path)


def seal(page: Page) -> Callable[[], None]:
    """The seal of a screen, once it opens the camera."""
    page.locator("input[data-camera]").wait_for(state="attached")
    return page.locator("a[data-kind=seal]").tap


def tile(page: Page, code: str) -> Callable[[], None]:
    """The tile of a kind of problem."""
    return page.locator("label", has=page.locator(f"input[value='{code}']")).first.tap


def send_button(page: Page) -> Callable[[], None]:
    """The seal that sends a new problem, once nothing is missing."""
    button = page.locator("[data-part~=send]")
    expect(button).to_be_enabled()
    expect(button).to_have_text("交办")
    return button.tap


def fill_in(page: Page, code: str, *photos: Path, village: str = "", words: str = "") -> None:
    """A new problem up to the last tap, with photos from the album; in the suggested village without another one."""
    page.goto("/tickets/new")
    page.wait_for_url("**draft=**")
    if photos:
        page.locator("input[type=file][multiple]").set_input_files(list(photos))
    expect(page.locator(".photo-picker-chosen > li")).to_have_count(len(photos))
    if village:
        page.locator(".place-picker-chosen").tap()
        page.locator("dialog button[name=village]", has_text=village).tap()
        expect(page.locator("[data-part=name]")).to_have_text(village)
    tile(page, code)()
    if words:
        page.locator("summary", has_text="补一句").tap()
        page.locator("textarea[name=words]").fill(words)


def step(page: Page, ticket_id: str, verb: str, *photos: Path, words: str = "") -> None:
    """The form of a verb, filled in and sent."""
    page.goto(f"/tickets/{ticket_id}/{verb}")
    page.wait_for_load_state("networkidle")
    if photos:
        page.locator("input[type=file][multiple]").set_input_files(list(photos))
        expect(page.locator(".photo-picker-chosen > li")).to_have_count(len(photos))
    if words:
        page.locator("textarea[name=words]").fill(words)
    page.locator("button[form=verb]").tap()


def ticket(ticket_id: str) -> Ticket:
    """The ticket as the server has left it; our own view of the database begins anew."""
    db.session.rollback()
    return make.ticket(ticket_id)


def count_photos(ticket_id: str) -> int:
    """How many photos hang on a ticket."""
    db.session.rollback()
    return len(queries.photos_of([ticket_id]))
