"""A real installation from nothing: one command, then everything on screen, until an inspector photographs."""

import re

import pytest
from flask import Flask
from flask_sqlalchemy import SQLAlchemy

from tests.cast import Cast
from tests.house import HouseClient
from webapp.kernel.db import db as database
from webapp.shell.demo import register
from webapp.shell.serving import preparing
from webapp.units.models import Unit

pytestmark = pytest.mark.slow  # migrates, and hashes passwords as the real thing does

SECRET = "很长的一句密码 2026"


def run(app: Flask, *words: str) -> str:
    """What a command prints, after it ended well or badly."""
    return app.test_cli_runner().invoke(args=[*words]).output


def way_in(text: str) -> str:
    """The address of an invitation that stands in a text."""
    found = re.search(r"/invitations/[\w-]{20,}", text)
    assert found is not None, text
    return found[0]


def come_in(client: HouseClient, link: str) -> None:
    """Use an invitation as its person does."""
    answer = client.submit(client.page(link).form(link), new=SECRET)
    assert answer.status_code == 303, answer.text


def test_from_nothing_to_the_first_problem(app: Flask, db: SQLAlchemy, client: HouseClient) -> None:
    said = run(app, "pilot", "begin", "--county", "临江县", "--administrator", "何建国")
    assert said.startswith("hejianguo sets a password")
    come_in(client, way_in(said))

    county = database.session.query(Unit).filter_by(name="临江县").one()
    client.submit(client.page(f"/units/{county.id}").form("/below"), kind="township", name="南山镇")
    town = database.session.query(Unit).filter_by(name="南山镇").one()
    client.submit(client.page(f"/units/{town.id}").form("/below"), kind="village", name="石桥村")
    village = database.session.query(Unit).filter_by(name="石桥村").one()
    for name, unit, role in [("周岚", village, "village_staff"), ("沈立", town, "inspector")]:
        answer = client.submit(client.page("/people/new").form("/people/new"), name=name, post=f"{unit.id} {role}")
        invited = client.submit(client.page(answer.location).form("/invitation"))
    come_in(HouseClient(app), way_in(invited.text))

    inspector = HouseClient(app)
    assert inspector.post("/api/v1/session", json={"login": "shenli", "password": SECRET}).status_code == 201
    form = inspector.page("/tickets/new").form("/tickets/new")
    answer = inspector.submit(form, village_id=village.id, type_code="A1-08", words="台阶破了")
    assert answer.status_code == 303
    assert "南山-0001" in inspector.page(answer.location).text
    assert not register.is_demo()
    assert preparing.prepare(lambda *_: None) is None  # serving it brings no demo


def test_a_place_that_is_in_use_is_left_alone(app: Flask, cast: Cast) -> None:
    before = database.session.query(Unit).count()

    assert "nothing was changed" in run(app, "pilot", "begin", "--county", "临江县", "--administrator", "何建国")
    assert database.session.query(Unit).count() == before


def test_an_administrator_who_lost_the_way_gets_another(app: Flask, cast: Cast, client: HouseClient) -> None:
    said = run(app, "pilot", "invite", "admin")
    come_in(client, way_in(said))

    assert "No administrator" in run(app, "pilot", "invite", "xuncha1")
