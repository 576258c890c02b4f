"""`make run` around the app: addresses, greeting, certificate, password, first filling."""

import os
import shutil
import socket
import ssl
import stat
import subprocess
from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest
from flask import Flask
from flask_sqlalchemy import SQLAlchemy

from tests.cast import Cast
from tests.conftest import MONDAY
from tests.shell.test_seed import one_of_each, small
from webapp.accounts.models import Person
from webapp.config import Config
from webapp.kernel import clock
from webapp.kernel.db import db as database
from webapp.photos.models import Upload
from webapp.photos.queries import part_key
from webapp.shell import serve
from webapp.shell.demo import password, register
from webapp.shell.demo.seed import seed
from webapp.shell.demo.stories import plan
from webapp.shell.serving import addresses, banner, certificates, preparing
from webapp.units.models import Unit

pytestmark = pytest.mark.slow

GREETING = banner.Greeting(
    here="http://localhost:8000",
    phones=["http://192.168.1.20:8000"],
    secure=False,
    own_authority=False,
    sign_ins=[
        banner.SignIn("xuncha1", "周敏", "望溪镇 · 巡查人"),
        banner.SignIn("qinglong", "刘志强", "青龙村 · 联络人"),
    ],
    password="shan-yun-he-4827",
    seconds=12.3,
)


def said(app: Flask, greeting: banner.Greeting, language: str = "en") -> list[str]:
    with app.test_request_context(headers={"Accept-Language": language}):
        return list(banner.lines(greeting, colour=False))


def test_a_port_in_use_is_not_free() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        assert not addresses.is_free("127.0.0.1", port)
        assert not addresses.answers("http", "127.0.0.1", port)
    assert addresses.is_free("127.0.0.1", port)


def test_a_loopback_server_has_no_address_in_the_network() -> None:
    assert addresses.in_network("127.0.0.1") == []
    assert addresses.in_network("localhost") == []
    assert addresses.in_network("192.168.1.20") == ["192.168.1.20"]
    assert not any(host.startswith("127.") for host in addresses.in_network(""))


@pytest.mark.parametrize(
    ("parts", "expected"),
    [
        (("http", "10.0.0.5", 8000), "http://10.0.0.5:8000"),
        (("http", "10.0.0.5", 80), "http://10.0.0.5"),
        (("https", "fd00::5", 443), "https://[fd00::5]"),
    ],
)
def test_an_address_to_type(parts: tuple[str, str, int], expected: str) -> None:
    assert addresses.url(*parts) == expected


def test_the_greeting_names_addresses_people_and_the_way_to_https(app: Flask) -> None:
    text = "\n".join(said(app, GREETING))

    for piece in ("http://localhost:8000", "http://192.168.1.20:8000", "xuncha1", "shan-yun-he-4827", "HTTPS=1"):
        assert piece in text
    assert "\033" not in text


def test_names_stand_in_columns_though_chinese_is_wide(app: Flask) -> None:
    rows = [line for line in said(app, GREETING) if "·" in line]

    assert rows[0].index("望溪镇") == rows[1].index("青龙村") + 1  # 刘志强 is one wide letter more than 周敏


def test_the_greeting_of_a_foreign_database_names_nobody(app: Flask) -> None:
    text = "\n".join(said(app, replace(GREETING, sign_ins=(), password="", phones=())))

    assert "xuncha1" not in text
    assert "▀" not in text


def test_the_greeting_speaks_chinese(app: Flask) -> None:
    assert any("演示账号" in line for line in said(app, GREETING, "zh"))


def test_the_greeting_tells_phones_where_the_certificate_is(app: Flask) -> None:
    text = "\n".join(said(app, replace(GREETING, own_authority=True, phones=["https://192.168.1.20:8000"])))

    assert "https://192.168.1.20:8000/ca.crt" in text


def test_the_certificate_is_given_out_only_where_we_made_one(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    settings = app.config["SETTINGS"]
    folder = settings.data_dir / "tls"
    folder.mkdir(exist_ok=True)
    (folder / "ca.crt").write_text("certificate", "ascii")
    assert app.test_client().get("/ca.crt").status_code == 404
    monkeypatch.setitem(app.config, "SETTINGS", replace(settings, https=True))
    answer = app.test_client().get("/ca.crt")

    assert (answer.status_code, answer.mimetype) == (200, "application/x-x509-ca-cert")


def test_the_qr_code_is_a_whole_square() -> None:
    rows = list(banner.qr("http://192.168.1.20:8000", colour=False))

    assert len({len(row) for row in rows}) == 1
    assert len(rows) == (len(rows[0]) - 2 + 1) // 2


def test_workers_are_told_all_they_need(tmp_path: Path) -> None:
    settings = Config(data_dir=tmp_path, host="::1", port=8123)
    web, jobs = serve.children(settings, None)

    assert "--bind=[::1]:8123" in web.command
    assert "--no-control-socket" in web.command
    assert web.essential
    assert jobs.command[-2:] == ["jobs", "run"]
    assert serve.environment(settings)["DATA_DIR"] == str(tmp_path)


needs_openssl = pytest.mark.skipif(not shutil.which("openssl"), reason="needs the openssl program")


@needs_openssl
def test_a_certificate_for_this_machine(tmp_path: Path) -> None:
    pair = certificates.ready(tmp_path / "tls", ["192.168.1.20", "203.0.113.5"])
    names = subprocess.run(
        ["openssl", "x509", "-in", pair.certificate, "-noout", "-ext", "subjectAltName"],
        capture_output=True, text=True, check=True,
    ).stdout  # fmt: skip

    assert "192.168.1.20" in names
    assert "203.0.113.5" not in names  # not private: our authority may not speak for it
    assert stat.S_IMODE(pair.key.stat().st_mode) == 0o600
    assert stat.S_IMODE((tmp_path / "tls").stat().st_mode) == 0o700
    trusting = ssl.create_default_context(cafile=str(pair.authority))
    trusting.load_cert_chain(pair.certificate, pair.key)
    checked = subprocess.run(
        ["openssl", "verify", "-CAfile", pair.authority, pair.certificate], capture_output=True, check=False
    )
    assert checked.returncode == 0, checked.stderr


@needs_openssl
def test_a_certificate_is_kept_until_the_addresses_change(tmp_path: Path) -> None:
    first = certificates.ready(tmp_path, ["192.168.1.20"])
    authority, before = first.authority.read_bytes(), first.certificate.read_bytes()

    assert certificates.ready(tmp_path, ["192.168.1.20"]).certificate.read_bytes() == before
    assert certificates.ready(tmp_path, ["192.168.1.21"]).certificate.read_bytes() != before
    assert first.authority.read_bytes() == authority  # phones have installed it


def test_without_openssl_the_reason_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))

    with pytest.raises(certificates.NoCertificate, match="openssl"):
        certificates.ready(tmp_path / "tls", [])


def test_the_demo_password_is_made_once_and_kept(tmp_path: Path) -> None:
    settings = Config(data_dir=tmp_path)
    made = password.current(settings)

    assert len(made) >= 8
    assert password.current(settings) == made
    assert stat.S_IMODE((tmp_path / "demo_password").stat().st_mode) == 0o600


def test_the_demo_password_of_the_environment_wins_and_stays(tmp_path: Path) -> None:
    password.current(Config(data_dir=tmp_path))

    assert password.current(Config(data_dir=tmp_path, demo_password="given-1234")) == "given-1234"
    assert password.current(Config(data_dir=tmp_path)) == "given-1234"


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """A demo of two stories with small pictures."""
    stories = one_of_each(plan(MONDAY))[:2]
    monkeypatch.setattr(preparing, "seed", partial(seed, stories=stories, painter=small))


@pytest.fixture
def unfinished(app: Flask) -> Iterator[Path]:
    """The mark of a filling under way."""
    path = app.config["SETTINGS"].data_dir / "demo-unfinished"
    yield path
    path.unlink(missing_ok=True)


@pytest.mark.usefixtures("quick")
def test_an_empty_database_is_filled_once(db: SQLAlchemy, unfinished: Path) -> None:
    assert preparing.prepare(lambda *_: None) is not None
    assert register.is_demo()
    assert not unfinished.exists()
    assert preparing.prepare(lambda *_: None) is None


@pytest.mark.usefixtures("quick")
def test_an_interrupted_filling_is_begun_again(app: Flask, db: SQLAlchemy, unfinished: Path) -> None:
    preparing.prepare(lambda *_: None)
    unfinished.touch()

    assert preparing.prepare(lambda *_: None) is not None
    assert register.is_demo()
    assert not unfinished.exists()


@pytest.mark.usefixtures("quick")
def test_reset_makes_the_demo_anew(app: Flask, db: SQLAlchemy) -> None:
    preparing.prepare(lambda *_: None)
    person = database.session.get_one(Person, register.person_id("xuncha1"))
    person.name, store, part = "别人", app.extensions["photo_store"], part_key(person.id, "0-x")
    database.session.add(Upload(photo_id=person.id, person_id=person.id, sha256="", length=9, touched_at=clock.now()))
    database.session.commit()
    store.put(part, b"part")

    result = app.test_cli_runner().invoke(args=["demo", "reset"])

    assert result.exit_code == 0, result.output
    assert not store.exists(part)
    assert database.session.get_one(Person, register.person_id("xuncha1")).name == "周敏"


def test_reset_and_seed_leave_another_database_alone(app: Flask, county: Cast) -> None:
    runner = app.test_cli_runner()
    before = database.session.query(Unit).count()

    for words in (["demo", "reset"], ["demo", "seed"]):
        result = runner.invoke(args=words)
        assert result.exit_code == 1
        assert "nothing was changed" in result.output
    assert database.session.query(Unit).count() == before


def test_jobs_can_be_run_once(app: Flask, db: SQLAlchemy) -> None:
    result = app.test_cli_runner().invoke(args=["jobs", "run", "--once"])

    assert result.output.strip() == "0 jobs run"


def test_the_language_of_the_terminal(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("LC_ALL", "LC_MESSAGES"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("LANG", "zh_CN.UTF-8")
    with serve.in_words_of_operator(app):
        assert serve._("On this machine") == "本机"
    monkeypatch.setenv("LANG", "C.UTF-8")
    with serve.in_words_of_operator(app):
        assert serve._("On this machine") == "On this machine"
    assert os.environ["LANG"] == "C.UTF-8"
