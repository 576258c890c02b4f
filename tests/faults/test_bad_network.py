"""A network that loses answers, cuts requests and answers, duplicates and delays: nothing is lost, doubled or stuck."""

import pytest

from tests.faults.simulation import Edits
from tests.faults.storms import BAD, Place

pytestmark = pytest.mark.slow

ANY_ANSWER: Edits = {"sync/send.js": [('if (!found) throw new Problem("portal")', "if (!found) return {}")]}


def test_nothing_is_lost_or_doubled(place: Place) -> None:
    outcome = place.bad_network(2_000)

    assert outcome.faults == []
    assert outcome.counts.answers_lost > 200
    assert min(outcome.counts.fates[name] for name in BAD) > 40


def test_without_receipts_it_would_be_doubled(place: Place) -> None:
    # A lost answer doubles only what nothing else would stop: of 250 connections now and then none does.
    assert place.bad_network(1_000, control="receipts").has("doubled")


def test_taking_any_answer_for_a_receipt_would_lose(place: Place) -> None:
    # Few answers are a portal's, and only one to a command does harm: of 250 connections now and then none is.
    assert place.bad_network(1_000, edits=ANY_ANSWER).has("lost")
