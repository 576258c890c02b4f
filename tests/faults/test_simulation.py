"""Several phones and the server, seed by seed: after every storm all is whole, and what was acknowledged happened once.

A seed that fails says how to tell its story again: ``python -m tests.faults.simulation <seed>``.
"""

import pytest
from flask import Flask

from tests import databases
from tests.faults import controls, verify
from tests.faults.simulation import Edits, tell

pytestmark = pytest.mark.slow

Store = databases.Sqlite | databases.Postgresql

# The stories are the same on both databases; SQLite tells most of them.
SEEDS = 300 if databases.KIND == "sqlite" else 20
CHUNK = 25 if databases.KIND == "sqlite" else 10
# A control looks at so many seeds at a time, until one of them shows it.
FEW, MOST = 4, 120

NO_RECEIPT_AWAITED: Edits = {
    "sync/one.js": [("const result = await send(", "await settle(current, {})\n    const result = await send(")]
}
CURSOR_FIRST: Edits = {
    "store/records.js": [
        (
            "  return write(READ, async (store) => {\n    const before",
            "  const was = await reading()\n"
            '  await write(["meta"], (s) => void s("meta").put({ key: "reading", ...was, cursor: page.next }))\n'
            "  await new Promise((done) => setTimeout(done, 2_000))\n"
            "  return write(READ, async (store) => {\n    const before",
        )
    ]
}
REFUSED_BLOCKS: Edits = {
    "sync/plan.js": [
        ("const queued = heads(items)", 'const queued = (items.some((i) => i.state === "refused") ? [] : heads(items))')
    ]
}


@pytest.mark.parametrize("first", range(1, SEEDS + 1, CHUNK))
def test_every_seed_heals(app: Flask, store: Store, first: int) -> None:
    stories = tell(app, store, range(first, first + CHUNK), {})

    wrong = {f"python -m tests.faults.simulation {each['seed']}": each["faults"] for each in stories if each["faults"]}
    assert wrong == {}
    assert min(each["events"] for each in stories) > 500


def test_a_seed_tells_the_same_story_again(app: Flask, store: Store) -> None:
    once, again = (tell(app, store, seeds, {})[-1] for seeds in ([2, 1], [1]))

    assert once == again


def test_without_receipts_it_would_be_doubled(app: Flask, store: Store) -> None:
    switch_on = controls.no_receipts()
    try:
        assert shows(app, store, "doubled", {})
    finally:
        switch_on()


def test_forgetting_before_the_receipt_would_lose(app: Flask, store: Store) -> None:
    assert shows(app, store, "lost", NO_RECEIPT_AWAITED)


def test_moving_on_before_what_was_read_is_kept_would_show_what_is_no_longer_so(app: Flask, store: Store) -> None:
    assert shows(app, store, "stale", CURSOR_FIRST)


def test_a_refused_one_that_stops_the_others_would_leave_them_stuck(app: Flask, store: Store) -> None:
    assert shows(app, store, "stuck", REFUSED_BLOCKS)


def shows(app: Flask, store: Store, kind: str, edits: Edits) -> bool:
    """Whether some seed finds a fault of this kind."""
    return any(
        verify.kinds(
            fault for story in tell(app, store, range(first, first + FEW), edits) for fault in story["faults"]
        )[kind]
        for first in range(1, MOST, FEW)
    )
