"""What a day ended with: a record that was cut at its end no longer has it."""

import contextvars
from datetime import date

import pytest
from flask import Flask
from sqlalchemy import text

from tests import make
from tests.cast import Cast, sign_in
from tests.conftest import Clock
from tests.house import HouseClient
from webapp.kernel.db import db, is_sqlite, write_transaction
from webapp.kernel.jobs import run_due
from webapp.timeline import heads, jobs
from webapp.timeline.models import ChainHead

MONDAY = date(2026, 9, 7)


@pytest.fixture(autouse=True)
def fresh(monkeypatch: pytest.MonkeyPatch) -> None:
    """As in a process that has just started."""
    monkeypatch.setattr(jobs, "_asked", {})


def verify(app: Flask) -> tuple[int, str]:
    """``flask timeline verify``."""
    db.session.commit()
    result = contextvars.Context().run(app.test_cli_runner().invoke, args=["timeline", "verify"])
    return result.exit_code, result.output


def a_day(cast: Cast, clock: Clock) -> str:
    """Some work on Monday, sealed on Tuesday; a ticket's id."""
    ticket = make.open_ticket(cast.actor("xuncha1")).id
    make.run(cast.actor("qinglong"), "ticket.comment", ticket_id=ticket, words="看到了")
    make.open_ticket(cast.actor("linzhen"), "新渡村")
    clock.forward(days=1)
    jobs.ask_for_yesterday()
    run_due()
    return ticket


def cut(ticket_id: str) -> None:
    """Take the last entry of a chain away, as somebody who owns the database could."""
    with write_transaction():
        if is_sqlite():
            db.session.execute(text("DROP TRIGGER timeline_entry_no_delete"))
        else:
            db.session.execute(text("ALTER TABLE timeline_entry DISABLE TRIGGER USER"))
        last = "SELECT max(seq) FROM timeline_entry WHERE subject_id = :id"
        db.session.execute(text(f"DELETE FROM timeline_entry WHERE seq = ({last})"), {"id": ticket_id})
        if not is_sqlite():
            db.session.execute(text("ALTER TABLE timeline_entry ENABLE TRIGGER USER"))


def test_each_township_has_one_a_day(cast: Cast, clock: Clock) -> None:
    a_day(cast, clock)
    rows = {row.township_id: row for row in db.session.query(ChainHead)}

    assert {row.day for row in rows.values()} == {MONDAY}
    assert rows[cast.unit("望溪镇").id].chains == 1
    assert rows[cast.unit("望溪镇").id].entries == 3  # found, handed over, remarked on
    assert rows[cast.unit("临河镇").id].chains == 1
    jobs.ask_for_yesterday()
    assert run_due() == 0  # once


def test_a_chain_that_was_cut_at_its_end_is_found(app: Flask, cast: Cast, clock: Clock) -> None:
    ticket = a_day(cast, clock)
    assert verify(app)[0] == 0
    cut(ticket)

    status, said = verify(app)
    assert status == 1
    assert f"望溪镇 {MONDAY}: 3 entries were sealed, not these" in said
    assert "临河镇" not in said


def test_what_comes_later_changes_no_day_that_is_over(app: Flask, cast: Cast, clock: Clock) -> None:
    ticket = a_day(cast, clock)
    make.run(cast.actor("qinglong"), "ticket.comment", ticket_id=ticket, words="第二天")
    make.open_ticket(cast.actor("xuncha1"))
    clock.forward(days=1)
    jobs.ask_for_yesterday()
    run_due()

    assert verify(app)[0] == 0
    assert db.session.query(ChainHead).filter_by(township_id=cast.unit("望溪镇").id).count() == 2
    assert [row.day for row in heads.newest() if row.township_id == cast.unit("望溪镇").id] == [date(2026, 9, 8)]


def test_nothing_is_sealed_before_the_day_has_settled(cast: Cast, clock: Clock) -> None:
    make.open_ticket(cast.actor("xuncha1"))
    clock.forward(hours=14, minutes=5)  # five past midnight
    jobs.ask_for_yesterday()
    assert run_due() <= 1  # the smaller copies of nothing
    assert db.session.query(ChainHead).count() == 0
    clock.forward(minutes=5)
    jobs.ask_for_yesterday()
    run_due()
    assert db.session.query(ChainHead).count() == 1


def test_the_administrator_reads_them_to_keep_elsewhere(cast: Cast, clock: Clock, client: HouseClient) -> None:
    a_day(cast, clock)
    sign_in(client, "admin")
    row = db.session.query(ChainHead).filter_by(township_id=cast.unit("望溪镇").id).one()

    assert f"望溪镇 {row.sha256[:12]}" in client.page("/settings/system").text


def test_days_on_which_nobody_was_there_are_sealed_afterwards(app: Flask, cast: Cast, clock: Clock) -> None:
    ticket = a_day(cast, clock)
    monday = heads.newest()
    for _ in range(3):  # the runner is down from Tuesday to Friday; people work
        make.run(cast.actor("qinglong"), "ticket.comment", ticket_id=ticket, words="还在弄")
        clock.forward(days=1)
    jobs._asked.clear()
    jobs.ask_for_yesterday()
    run_due()

    sealed = {(row.day, row.township_id): row.entries for row in db.session.query(ChainHead)}
    town = cast.unit("望溪镇").id
    assert [sealed[date(2026, 9, day), town] for day in (7, 8, 9, 10)] == sorted(
        {sealed[date(2026, 9, day), town] for day in (7, 8, 9, 10)}
    )
    assert heads.of(MONDAY) == monday
    assert verify(app)[0] == 0


def test_a_head_stands_on_paper_and_is_found_again(app: Flask, cast: Cast, clock: Clock, client: HouseClient) -> None:
    ticket = a_day(cast, clock)
    sign_in(client, "zhenban")
    head = heads.shown(cast.unit("望溪镇").id)
    assert head.startswith("2026-09-07 ")
    assert f"记录封存 {head}" in client.page(f"/tickets/{ticket}/paper").text
    assert f"记录封存 {head}" in client.page(f"/villages/{cast.unit('青龙村').id}/paper").text
    db.session.commit()
    told = contextvars.Context().run(app.test_cli_runner().invoke, args=["timeline", "heads", "2026-09-07"])
    assert (told.exit_code, f"{head} 望溪镇" in told.output) == (0, True)
    none = contextvars.Context().run(app.test_cli_runner().invoke, args=["timeline", "heads", "2026-01-01"])
    assert none.exit_code == 1
