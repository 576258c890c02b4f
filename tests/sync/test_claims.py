"""What a phone says of itself in a header: read exactly, or not at all."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.conftest import Clock
from webapp.kernel.fields import FIRST_CLAIM
from webapp.sync.claims import Claim, claim_in
from webapp.sync.vocab import LARGEST_SEQ

ID = "01990000-0001-7000-8000-0000000000ff"
SINCE = datetime(2026, 9, 1, 2, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("header", "claim"),
    [
        (ID, Claim(ID)),
        (f"{ID}; made=41; waiting=1; since=2026-09-01T02:00:00Z", Claim(ID, 41, 1, SINCE)),
        (f"{ID};made=41;waiting=1;since=2026-09-01T02:00:00.000Z", Claim(ID, 41, 1, SINCE)),
        (f"{ID}; since=2026-09-01T02:00:00Z; waiting=1;  made=41", Claim(ID, 41, 1, SINCE)),
        (f"{ID}; made=0; waiting=0", Claim(ID)),
        (f"{ID}; made={LARGEST_SEQ}", Claim(ID, LARGEST_SEQ)),
        # what cannot be is left out, as a wrong clock must not keep the rest from being heard
        (f"{ID}; made=4; waiting=1; since=1970-01-01T00:00:00Z", Claim(ID, 4, 1)),
        (f"{ID}; made=4; waiting=1; since=2031-01-01T00:00:00Z", Claim(ID, 4, 1)),
        (f"{ID}; made=4; waiting=1; since=2026-13-45T99:00:00Z", Claim(ID, 4, 1)),
        (f"{ID}; made=4; waiting=0; since=2026-09-01T02:00:00Z", Claim(ID, 4)),
    ],
)
def test_a_claim_is_read(clock: Clock, header: str, claim: Claim) -> None:
    assert claim_in(header) == claim


@pytest.mark.parametrize(
    "header",
    [
        None, "", " ", ";", "made=41", "phone", ID.upper(), ID[:-1], f"{ID}0", f'"{ID}"', f"{ID},{ID}", f"{ID};",
        f"{ID}; made", f"{ID}; made=", f"{ID}; made=-1", f"{ID}; made=+1", f"{ID}; made=1.0", f"{ID}; made=٣",
        f"{ID}; made=1_000", f"{ID}; made =1", f"{ID}; made=1 ", f"{ID}; made=1; made=2",
        f"{ID}; made={LARGEST_SEQ + 1}", f"{ID}; made=99999999999", f"{ID}; waiting=99999999999",
        f"{ID}; size=1", f"{ID}; MADE=1",
        f"{ID}; since=yesterday", f"{ID}; since=2026-09-01", f"{ID}; since=2026-09-01T02:00:00+08:00",
        f"{ID}; since=2026-09-01T02:00:00", f"{ID}\x00", f"{ID}\n", f"{ID}; made=1\n", f"{ID}{' ' * 300}",
        f"{ID};{' ' * 300}made=1",
    ],
)  # fmt: skip
def test_what_is_not_of_that_shape_is_no_claim(header: str | None) -> None:
    assert claim_in(header) is None


NUMBERS = st.integers(0, LARGEST_SEQ)
MOMENTS = st.integers(946_684_800, 1_788_700_000).map(lambda seconds: datetime.fromtimestamp(seconds, UTC))


@given(st.uuids(), NUMBERS, NUMBERS, MOMENTS, st.permutations([0, 1, 2]))
def test_what_a_phone_writes_is_read_back(device, made, waiting, since, order) -> None:
    words = [f"made={made}", f"waiting={waiting}", f"since={since.isoformat().replace('+00:00', 'Z')}"]

    claim = claim_in("; ".join([str(device), *(words[n] for n in order)]))

    assert claim == Claim(str(device), made, waiting, since if waiting else None)


PIECES = st.sampled_from(
    [ID, ";", "; ", "made=", "waiting=", "since=", "41", "-1", "2026-09-01T02:00:00Z", ",", "\x00", "é"]
)


@given(st.one_of(st.text(), st.lists(PIECES, max_size=12).map("".join)))
def test_whatever_else_arrives_never_breaks_anything(header: str) -> None:
    claim = claim_in(header)

    if claim is not None:
        assert header.startswith(ID)
        assert 0 <= claim.made <= LARGEST_SEQ
        assert 0 <= claim.waiting <= LARGEST_SEQ
        assert claim.since is None or claim.since >= FIRST_CLAIM
