"""The chain of hashes: whole as written, broken by every kind of tampering."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import delete, text, update

from tests import make
from tests.cast import Cast
from webapp.kernel.db import db, is_sqlite
from webapp.timeline import chain, queries
from webapp.timeline.chain import COVERED, entry_hash
from webapp.timeline.models import Entry

UNCHAINED = {"seq", "hash"}


@pytest.fixture
def story(cast: Cast) -> tuple[str, str]:
    """Two tickets with five entries each; their ids."""
    found = []
    for _ in range(2):
        ticket = make.returned_ticket(cast.actor("xuncha1"), cast.actor("qinglong"), cast.actor("zhenban"))
        make.run(cast.actor("qinglong"), "ticket.comment", ticket_id=ticket.id, words="明天弄")
        found.append(ticket.id)
    return found[0], found[1]


def faults() -> list[str]:
    db.session.expire_all()
    return chain.faults(queries.every_chain())


def without_triggers(*statements: Any) -> None:
    """Do what the triggers forbid, as somebody with the database's own password could."""
    if is_sqlite():
        for verb in ("update", "delete"):
            db.session.execute(text(f"DROP TRIGGER timeline_entry_no_{verb}"))
    else:
        db.session.execute(text("ALTER TABLE timeline_entry DISABLE TRIGGER USER"))
    for statement in statements:
        db.session.execute(statement)
    if not is_sqlite():
        db.session.execute(text("ALTER TABLE timeline_entry ENABLE TRIGGER USER"))
    db.session.commit()


def at(ticket_id: str, position: int) -> Any:
    return (Entry.subject_id == ticket_id, Entry.position == position)


def test_chains_hold_as_they_were_written(story: tuple[str, str]) -> None:
    assert faults() == []


def test_chains_are_per_subject_and_begin_anew(story: tuple[str, str]) -> None:
    for ticket_id in story:
        entries = queries.of("ticket", ticket_id)
        assert [entry.position for entry in entries] == [1, 2, 3, 4, 5]
        assert [entry.prev_hash for entry in entries] == [chain.GENESIS, *(entry.hash for entry in entries[:-1])]


def test_the_hash_covers_every_column() -> None:
    columns = {column.name for column in Entry.__table__.columns}

    assert columns - UNCHAINED == {*COVERED, "happened_at", "recorded_at"}


CHANGED: dict[str, Any] = {
    "subject": "person", "position": 9, "name": "ticket.closed", "unit_id": "x", "actor_id": "x", "actor_name": "别人",
    "actor_role": "office", "actor_unit_id": "x", "actor_unit_name": "x", "skew_seconds": 1, "command_id": "x",
    "data": {"words": "改了"}, "prev_hash": "f" * 64, "hash": "f" * 64,
}  # fmt: skip


@pytest.mark.parametrize("column", [*CHANGED, "happened_at", "recorded_at", "subject_id"])
def test_a_changed_column_is_found(story: tuple[str, str], column: str) -> None:
    entry = queries.of("ticket", story[0])[2]
    moved = {"happened_at": entry.happened_at, "recorded_at": entry.recorded_at}
    value = CHANGED.get(column) or (moved[column] + timedelta(microseconds=1) if column in moved else "x")

    without_triggers(update(Entry).where(Entry.seq == entry.seq).values({column: value}))

    assert faults() != []


@pytest.mark.parametrize("position", [1, 2, 3, 4])
def test_a_removed_entry_is_found(story: tuple[str, str], position: int) -> None:
    without_triggers(delete(Entry).where(*at(story[0], position)))

    (fault, *_) = faults()
    assert f"entry #{position} is missing" in fault


def test_a_last_entry_taken_away_is_the_daily_head_s_to_find(story: tuple[str, str]) -> None:
    """The control: what a chain alone cannot show (a later issue anchors it)."""
    without_triggers(delete(Entry).where(*at(story[0], 5)))

    assert faults() == []


def test_a_removed_entry_with_the_rest_moved_up_is_found(story: tuple[str, str]) -> None:
    without_triggers(
        delete(Entry).where(*at(story[0], 3)),
        update(Entry).where(*at(story[0], 4)).values(position=3),
        update(Entry).where(*at(story[0], 5)).values(position=4),
    )

    assert len(faults()) >= 2


def test_an_entry_made_up_with_a_right_hash_is_found(story: tuple[str, str]) -> None:
    entries = queries.of("ticket", story[0])
    made_up = {column.name: getattr(entries[2], column.name) for column in Entry.__table__.columns}
    made_up |= {"data": {"words": "改了"}}
    forged = Entry(**made_up)
    digest = entry_hash(forged)

    without_triggers(update(Entry).where(Entry.seq == entries[2].seq).values(data=made_up["data"], hash=digest))

    assert faults() == [f"ticket {story[0]} #4: does not follow the entry before it"]


def test_two_entries_that_changed_places_are_found(story: tuple[str, str]) -> None:
    without_triggers(
        update(Entry).where(*at(story[0], 2)).values(position=99),
        update(Entry).where(*at(story[0], 3)).values(position=2),
        update(Entry).where(Entry.position == 99).values(position=3),
    )

    assert len(faults()) >= 2


def test_an_entry_moved_to_another_ticket_is_found(story: tuple[str, str]) -> None:
    without_triggers(update(Entry).where(*at(story[0], 5)).values(subject_id=story[1], position=6))

    assert len(faults()) >= 1


def test_times_are_hashed_alike_on_both_databases(story: tuple[str, str]) -> None:
    entry = queries.of("ticket", story[0])[0]

    assert entry.recorded_at.isoformat(timespec="microseconds").endswith("+00:00")


@pytest.mark.parametrize("tamper", [False, True], ids=["whole", "broken"])
def test_one_command_verifies_all(app: Flask, story: tuple[str, str], tamper: bool) -> None:
    if tamper:
        without_triggers(update(Entry).where(*at(story[1], 2)).values(actor_name="别人"))
    db.session.commit()

    run: Callable[..., Any] = app.test_cli_runner().invoke
    result = run(args=["timeline", "verify"])

    assert (result.exit_code, "10 entries" in result.output) == (int(tamper), True)
    assert ("was changed" in result.output) is tamper
