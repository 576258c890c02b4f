"""Counting in several processes, and the page that Prometheus reads."""

import re
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask_sqlalchemy import SQLAlchemy

import webapp
from tests import make
from tests.cast import Cast, sign_in
from tests.house import HouseClient
from webapp.config import REPOSITORY, Config
from webapp.kernel import metrics
from webapp.kernel.db import write_transaction
from webapp.kernel.jobs import enqueue, run_due
from webapp.kernel.metrics import Tally

OTHER = "import sys; from pathlib import Path; from webapp.kernel.metrics import Tally; t = Tally(Path(sys.argv[1])); "


def in_another_process(folder: Path, code: str) -> None:
    subprocess.run([sys.executable, "-c", OTHER + code, str(folder)], check=True, cwd=REPOSITORY)


def values(client: HouseClient, **headers: str) -> dict[str, float]:
    """The page, read strictly: every sample belongs to the metric announced above it."""
    found, name = {}, ""
    for line in client.get("/metrics", headers=headers).text.splitlines():
        if line.startswith("#"):
            name = line.split()[2]
            continue
        key, _, value = line.rpartition(" ")
        assert re.fullmatch(r'[a-z_]+(\{[a-z]+="[^"]*"(,[a-z]+="[^"]*")*\})?', key), key
        assert key.startswith(name), key
        found[key] = float(value)
    return found


def test_processes_are_added_up_and_the_dead_stay_counted(tmp_path: Path) -> None:
    mine = Tally(tmp_path)
    mine.add("a")

    in_another_process(tmp_path, "t.add('a', 2); t.add('b')")
    assert mine.sums() == {"a": 3.0, "b": 1.0}

    in_another_process(tmp_path, "t.add('a', 4)")  # finds the first one dead and moves what it counted
    in_another_process(tmp_path, "t.add('b', 8)")
    mine.add("a")
    assert mine.sums() == {"a": 8.0, "b": 9.0}
    assert len(mine.processes()) == 1
    assert len(list(tmp_path.glob("*.counts"))) == 3  # mine, the last dead one's, and that of all before


def test_threads_lose_no_count(tmp_path: Path) -> None:
    tally = Tally(tmp_path)

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda _: tally.add("a"), range(2000)))

    assert tally.sums() == {"a": 2000.0}


def test_counting_never_breaks_what_is_counted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").touch()
    Tally(tmp_path / "file").add("a")  # no folder can be made there

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(metrics.os, "posix_fallocate", full)
        Tally(tmp_path).add("a")
    assert list(tmp_path.glob("*.counts")) == []

    monkeypatch.setattr(metrics, "SLOTS", 2)
    tally = Tally(tmp_path / "full")
    for key in ("a", "b", "c", "x" * 300):
        tally.add(key)
    assert tally.sums() == {"a": 1.0, "b": 1.0}


def test_labels_are_escaped_and_buckets_in_order() -> None:
    keys = {metrics.sample("t_bucket", le=bound): 1.0 for bound in ("+Inf", 10.0, 2.5)}
    said = metrics.text([("t", "histogram", "Help.")], keys | {metrics.sample("t_sum"): 0.5})

    assert said.splitlines()[2:] == [
        't_bucket{le="2.5"} 1',
        't_bucket{le="10.0"} 1',
        't_bucket{le="+Inf"} 1',
        "t_sum 0.5",
    ]
    assert metrics.sample("n", a='x"\\\n') == 'n{a="x\\"\\\\\\n"}'


def test_what_happened_is_counted(cast: Cast, client: HouseClient) -> None:
    ticket_id = make.open_ticket(cast.actor("xuncha1")).id
    sign_in(client, "qinglong")
    before = values(client)
    sent = {"id": make.new_id(), "name": "ticket.comment", "args": {"ticket_id": ticket_id, "words": "李四"}}

    client.post("/api/v1/commands", json={"commands": [sent]})
    client.get("/nowhere/张三")

    after = values(client)
    grown = {key: after[key] - before.get(key, 0) for key in after}
    assert grown['xungai_commands_total{name="ticket.comment",outcome="applied"}'] == 1
    posts = [key for key in grown if "commands" in key and key.startswith("xungai_requests_total") and grown[key] == 1]
    assert posts == ['xungai_requests_total{method="POST",route="/api/v1/commands",status="201"}'], grown
    assert grown['xungai_requests_total{method="GET",route="none",status="404"}'] == 1
    assert grown["xungai_request_seconds_count"] == 3  # and the first reading of the metrics
    assert grown['xungai_request_seconds_bucket{le="+Inf"}'] == 3
    assert grown["xungai_request_bytes_total"] > 0
    assert not any("张三" in key or "李四" in key for key in after)


def test_what_is_kept_is_told(cast: Cast, client: HouseClient) -> None:
    make.make_photo(cast.actor("xuncha1"))
    run_due()
    with write_transaction():
        enqueue("test.unknown")

    told = values(client)

    assert (told['xungai_jobs{state="waiting"}'], told['xungai_jobs{state="failed"}']) == (1, 0)
    assert told["xungai_photos"] == 1
    assert told["xungai_photo_bytes"] == len(make.jpeg(1))
    assert told["xungai_database_bytes"] > 0
    assert told['xungai_ready{need="database"}'] == 1
    assert any(value > 10_000_000 for key, value in told.items() if key.startswith("xungai_process_resident_bytes"))


def asked(client: HouseClient, address: str, **headers: str) -> int:
    return client.get("/metrics", headers=headers, environ_overrides={"REMOTE_ADDR": address}).status_code


def test_without_a_token_only_this_machine_reads(db: SQLAlchemy, client: HouseClient) -> None:
    assert asked(client, "127.0.0.1") == 200
    assert asked(client, "::1") == 200
    assert asked(client, "192.0.2.7") == 404
    assert asked(client, "127.0.0.1", **{"X-Forwarded-For": "192.0.2.7"}) == 404


def test_with_a_token_whoever_holds_it_reads(
    app: Flask, db: SQLAlchemy, client: HouseClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings: Any = replace(app.config["SETTINGS"], metrics_token="0123456789abcdef")
    monkeypatch.setitem(app.config, "SETTINGS", settings)

    assert asked(client, "192.0.2.7", Authorization="Bearer 0123456789abcdef") == 200
    assert asked(client, "127.0.0.1") == 404
    assert asked(client, "127.0.0.1", Authorization="Bearer 0123456789abcdeg") == 404


def test_another_app_in_the_process_takes_no_counts_away(cast: Cast, client: HouseClient, tmp_path: Path) -> None:
    webapp.create_app(Config(data_dir=tmp_path / "other", testing=True))
    before = values(client)
    client.get("/nowhere/again")

    key = 'xungai_requests_total{method="GET",route="none",status="404"}'
    assert values(client)[key] == before.get(key, 0) + 1
