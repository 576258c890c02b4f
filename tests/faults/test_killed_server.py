"""``kill -9`` of the server while phones send: what it acknowledged is there, once, and nothing is stuck."""

import pytest

from tests.faults.simulation import Edits
from tests.faults.storms import Place

pytestmark = pytest.mark.slow

NO_RECEIPT_AWAITED: Edits = {
    "sync/one.js": [("const result = await send(", "await settle(current, {})\n    const result = await send(")]
}


def test_what_was_acknowledged_survives(place: Place) -> None:
    outcome = place.dying_server(20)

    assert outcome.faults == []
    assert outcome.pieces >= 20


def test_forgetting_before_the_receipt_would_lose(place: Place) -> None:
    assert place.dying_server(4, edits=NO_RECEIPT_AWAITED).has("lost")
