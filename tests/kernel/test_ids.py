"""Identifiers made here sort by their time and look like those made on a phone."""

import uuid

import pytest

from webapp.kernel.errors import AppError
from webapp.kernel.ids import id_within, new_id, parse_id, short_code


def test_ids_are_uuids_of_version_7_and_all_different() -> None:
    made = [new_id() for _ in range(2000)]

    assert len(set(made)) == 2000
    assert {(uuid.UUID(each).version, uuid.UUID(each).variant) for each in made} == {(7, uuid.RFC_4122)}
    assert made == [each.lower() for each in made]


def test_later_ids_sort_later_to_the_millisecond(monkeypatch: pytest.MonkeyPatch) -> None:
    made = []
    for millisecond in (1_700_000_000_000, 1_700_000_000_001, 1_900_000_000_000):
        monkeypatch.setattr("time.time", lambda ms=millisecond: ms / 1000 + 0.0001)
        made.append(new_id())

    assert made == sorted(made)


def test_an_id_is_read_in_any_case_and_kept_in_one() -> None:
    made = new_id()

    assert parse_id(made.upper()) == made
    assert short_code(made) == made[-6:].upper()


@pytest.mark.parametrize("text", ["", "x", "0190", None, 7, "01990000-0000-7000-8000-00000000000g"])
def test_what_is_no_id_is_refused(text: str) -> None:
    with pytest.raises(AppError, match=r"input\.invalid"):
        parse_id(text)


def test_an_id_within_another_is_always_the_same() -> None:
    parent = new_id()

    first, again, other = (id_within(parent, *names) for names in (("a", "b"), ("a", "b"), ("a", "c")))

    assert first == again != other
    assert uuid.UUID(first).version == 7
    assert first[:13] == parent[:13]
