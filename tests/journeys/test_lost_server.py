"""The server is lost with what it had received since its last copy: phones that still hold it send it once more."""

import dataclasses
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Page, expect

from tests import databases
from tests.browsers import People
from tests.cast import PASSWORD
from tests.journeys import hands, kept
from tests.journeys.line import REFUSED
from webapp.kernel.db import db
from webapp.photos.models import Photo
from webapp.photos.queries import original_key
from webapp.shell.backups import copies as backups
from webapp.shell.backups import making, restoring

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.skipif(databases.KIND != "sqlite", reason="the database is a file that is put in the place of another"),
]

WEEDS = "A1-09"
TICKET = re.compile(r"/tickets/[0-9a-f-]{36}")


@pytest.fixture
def copies(app: Flask, tmp_path: Path) -> Iterator[Path]:
    """A folder to which copies are made."""
    settings, folder = app.config["SETTINGS"], tmp_path / "copies"
    app.config["SETTINGS"] = dataclasses.replace(settings, backup_dir=folder)
    yield folder
    app.config["SETTINGS"] = settings


def lose_and_restore(app: Flask, copy: Path) -> None:
    """What ``flask backup restore`` does on a new machine, with this app in its place."""
    store = app.extensions["photo_store"]
    for digest in {photo.sha256 for photo in db.session.query(Photo)}:
        store.delete(original_key(digest))
    restoring._put_database(copy / "database.sqlite3")
    db.engine.dispose()  # whoever asked meanwhile was still told by the lost one
    restoring.settle(copy)
    db.session.remove()


def waiting(page: Page, count: int) -> None:
    """Wait until so many pieces of work arrived and wait for a copy."""
    kept.until_it_says(page, f"answer === {count}", "store/kept.js", "countKept")


def until_there(page: Page) -> None:
    """Wait until the server has a problem."""
    for _ in range(100):
        if kept.tickets():
            return
        page.wait_for_timeout(200)
    raise AssertionError("it did not come again")


def test_what_arrived_after_the_last_copy_comes_again_whole(
    app: Flask, people: People, copies: Path, tmp_path: Path
) -> None:
    people.expected.append(REFUSED)  # readings that met the lost server, and the new one without a session
    made = making.make(copies)
    page, photo = people.phone("xuncha1"), hands.small_photo(tmp_path)
    kept.ready(page)
    hands.fill_in(page, WEEDS, photo, village="白石村", words="门口的草有半人高")
    hands.send_button(page)()
    page.wait_for_url(TICKET)
    kept.empty(page)
    [ticket] = kept.tickets()
    number = ticket.number
    waiting(page, 1)
    page.goto("/unsent")
    expect(page.locator("[data-part~=kept]")).to_have_text("有 1 件已送到、还没进服务器备份，先留在手机上。")

    lose_and_restore(app, made.path)
    assert kept.tickets() == []
    page.goto("/")
    page.wait_for_url("**/sign-in**")
    page.locator("input[name=login]").fill("xuncha1")
    page.locator("input[name=password]").fill(PASSWORD)
    page.locator("form button[type=submit], form button.button").first.tap()
    page.wait_for_url(re.compile(r"\d/$"))
    until_there(page)
    kept.empty(page)
    waiting(page, 1)  # until the next copy

    [again] = kept.tickets()
    assert (again.id, again.number, again.words) == (ticket.id, number, "门口的草有半人高")
    kept.is_whole(again.id, photo)
    assert len(kept.receipts()) == 1


def test_once_it_is_copied_the_phone_lets_go(
    app: Flask, people: People, copies: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    making.make(copies)
    page = people.phone("xuncha1")
    kept.ready(page)
    hands.fill_in(page, WEEDS, hands.small_photo(tmp_path), village="白石村")
    hands.send_button(page)()
    page.wait_for_url(TICKET)
    waiting(page, 1)
    monkeypatch.setattr(backups, "UNDER_WAY", -backups.UNDER_WAY)  # as if some minutes had passed
    page.wait_for_timeout(1_100)  # a copy is named after its second
    making.make(copies)
    page.reload()
    waiting(page, 0)
