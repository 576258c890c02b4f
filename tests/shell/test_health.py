"""Able to serve or not, for machines and in words."""

import re
from datetime import timedelta

import pytest
from flask import Flask

from tests import make
from tests.cast import Cast, sign_in
from tests.conftest import Clock
from tests.house import HouseClient
from webapp.kernel import jobs
from webapp.kernel.db import db, write_transaction
from webapp.kernel.jobs import JOBS, MAX_ATTEMPTS, Job, run_due
from webapp.shell import health

PAGE = "/settings/system"


WELL = dict.fromkeys(("database", "migrations", "room", "photos", "jobs"), "ok")


def states(client: HouseClient) -> tuple[int, dict[str, str]]:
    """What machines are told."""
    answer = client.get("/readyz")
    return answer.status_code, answer.get_json()["checks"]


def test_everything_holds(cast: Cast, client: HouseClient) -> None:
    assert states(client) == (200, WELL)


def test_a_full_disk_is_said(cast: Cast, client: HouseClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(health, "LEAST_FREE", 10**18)

    assert states(client) == (
        503,
        {"database": "ok", "migrations": "ok", "room": "failed", "photos": "ok", "jobs": "ok"},
    )


def test_tables_of_another_version_are_said(cast: Cast, client: HouseClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(health, "newest_revisions", lambda: ("9999",))

    assert states(client)[1]["migrations"] == "failed"


def test_a_database_that_takes_nothing_is_said_and_the_rest_all_the_same(
    cast: Cast, client: HouseClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken() -> None:
        raise OSError("disk I/O error")

    monkeypatch.setattr(health, "write_transaction", broken)

    assert states(client) == (
        503,
        {"database": "failed", "migrations": "ok", "room": "ok", "photos": "ok", "jobs": "ok"},
    )


def test_jobs_that_nobody_runs_are_said(cast: Cast, client: HouseClient, clock: Clock) -> None:
    with write_transaction():
        jobs.enqueue("photos.make_sizes", sha256="0" * 64)
        jobs.enqueue("sheets.forget", after=timedelta(days=7), sheet_id=make.new_id())
    clock.forward(minutes=9)
    assert states(client)[0] == 200
    clock.forward(minutes=2)
    assert states(client)[1]["jobs"] == "failed"
    run_due()

    assert states(client)[0] == 200


def test_one_that_was_given_up_holds_nothing_up_and_is_named(
    cast: Cast, client: HouseClient, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(sha256: str) -> None:
        raise OSError("no such picture")

    monkeypatch.setitem(JOBS, "photos.make_sizes", broken)
    with write_transaction():
        jobs.enqueue("photos.make_sizes", sha256="0" * 64)
    run_due()
    sign_in(client, "admin")
    assert "做缩略图 试了 1 次" in client.page(PAGE).text
    for _ in range(MAX_ATTEMPTS):
        clock.forward(hours=1)
        run_due()
    sign_in(client, "admin")
    page = client.page(PAGE)

    assert db.session.query(Job).one().attempts == MAX_ATTEMPTS
    assert f"做缩略图 试了 {MAX_ATTEMPTS} 次，已放弃" in page.text
    assert "no such picture" in page.text
    assert "0 项在等，1 项已放弃" in page.text
    assert states(client)[0] == 200


def test_the_administrator_sees_how_it_is_and_what_to_do(
    cast: Cast, client: HouseClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    make.open_ticket(cast.actor("xuncha1"), photos=[make.claim(make.make_photo(cast.actor("xuncha1")))])
    make.phone(cast.person("qinglong").id, made=3, waiting=2)
    monkeypatch.setattr(health, "LEAST_FREE", 10**18)
    sign_in(client, "admin")
    page = client.page(PAGE)

    assert "请给数据文件夹所在的磁盘腾出空间" in page.text
    assert "1 部手机有没送到的" in page.text
    assert "没有失败的" in page.text
    facts = {fact.first("dt").text: fact.first("dd").text for fact in page.tree.all("div", class_="fact")}
    assert facts["问题"] == "1"
    assert facts["照片"].startswith("1 张")
    assert re.fullmatch(r"[1-9][\d.]* [KM]B", facts["数据库"])
    assert PAGE in client.page("/settings").links()


def test_every_job_has_a_name_in_words(app: Flask) -> None:
    assert health.JOB_LABELS.keys() == JOBS.keys()


def test_nobody_else_sees_it(cast: Cast, client: HouseClient) -> None:
    sign_in(client, "zhenban")

    assert client.get(PAGE).status_code == 403
    assert PAGE not in client.page("/settings").links()
