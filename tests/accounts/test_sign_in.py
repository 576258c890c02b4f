"""In by name, phone or sign-in name; wrong, disabled, guessed; nowhere else but into this app."""

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import func, select

from tests.cast import Cast
from tests.house import HouseClient
from webapp.accounts.models import LoginSession, Person
from webapp.accounts.vocab import FREE_TRIES, TRIES_A_DAY
from webapp.kernel.db import db, write_transaction

TryIn = Callable[..., Any]
IsIn = Callable[[HouseClient], bool]


def change(person: Person, **values: Any) -> None:
    """Set columns of a person."""
    identifier = person.id
    with write_transaction():
        row = db.session.get_one(Person, identifier)
        for name, value in values.items():
            setattr(row, name, value)


@pytest.mark.parametrize("typed", ["xuncha1", "XUNCHA1", " xuncha1 ", "周敏", "13900001111"])
def test_signs_in_by_login_phone_or_name(
    cast: Cast, client: HouseClient, try_in: TryIn, is_in: IsIn, typed: str
) -> None:
    change(cast.person("xuncha1"), phone="13900001111")

    answer = try_in(client, typed)

    assert (answer.status_code, answer.location) == (303, "/")
    assert is_in(client)


def test_a_name_that_two_people_share_opens_nothing(cast: Cast, client: HouseClient, try_in: TryIn) -> None:
    change(cast.person("xuncha2"), name="周敏")

    assert try_in(client, "周敏").status_code == 401
    assert try_in(client, "xuncha1").status_code == 303


@pytest.mark.parametrize(
    ("typed", "password"), [("xuncha1", "wrong"), ("nobody", "wrong"), ("", ""), ("周敏", "xuncha1"), ("xuncha1", "")]
)
def test_wrong_shows_the_page_again_with_what_was_typed(
    cast: Cast, client: HouseClient, try_in: TryIn, typed: str, password: str
) -> None:
    answer = try_in(client, typed, password)

    assert answer.status_code == 401
    assert "姓名或密码不对" in answer.text
    assert f'value="{typed}"' in answer.text
    assert 'name="password"' in answer.text


def test_a_disabled_person_hears_the_same_as_a_wrong_password(cast: Cast, client: HouseClient, try_in: TryIn) -> None:
    change(cast.person("xuncha1"), is_disabled=True)

    right, wrong = try_in(client, "xuncha1"), try_in(client, "xuncha1", "wrong")

    assert right.status_code == wrong.status_code == 401
    assert [p for p in (right, wrong) if "姓名或密码不对" not in p.text] == []


def test_without_a_password_only_an_invitation_opens(cast: Cast, client: HouseClient, try_in: TryIn) -> None:
    change(cast.person("xuncha1"), password_hash=None)

    assert try_in(client, "xuncha1", "nobody's password").status_code == 401


@pytest.mark.parametrize("typed", ["a\x00b", "\x00", "x" * 5000, "\ud800", "' OR 1=1 --", "%", "\u202e"])
def test_odd_input_is_a_wrong_name(cast: Cast, client: HouseClient, try_in: TryIn, typed: str) -> None:
    answer = try_in(client, typed.encode("utf-8", "surrogatepass").decode("utf-8", "replace"), "\x00" + "p" * 5000)

    assert answer.status_code == 401


def test_a_body_beyond_a_megabyte_is_refused(cast: Cast, client: HouseClient, try_in: TryIn) -> None:
    assert try_in(client, "xuncha1", "p" * 1_500_000).status_code == 413


def test_a_json_body_is_nobody(cast: Cast, client: HouseClient) -> None:
    assert client.post("/sign-in", json=["xuncha1"]).status_code == 401


def test_signing_in_twice_at_once_ends_the_first_session(
    cast: Cast, client: HouseClient, try_in: TryIn, is_in: IsIn
) -> None:
    try_in(client, "xuncha1")
    try_in(client, "xuncha2")

    alive = select(func.count()).select_from(LoginSession).where(LoginSession.ended_at.is_(None))
    assert db.session.scalar(alive) == 1
    assert "何建" in client.page("/me").text


def test_signed_in_the_sign_in_page_leads_on(cast: Cast, client: HouseClient, try_in: TryIn) -> None:
    try_in(client, "xuncha1")

    assert client.get("/sign-in?next=/villages").location == "/villages"
    assert client.get("/sign-in?next=/sign-in").location == "/"


def test_a_page_that_needs_somebody_leads_to_sign_in_and_back(cast: Cast, client: HouseClient) -> None:
    page = client.page("/villages?x=1")

    assert page.response.request.path == "/sign-in"
    answer = client.submit(page.form("/sign-in"), login="xuncha1", password="correct horse battery")
    assert answer.location == "/villages?x=1"


@pytest.mark.parametrize(
    "target",
    [
        "//evil.example", "/\\evil.example", "https://evil.example", "\\/evil.example", "/\n/evil.example",
        "/\t/evil.example", "javascript:alert(1)", "evil.example", " /me", "/me\x00", "///evil.example",
        "/%0d%0aLocation:x\r\n", "http:/evil.example", "/nowhere/at/all", "/sign-out",
    ],
)  # fmt: skip
def test_next_leads_nowhere_else(cast: Cast, client: HouseClient, try_in: TryIn, target: str) -> None:
    assert client.get("/sign-in", query_string={"next": target}).status_code == 200

    answer = client.post("/sign-in", data={"login": "xuncha1", "password": "correct horse battery", "next": target})

    assert (answer.status_code, answer.location) == (303, "/")


def test_the_delay_doubles_with_each_wrong_password(cast: Cast, client: HouseClient, try_in: TryIn, clock: Any) -> None:
    for _try in range(FREE_TRIES + 1):
        assert try_in(client, "xuncha1", "wrong").status_code == 401

    waits = []
    for _round in range(4):
        answer = try_in(client, "xuncha1")
        assert answer.status_code == 429
        waits.append(int(answer.headers["Retry-After"]))
        clock.forward(seconds=waits[-1])
        assert try_in(client, "xuncha1", "wrong").status_code == 401

    assert [b - 1 for b in waits[1:]] == [2 * (a - 1) for a in waits[:-1]]
    assert 'value="xuncha1"' in answer.text
    assert f"等 {waits[-1]} 秒" in answer.text


def test_strangers_cannot_lock_the_owner_out(
    cast: Cast, client: HouseClient, try_in: TryIn, clock: Any, browser: Callable[[], HouseClient]
) -> None:
    owner, stranger = client, browser()
    try_in(owner, "xuncha1")
    owner.post("/sign-out")
    for network in range(TRIES_A_DAY):
        answer = try_in(stranger, "xuncha1", "guess", environ_base={"REMOTE_ADDR": f"10.0.{network}.1"})
        assert answer.status_code == 401

    locked = try_in(browser(), "xuncha1", environ_base={"REMOTE_ADDR": "10.9.9.9"})
    assert locked.status_code == 429
    assert "小时" in locked.text

    assert try_in(owner, "xuncha1").status_code == 303
    clock.forward(days=1, seconds=1)
    assert try_in(browser(), "xuncha1").status_code == 303


def test_a_device_is_known_for_its_own_account_only(
    cast: Cast, client: HouseClient, try_in: TryIn, browser: Callable[[], HouseClient]
) -> None:
    try_in(client, "xuncha2")
    client.post("/sign-out")
    for network in range(TRIES_A_DAY):
        try_in(browser(), "xuncha1", "guess", environ_base={"REMOTE_ADDR": f"10.1.{network}.1"})

    assert try_in(client, "xuncha1").status_code == 429


def test_what_was_chosen_before_signing_in_goes_along(cast: Cast, client: HouseClient, try_in: TryIn) -> None:
    client.post("/preferences", data={"large": "1"})
    client.post("/preferences", data={"locale": "en"})
    try_in(client, "qinglong", "wrong")
    try_in(client, "qinglong")

    person = cast.person("qinglong")
    assert (person.large, person.locale) == (True, "en")
    client.post("/sign-out")
    assert client.page("/sign-in").tree.first("html").get("data-mode") == "large"


def test_the_next_person_on_the_phone_keeps_their_own_choice(cast: Cast, client: HouseClient, try_in: TryIn) -> None:
    try_in(client, "qinglong")
    client.post("/preferences", data={"large": "1", "locale": "en"})
    client.post("/sign-out")
    try_in(client, "xuncha1")

    page = client.page("/me")
    assert page.tree.first("html").get("data-mode") == ""
    assert cast.person("xuncha1").large is False
