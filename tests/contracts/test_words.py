"""Every word of the interface has its Chinese, and nothing is said that nobody uses."""

from tools import words


def test_every_string_is_translated_once_and_used() -> None:
    assert words.gather().faults == []
