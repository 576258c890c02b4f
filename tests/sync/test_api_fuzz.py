"""Whatever is sent: an answer with a stable code, never a broken server (hypothesis, a few seconds)."""

import string
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from marshmallow import Schema, fields
from sqlalchemy import select

from tests import make
from tests.cast import LOGINS, Cast, sign_in
from tests.house import HouseClient
from tests.scenes import SCENES
from webapp.kernel.commands import COMMANDS, Receipt
from webapp.kernel.db import db
from webapp.kernel.errors import CATALOG
from webapp.kernel.fields import Id, Moment

pytestmark = pytest.mark.slow

BOUNDED = settings(
    max_examples=15, deadline=None, derandomize=True, database=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)  # fmt: skip
NASTY = [
    None, True, "", " ", "\x00", "a\x00b", "\ud800", "\u202e", "x" * 3000, "%(x)s", "'; DROP TABLE ticket; --",
    0, -1, 2**31, 2**63, 10**30, 1.5, 1e308, [], {}, [[]], [None], [{}], {"id": None}, {"": ""}, "NaN",
    "01990000-0000-7000-8000-000000000000", "0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-12:00",
]  # fmt: skip
json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)
values = st.sampled_from(NASTY) | json_values


def plausible(field: fields.Field[Any], ids: list[str]) -> st.SearchStrategy[Any]:
    """What a field might get: something of its kind, an id that exists, or anything at all."""
    if isinstance(field, Id):
        return st.sampled_from([*ids, make.new_id()]) | values
    if isinstance(field, Moment):
        return st.datetimes().map(lambda moment: f"{moment.isoformat()}+08:00") | values
    if isinstance(field, fields.Boolean):
        return st.booleans() | values
    if isinstance(field, fields.List):
        inner = field.inner
        each = arguments(inner.schema, ids) if isinstance(inner, fields.Nested) else plausible(inner, ids)
        return st.lists(each, max_size=3) | values
    return st.text(string.printable, max_size=10) | values


def arguments(schema: Schema, ids: list[str]) -> st.SearchStrategy[dict[str, Any]]:
    named = {field.data_key or name: plausible(field, ids) for name, field in schema.fields.items()}
    return st.fixed_dictionaries({}, optional=named)


@pytest.mark.parametrize("name", sorted(COMMANDS))
def test_no_arguments_break_a_command(cast: Cast, client: HouseClient, name: str) -> None:
    actor, right = SCENES[name](cast)
    login = next(row for row in LOGINS if cast.person(row).id == actor.person_id)
    ids = [value for value in right.values() if isinstance(value, str) and len(value) == 36]
    ids += [cast.unit("青龙村").id, cast.unit("民政办").id, cast.unit("新渡村").id, cast.person("baishi").id]
    sign_in(client, login)

    @BOUNDED
    @given(changes=arguments(COMMANDS[name].schema(), ids), dropped=st.sets(st.sampled_from(sorted(right)), max_size=1))
    def attempt(changes: dict[str, Any], dropped: set[str]) -> None:
        args = {key: value for key, value in {**right, **changes}.items() if key not in dropped}
        answer = client.post("/api/v1/commands", json={"commands": [{"id": make.new_id(), "name": name, "args": args}]})
        told = answer.get_json()
        if answer.status_code == 401:  # the example before changed the password or ended this very session
            sign_in(client, login)
            return
        assert answer.status_code < 500, (args, told)
        result = told["results"][0]
        if result["status"] == "refused":
            assert result["problem"]["code"] in CATALOG
            assert answer.status_code == result["problem"]["status"]
        else:
            assert (answer.status_code, result["status"]) == (201, "applied"), (args, told)

    attempt()


@BOUNDED
@given(body=values | st.fixed_dictionaries({"commands": values}) | st.fixed_dictionaries(
    {"commands": st.lists(st.fixed_dictionaries({}, optional={
        "id": values, "name": values | st.sampled_from(["ticket.open"]), "args": values, "happened_at": values,
        "sent_at": values, "device": values, "seq": values, "args_version": values,
    }), max_size=3)}
))  # fmt: skip
def test_no_envelope_breaks_the_door(cast: Cast, client: HouseClient, body: Any) -> None:
    sign_in(client, "xuncha1")
    before = db.session.scalars(select(Receipt.id)).all()

    answer = client.post("/api/v1/commands", json=body)

    assert 400 <= answer.status_code < 500 or answer.status_code == 200, (body, answer.text)
    assert db.session.scalars(select(Receipt.id)).all() == before


@BOUNDED
@given(query=st.dictionaries(
    st.sampled_from([
        "village", "type", "state", "cursor", "limit", "since", "village_id", "type_code", "q", "x", "light", "by",
        "returned", "until", "category", "responsible", "owner", "source",
    ]),
    st.text(max_size=20) | st.sampled_from([str(each) for each in NASTY if isinstance(each, str | int)]), max_size=4,
))  # fmt: skip
def test_no_question_breaks_a_read(cast: Cast, client: HouseClient, query: dict[str, str]) -> None:
    sign_in(client, "xuncha1")
    sendable = {key: value.encode("utf-8", "replace").decode() for key, value in query.items()}

    for path in ("/api/v1/tickets", "/api/v1/tickets/similar", "/api/v1/changes", "/tickets", "/people", "/villages"):
        answer = client.get(path, query_string=sendable, headers={"Accept": "text/html"})
        assert answer.status_code in (200, 403, 422), (path, sendable)


@pytest.mark.parametrize("login", NASTY, ids=lambda each: repr(each)[:20])
def test_no_name_or_password_breaks_the_sign_in(cast: Cast, client: HouseClient, login: Any) -> None:
    for body in ({"login": login, "password": "x"}, {"login": "xuncha1", "password": login}):
        answer = client.post("/api/v1/session", json=body)
        assert answer.status_code in (401, 422, 429), body
        assert answer.get_json()["code"] in CATALOG
