"""A narrow line that cuts: what has arrived is not sent again. Bytes are counted, never time."""

import pytest

from tests import databases
from tests.faults.simulation import Edits
from tests.faults.storms import Place, losing

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(databases.KIND != "sqlite", reason="a line is as narrow before any database"),
]

NO_RESUME: Edits = {
    "net/upload.js": [("if (this.#broken && this.size > WHOLE_BELOW) await this.#goOn()\n      else ", "")]
}


def test_a_photo_arrives_with_little_more_than_its_bytes(place: Place) -> None:
    outcome = place.narrow_line([400_000], losing(0.1, 60_000), kbits=256, patience=120)

    assert outcome.faults == []
    assert outcome.ratio <= 1.3


def test_a_large_photo_gets_through_where_the_line_cuts_all_the_time(place: Place) -> None:
    outcome = place.narrow_line([3_000_000], losing(0.1, 96_000), kbits=4_000, patience=180, hurry=20)

    assert outcome.faults == []
    assert outcome.ratio <= 1.3


def test_without_going_on_it_would_never_arrive(place: Place) -> None:
    outcome = place.narrow_line([400_000], losing(0.1, 60_000), kbits=4_000, patience=8, hurry=20, edits=NO_RESUME)

    assert outcome.ratio > 1.3
