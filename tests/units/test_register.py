"""The register on screen: units, their places, and who answers for a village."""

from typing import Any

import pytest

from tests import make
from tests.cast import Cast, sign_in
from tests.house import HouseClient
from tests.html import Element
from tests.make import new_id
from webapp.kernel.db import db
from webapp.kernel.errors import AppError
from webapp.units import queries
from webapp.units.models import Duty, Unit, Venue


def address(cast: Cast, name: str, behind: str = "") -> str:
    return f"/units/{cast.unit(name).id}{behind}"


def duty_form(cast: Cast, client: HouseClient) -> Element:
    """The form for the contact cadre of 青龙村."""
    forms = [form for form in client.page(address(cast, "青龙村")).tree.all("form") if "/duties" in form.get("action")]
    return next(each for each in forms if each.first("input", name="kind").get("value") == "contact_cadre")


def test_a_new_village_stands_in_the_register_and_can_be_searched(cast: Cast, client: HouseClient) -> None:
    sign_in(client, "admin")
    page = client.page(address(cast, "望溪镇"))
    form = page.form("/below")
    answers = [client.submit(form, kind="village", name="长湾村") for _ in range(2)]  # a double tap

    village = cast.unit("长湾村")
    assert [answer.status_code for answer in answers] == [303, 303]
    assert (village.kind, village.township_id, village.pinyin) == ("village", cast.unit("望溪镇").id, "changwancun")
    assert village.position > cast.unit("白石村").position
    assert "长湾村" in client.page("/villages").text
    sign_in(client, "xuncha1")
    assert "长湾村" in client.page("/tickets/new").text


def test_a_new_township_has_letters_for_its_numbers(cast: Cast) -> None:
    args = {"unit_id": new_id(), "parent_id": cast.unit("望溪镇").county_id, "kind": "township", "name": "南山镇"}
    make.run(cast.actor("admin"), "unit.add", **args)

    town = cast.unit("南山镇")
    assert (town.number_prefix, town.township_id) == ("南山", town.id)


@pytest.mark.parametrize(
    ("login", "parent", "kind", "name", "code"),
    [
        ("admin", "望溪镇", "village", "青龙村", "unit.name_taken"),
        ("admin", "望溪镇", "township", "南山镇", "unit.wrong_place"),
        ("admin", "青龙村", "village", "组", "unit.wrong_place"),
        ("zhenban", "望溪镇", "village", "长湾村", "auth.forbidden"),
        ("zhenban", "临河镇", "village", "长湾村", "http.not_found"),
        ("xuncha1", "望溪镇", "village", "长湾村", "auth.forbidden"),
    ],
)
def test_what_cannot_be_added(cast: Cast, login: str, parent: str, kind: str, name: str, code: str) -> None:
    before = db.session.query(Unit).count()
    with pytest.raises(AppError) as refused:
        make.run(cast.actor(login), "unit.add", unit_id=new_id(), parent_id=cast.unit(parent).id, kind=kind, name=name)
    assert refused.value.problem.code == code
    assert db.session.query(Unit).count() == before


def test_numbers_that_were_given_keep_their_letters(cast: Cast, client: HouseClient) -> None:
    number = make.open_ticket(cast.actor("xuncha1")).name
    sign_in(client, "admin")
    form = client.page(address(cast, "望溪镇")).form(address(cast, "望溪镇"))
    client.submit(form, name="望溪街道", number_prefix="街道")

    assert cast.unit("望溪街道").number_prefix == "街道"
    assert number.startswith("望溪-")
    assert make.open_ticket(cast.actor("xuncha1")).name.startswith("街道-")


def test_a_renamed_village_reaches_the_phones(cast: Cast, client: HouseClient) -> None:
    sign_in(client, "xuncha1")
    before = client.get("/api/v1/changes").get_json()
    make.run(cast.actor("admin"), "unit.correct", unit_id=cast.unit("青龙村").id, name="青龙新村")

    after = client.get(f"/api/v1/changes?since={before['next']}").get_json()

    assert after["reset"]
    assert after["kit"] != before["kit"]


@pytest.mark.parametrize("typed", ["30.2741, 120.1551", "30.2741，120.1551", " 30.2741 120.1551 "])
def test_the_office_puts_a_place_where_it_is(cast: Cast, client: HouseClient, typed: str) -> None:
    sign_in(client, "zhenban")
    form = client.page(address(cast, "青龙村")).form("/venues")
    client.submit(form, name="文化礼堂", point=typed)

    venue = db.session.query(Venue).filter_by(name="文化礼堂").one()
    assert (venue.lat, venue.lng, venue.unit_id) == (30.2741, 120.1551, cast.unit("青龙村").id)
    form = client.page(address(cast, "青龙村", f"/venues/{venue.id}")).form(f"/venues/{venue.id}")
    assert form.first("input", name="point").get("value") == "30.274100, 120.155100"
    client.submit(form, name="村礼堂", point="")
    db.session.expire_all()
    assert (venue.name, venue.lat) == ("村礼堂", None)


@pytest.mark.parametrize("typed", ["120.1551, 30.2741", "青龙山脚下", "30.2741", "0, 0"])
def test_what_is_no_point_here_is_said_and_nothing_is_lost(cast: Cast, client: HouseClient, typed: str) -> None:
    sign_in(client, "zhenban")
    form = client.page(address(cast, "青龙村")).form("/venues")
    answer = client.submit(form, name="文化礼堂", point=typed)

    assert answer.status_code == 422
    assert "先写纬度，再写经度" in answer.text
    assert 'value="文化礼堂"' in answer.text
    assert f'value="{typed}"' in answer.text
    assert db.session.query(Venue).filter_by(name="文化礼堂").count() == 0


def test_two_places_of_one_name_are_refused(cast: Cast) -> None:
    office, village = cast.actor("zhenban"), cast.unit("青龙村").id
    with pytest.raises(AppError, match=r"unit\.name_taken"):
        make.run(office, "venue.add", venue_id=new_id(), unit_id=village, name=cast.venue("青龙村").name)


def test_places_are_kept_by_the_office_of_that_township(cast: Cast) -> None:
    for login, code in [("linzhen", "http.not_found"), ("xuncha1", "auth.forbidden"), ("qinglong", "auth.forbidden")]:
        with pytest.raises(AppError) as refused:
            make.run(cast.actor(login), "venue.correct", venue_id=cast.venue("青龙村").id, name="他村")
        assert refused.value.problem.code == code


def test_who_answers_for_a_village_changes_and_the_former_stays_written_down(cast: Cast, client: HouseClient) -> None:
    village, sun = cast.unit("青龙村"), cast.person("xuncha2")
    before = {duty.person_id for duty in queries.duties_of([village.id]) if duty.kind == "contact_cadre"}
    sign_in(client, "zhenban")
    client.submit(duty_form(cast, client), person_id=sun.id)
    client.submit(duty_form(cast, client), person_id=sun.id)  # nothing changes

    held = [duty for duty in queries.duties_of([village.id]) if duty.kind == "contact_cadre"]
    assert [duty.person_id for duty in held] == [sun.id]
    known = {duty.person_id for duty in db.session.query(Duty).filter_by(unit_id=village.id, kind="contact_cadre")}
    assert known == before | {sun.id}
    assert sun.name in client.page(f"/villages/{village.id}").text

    client.submit(duty_form(cast, client), person_id="")
    assert [duty for duty in queries.duties_of([village.id]) if duty.kind == "contact_cadre"] == []


def test_what_a_department_answers_for_decides_whose_a_problem_is(cast: Cast, client: HouseClient) -> None:
    inspector, farming = cast.actor("xuncha1"), cast.unit("农业农村办")
    before = make.open_ticket(inspector, type_code=make.SIGN, fields={"sign_text": "示范点"})
    assert before.responsible_id == cast.unit("民政办").id
    sign_in(client, "zhenban")
    form = client.page(address(cast, "民政办")).form("/answers")
    client.submit(form, code=[])
    client.submit(client.page(address(cast, "农业农村办")).form("/answers"), code=["B"])

    after = make.open_ticket(inspector, type_code=make.SIGN, fields={"sign_text": "示范点"})
    assert after.responsible_id == farming.id
    assert make.ticket(before.id).responsible_id == cast.unit("民政办").id  # what is open stays
    boxes = client.page(address(cast, "农业农村办")).form("/answers").all("input", name="code")
    assert [box.get("value") for box in boxes if "checked" in box.attrs] == ["B"]


@pytest.mark.parametrize(
    ("login", "unit", "code"),
    [
        ("zhenban", "青龙村", "unit.wrong_place"),
        ("linzhen", "民政办", "http.not_found"),
        ("xuncha1", "民政办", "auth.forbidden"),
        ("minzheng", "民政办", "auth.forbidden"),
    ],
)
def test_who_says_what_departments_answer_for(cast: Cast, login: str, unit: str, code: str) -> None:
    with pytest.raises(AppError) as refused:
        make.run(cast.actor(login), "unit.set_answerable", unit_id=cast.unit(unit).id, code_prefixes=["B"])
    assert refused.value.problem.code == code


def test_a_place_that_is_there_no_more_is_offered_to_nobody_and_kept_by_its_problems(
    cast: Cast, client: HouseClient
) -> None:
    venue, village = cast.venue("青龙村"), cast.unit("青龙村")
    found = make.open_ticket(cast.actor("xuncha1"), venue_id=venue.id)
    switch = f"/venues/{venue.id}/open"

    def offered() -> list[str]:
        sign_in(client, "xuncha1")
        items = client.get("/api/v1/units").get_json()["items"]
        return [each["name"] for item in items if item["id"] == village.id for each in item["venues"]]

    assert venue.name in offered()
    kit = client.get("/api/v1/changes").get_json()["kit"]
    sign_in(client, "zhenban")
    client.submit(client.page(address(cast, "青龙村", f"/venues/{venue.id}")).form(switch))
    assert venue.name not in offered()
    assert client.get("/api/v1/changes").get_json()["kit"] != kit  # phones that are without a signal hear of it too
    assert client.get(f"/api/v1/tickets/{found.id}").get_json()["venue"]["name"] == venue.name

    sign_in(client, "zhenban")
    assert "起已撤" in client.page(address(cast, "青龙村")).text
    form = client.page(f"/tickets/{found.id}/correct").form("/correct")
    client.submit(form, words="第三级台阶", reason="写清楚")
    assert make.ticket(found.id).words == "第三级台阶"
    assert make.ticket(found.id).venue_id == venue.id  # correcting something else leaves it
    client.submit(client.page(address(cast, "青龙村", f"/venues/{venue.id}")).form(switch))
    assert venue.name in offered()


def test_a_unit_is_closed_once_it_is_empty_and_its_past_stays(cast: Cast, client: HouseClient) -> None:
    village = cast.unit("白石村")
    sign_in(client, "admin")
    ticket = make.open_ticket(cast.actor("xuncha1"), "白石村").id

    def close() -> Any:
        return client.submit(client.page(f"/units/{village.id}").form("/open"))

    refused = close()
    assert (refused.status_code, "还有 1 人任职，还有 1 件问题" in refused.text) == (422, True)
    for member in queries.members_of(village.id):
        make.run(cast.actor("admin"), "membership.end", membership_id=member.id)
    version = make.ticket(ticket).version
    make.run(cast.actor("lingdao"), "ticket.void", ticket_id=ticket, version=version, reason="并村")
    assert close().status_code == 303
    assert "已撤销" in client.page(f"/units/{village.id}").text

    sign_in(client, "xuncha1")
    assert "白石村" in client.page(f"/tickets/{ticket}").text
    assert "白石村" not in client.page("/tickets/new").text
    assert village.id not in {unit.id for unit in queries.villages(cast.actor("xuncha1"))}
    with pytest.raises(AppError) as late:
        make.run(
            cast.actor("xuncha1"),
            "ticket.open",
            ticket_id=make.new_id(),
            village_id=village.id,
            type_code="A1-09",
            words="草",
        )  # fmt: skip - a phone that did not know yet
    assert late.value.problem.code == "ticket.village_closed"
    with pytest.raises(AppError) as nobody:
        make.run(cast.actor("zhenban"), "person.add", person_id=make.new_id(), name="许大山", phone="",
                 unit_id=village.id, role="village_staff")  # fmt: skip
    assert nobody.value.problem.code == "unit.closed"
    sign_in(client, "admin")
    assert client.submit(client.page(f"/units/{village.id}").form("/open")).status_code == 303
    make.open_ticket(cast.actor("xuncha1"), "白石村")


def test_a_closed_department_answers_for_nothing(cast: Cast) -> None:
    department = cast.unit("民政办")
    for member in queries.members_of(department.id):
        make.run(cast.actor("admin"), "membership.end", membership_id=member.id)
    before = queries.department_for(cast.unit("望溪镇"), "B1-01")
    assert before is not None
    make.run(cast.actor("admin"), "unit.close", unit_id=department.id)
    assert department.id not in {unit.id for unit in queries.departments_of(cast.unit("望溪镇"))}
    after = queries.department_for(cast.unit("望溪镇"), "B1-01")
    assert after is None or after.id != department.id


def test_what_cannot_be_closed(cast: Cast) -> None:
    for unit, code in (("安澜县", "auth.forbidden"), ("望溪镇", "unit.not_empty")):
        with pytest.raises(AppError) as refused:
            make.run(cast.actor("admin"), "unit.close", unit_id=cast.unit(unit).id)
        assert refused.value.problem.code == code
    with pytest.raises(AppError) as office:
        make.run(cast.actor("zhenban"), "unit.close", unit_id=cast.unit("白石村").id)
    assert office.value.problem.code == "auth.forbidden"
