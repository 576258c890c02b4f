"""The lines machines read: what is in them, and what must never be."""

import io
import json
import logging
import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from flask import Flask
from flask_sqlalchemy import SQLAlchemy

from tests import make
from tests.cast import Cast, sign_in
from tests.house import HouseClient
from webapp.kernel import logs
from webapp.kernel.commands import Envelope, execute
from webapp.kernel.db import write_transaction
from webapp.kernel.errors import AppError
from webapp.kernel.jobs import JOBS, enqueue, run_due


class Lines:
    """What was logged since the test began."""

    def __init__(self) -> None:
        self.stream = io.StringIO()

    def all(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.stream.getvalue().splitlines()]

    def of(self, message: str) -> list[dict[str, Any]]:
        return [line for line in self.all() if line["message"] == message]


@pytest.fixture
def lines() -> Iterator[Lines]:
    """The process's log, as an installation writes it."""
    made, root = Lines(), logging.getLogger()
    before, level = list(root.handlers), logging.getLogger("xungai").level
    logs.write_lines("info", made.stream)
    yield made
    root.handlers[:] = before
    logging.getLogger("xungai").setLevel(level)


@pytest.fixture
def behind_proxy(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(app.config, "SETTINGS", replace(app.config["SETTINGS"], trusted_proxies=1))


def test_a_request_is_one_line(cast: Cast, client: HouseClient, lines: Lines) -> None:
    sign_in(client, "xuncha1")

    answer = client.get("/tickets?q=张三")

    (line,) = lines.of("request")
    assert line.items() >= {
        "level": "info", "log": "xungai.requests", "request": answer.headers["X-Request-ID"], "method": "GET",
        "route": "/tickets", "status": 200, "bytes_in": 0, "person": cast.actor("xuncha1").person_id,
        "membership": cast.actor("xuncha1").membership_id,
    }.items()  # fmt: skip
    assert line["ms"] > 0
    assert "张三" not in lines.stream.getvalue()
    assert cast.actor("xuncha1").name not in lines.stream.getvalue()


def test_a_refusal_names_its_code_and_not_the_address(db: SQLAlchemy, client: HouseClient, lines: Lines) -> None:
    client.get("/api/v1/me")
    client.get("/invitations/a-secret-of-somebody")
    client.get("/nowhere/张三")

    told = [(line["route"], line["status"], line.get("error")) for line in lines.of("request")]
    assert told[0] == ("/api/v1/me", 401, "auth.sign_in")
    assert told[1][0] == "/invitations/<token>"
    assert told[2] == (None, 404, "http.not_found")
    assert "secret-of" not in lines.stream.getvalue()
    assert "张三" not in lines.stream.getvalue()


def test_what_a_form_was_sent_is_counted_and_not_kept(db: SQLAlchemy, client: HouseClient, lines: Lines) -> None:
    client.post("/sign-in", data={"login": "xuncha1", "password": "open sesame"})

    (line,) = lines.of("request")
    assert line["bytes_in"] > len("open sesame")
    assert "sesame" not in lines.stream.getvalue()
    assert "xuncha1" not in lines.stream.getvalue()


def test_commands_stand_in_the_line_of_their_request(cast: Cast, client: HouseClient, lines: Lines) -> None:
    ticket_id = make.open_ticket(cast.actor("xuncha1")).id
    sign_in(client, "qinglong")
    sent = {"id": make.new_id(), "name": "ticket.comment", "args": {"ticket_id": ticket_id, "words": "李四来过"}}
    strange = {"id": make.new_id(), "name": "李四", "args": {}}

    for _again in range(2):
        client.post("/api/v1/commands", json={"commands": [sent, strange]})

    first, second = (line["commands"] for line in lines.of("request"))
    assert first[0] == {"name": "ticket.comment", "id": sent["id"], "outcome": "applied"}
    assert second[0]["outcome"] == "replayed"
    assert {(each["name"], each["outcome"]) for each in (*first[1:], *second[1:])} == {("unknown", "command.unknown")}
    assert "李四" not in lines.stream.getvalue()


def test_a_command_outside_of_any_request_is_no_line(cast: Cast, lines: Lines) -> None:
    with pytest.raises(AppError):
        execute(Envelope("no.such", {}), cast.actor("xuncha1"))

    assert lines.all() == []


def test_only_a_trusted_proxy_numbers_requests(db: SQLAlchemy, client: HouseClient) -> None:
    given = {"X-Request-ID": "from-outside"}

    mine = [client.get("/healthz", headers=given).headers["X-Request-ID"] for _ in range(2)]

    assert all(re.fullmatch(r"[0-9a-f]{12}", each) for each in mine)
    assert mine[0] != mine[1]


@pytest.mark.usefixtures("behind_proxy")
def test_the_number_of_a_trusted_proxy_is_taken_if_it_is_one(db: SQLAlchemy, client: HouseClient) -> None:
    def numbered(given: str) -> str:
        return client.get("/healthz", headers={"X-Request-ID": given}).headers["X-Request-ID"]

    assert numbered("4f1c-of.nginx_7") == "4f1c-of.nginx_7"
    assert numbered('x","level":"error') != 'x","level":"error'
    assert len(numbered("x" * 65)) == 12


def test_an_error_page_says_what_to_quote(db: SQLAlchemy, client: HouseClient) -> None:
    answer = client.get("/nowhere", headers={"Accept": "text/html", "Accept-Language": "en"})

    assert f"When you ask for help, quote {answer.headers['X-Request-ID']}" in answer.text


def test_what_broke_is_told_by_place_and_never_by_content(
    app: Flask, cast: Cast, client: HouseClient, lines: Lines, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(**_nothing: Any) -> str:
        try:
            raise OSError(28, "disk full at 张三")
        except OSError as error:
            raise ValueError("张三's password") from error

    monkeypatch.setitem(app.view_functions, "shell.healthz", fail)
    fail.access = "public"  # type: ignore[attr-defined]
    monkeypatch.setitem(app.config, "SHOW_BROKEN", True)

    answer = client.get("/healthz")

    (broke,) = lines.of("GET /healthz broke")
    assert answer.status_code == 500
    assert broke["level"] == "error"
    assert broke["request"] == answer.headers["X-Request-ID"]
    assert [each["type"] for each in broke["exception"]] == ["builtins.ValueError", "builtins.OSError"]
    assert broke["exception"][1]["reason"] == "No space left on device"
    assert broke["exception"][0]["places"][-1].endswith(" fail")
    assert "张三" not in lines.stream.getvalue()


def test_a_job_is_one_line(db: SQLAlchemy, lines: Lines, monkeypatch: pytest.MonkeyPatch) -> None:
    def work(breaks: bool) -> None:
        if breaks:
            raise ValueError("张三")

    monkeypatch.setitem(JOBS, "test.work", work)
    with write_transaction():
        enqueue("test.work", breaks=False)
        enqueue("test.work", breaks=True)

    run_due()

    done = {line["outcome"]: line for line in lines.of("job")}
    assert done.keys() == {"done", "failed"}
    assert all(line["job"] == "test.work" and line["job_id"] and line["ms"] >= 0 for line in done.values())
    assert lines.of("job test.work failed")[0]["job_id"] == done["failed"]["job_id"]
    assert "张三" not in lines.stream.getvalue()


def test_a_person_at_a_terminal_sees_warnings_only(lines: Lines) -> None:
    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    logs.write_lines("", Terminal())
    assert logging.getLogger("xungai").level == logging.WARNING

    logs.write_lines("", io.StringIO())
    assert logging.getLogger("xungai").level == logging.INFO


def test_nobody_is_named_who_writes_into_the_box(cast: Cast, client: HouseClient, lines: Lines) -> None:
    sign_in(client, "qinglong")
    client.submit(
        client.page("/complaints/new").form("/complaints/new"), unit_id=cast.unit("望溪镇").id, words="没人管"
    )

    told = [line for line in lines.all() if line.get("route") == "/complaints/new"]
    assert [line["method"] for line in told] == ["GET", "POST"]
    assert [line for line in told if "person" in line or cast.person("qinglong").id in str(line)] == []
