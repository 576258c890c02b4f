"""What a phone keeps, as its own modules tell it, and what the server has of it."""

from pathlib import Path
from typing import Any

from flask import current_app
from playwright.sync_api import BrowserContext, Page, expect
from sqlalchemy import select

from tests.journeys import hands
from tests.journeys.line import until
from webapp.kernel.commands import Receipt
from webapp.kernel.db import db
from webapp.photos import queries as photos
from webapp.tickets.models import Ticket, TicketPhoto

_ASK = """async ([person, name, call, ...asked]) => {
  const { $use } = await import(document.querySelector("script[type=module]").src)
  if (person) $use("lib/session.js").useSession({ person, membership: "" })
  const answer = await $use(name)[call](...asked)
  if (person) $use("lib/session.js").useSession(undefined)
  return %s
}"""
_KIT = """async () => Boolean(await caches.match("/kit"))"""
_EVERY_WORD = """addEventListener("DOMContentLoaded", () => {
  const said = new Set()
  const look = () => {
    for (const place of document.querySelectorAll(".unsent-bar-second, [data-part~=phase], .unsent-item-percent"))
      for (const text of [place.textContent.trim()])
        if (text && place.checkVisibility() && !said.has(text)) said.add(text) && heard(text)
  }
  new MutationObserver(look).observe(document.body, { subtree: true, childList: true, characterData: true })
})"""


def ask(page: Page, module: str, call: str, *asked: Any, as_person: str = "") -> Any:
    """What a function of the app's own modules answers on this page, as in ``ask(page, "store/outbox.js", …)``.

    :param as_person: whose store it is about; by default that of who is signed in.
    """
    return page.evaluate(_ASK % "answer", [as_person, module, call, *asked])


def until_it_says(page: Page, test: str, module: str, call: str, *asked: Any, as_person: str = "") -> None:
    """Wait until what ``ask`` would get passes a test in the browser's language, for example ``answer.length > 0``."""
    until(page, _ASK % test, as_person, module, call, *asked)


def ready(page: Page, address: str = "/") -> None:
    """Open the app, and wait until this phone keeps what it needs without a signal."""
    page.goto(address)
    until(page, _KIT)


def has_thumbs(page: Page, *photo_ids: str) -> None:
    """Wait until the small pictures of these photos are on the phone."""
    for photo_id in photo_ids:
        until_it_says(page, "answer !== null", "store/thumbs.js", "findThumb", photo_id)


def items(page: Page) -> list[dict[str, Any]]:
    """What waits to be sent, in the phone's order."""
    found: list[dict[str, Any]] = ask(page, "store/outbox.js", "listItems")
    return found


def left(page: Page, *item_ids: str) -> None:
    """Wait until just these are still to be sent, in this order."""
    until_it_says(
        page, f"answer.map((item) => item.id).join() === '{','.join(item_ids)}'", "store/outbox.js", "listItems"
    )


def empty(page: Page) -> None:
    """Wait until nothing waits any more."""
    left(page)


def heard(context: BrowserContext) -> list[str]:
    """What the bar, the list and its percentages have said, from now on."""
    words: list[str] = []
    context.expose_function("heard", lambda text: words.append(text))
    context.add_init_script(_EVERY_WORD)
    return words


def new_problem(page: Page, code: str, *files: Path, village: str = "", words: str = "") -> str:
    """A new problem, made without a signal and kept on the phone; the id of its command."""
    hands.fill_in(page, code, *files, village=village, words=words)
    hands.send_button(page)()
    return said_to_be_kept(page)


def step(page: Page, ticket_id: str, verb: str, *files: Path, words: str = "") -> str:
    """A step of a ticket, made without a signal and kept on the phone; the id of its command."""
    hands.step(page, ticket_id, verb, *files, words=words)
    return said_to_be_kept(page)


def said_to_be_kept(page: Page) -> str:
    """The id of what the screen has just called kept on this phone."""
    page.wait_for_url("**/unsent/*")
    expect(page.locator("[data-part~=title]")).to_have_text("存好了，有信号就发")
    return page.url.rpartition("/")[2]


def receipts() -> list[Receipt]:
    """Everything the server has acknowledged to phones, in the order in which it came."""
    db.session.rollback()
    return list(db.session.scalars(select(Receipt).where(Receipt.seq.is_not(None)).order_by(Receipt.recorded_at)))


def arrived(*promised: str) -> None:
    """Nothing that a screen called kept is lost."""
    missing = set(promised) - {receipt.id for receipt in receipts()}
    assert not missing, f"lost: {missing}"


def is_whole(ticket_id: str, *files: Path) -> None:
    """The ticket's photos are these files, byte for byte."""
    db.session.rollback()
    hung = db.session.scalars(select(TicketPhoto.photo_id).where(TicketPhoto.ticket_id == ticket_id)).all()
    store = current_app.extensions["photo_store"]
    stored = [store.get(photos.original_key(photo.sha256)) for photo in photos.by_ids(hung).values()]
    assert sorted(stored) == sorted(path.read_bytes() for path in files)


def tickets() -> list[Ticket]:
    """All tickets, oldest first."""
    db.session.rollback()
    return list(db.session.scalars(select(Ticket).order_by(Ticket.received_at)))
