"""Switching an account off: at once, for everything of it, by who looks after it, and back."""

import pytest

from tests import make
from tests.cast import PASSWORD, Cast, sign_in
from tests.house import HouseClient
from webapp.accounts import queries as accounts
from webapp.accounts import signin
from webapp.accounts.tokens import token_hash
from webapp.kernel.db import db, write_transaction
from webapp.kernel.errors import AppError
from webapp.kernel.jobs import run_due
from webapp.sheets.models import Sheet
from webapp.timeline.models import Entry
from webapp.units.vocab import Role

TOKEN = "a-token-that-is-long-enough-for-a-test-0002"


def address(cast: Cast, login: str) -> str:
    return f"/people/{cast.person(login).id}/access"


def enters(client: HouseClient, login: str) -> bool:
    """Whether the password opens the door."""
    answer = client.post("/api/v1/session", json={"login": login, "password": PASSWORD})
    return bool(answer.status_code == 201)


def test_everything_ends_at_once_and_comes_back(cast: Cast, client: HouseClient) -> None:
    theirs = cast.person("qinglong").id
    make.run(cast.actor("zhenban"), "account.invite", person_id=theirs, token_hash=token_hash(TOKEN))
    assert accounts.open_invitation(TOKEN) is not None
    with write_transaction():
        token = signin.open_session(theirs, "test")
    sign_in(client, "zhenban")
    page = client.page(address(cast, "qinglong"))
    assert "停用刘志强的账号？" in page.text
    said = client.page(client.submit(page.form("/access")).location)

    assert "停用了，所有设备已退出登录" in said.text
    assert accounts.live_session(token) is None
    assert accounts.open_invitation(TOKEN) is None
    assert not enters(client, "qinglong")

    sign_in(client, "zhenban")
    page = client.page(address(cast, "qinglong"))
    assert "恢复刘志强的账号？" in page.text
    client.submit(page.form("/access"))
    assert enters(client, "qinglong")
    names = [e.name for e in db.session.query(Entry).filter_by(subject_id=theirs).order_by(Entry.seq)]
    assert [name for name in names if "abled" in name] == ["account.disabled", "account.enabled"]


def test_again_is_harmless(cast: Cast) -> None:
    office, theirs = cast.actor("zhenban"), cast.person("qinglong").id
    for name in ("account.disable", "account.disable", "account.enable", "account.enable"):
        make.run(office, name, person_id=theirs)

    assert db.session.query(Entry).filter(Entry.name.in_(("account.disabled", "account.enabled"))).count() == 2


@pytest.mark.parametrize(
    ("login", "whom", "code"),
    [
        ("zhenban", "zhenban", r"auth\.forbidden"),  # nobody locks themselves out
        ("zhenban", "lingdao", r"auth\.forbidden"),
        ("zhenban", "linzhen", r"http\.not_found"),
        ("xuncha1", "qinglong", r"auth\.forbidden"),
        ("admin", "admin", r"auth\.forbidden"),
    ],
)
def test_only_who_looks_after_them(cast: Cast, login: str, whom: str, code: str) -> None:
    for name in ("account.disable", "account.enable"):
        with pytest.raises(AppError, match=code):
            make.run(cast.actor(login), name, person_id=cast.person(whom).id)


def test_the_administrator_switches_the_office(cast: Cast, client: HouseClient) -> None:
    sign_in(client, "admin")
    client.submit(client.page(address(cast, "zhenban")).form("/access"))

    assert cast.person("zhenban").is_disabled
    assert "恢复" in client.page("/people").text
    assert not enters(client, "zhenban")


def test_somebody_who_also_works_elsewhere_is_not_the_office_s(cast: Cast, client: HouseClient) -> None:
    cast.hat("qinglong", "临河镇", Role.INSPECTOR)
    sign_in(client, "zhenban")

    assert client.get(address(cast, "qinglong")).status_code == 403
    assert address(cast, "qinglong") not in client.page("/people").links()


def test_what_they_answer_for_is_said(cast: Cast, client: HouseClient) -> None:
    make.open_ticket(cast.actor("xuncha1"))
    sign_in(client, "zhenban")
    page = client.page(address(cast, "qinglong"))

    assert "还有 1 个问题的责任人写着这个人" in page.text
    link = next(each for each in page.links() if each.startswith("/tickets?"))
    assert "1–1" in client.page(link).text


def test_a_file_that_they_asked_for_is_not_written(cast: Cast) -> None:
    make.open_ticket(cast.actor("xuncha1"))
    sheet_id = make.run(cast.actor("xuncha1"), "ledger.export", address={"view": "all"})["sheet_id"]
    make.run(cast.actor("zhenban"), "account.disable", person_id=cast.person("xuncha1").id)
    run_due()
    db.session.expire_all()

    assert db.session.get_one(Sheet, sheet_id).state == "stopped"
