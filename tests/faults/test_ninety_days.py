"""Ninety days without a signal: nothing is lost, and nothing stands under another's name."""

import pytest
from flask import Flask

from tests import databases
from tests.faults import verify
from tests.faults.simulation import Edits, Story, perform

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(databases.KIND != "sqlite", reason="a phone's story, whatever the server's database"),
]

# Each of these alone keeps one person's work from going out under another's name.
NO_OWNERS: Edits = {
    "store/connection.js": [('`xungai-${person || "nobody"}`', '"xungai-everybody"')],
    "sync/plan.js": [("return !membership || ", "return true || ")],
    "sync/one.js": [("membership: current.membership, ", "")],
}
FRESH_DRAFTS = 'db.deleteObjectStore("drafts"); db.createObjectStore("drafts", { keyPath: "id" }); '
NO_DRAFTS: Edits = {
    "store/schema.js": [('db.createObjectStore("sent"', f'{FRESH_DRAFTS}db.createObjectStore("sent"')],
}


def ninety_days(
    app: Flask, store: databases.Sqlite | databases.Postgresql, pieces: int, edits: Edits | None = None
) -> Story:
    return perform(app, store, "ninety-days.js", {"pieces": pieces, "edits": edits or {}})[0]


def test_all_of_it_arrives_under_the_right_name(app: Flask, store: databases.Sqlite | databases.Postgresql) -> None:
    story = ninety_days(app, store, 170)

    assert story["faults"] == []
    assert story["photos"] >= 500
    assert story["days"] >= 90
    assert story["refused"] == 401


def test_with_one_store_for_all_it_would_stand_under_anothers_name(
    app: Flask, store: databases.Sqlite | databases.Postgresql
) -> None:
    assert verify.kinds(ninety_days(app, store, 10, NO_OWNERS)["faults"])["another's"] > 0


def test_an_upgrade_that_drops_a_store_would_lose(app: Flask, store: databases.Sqlite | databases.Postgresql) -> None:
    assert verify.kinds(ninety_days(app, store, 10, NO_DRAFTS)["faults"])["lost"] > 0
