"""The door for commands: each on its own, in order, told by its id."""

import dataclasses
import json
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from tests import make
from tests.cast import Cast, sign_in
from tests.conftest import Clock
from tests.house import HouseClient
from tests.together import together
from webapp.kernel.commands import COMMANDS, Receipt
from webapp.kernel.db import db
from webapp.tickets.models import Ticket

URL = "/api/v1/commands"


def opening(cast: Cast, **args: Any) -> dict[str, Any]:
    """The envelope of a report in 青龙村."""
    there = {"ticket_id": make.new_id(), "village_id": cast.unit("青龙村").id, "type_code": make.STEPS, "words": "破了"}
    return {"id": make.new_id(), "name": "ticket.open", "args": {**there, **args}, "args_version": 1}


def post(client: HouseClient, *envelopes: Any) -> TestResponse:
    return client.post(URL, json={"commands": list(envelopes)})


def tickets() -> int:
    return db.session.scalar(select(func.count()).select_from(Ticket)) or 0


def test_one_command_answers_with_its_own_status(cast: Cast, client: HouseClient) -> None:
    sign_in(client, "xuncha1")
    sent = opening(cast)

    first, again = post(client, sent), post(client, sent)
    reused = post(client, {**sent, "args": {**sent["args"], "words": "别的"}})

    (applied,), (replayed,) = first.get_json()["results"], again.get_json()["results"]
    assert (first.status_code, applied["status"], applied["id"]) == (201, "applied", sent["id"])
    assert (again.status_code, replayed["status"]) == (200, "replayed")
    assert replayed["result"] == applied["result"]
    assert (reused.status_code, only(reused)["problem"]["code"]) == (409, "command.id_reused")
    assert tickets() == 1


def only(response: TestResponse) -> dict[str, Any]:
    (result,) = response.get_json()["results"]
    return dict(result)


def test_a_refused_one_stops_no_other_and_the_order_is_kept(cast: Cast, client: HouseClient) -> None:
    sign_in(client, "xuncha1")
    first, last = opening(cast), opening(cast)
    empty, unknown = opening(cast, words=""), {"id": make.new_id(), "name": "ticket.explode", "args": {}}
    ticket = first["args"]["ticket_id"]
    comment = {"id": make.new_id(), "name": "ticket.comment", "args": {"ticket_id": ticket, "words": "还有一处"}}

    answer = post(client, first, empty, unknown, comment, first, last)

    results = answer.get_json()["results"]
    assert answer.status_code == 200
    assert [each["id"] for each in results] == [e["id"] for e in (first, empty, unknown, comment, first, last)]
    assert [each["status"] for each in results] == ["applied", "refused", "refused", "applied", "replayed", "applied"]
    assert [results[n]["problem"]["code"] for n in (1, 2)] == ["ticket.nothing_to_show", "command.unknown"]
    assert [results[n]["result"]["number"] for n in (0, 5)] == ["望溪-0001", "望溪-0002"]


@pytest.mark.parametrize(
    ("login", "args", "status", "code"),
    [
        ("linzhen", {}, 404, "http.not_found"),
        ("lingdao", {}, 403, "auth.forbidden"),
        ("xuncha1", {"type_code": "Z9"}, 422, "ticket.unknown_kind"),
        ("xuncha1", {"photos": [{"id": "01990000-0000-7000-8000-000000000000"}]}, 409, "ticket.photo_missing"),
    ],
)
def test_a_single_refusal_has_the_status_of_its_problem(
    cast: Cast, client: HouseClient, login: str, args: dict[str, Any], status: int, code: str
) -> None:
    sign_in(client, login)

    answer = post(client, opening(cast, **args))

    result = only(answer)
    assert (answer.status_code, result["status"], result["problem"]["code"]) == (status, "refused", code)
    assert result["problem"]["status"] == status
    assert answer.mimetype == "application/json"


@pytest.mark.parametrize(
    "change",
    [
        {"happened_at": "yesterday"}, {"happened_at": "2026-09-07T10:00:00"}, {"happened_at": "1970-01-01T00:00:00Z"},
        {"sent_at": "0001-01-01T00:00:00+14:00"}, {"sent_at": "9999-12-31T23:59:59-12:00"},
    ],
    ids=str,
)  # fmt: skip
def test_a_phone_with_a_lost_clock_is_heard_all_the_same(
    cast: Cast, client: HouseClient, change: dict[str, Any]
) -> None:
    sign_in(client, "xuncha1")

    answer = post(client, {**opening(cast), **change})

    assert answer.get_json()["results"][0]["status"] == "applied"


def test_a_camera_with_a_lost_clock_does_not_block_the_report(cast: Cast, client: HouseClient) -> None:
    sign_in(client, "xuncha1")
    photo = make.claim(make.make_photo(cast.actor("xuncha1")), taken_at="1969-12-31T16:00:00Z")
    sent = opening(cast)

    answer = post(client, {**sent, "args": {**sent["args"], "photos": [photo]}})

    assert answer.get_json()["results"][0]["status"] == "applied"


def test_nobody_s_work_goes_out_under_another_s_session(cast: Cast, client: HouseClient) -> None:
    sign_in(client, "xuncha1")
    owner = cast.actor("zhenban")

    other = client.post(
        "/api/v1/commands", json={"commands": [opening(cast)]}, headers={"X-Xungai-Person": owner.person_id}
    )
    form = client.post(
        f"/tickets/{make.open_ticket(cast.actor('xuncha1')).id}/comment",
        data={"words": "陈岚写的", "acting_person": owner.person_id},
    )

    assert (other.status_code, other.get_json()["code"]) == (409, "auth.other_person")
    assert (form.status_code, "陈岚写的" in form.text) == (409, True)


@pytest.mark.parametrize(
    "change",
    [
        {"args_version": 2}, {"args_version": "1"}, {"seq": -1},
        {"seq": 2**40}, {"seq": True}, {"device": "x" * 65}, {"device": "a\x00"}, {"name": 7}, {"name": "x" * 65},
        {"args": []}, {"args": None}, {"surprise": 1},
    ],
    ids=str,
)  # fmt: skip
def test_a_strange_envelope_is_refused_alone(cast: Cast, client: HouseClient, change: dict[str, Any]) -> None:
    sign_in(client, "xuncha1")

    answer = post(client, {**opening(cast), **change}, opening(cast))

    strange, good = answer.get_json()["results"]
    assert (strange["status"], strange["problem"]["code"]) == ("refused", "input.invalid")
    assert list(strange["problem"]["details"]["fields"]) == list(change)
    assert good["status"] == "applied"


@pytest.mark.parametrize(
    "body",
    [
        {}, {"commands": []}, {"commands": {}}, {"commands": [1]}, {"commands": [{"name": "ticket.open", "args": {}}]},
        {"commands": [{"id": "7", "name": "x", "args": {}}]}, {"commands": [{}] * 21}, [], "x",
        {"commands": [], "x": 1},
    ],
    ids=str,
)  # fmt: skip
def test_a_request_of_which_nothing_can_be_told_is_refused_whole(client: HouseClient, cast: Cast, body: Any) -> None:
    sign_in(client, "xuncha1")

    answer = client.post(URL, json=body)

    assert (answer.status_code, answer.get_json()["code"]) == (422, "input.invalid")
    assert answer.mimetype == "application/problem+json"


@pytest.mark.parametrize(
    "body", [b"", b"{", b"\xff", b'{"commands": NaN}', b"[" * 100_000, b'{"commands": 1' + b"0" * 5000 + b"}"],
    ids=["empty", "cut", "not utf-8", "nan", "deep", "long number"],
)  # fmt: skip
def test_what_is_not_json_is_malformed(cast: Cast, client: HouseClient, body: bytes) -> None:
    sign_in(client, "xuncha1")

    answer = client.post(URL, data=body, content_type="application/json")

    assert (answer.status_code, answer.get_json()["code"]) == (400, "input.malformed")


def test_a_form_is_not_json(cast: Cast, client: HouseClient) -> None:
    sign_in(client, "xuncha1")

    answer = client.post(URL, data=json.dumps({"commands": [opening(cast)]}), content_type="text/plain")

    assert (answer.status_code, answer.get_json()["code"]) == (415, "input.not_json")


def test_a_body_as_large_as_a_photo_is_too_large(cast: Cast, client: HouseClient) -> None:
    sign_in(client, "xuncha1")

    answer = post(client, opening(cast, words="x" * 1_000_001))

    assert (answer.status_code, answer.get_json()["code"]) == (413, "input.too_large")


def test_commands_belong_to_who_is_signed_in(cast: Cast, client: HouseClient) -> None:
    signed_out = post(client, opening(cast))
    sign_in(client, "xuncha1")
    foreign = client.post(URL, json={"commands": [opening(cast)]}, headers={"Sec-Fetch-Site": "cross-site"})
    sent = opening(cast)
    post(client, sent)
    sign_in(client, "xuncha2")
    borrowed = post(client, sent)

    assert (signed_out.status_code, signed_out.get_json()["code"]) == (401, "auth.sign_in")
    assert (foreign.status_code, foreign.get_json()["code"]) == (403, "auth.foreign_origin")
    assert (borrowed.status_code, only(borrowed)["problem"]["code"]) == (409, "command.id_reused")


def test_one_that_breaks_on_our_side_is_kept_by_the_phone_and_takes_no_other_along(
    app: Flask, cast: Cast, client: HouseClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    sign_in(client, "xuncha1")
    spec = COMMANDS["ticket.comment"]

    def breaks(*_: Any) -> dict[str, Any]:
        raise ZeroDivisionError("a secret path")

    monkeypatch.setitem(COMMANDS, "ticket.comment", dataclasses.replace(spec, handler=breaks))
    monkeypatch.setitem(app.config, "SHOW_BROKEN", True)
    poison = {"id": make.new_id(), "name": "ticket.comment", "args": {"ticket_id": make.new_id(), "words": "x"}}

    several, alone = post(client, poison, opening(cast)), post(client, poison)

    bad, good = several.get_json()["results"]
    assert (bad["status"], bad["problem"]["code"], good["status"]) == ("busy", "http.internal", "applied")
    assert (alone.status_code, "secret" in alone.text) == (500, False)


def test_the_same_from_twenty_connections_is_once(app: Flask, cast: Cast, client: HouseClient) -> None:
    sign_in(client, "xuncha1")
    cookie = client.get_cookie("xungai")
    assert cookie is not None
    sent = opening(cast)

    def call() -> tuple[int, str]:
        own = app.test_client()
        own.set_cookie("xungai", cookie.value)
        answer = own.post(URL, json={"commands": [sent]})
        return answer.status_code, only(answer)["status"]

    answers = together(app, [call] * 20)

    assert set(answers) <= {(201, "applied"), (200, "replayed"), (423, "busy")}, answers
    assert answers.count((201, "applied")) == 1
    assert (tickets(), db.session.scalar(select(func.count()).select_from(Receipt))) == (1, 1)


def test_how_far_a_clock_is_off_is_known_however_far_that_is(cast: Cast, client: HouseClient, clock: Clock) -> None:
    sign_in(client, "xuncha1")
    ahead = clock.now() + timedelta(days=2)
    sent = {**opening(cast), "happened_at": (ahead - timedelta(hours=3)).isoformat(), "sent_at": ahead.isoformat()}

    post(client, sent)

    receipt = db.session.get_one(Receipt, sent["id"])
    opened = db.session.scalars(select(Ticket)).one()
    assert receipt.skew_seconds == -2 * 24 * 3600
    assert receipt.happened_at == ahead - timedelta(hours=3)
    assert opened.opened_at == clock.now()
