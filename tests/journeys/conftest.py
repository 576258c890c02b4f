"""Other versions of what the browsers run."""

import dataclasses
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask import Flask

from webapp.config import REPOSITORY
from webapp.shell.assets import Assets

Release = Callable[..., str]


def put_online(app: Flask, folder: Path, *changes: tuple[str, str, str], number: int = 1) -> None:
    """Serve the browser's files from a copy in ``folder``, with pieces of them changed."""
    shutil.copytree(REPOSITORY / "static", folder)
    (folder / "css" / "next.css").write_text(f".next {{ order: {number} }}\n")
    for name, old, new in changes:
        text = (folder / name).read_text("utf-8")
        assert text.count(old) == 1, f"{name} has {text.count(old)} × {old!r}"
        (folder / name).write_text(text.replace(old, new), "utf-8")
    # In place: templates hold on to the functions of this very object.
    vars(app.extensions["assets"]).update(vars(Assets(folder)))


@pytest.fixture
def release(app: Flask, tmp_path: Path) -> Iterator[Release]:
    """Puts another version of the browser's files online, as a deployment does, until the end of the test.

    ``release(("js/lib/locks.js", "60_000", "2_000"), …)`` changes pieces of files, each of which must be there once;
    without changes it is the same app under another version. Answers the version.
    """
    assets: Assets = app.extensions["assets"]
    first, count = dict(vars(assets)), 0

    def publish(*changes: tuple[str, str, str]) -> str:
        nonlocal count
        count += 1
        put_online(app, tmp_path / f"static-{count}", *changes, number=count)
        return assets.version

    yield publish
    vars(assets).update(first)


@pytest.fixture
def switch(app: Flask) -> Iterator[Callable[[], None]]:
    """Switches the worker off everywhere, until the end of the test."""
    settings = app.config["SETTINGS"]

    def off() -> None:
        app.config["SETTINGS"] = dataclasses.replace(settings, kill_worker=True)

    yield off
    app.config["SETTINGS"] = settings
