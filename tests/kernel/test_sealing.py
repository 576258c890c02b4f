"""Text that its holder can give back, but neither read nor change."""

import base64

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st

from webapp.kernel.sealing import LONGEST, TAG, hidden, revealed

PLAIN = bytes(range(28))


@pytest.fixture(autouse=True)
def context(app: Flask) -> None:
    with app.app_context():
        yield


def test_what_was_hidden_comes_back() -> None:
    for length in range(LONGEST + 1):
        plain = bytes(range(length))
        assert revealed("a", hidden("a", plain)) == plain


def test_the_same_looks_the_same_and_nothing_else_does() -> None:
    near = bytes([*PLAIN[:-1], PLAIN[-1] ^ 1])

    one, other = (base64.urlsafe_b64decode(hidden("a", plain) + "=") for plain in (PLAIN, near))

    assert hidden("a", PLAIN) == hidden("a", PLAIN)
    assert one[:TAG] != other[:TAG]
    # Two texts under one stream would differ by what they say.
    assert bytes(a ^ b for a, b in zip(one[TAG:], other[TAG:], strict=True)) != bytes(len(PLAIN) - 1) + b"\x01"
    assert PLAIN not in one


def test_only_its_length_shows() -> None:
    assert {len(hidden("a", bytes([n]) * 28)) for n in range(256)} == {len(hidden("a", PLAIN))}


def test_every_changed_letter_is_noticed() -> None:
    text = hidden("a", PLAIN)

    for place, letter in enumerate(text):
        changed = text[:place] + ("A" if letter != "A" else "B") + text[place + 1 :]
        assert revealed("a", changed) is None, place


@pytest.mark.parametrize(
    "change",
    [
        lambda text: text[:-1], lambda text: text + "A", lambda text: text + "=", lambda text: f" {text}",
        lambda text: text[1:], lambda text: text + "\n", lambda _text: "", lambda _text: "=", lambda _text: "é" * 59,
        lambda _text: "A" * 59, lambda _text: "A" * 4000, lambda _text: "\ud800",
    ],
)  # fmt: skip
def test_what_was_not_made_here_is_nothing(change: object) -> None:
    assert revealed("a", change(hidden("a", PLAIN))) is None


def test_it_serves_one_purpose_and_one_installation(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    text = hidden("a", PLAIN)

    assert revealed("b", text) is None
    monkeypatch.setitem(app.config, "SECRET_KEY", "another key" * 4)
    assert revealed("a", text) is None


def test_there_is_one_block_and_no_more() -> None:
    with pytest.raises(ValueError, match="32"):
        hidden("a", bytes(33))


@given(st.text(max_size=80))
def test_no_text_breaks_it(app: Flask, text: str) -> None:
    with app.app_context():
        assert revealed("a", text) is None
