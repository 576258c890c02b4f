"""A cookie opens exactly as long as its session lives (reliability.md, figure 8); only our own pages may write."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from tests.accounts.conftest import copy_of
from tests.cast import PASSWORD, Cast, sign_in
from tests.house import HouseClient
from tests.make import new_id
from webapp.accounts.models import LoginSession, Person
from webapp.accounts.vocab import SESSION_LIFE
from webapp.kernel.db import db, write_transaction
from webapp.units.models import Membership

IsIn = Callable[[HouseClient], bool]
Browser = Callable[[], HouseClient]
NEW = "fresh horse battery"


@pytest.fixture
def thief(client: HouseClient, browser: Browser, cast: Cast, is_in: IsIn) -> HouseClient:
    """A browser with a copy of the cookie that xuncha1's browser (``client``) holds."""
    sign_in(client, "xuncha1")
    copied = copy_of(client, browser())
    assert is_in(copied)
    return copied


def is_dead(client: HouseClient) -> bool:
    """Whether the cookie opens neither a page nor the API, and writes nothing."""
    page, api = client.get("/me"), client.get("/api/v1/me", headers={"Accept": "application/json"})
    written = client.post("/me/password", data={"current": PASSWORD, "new": NEW})
    return (page.status_code, api.status_code, written.status_code) == (302, 401, 401)


def test_a_copied_cookie_dies_with_the_sign_out(client: HouseClient, thief: HouseClient) -> None:
    assert client.post("/sign-out").location == "/sign-in"

    assert is_dead(thief)


def test_a_copied_cookie_of_another_device_dies_with_a_new_password(
    client: HouseClient, browser: Browser, thief: HouseClient, is_in: IsIn
) -> None:
    other = browser()
    sign_in(other, "xuncha1")
    change = {"current": PASSWORD, "new": NEW, "command_id": new_id()}

    assert other.post("/me/password", data=change).location == "/me"

    assert is_dead(thief)
    assert is_in(other)


def test_a_copied_cookie_dies_with_the_account(cast: Cast, thief: HouseClient) -> None:
    identifier = cast.person("xuncha1").id
    with write_transaction():
        db.session.get_one(Person, identifier).is_disabled = True

    assert is_dead(thief)


def test_a_copied_cookie_dies_when_the_session_is_ended_elsewhere(
    cast: Cast, client: HouseClient, browser: Browser, thief: HouseClient, is_in: IsIn
) -> None:
    other = browser()
    sign_in(other, "xuncha1")
    page = other.page("/me")
    forms = [form for form in page.tree.all("form") if form.get("action").endswith("/end")]
    assert len(forms) == 1

    assert other.submit(forms[0]).status_code == 303

    assert is_dead(thief)
    assert is_in(other)


def test_a_session_ends_by_itself(client: HouseClient, thief: HouseClient, clock: Any) -> None:
    clock.forward(days=SESSION_LIFE / timedelta(days=1), seconds=1)

    assert is_dead(thief)


def test_a_cookie_signed_with_another_key_is_nobody(cast: Cast, client: HouseClient) -> None:
    client.set_cookie("xungai", "eyJfdXNlcl9pZCI6IngifQ.aAAAAA.AAAAAAAAAAAAAAAAAAAAAAAAAAA")

    assert is_dead(client)


def test_the_database_keeps_no_token(client: HouseClient, thief: HouseClient) -> None:
    with client.session_transaction() as kept:
        token = kept["_user_id"]

    assert token not in repr(db.session.scalars(select(LoginSession.token_hash)).all())


def test_somebody_elses_session_cannot_be_ended(cast: Cast, client: HouseClient, browser: Browser, is_in: IsIn) -> None:
    other = browser()
    theirs = sign_in(other, "xuncha2")
    sign_in(client, "xuncha1")

    assert client.post(f"/me/sessions/{theirs}/end").status_code == 404
    assert client.post(f"/me/sessions/{new_id()}/end").status_code == 404
    assert client.post("/me/sessions/x/end").status_code == 404
    assert is_in(other)


def test_signing_out_twice_is_harmless(cast: Cast, client: HouseClient) -> None:
    sign_in(client, "xuncha1")

    assert [client.post("/sign-out").status_code for _ in range(2)] == [303, 303]


FOREIGN: list[dict[str, Any]] = [
    {"Origin": "https://evil.example"},
    {"Origin": "null"},
    {"Origin": ""},
    {"Origin": "http://localhost.evil.example"},
    {"Origin": "http://localhost", "Sec-Fetch-Site": "cross-site"},
    {"Origin": "http://localhost", "Sec-Fetch-Site": "same-site"},
    {"Origin": "http://localhost", "Sec-Fetch-Site": "none"},
]
WRITES = ("/sign-in", "/sign-out", "/preferences", "/me/password", "/me/acting", "/invitations/x")


@pytest.mark.parametrize("path", WRITES)
@pytest.mark.parametrize("headers", FOREIGN, ids=lambda h: "+".join(h.values()) or "empty")
def test_a_foreign_page_cannot_write(
    cast: Cast, client: HouseClient, is_in: IsIn, path: str, headers: dict[str, str]
) -> None:
    sign_in(client, "xuncha1")

    answer = client.post(path, data={"login": "xuncha1", "password": PASSWORD, "large": "1"}, headers=headers)

    assert answer.status_code == 403
    assert is_in(client)
    assert cast.person("xuncha1").large is False


def test_a_request_without_any_origin_cannot_write(cast: Cast, client: HouseClient) -> None:
    del client.environ_base["HTTP_ORIGIN"]

    assert client.post("/sign-in", data={"login": "xuncha1", "password": PASSWORD}).status_code == 403
    same = {"Sec-Fetch-Site": "same-origin"}
    assert client.post("/sign-in", data={"login": "xuncha1", "password": PASSWORD}, headers=same).status_code == 303


def test_somebody_without_a_role_gets_one_plain_page(cast: Cast, client: HouseClient, clock: Any) -> None:
    person_id = cast.person("qinglong").id
    with write_transaction():
        for row in db.session.scalars(select(Membership).where(Membership.person_id == person_id)):
            row.to_on = clock.now().date() - timedelta(days=1)

    answer = client.post("/sign-in", data={"login": "qinglong", "password": PASSWORD}, follow_redirects=True)
    assert (answer.status_code, answer.request.path) == (200, "/no-role")
    page = client.page("/no-role")
    assert "刘志强，你现在没有任职" in page.text
    assert "陈岚" in page.text

    for path in ("/", "/me", "/tickets", "/villages", "/people", "/sign-in"):
        assert client.page(path).response.request.path == "/no-role"
    assert client.post("/me/password", data={}).status_code == 403
    assert client.get("/api/v1/me", headers={"Accept": "application/json"}).status_code == 403
    assert client.post("/preferences", data={"large": "1", "next": "/no-role"}).location == "/no-role"
    assert client.page("/no-role").response.headers["Cache-Control"] == "no-store"
    client.submit(page.form("/sign-out"))
    assert client.page("/no-role").response.request.path == "/sign-in"


def test_pages_of_somebody_are_kept_nowhere(cast: Cast, client: HouseClient) -> None:
    sign_in(client, "xuncha1")

    assert client.get("/me").headers["Cache-Control"] == "no-store"
