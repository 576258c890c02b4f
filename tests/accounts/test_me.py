"""One's own page: hats, password, language and size; double taps."""

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import func, select

from tests.cast import PASSWORD, Cast, sign_in
from tests.house import HouseClient, Page
from tests.make import new_id
from webapp.accounts.models import LoginSession
from webapp.kernel.commands import Receipt
from webapp.kernel.db import db, write_transaction
from webapp.units.models import Membership
from webapp.units.vocab import Role

NEW = "fresh horse battery"


def hats(page: Page) -> list[str]:
    """The roles on offer."""
    return [b.text for b in page.tree.all("button") if b.get("name") == "membership_id"]


def receipts(name: str) -> int:
    """How often a command was carried out."""
    return db.session.scalar(select(func.count()).select_from(Receipt).where(Receipt.name == name)) or 0


@pytest.fixture
def two_hats(cast: Cast, client: HouseClient) -> Membership:
    """zhenban, signed in as office, is an inspector too; that membership."""
    second = cast.hat("zhenban", "望溪镇", Role.INSPECTOR)
    identifier = second.id
    sign_in(client, "zhenban")
    return db.session.get_one(Membership, identifier)


def test_one_hat_is_no_choice(cast: Cast, client: HouseClient) -> None:
    sign_in(client, "zhenban")

    assert hats(client.page("/me")) == []


def test_choosing_a_hat_changes_the_hat_and_nothing_else(client: HouseClient, two_hats: Membership) -> None:
    with client.session_transaction() as kept:
        before = dict(kept)
    page = client.page("/me")
    assert hats(page) == ["镇办望溪镇", "巡查人望溪镇"]

    answer = client.submit(page.form("/me/acting"), membership_id=two_hats.id)

    assert (answer.status_code, answer.location) == (303, "/")
    with client.session_transaction() as kept:
        assert dict(kept) == before
    assert "巡查人" in client.page("/me").tree.first("header", class_="place-head").text
    assert [row.membership_id for row in db.session.scalars(select(LoginSession))] == [two_hats.id]


def test_another_browser_keeps_its_hat(cast: Cast, app: Any, client: HouseClient, two_hats: Membership) -> None:
    other = app.test_client()
    sign_in(other, "zhenban")

    client.post("/me/acting", data={"membership_id": two_hats.id})

    assert "镇办" in other.page("/me").tree.first("header", class_="place-head").text


def test_somebody_elses_hat_does_not_exist(cast: Cast, client: HouseClient) -> None:
    sign_in(client, "xuncha1")
    leader = cast.actor("lingdao").membership_id

    assert client.post("/me/acting", data={"membership_id": leader}).status_code == 404
    assert client.post("/me/acting", data={"membership_id": new_id()}).status_code == 404


@pytest.mark.parametrize("sent", [{}, {"membership_id": "x"}, {"membership_id": "\x00"}, {"membership_id": "9" * 9999}])
def test_a_broken_choice_shows_the_page_again(cast: Cast, client: HouseClient, sent: dict[str, str]) -> None:
    sign_in(client, "xuncha1")

    answer = client.post("/me/acting", data=sent)

    assert answer.status_code == 422
    assert "有的没填，或者填得不对" in answer.text


def test_a_hat_that_has_ended_is_not_offered(client: HouseClient, two_hats: Membership, clock: Any) -> None:
    identifier = two_hats.id
    client.post("/me/acting", data={"membership_id": identifier})
    with write_transaction():
        db.session.get_one(Membership, identifier).to_on = clock.now().date()
    clock.forward(days=1)

    page = client.page("/me")
    assert hats(page) == []
    assert "镇办" in page.tree.first("header", class_="place-head").text
    assert client.post("/me/acting", data={"membership_id": identifier}).status_code == 404


def test_changing_the_password(cast: Cast, client: HouseClient) -> None:
    sign_in(client, "xuncha1")

    answer = client.submit(client.page("/me").form("/me/password"), current=PASSWORD, new=NEW)

    assert (answer.status_code, answer.location) == (303, "/me")
    assert "密码改好了" in client.page("/me").text
    client.post("/sign-out")
    assert client.post("/sign-in", data={"login": "xuncha1", "password": PASSWORD}).status_code == 401
    assert client.post("/sign-in", data={"login": "xuncha1", "password": NEW}).status_code == 303


@pytest.mark.parametrize(
    ("current", "new", "says"),
    [
        ("wrong", NEW, "现在的密码不对"),
        (PASSWORD, "short", "至少 8 位。"),
        (PASSWORD, "88888888", "太容易猜到"),
        (PASSWORD, "13900001111", "太容易猜到"),
        (PASSWORD, "xungai123", "太容易猜到"),
        (PASSWORD, "x" * 201, "太长了"),
        (PASSWORD, "x" * 100_000, "太长了"),
        (PASSWORD, "", "这里要填"),
        ("", NEW, "这里要填"),
    ],
)
def test_a_password_that_cannot_be(cast: Cast, client: HouseClient, current: str, new: str, says: str) -> None:
    sign_in(client, "xuncha1")

    answer = client.submit(client.page("/me").form("/me/password"), current=current, new=new)

    assert answer.status_code == 422
    page = Page(answer)
    assert says in page.tree.first("p", class_="field-error").text
    assert "open" in page.tree.first("details", class_="fold").attrs
    assert client.post("/sign-in", data={"login": "xuncha1", "password": PASSWORD}).status_code == 303


def test_no_password_is_kept_anywhere(cast: Cast, client: HouseClient) -> None:
    sign_in(client, "xuncha1")
    client.submit(client.page("/me").form("/me/password"), current=PASSWORD, new=NEW)

    for table in db.metadata.sorted_tables:
        for row in db.session.execute(select(table)):
            assert PASSWORD not in str(row)
            assert NEW not in str(row)


def test_a_double_tap_is_one_change(cast: Cast, client: HouseClient) -> None:
    sign_in(client, "xuncha1")
    form = client.page("/me").form("/me/password")

    first = client.submit(form, current=PASSWORD, new=NEW)
    second = client.submit(form, current=PASSWORD, new=NEW)

    assert (first.status_code, second.status_code) == (303, 303)
    assert receipts("account.change_password") == 1


@pytest.mark.parametrize("command_id", [None, "", "x", "\x00", "0" * 3000, "01990000-000F-7000-8000-00000000ABCD"])
def test_a_bad_form_id_is_a_fresh_one(cast: Cast, client: HouseClient, command_id: str | None) -> None:
    sign_in(client, "xuncha1")
    data = {"locale": "en"} | ({} if command_id is None else {"command_id": command_id})

    assert client.post("/preferences", data=data).status_code == 303
    assert receipts("account.set_preferences") == 1


def test_a_form_sent_again_with_other_content_is_told_so(cast: Cast, client: HouseClient) -> None:
    sign_in(client, "zhenban")
    cast.hat("zhenban", "望溪镇", Role.INSPECTOR)
    held = [cast.actor("zhenban").membership_id, cast.actor("xuncha1").membership_id]
    identifier = new_id()
    client.post("/me/acting", data={"command_id": identifier, "membership_id": held[0]})

    answer = client.post("/me/acting", data={"command_id": identifier, "membership_id": held[1]})

    assert answer.status_code == 409
    assert "这件已经发过" in answer.text
    assert identifier not in answer.text


def test_the_sessions_page_names_this_one(cast: Cast, app: Any, client: HouseClient) -> None:
    sign_in(app.test_client(), "xuncha1")
    sign_in(client, "xuncha1")

    page = client.page("/me")
    rows = [li.text for li in page.tree.all("li", class_="accounts-session")]
    assert len(rows) == 2
    assert "就是这台" in rows[0]
    assert "退出登录" in rows[1]


PAGES = ("/sign-in", "/invitations", "/invitations/x")


@pytest.mark.parametrize("locale", ["zh_Hans", "en"])
@pytest.mark.parametrize("large", ["0", "1"])
@pytest.mark.parametrize("login", [None, "zhenban", "qinglong", "admin"])
def test_pages_hold_the_house_rules(
    cast: Cast, client: HouseClient, locale: str, large: str, login: str | None
) -> None:
    if login:
        sign_in(client, login)
    client.post("/preferences", data={"locale": locale})
    client.post("/preferences", data={"large": large})

    for url in ("/me",) if login else PAGES:
        page = client.page(url, status=410 if url.endswith("/x") else 200)
        assert page.tree.first("html").get("lang") == {"zh_Hans": "zh-Hans", "en": "en"}[locale]
        assert (page.tree.first("html").get("data-mode") == "large") == (large == "1")


@pytest.mark.parametrize(
    ("target", "lands"),
    [
        ("/me", "/me"),
        ("/sign-in?next=/me", "/sign-in?next=/me"),
        ("//evil.example", "/"),
        ("/me/password", "/"),
        ("", "/"),
    ],
)
def test_preferences_lead_back(client: HouseClient, target: str, lands: str) -> None:
    answer = client.post("/preferences", data={"locale": "en", "next": target})

    assert (answer.status_code, answer.location) == (303, lands)


@pytest.mark.parametrize("sent", [{"locale": "fr"}, {"locale": "\x00"}, {"large": "perhaps"}])
@pytest.mark.parametrize("login", [None, "xuncha1"])
def test_a_preference_that_does_not_exist(
    cast: Cast, client: HouseClient, sent: dict[str, str], login: str | None
) -> None:
    if login:
        sign_in(client, login)

    assert client.post("/preferences", data=sent).status_code == 422
    assert client.page("/sign-in" if not login else "/me").tree.first("html").get("lang") == "zh-Hans"


def test_each_language_speaks_to_its_browser(client: HouseClient) -> None:
    asked: Callable[[str], str] = lambda wanted: (  # noqa: E731 - three lines of the same
        client.page("/sign-in", headers={"Accept-Language": wanted}).tree.first("html").get("lang")
    )

    assert [asked(a) for a in ("zh-CN,zh;q=0.9,en;q=0.8", "en-GB", "fr")] == ["zh-Hans", "en", "zh-Hans"]
