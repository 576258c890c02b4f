"""Guess limits beyond one name at one door, and the key that everything is signed with."""

from pathlib import Path

import pytest

from tests import make
from tests.cast import PASSWORD, Cast
from webapp.accounts import signin
from webapp.accounts.models import Person
from webapp.accounts.vocab import FREE_TRIES, TRIES_A_NETWORK
from webapp.config import Config
from webapp.kernel.db import db
from webapp.kernel.errors import AppError

STRANGER = signin.Visitor(network="203.0.113.9", device_label="Chrome")


def refusal(login: str, visitor: signin.Visitor = STRANGER) -> str:
    with pytest.raises(AppError) as refused:
        signin.sign_in(login, "not the password", visitor)
    return refused.value.problem.code


def test_login_phone_and_name_share_one_allowance(cast: Cast) -> None:
    person = db.session.get_one(Person, cast.actor("qinglong").person_id)
    names = [person.login, person.name, person.login.upper()]

    codes = [refusal(names[n % 3]) for n in range(FREE_TRIES + 2)]

    assert codes == ["account.wrong_sign_in"] * (FREE_TRIES + 1) + ["http.too_many"]


def test_one_network_cannot_try_ever_more_names(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(signin, "TRIES_A_NETWORK", 5)

    codes = [refusal(f"nobody{n}") for n in range(6)]

    assert TRIES_A_NETWORK >= 100
    assert codes == ["account.wrong_sign_in"] * 5 + ["http.too_many"]
    assert refusal("nobody9", signin.Visitor("203.0.113.10", "Chrome")) == "account.wrong_sign_in"


def test_guessing_the_present_password_from_inside_is_limited_too(cast: Cast) -> None:
    actor = cast.actor("qinglong")
    args = {"new": "another good one", "session_id": make.new_id()}
    codes = []
    for _ in range(FREE_TRIES + 2):
        with pytest.raises(AppError) as refused:
            make.run(actor, "account.change_password", current="wrong guess", **args)
        codes.append(refused.value.problem.code)

    assert codes[-1] == "http.too_many"
    assert "account.wrong_password" in codes
    with pytest.raises(AppError):
        make.run(actor, "account.change_password", current=PASSWORD, **args)


def test_the_secret_key_is_made_once_and_never_empty(tmp_path: Path) -> None:
    first = Config(data_dir=tmp_path).secret_key()

    assert len(first) >= 32
    assert Config(data_dir=tmp_path).secret_key() == first


def test_an_empty_secret_key_is_refused_loudly(tmp_path: Path) -> None:
    (tmp_path / "secret_key").write_text("")

    with pytest.raises(RuntimeError):
        Config(data_dir=tmp_path).secret_key()
