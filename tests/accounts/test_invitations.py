"""A way in that is shown once, opened by anybody, used once."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from tests.accounts.conftest import copy_of
from tests.cast import PASSWORD, Cast, sign_in
from tests.house import HouseClient, Page
from tests.html import parse
from tests.make import new_id
from webapp.accounts.models import Invitation, Person
from webapp.accounts.vocab import INVITATION_LIFE
from webapp.kernel.commands import Receipt
from webapp.kernel.db import db, write_transaction
from webapp.units.models import Membership
from webapp.units.vocab import Role

NEW = "fresh horse battery"
Browser = Callable[[], HouseClient]
Invite = Callable[..., str]


@pytest.fixture
def invite(cast: Cast, app: Any) -> Invite:
    """Makes an invitation at the office's desk; its path."""

    def make(login: str = "qinglong", by: str = "zhenban") -> str:
        desk = app.test_client()
        sign_in(desk, by)
        page = desk.page(f"/people/{cast.person(login).id}/invitation")
        answer = desk.submit(page.form("/invitation"))
        assert answer.status_code == 200, answer.text
        return link_of(answer.text)

    return make


def link_of(page: str) -> str:
    """The path of the link a page shows."""
    shown = parse(page).first("copy-link").get("data-text")
    return shown.removeprefix("http://localhost")


def test_an_invitation_says_whose_it_is_and_opening_it_uses_nothing(client: HouseClient, invite: Invite) -> None:
    path = invite()

    for _look in range(3):
        page = client.page(path)
        assert "刘志强" in page.text
        assert "青龙村" in page.text
    assert db.session.scalars(select(Invitation.used_at)).all() == [None]


def test_an_invitation_sets_a_password_and_comes_in(cast: Cast, client: HouseClient, invite: Invite) -> None:
    path = invite()

    answer = client.submit(client.page(path).form(path), new=NEW)

    assert (answer.status_code, answer.location) == (303, "/")
    assert "刘志强" in client.page("/me").text
    client.post("/sign-out")
    assert client.post("/sign-in", data={"login": "qinglong", "password": NEW}).status_code == 303


def test_a_used_invitation_is_gone(client: HouseClient, browser: Browser, invite: Invite) -> None:
    path = invite()
    assert client.post(path, data={"new": NEW}).status_code == 303

    other = browser()
    assert other.post(path, data={"new": "another long one"}).status_code == 410
    page = other.page(path, status=410)
    assert "用过了，或者过期了" in page.text
    assert other.post("/sign-in", data={"login": "qinglong", "password": "another long one"}).status_code == 401


def test_a_weak_password_leaves_it_usable(client: HouseClient, invite: Invite) -> None:
    path = invite()

    for weak in ("short", "刘志强", "12345678", "", "x" * 300):
        answer = client.post(path, data={"new": weak})
        assert answer.status_code == 422
        assert "field-error" in answer.text
    assert client.post(path, data={"new": NEW}).status_code == 303


def test_an_invitation_expires(client: HouseClient, invite: Invite, clock: Any) -> None:
    path = invite()
    clock.forward(days=INVITATION_LIFE / timedelta(days=1), seconds=1)

    assert client.get(path).status_code == 410
    assert client.post(path, data={"new": NEW}).status_code == 410


def test_a_newer_invitation_withdraws_the_older(client: HouseClient, invite: Invite) -> None:
    older, newer = invite(), invite()

    assert (client.get(older).status_code, client.get(newer).status_code) == (410, 200)
    assert client.post(older, data={"new": NEW}).status_code == 410


def test_a_disabled_persons_invitation_is_gone(cast: Cast, client: HouseClient, invite: Invite) -> None:
    path = invite()
    identifier = cast.person("qinglong").id
    with write_transaction():
        db.session.get_one(Person, identifier).is_disabled = True

    assert client.get(path).status_code == 410
    assert client.post(path, data={"new": NEW}).status_code == 410


def test_a_used_invitation_ends_every_older_session(
    cast: Cast, client: HouseClient, browser: Browser, invite: Invite
) -> None:
    phone = browser()
    sign_in(phone, "qinglong")
    thief = copy_of(phone, browser())

    client.post(invite(), data={"new": NEW})

    assert [each.get("/me").status_code for each in (phone, thief, client)] == [302, 302, 200]


def test_coming_in_by_invitation_ends_the_session_of_whoever_was_here(
    client: HouseClient, browser: Browser, invite: Invite
) -> None:
    sign_in(client, "xuncha1")
    thief = copy_of(client, browser())

    client.post(invite(), data={"new": NEW})

    assert thief.get("/me").status_code == 302
    assert "刘志强" in client.page("/me").text


@pytest.mark.parametrize("token", ["x", "%00", "%ED%A0%80", "a" * 43, "a" * 5000, "..%2F..", "中文"])
def test_a_token_that_never_was_is_gone(cast: Cast, client: HouseClient, token: str) -> None:
    assert client.get(f"/invitations/{token}").status_code in (404, 410)
    assert client.post(f"/invitations/{token}", data={"new": NEW}).status_code in (404, 410)


def test_a_pasted_link_leads_to_its_invitation(client: HouseClient, invite: Invite) -> None:
    path = invite()
    token = path.rpartition("/")[2]

    for typed in (token, f"http://localhost{path}", f" 刘志强的邀请 https://x.example{path} 点开 "):
        assert client.get("/invitations", query_string={"code": typed}).location == path
    for typed in ("abc", "https://evil.example/", "\x00", "a" * 9000):
        page = client.page("/invitations", query_string={"code": typed})
        assert "没有邀请码" in page.text


def test_the_token_is_kept_as_a_hash_only(client: HouseClient, invite: Invite) -> None:
    token = invite().rpartition("/")[2]

    for table in db.metadata.sorted_tables:
        for row in db.session.execute(select(table)):
            assert token not in str(row)


def test_a_double_tap_shows_the_same_code(cast: Cast, client: HouseClient) -> None:
    sign_in(client, "zhenban")
    path = f"/people/{cast.person('qinglong').id}/invitation"
    form = client.page(path).form("/invitation")

    first, second = (link_of(client.submit(form).text) for _tap in range(2))

    assert first == second
    assert len(db.session.scalars(select(Invitation)).all()) == 1
    assert len(db.session.scalars(select(Receipt)).all()) == 1


def test_the_code_on_the_page_says_the_link(cast: Cast, client: HouseClient) -> None:
    sign_in(client, "zhenban")
    path = f"/people/{cast.person('qinglong').id}/invitation"
    answer = client.submit(client.page(path).form("/invitation"))

    page = Page(answer)
    assert page.tree.first("img").get("src").startswith("data:image/svg+xml")
    assert page.tree.first("p", class_="invite-link").text == "http://localhost" + link_of(answer.text)
    assert "9月14日 10:00 前有效" in page.text
    assert answer.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize(
    ("by", "login", "status"),
    [
        ("zhenban", "qinglong", 200),
        ("zhenban", "minzheng", 200),
        ("zhenban", "xuncha1", 200),
        ("zhenban", "lingdao", 403),
        ("zhenban", "linzhen", 404),
        ("zhenban", "xianji", 404),
        ("zhenban", "admin", 404),
        ("linzhen", "qinglong", 404),
        ("admin", "lingdao", 200),
        ("admin", "linzhen", 200),
        ("admin", "xianji", 200),
        ("admin", "admin", 403),
        ("xuncha1", "qinglong", 403),
        ("lingdao", "qinglong", 403),
        ("qinglong", "qinglong", 403),
        ("minzheng", "qinglong", 403),
        ("xianji", "qinglong", 403),
    ],
)
def test_who_may_invite_whom(cast: Cast, client: HouseClient, by: str, login: str, status: int) -> None:
    sign_in(client, by)
    path = f"/people/{cast.person(login).id}/invitation"

    assert client.get(path).status_code == status
    assert client.post(path).status_code == status
    assert (db.session.scalars(select(Invitation)).first() is not None) == (status == 200)


def test_a_hat_elsewhere_is_out_of_the_offices_reach(cast: Cast, client: HouseClient) -> None:
    cast.hat("qinglong", "临河镇", Role.OFFICE)
    sign_in(client, "zhenban")

    assert client.post(f"/people/{cast.person('qinglong').id}/invitation").status_code == 403


def test_an_ended_hat_brings_nobody_into_reach(cast: Cast, client: HouseClient, clock: Any) -> None:
    person_id = cast.person("qinglong").id
    with write_transaction():
        for row in db.session.scalars(select(Membership).where(Membership.person_id == person_id)):
            row.to_on = clock.now().date() - timedelta(days=1)
    sign_in(client, "zhenban")

    assert client.post(f"/people/{person_id}/invitation").status_code == 403


def test_nobody_invites_who_does_not_exist(cast: Cast, client: HouseClient) -> None:
    sign_in(client, "zhenban")

    assert client.post(f"/people/{new_id()}/invitation").status_code == 404
    assert client.post("/people/x/invitation").status_code == 404


def test_the_old_password_opens_until_the_invitation_is_used(client: HouseClient, invite: Invite) -> None:
    invite()

    assert client.post("/sign-in", data={"login": "qinglong", "password": PASSWORD}).status_code == 303
