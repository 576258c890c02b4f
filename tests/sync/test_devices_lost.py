"""A lost phone: told to forget everything, whatever it asks for; nobody else ever is."""

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from sqlalchemy.exc import OperationalError
from werkzeug.test import TestResponse

from tests import make
from tests.cast import PASSWORD, Cast, sign_in
from tests.conftest import Clock
from tests.contracts.test_routes import address, methods, rules
from tests.house import HouseClient
from tests.scenes import sessions_of
from tests.sync.test_devices import rows, says
from tests.together import together
from webapp.accounts import signin
from webapp.kernel.db import db, write_transaction
from webapp.kernel.errors import AppError
from webapp.sync import commands
from webapp.timeline import chain
from webapp.timeline import queries as timeline

FORGET = '"cache", "cookies", "storage"'
UNASKED = {
    "shell.asset",
    "shell.healthz",
    "shell.metrics",
}  # nobody's, and the page that says it is lost needs its stylesheet
Phone = tuple[HouseClient, str]


@pytest.fixture
def phone(app: Flask, cast: Cast) -> Phone:
    """qinglong's phone, signed in and known; its id."""
    client, device = app.test_client(), make.new_id()
    sign_in(client, "qinglong")
    assert client.get("/api/v1/me", headers=says(device, 2, 1)).status_code == 200
    return client, device


@pytest.fixture
def lose(cast: Cast) -> Callable[[str], dict[str, Any]]:
    """Reports a phone of qinglong lost, by the office."""

    def report(device: str) -> dict[str, Any]:
        owner = cast.person("qinglong").id
        return make.run(cast.actor("zhenban"), "device.lose", device=device, person_id=owner)

    return report


def is_told(response: TestResponse) -> bool:
    """Whether this answer makes a browser forget."""
    told = response.headers.get("Clear-Site-Data") == FORGET
    assert told == (response.status_code == 410 and "device.lost" in response.text), response.text[:200]
    return told


def events(cast: Cast, login: str) -> list[str]:
    return [entry.name for entry in timeline.of("person", cast.person(login).id)]


def test_it_is_signed_out_and_its_next_contact_is_told(
    cast: Cast, clock: Clock, phone: Phone, lose: Callable[[str], dict[str, Any]]
) -> None:
    client, device = phone

    result = lose(device)

    page = client.get("/", headers={"Accept": "text/html"})
    api = client.get("/api/v1/me")
    assert result == {
        "device": device,
        "person_id": cast.person("qinglong").id,
        "lost_at": clock.now().isoformat(),
    }
    assert (page.status_code, page.mimetype) == (410, "text/html")
    assert (api.status_code, api.mimetype, api.get_json()["code"]) == (410, "application/problem+json", "device.lost")
    assert is_told(page)
    assert is_told(api)
    assert page.headers["Cache-Control"] == api.headers["Cache-Control"] == "no-store"
    assert "报失" in page.text
    assert [(row.lost_at, row.lost_by) for row in rows()] == [(clock.now(), cast.person("zhenban").id)]
    assert [(row.is_lost, row.ended_at) for row in sessions_of(cast.person("qinglong").id)] == [(True, clock.now())]


def test_every_address_tells_it(app: Flask, phone: Phone, lose: Callable[[str], dict[str, Any]]) -> None:
    client, device = phone
    lose(device)

    silent = set()
    for rule in rules(app):
        for method in methods(rule):
            if not is_told(client.open(address(rule), method=method)):
                silent.add(rule.endpoint)
    assert is_told(client.get("/no/such/page"))
    assert silent == UNASKED


def test_the_header_tells_where_no_session_is_known_to_be_on_it(
    app: Flask, cast: Cast, phone: Phone, lose: Callable[[str], dict[str, Any]]
) -> None:
    _, device = phone
    lose(device)
    fresh = app.test_client()
    sign_in(fresh, "qinglong")
    assert fresh.get("/me").status_code == 200

    assert is_told(fresh.get("/api/v1/me", headers=says(device, 2)))

    # from here on its session is known to be on the phone, so that pages are told too
    assert is_told(fresh.get("/me"))
    assert is_told(fresh.get("/sign-in"))


def test_a_session_that_ended_before_is_told_too(
    cast: Cast, phone: Phone, lose: Callable[[str], dict[str, Any]]
) -> None:
    client, device = phone
    owner = cast.person("qinglong").id
    with write_transaction():
        signin.end_sessions(owner)
    assert client.get("/api/v1/me").status_code == 401

    lose(device)

    assert is_told(client.get("/api/v1/me"))


def test_it_is_told_even_when_nothing_can_be_written(
    app: Flask, phone: Phone, lose: Callable[[str], dict[str, Any]], monkeypatch: pytest.MonkeyPatch
) -> None:
    _, device = phone
    lose(device)
    fresh = app.test_client()
    sign_in(fresh, "qinglong")

    def locked() -> Any:
        raise OperationalError("UPDATE", {}, Exception("database is locked"))

    monkeypatch.setattr(commands, "write_transaction", locked)

    assert is_told(fresh.get("/api/v1/me", headers=says(device, 2)))


def test_nobody_signs_in_on_it(app: Flask, cast: Cast, phone: Phone, lose: Callable[[str], dict[str, Any]]) -> None:
    client, device = phone
    lose(device)
    typed = {"login": "qinglong", "password": PASSWORD}
    before = len(sessions_of(cast.person("qinglong").id))

    cookie = client.post("/sign-in", data=typed)
    fresh = app.test_client()
    header = fresh.post("/api/v1/session", json=typed, headers=says(device))
    form = fresh.post("/sign-in", data=typed, headers=says(device))

    assert is_told(cookie)
    assert is_told(header)
    assert is_told(form)
    assert fresh.get_cookie("xungai") is None
    assert [row for row in sessions_of(cast.person("qinglong").id)[before:] if row.ended_at is None] == []


def test_somebody_else_may_sign_in_with_its_id_for_it_is_not_their_lost_phone(
    app: Flask, phone: Phone, lose: Callable[[str], dict[str, Any]]
) -> None:
    _, device = phone
    lose(device)

    fresh = app.test_client()
    answer = fresh.post("/api/v1/session", json={"login": "baishi", "password": PASSWORD}, headers=says(device))

    assert answer.status_code == 201
    assert fresh.get("/api/v1/me", headers=says(device)).status_code == 200


def test_a_wrong_password_learns_nothing_of_it(phone: Phone, app: Flask, lose: Callable[[str], dict[str, Any]]) -> None:
    _, device = phone
    lose(device)

    answer = app.test_client().post(
        "/api/v1/session", json={"login": "qinglong", "password": "wrong"}, headers=says(device)
    )

    assert (answer.status_code, is_told(answer)) == (401, False)


def test_the_cleared_browser_reaches_the_sign_in_page_and_a_new_phone_goes_on(
    app: Flask, cast: Cast, phone: Phone, lose: Callable[[str], dict[str, Any]]
) -> None:
    client, device = phone
    other, spare = app.test_client(), make.new_id()
    sign_in(other, "qinglong")
    other.get("/api/v1/me", headers=says(spare))
    lose(device)
    assert is_told(client.get("/me"))
    client.delete_cookie("xungai")  # what the browser does on Clear-Site-Data

    page = client.page("/sign-in")
    again = client.post("/sign-in", data={"login": "qinglong", "password": PASSWORD})
    under_a_new_id = client.get("/api/v1/me", headers=says(make.new_id()))

    assert page.form("/sign-in")
    assert (again.status_code, under_a_new_id.status_code) == (303, 200)
    assert other.get("/me").status_code == 200
    assert other.get("/api/v1/me", headers=says(spare)).status_code == 200


def test_no_other_answer_makes_a_browser_forget(app: Flask, cast: Cast, phone: Phone) -> None:
    client, device = phone
    stranger = app.test_client()
    met = set()
    for rule in sorted(rules(app), key=lambda rule: "sign_out" in rule.endpoint):
        for method in methods(rule):
            for each in (stranger, client):
                response = each.open(address(rule), method=method, headers=says(device, 2, 1))
                assert "Clear-Site-Data" not in response.headers, (method, rule.rule, response.status_code)
                met.add(response.status_code)

    assert {200, 302, 303, 401, 403, 404, 415, 422} <= met


def test_lost_and_found_stand_once_each_in_the_persons_chain(
    cast: Cast, phone: Phone, lose: Callable[[str], dict[str, Any]]
) -> None:
    client, device = phone
    owner, office = cast.person("qinglong").id, cast.actor("zhenban")

    lose(device)
    lose(device)
    for _ in range(2):
        make.run(office, "device.find", device=device, person_id=owner)

    told = timeline.of("person", owner)
    assert [entry.name for entry in told] == ["device.lost", "device.found"]
    assert [entry.data for entry in told] == [{"device": device, "label": "Android · Chrome"}] * 2
    assert chain.faults(timeline.every_chain()) == []
    assert (rows()[0].lost_at, rows()[0].lost_by) == (None, None)
    # found: nothing is told to forget any more, but the sessions stay ended
    assert client.get("/api/v1/me").status_code == 401
    sign_in(client, "qinglong")
    assert client.get("/api/v1/me", headers=says(device, 2)).status_code == 200


@pytest.mark.parametrize(
    ("who", "whose", "code"),
    [
        ("zhenban", "qinglong", None),
        ("zhenban", "zhenban2", None),
        ("zhenban", "zhenban", None),
        ("zhenban", "lingdao", "auth.forbidden"),
        ("zhenban", "linzhen", "http.not_found"),
        ("admin", "lingdao", None),
        ("admin", "linzhen", None),
        ("linzhen", "qinglong", "http.not_found"),
        ("qinglong", "qinglong", None),
        ("xianji", "xianji", None),
        ("qinglong", "baishi", "http.not_found"),
        ("xuncha1", "qinglong", "http.not_found"),
        ("lingdao", "qinglong", "http.not_found"),
        ("xianji", "qinglong", "http.not_found"),
    ],
)
@pytest.mark.parametrize("name", ["device.lose", "device.find"])
def test_who_answers_for_a_phone(cast: Cast, name: str, who: str, whose: str, code: str | None) -> None:
    owner = cast.person(whose).id
    args = {"device": make.phone(owner), "person_id": owner}

    if code is None:
        assert make.run(cast.actor(who), name, **args)["device"] == args["device"]
    else:
        with pytest.raises(AppError, match=code.replace(".", r"\.")):
            make.run(cast.actor(who), name, **args)


def test_nobody_loses_a_phone_that_nobody_knows(cast: Cast) -> None:
    owner = cast.person("qinglong").id

    with pytest.raises(AppError, match=r"http\.not_found"):
        make.run(cast.actor("zhenban"), "device.lose", device=make.new_id(), person_id=owner)


def test_nobody_reports_the_phone_in_their_own_hand(cast: Cast, phone: Phone) -> None:
    client, device = phone
    owner = cast.person("qinglong").id
    args = {"device": device, "person_id": owner}
    sent = {"id": make.new_id(), "name": "device.lose", "args": args, "device": device, "seq": 3}

    answer = client.post("/api/v1/commands", json={"commands": [sent]}, headers=says(device, 3))
    form = client.post(f"/people/{owner}/devices/{device}/lost", data={"command_id": make.new_id()})

    assert (answer.status_code, answer.get_json()["results"][0]["problem"]["code"]) == (409, "device.in_hand")
    assert (form.status_code, "这就是你手里的手机" in form.text) == (409, True)
    assert rows()[0].lost_at is None


def test_the_office_may_report_a_phone_that_shares_its_id(cast: Cast, app: Flask) -> None:
    """Two people on one phone: what is lost is the other one's, not the one in hand."""
    device = make.phone(cast.person("qinglong").id)
    owner = cast.person("qinglong").id
    client = app.test_client()
    sign_in(client, "zhenban")
    client.get("/api/v1/me", headers=says(device))
    lost = f"/people/{owner}/devices/{device}/lost"
    assert [link for link in client.page("/devices").links() if link.endswith("/lost")] == [lost]

    answer = client.post(lost, data={"command_id": make.new_id()})

    assert (answer.status_code, answer.location) == (303, "/devices")
    assert {row.person_id: row.lost_at is not None for row in rows()} == {
        owner: True,
        cast.person("zhenban").id: False,
    }
    assert client.get("/api/v1/me", headers=says(device)).status_code == 200


def test_a_phone_that_is_in_touch_while_it_is_reported_does_not_slip_through(
    app: Flask, cast: Cast, lose: Callable[[str], dict[str, Any]]
) -> None:
    owner = cast.person("qinglong").id
    for _ in range(5):
        device = make.phone(owner)
        client = app.test_client()
        sign_in(client, "qinglong")
        cookie = client.get_cookie("xungai")
        assert cookie is not None

        def call(device: str = device, value: str = cookie.value) -> int:
            own = app.test_client()
            own.set_cookie("xungai", value)
            return own.get("/api/v1/me", headers=says(device, 1)).status_code

        answers = together(app, [call, lambda device=device: lose(device)["device"], call])
        db.session.rollback()

        assert set(answers) <= {200, 410, device}, answers
        assert is_told(client.get("/api/v1/me", headers=says(device, 1)))
        assert is_told(client.get("/me"))
