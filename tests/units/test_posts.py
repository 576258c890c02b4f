"""People on screen: put down, corrected, given a role and relieved of it."""

from typing import Any

import pytest

from tests import make
from tests.cast import Cast, sign_in
from tests.conftest import Clock
from tests.house import HouseClient
from tests.make import new_id
from webapp.accounts import queries as accounts
from webapp.accounts.models import Person
from webapp.accounts.tokens import token_of_command
from webapp.kernel.db import db
from webapp.kernel.errors import AppError
from webapp.kernel.ids import id_within
from webapp.units import queries
from webapp.units.models import Membership
from webapp.units.vocab import DutyKind

TAKEN = "13900001111"


def post(cast: Cast, unit: str, role: str) -> str:
    """An option of the choice of roles."""
    return f"{cast.unit(unit).id} {role}"


def named(name: str) -> Person:
    return db.session.query(Person).filter_by(name=name).one()


def test_somebody_new_gets_a_role_a_sign_in_and_an_invitation(cast: Cast, client: HouseClient) -> None:
    sign_in(client, "zhenban")
    form = client.page("/people/new").form("/people/new")
    chosen = {"name": "方小云", "phone": "139 0000-2222", "post": post(cast, "白石村", "village_staff")}
    answers = [client.submit(form, **chosen) for _ in range(2)]  # a double tap

    person = named("方小云")
    assert [answer.location for answer in answers] == [f"/people/{person.id}/invitation"] * 2
    assert (person.login, person.phone, person.password_hash) == ("fangxiaoyun", "13900002222", None)
    assert [(m.unit.name, m.role) for m in queries.current_memberships(person.id)] == [("白石村", "village_staff")]
    assert "fangxiaoyun" in client.page(answers[0].location).text
    assert "方小云" in client.page("/people").text


def test_an_id_that_somebody_has_is_refused(cast: Cast) -> None:
    taken, unit = cast.person("qinglong").id, cast.unit("白石村").id
    with pytest.raises(AppError, match=r"unit\.id_taken"):
        make.run(
            cast.actor("zhenban"), "person.add", person_id=taken, name="方小云", unit_id=unit, role="village_staff"
        )
    assert cast.person("qinglong").name == "刘志强"


def test_two_of_one_name_sign_in_differently(cast: Cast) -> None:
    logins = []
    for _ in range(2):
        args = {"person_id": new_id(), "name": "方小云", "unit_id": cast.unit("白石村").id, "role": "village_staff"}
        logins.append(make.run(cast.actor("zhenban"), "person.add", **args)["login"])
    assert logins == ["fangxiaoyun", "fangxiaoyun2"]


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"phone": TAKEN}, "这个手机号已经是刘志强的了"),
        ({"phone": "打我电话"}, "这不是手机号"),
        ({"name": ""}, "这里要填"),
        ({"post": ""}, "这里要填"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_lost(
    cast: Cast, client: HouseClient, change: dict[str, str], words: str
) -> None:
    make.run(cast.actor("zhenban"), "person.correct", person_id=cast.person("qinglong").id, name="刘志强", phone=TAKEN)
    sign_in(client, "zhenban")
    form = client.page("/people/new").form("/people/new")
    chosen = {"name": "方小云", "phone": "13900002222", "post": post(cast, "白石村", "village_staff")} | change
    answer = client.submit(form, **chosen)

    assert answer.status_code == 422
    assert words in answer.text
    assert [value for value in chosen.values() if value and value not in answer.text] == []
    assert db.session.query(Person).filter_by(name="方小云").count() == 0


@pytest.mark.parametrize(
    ("login", "unit", "role", "code"),
    [
        ("zhenban", "白石村", "inspector", "membership.wrong_unit"),
        ("zhenban", "望溪镇", "leader", "auth.forbidden"),
        ("zhenban", "临河镇", "inspector", "http.not_found"),
        ("admin", "安澜县", "administrator", "auth.forbidden"),
        ("xuncha1", "白石村", "village_staff", "auth.forbidden"),
        ("xianji", "白石村", "village_staff", "auth.forbidden"),
    ],
)
def test_nobody_gives_what_is_not_theirs_to_give(cast: Cast, login: str, unit: str, role: str, code: str) -> None:
    for name, args in (("person.add", {"person_id": new_id(), "name": "方小云"}),
                       ("membership.begin", {"person_id": cast.person("qinglong").id})):  # fmt: skip
        with pytest.raises(AppError) as refused:
            make.run(cast.actor(login), name, unit_id=cast.unit(unit).id, role=role, **args)
        assert refused.value.problem.code == code, name


def test_the_choice_offers_what_may_be_given(cast: Cast, client: HouseClient) -> None:
    sign_in(client, "zhenban")
    options = client.page("/people/new").tree.first("select", name="post").all("option")
    roles = {option.get("value").partition(" ")[2] for option in options if option.get("value")}
    units = {option.get("value").partition(" ")[0] for option in options if option.get("value")}

    assert roles == {"inspector", "office", "village_staff", "department_staff"}
    assert cast.unit("新渡村").id not in units


def test_a_role_more_and_the_same_again(cast: Cast, client: HouseClient) -> None:
    theirs = cast.person("qinglong")
    sign_in(client, "zhenban")
    form = client.page(f"/people/{theirs.id}").form("/memberships")
    client.submit(form, post=post(cast, "白石村", "village_staff"))
    again = client.submit(client.page(f"/people/{theirs.id}").form("/memberships"),
                          post=post(cast, "白石村", "village_staff"))  # fmt: skip

    assert [m.unit.name for m in queries.current_memberships(theirs.id)] == ["青龙村", "白石村"]
    assert again.status_code == 422
    assert "已经有这个任职" in again.text


def test_a_role_that_ends_ends_at_once_and_stays_written_down(cast: Cast, client: HouseClient) -> None:
    theirs, other = cast.person("qinglong"), HouseClient(client.application)
    held = queries.current_memberships(theirs.id)[0]
    sign_in(other, "qinglong")
    assert other.get("/api/v1/me").status_code == 200
    sign_in(client, "zhenban")
    page = client.page(f"/people/{theirs.id}/memberships/{held.id}/end")
    assert "最后一个任职" in page.text
    client.submit(page.form("/end"))

    assert other.get("/api/v1/me").get_json()["code"] == "auth.no_role"
    shown = client.page(f"/people/{theirs.id}").text
    assert "目前没有任职" in shown
    assert "曾任职" in shown
    make.run(cast.actor("zhenban"), "membership.end", membership_id=held.id)  # again is harmless
    make.run(cast.actor("zhenban"), "membership.begin", person_id=theirs.id, unit_id=held.unit_id, role=held.role)
    assert other.get("/api/v1/me").status_code == 200


def test_nobody_takes_their_own_role(cast: Cast) -> None:
    own = queries.current_memberships(cast.person("zhenban").id)[0]
    with pytest.raises(AppError, match=r"auth\.forbidden"):
        make.run(cast.actor("zhenban"), "membership.end", membership_id=own.id)
    assert db.session.get_one(Membership, own.id).to_on is None


def test_name_and_phone_are_put_right(cast: Cast, client: HouseClient) -> None:
    theirs = cast.person("qinglong")
    sign_in(client, "zhenban")
    for phone in (TAKEN, TAKEN, ""):  # their own number is nobody else's
        form = client.page(f"/people/{theirs.id}").form(f"/people/{theirs.id}")
        assert client.submit(form, name="刘志坚", phone=phone).status_code == 303
    assert (named("刘志坚").id, named("刘志坚").phone) == (theirs.id, None)


def test_what_is_open_is_passed_on_whole(cast: Cast, client: HouseClient) -> None:
    inspector, leaving, heir = cast.actor("xuncha1"), cast.person("qinglong").id, cast.person("baishi").id
    named = [make.open_ticket(inspector).id for _ in range(3)]
    closed = make.closed_ticket(inspector, cast.actor("qinglong"), cast.actor("zhenban")).id
    elsewhere = make.open_ticket(inspector, "白石村").id
    sign_in(client, "zhenban")
    assert "那里没有别人" in client.page(f"/people/{leaving}").text
    unit = cast.unit("青龙村").id
    make.run(cast.actor("zhenban"), "membership.begin", person_id=heir, unit_id=unit, role="village_staff")
    form = client.page(f"/people/{leaving}").form("/problems")
    assert client.submit(form, to_person_id="").status_code == 422
    form = client.page(f"/people/{leaving}").form("/problems")
    client.submit(form, to_person_id=heir)

    owners = {each: make.ticket(each).responsible_person_id for each in (*named, closed, elsewhere)}
    assert owners == dict.fromkeys(named, heir) | {closed: leaving, elsewhere: heir}
    told = client.get(f"/api/v1/tickets/{named[0]}").get_json()["timeline"]
    assert "王桂兰" in str(told)
    assert "责任人写着本人的未办结问题" not in client.page(f"/people/{leaving}").text


@pytest.mark.parametrize(
    ("login", "to", "code"),
    [
        ("zhenban", "minzheng", "ticket.wrong_owner"),
        ("zhenban", "qinglong", "ticket.nothing_changed"),
        ("lingdao", "qinglong", "auth.forbidden"),
        ("xuncha1", "qinglong", "auth.forbidden"),
        ("linzhen", "qinglong", "http.not_found"),
    ],
)
def test_nothing_is_passed_on_to_strangers_or_by_them(cast: Cast, login: str, to: str, code: str) -> None:
    ticket = make.open_ticket(cast.actor("xuncha1"))
    args = {"from_person_id": cast.person("qinglong").id, "to_person_id": cast.person(to).id}
    with pytest.raises(AppError) as refused:
        make.run(cast.actor(login), "ticket.pass_on", unit_id=cast.unit("青龙村").id, **args)
    assert refused.value.problem.code == code
    assert make.ticket(ticket.id).responsible_person_id == cast.person("qinglong").id


def test_slips_for_who_has_not_come_in_yet(cast: Cast, client: HouseClient) -> None:
    ids = {}
    for name in ("方小云", "许大山"):
        ids[name] = new_id()
        unit = cast.unit("白石村").id
        make.run(
            cast.actor("zhenban"), "person.add", person_id=ids[name], name=name, unit_id=unit, role="village_staff"
        )
    sign_in(client, "zhenban")
    form = client.page("/people/invitations").form("/people/invitations")
    boxes = form.all("input", name="person_id")
    offered = {box.get("value") for box in boxes}
    checked = {box.get("value") for box in boxes if "checked" in box.attrs}
    sheets = [client.submit(form).text for _ in range(2)]  # a double tap

    assert checked == set(ids.values())
    assert cast.person("lingdao").id not in offered  # nobody invites who is above them
    assert sheets[0] == sheets[1]
    assert [name in sheets[0] for name in ids] == [True, True]
    key, sent = client.application.config["SECRET_KEY"], form.first("input", name="command_id").get("value")
    made = [id_within(sent, cast.person("zhenban").id, each) for each in ids.values()]
    links = [accounts.open_invitation(token_of_command(key, each)) for each in made]
    assert {found.person_id for found in links if found} == set(ids.values())

    nobody = client.submit(client.page("/people/invitations").form("/people/invitations"), person_id=[])
    assert nobody.status_code == 422
    assert "请选人" in nobody.text
    stranger = client.submit(
        client.page("/people/invitations").form("/people/invitations"), person_id=[cast.person("lingdao").id]
    )
    assert stranger.status_code == 422


def test_who_has_left_can_still_be_switched_off_and_answers_for_nothing(cast: Cast, client: HouseClient) -> None:
    office, theirs, village = cast.actor("zhenban"), cast.person("qinglong").id, cast.unit("青龙村").id
    make.run(office, "duty.set", unit_id=village, kind="specialist", person_id=theirs)
    make.run(office, "membership.end", membership_id=queries.current_memberships(theirs)[0].id)

    assert [duty for duty in queries.duties_of([village]) if duty.person_id == theirs] == []
    sign_in(client, "zhenban")
    assert f"/people/{theirs}/access" in client.page(f"/people/{theirs}").links()
    client.submit(client.page(f"/people/{theirs}/access").form("/access"))
    assert db.session.get_one(Person, theirs).is_disabled
    with pytest.raises(AppError, match=r"http\.not_found"):
        make.run(cast.actor("linzhen"), "account.enable", person_id=theirs)


def begin(cast: Cast, login: str, unit: str, role: str, by: str = "zhenban", **more: Any) -> str:
    """Give somebody a role; the membership's id."""
    args = {"person_id": cast.person(login).id, "unit_id": cast.unit(unit).id, "role": role} | more
    made: str = make.run(cast.actor(by), "membership.begin", **args)["membership_id"]
    return made


def roles(login_person: str) -> list[str]:
    return [post.role for post in queries.current_memberships(login_person)]


def test_a_role_for_some_time_begins_and_ends_by_itself(cast: Cast, clock: Clock, client: HouseClient) -> None:
    person = cast.person("baishi").id
    begin(cast, "baishi", "望溪镇", "inspector", from_on="2026-09-10", to_on="2026-09-11")
    sign_in(client, "zhenban")
    assert "2026-09-10 至 2026-09-11" in client.page(f"/people/{person}").text
    seen = []
    for _ in range(6):
        seen.append("inspector" in roles(person))
        clock.forward(days=1)
    assert seen == [False, False, False, True, True, False]  # 7 to 12 September


@pytest.mark.parametrize(
    ("days", "code"),
    [
        ({"from_on": "2026-09-06"}, "membership.wrong_days"),  # yesterday
        ({"from_on": "2028-01-01"}, "membership.wrong_days"),
        ({"from_on": "2026-09-10", "to_on": "2026-09-09"}, "membership.wrong_days"),
        ({"from_on": "10. September"}, "input.invalid"),
    ],
)
def test_days_that_cannot_be_are_refused(cast: Cast, days: dict[str, str], code: str) -> None:
    with pytest.raises(AppError) as refused:
        begin(cast, "baishi", "望溪镇", "inspector", **days)
    assert refused.value.problem.code == code


def test_nobody_holds_the_same_twice_on_one_day(cast: Cast) -> None:
    begin(cast, "baishi", "望溪镇", "inspector", from_on="2026-09-10", to_on="2026-09-12")
    begin(cast, "baishi", "望溪镇", "inspector", from_on="2026-09-13", to_on="2026-09-14")
    for more in ({}, {"from_on": "2026-09-12"}, {"from_on": "2026-09-08", "to_on": "2026-09-10"}):
        with pytest.raises(AppError) as refused:
            begin(cast, "baishi", "望溪镇", "inspector", **more)
        assert refused.value.problem.code == "membership.held"


def test_a_deputy_is_named_as_one_everywhere(cast: Cast, client: HouseClient) -> None:
    inspector = next(m for m in queries.members_of(cast.unit("望溪镇").id) if m.person_id == cast.person("xuncha1").id)
    begin(cast, "baishi", "望溪镇", "inspector", deputy_for=inspector.id, to_on="2026-10-01")
    sign_in(client, "zhenban")
    words = f"巡查人（代{inspector.person.name}）"
    assert words in client.page(f"/people/{cast.person('baishi').id}").text
    assert words in client.page("/people").text
    form = client.page(f"/people/{cast.person('qinglong').id}").form("/memberships")
    taken = client.submit(form, post=f"{cast.unit('望溪镇').id} inspector", deputy_for=inspector.id)
    assert taken.status_code == 303
    assert words in client.page(f"/people/{cast.person('qinglong').id}").text


def test_in_whose_place_must_hold_the_same(cast: Cast) -> None:
    town = queries.members_of(cast.unit("望溪镇").id)
    office = next(member for member in town if member.role == "office")
    own = queries.current_memberships(cast.person("baishi").id)[0]
    for wrong in (office.id, own.id, make.new_id()):
        with pytest.raises(AppError) as refused:
            begin(cast, "baishi", "望溪镇", "inspector", deputy_for=wrong)
        assert refused.value.problem.code == "membership.wrong_deputy"


def test_a_last_day_is_named_and_duties_end_with_it(cast: Cast, clock: Clock, client: HouseClient) -> None:
    person, village = cast.person("baishi").id, cast.unit("白石村").id
    make.run(cast.actor("zhenban"), "duty.set", unit_id=village, kind="specialist", person_id=person)
    post = queries.current_memberships(person)[0]
    sign_in(client, "zhenban")
    form = client.page(f"/people/{person}/memberships/{post.id}/end").form("/end")
    assert client.submit(form, to_on="2026-09-01").status_code == 422
    assert client.submit(form, to_on="2026-09-09").status_code == 303
    assert queries.duty_holder(village, DutyKind.SPECIALIST) is not None
    clock.forward(days=2)
    assert roles(person) == ["village_staff"]
    clock.forward(days=1)
    assert roles(person) == []
    assert queries.duty_holder(village, DutyKind.SPECIALIST) is None


def test_what_was_ended_on_its_first_day_reads_so(cast: Cast, client: HouseClient) -> None:
    person = cast.person("baishi").id
    today = begin(cast, "baishi", "望溪镇", "inspector")
    later = begin(cast, "baishi", "望溪镇", "office", by="admin", from_on="2026-10-01")
    for membership in (today, later):
        make.run(cast.actor("admin"), "membership.end", membership_id=membership)
    sign_in(client, "zhenban")
    page = client.page(f"/people/{person}").text
    assert "2026-09-07当天结束" in page
    assert "未开始即取消" in page


def test_only_who_works_near_answers_for_a_village(cast: Cast) -> None:
    village = cast.unit("白石村").id
    for login in ("baishi", "zhenban", "minzheng"):
        make.run(cast.actor("admin"), "duty.set", unit_id=village, kind="specialist", person_id=cast.person(login).id)
    for login in ("qinglong", "linzhen", "xianji"):
        with pytest.raises(AppError) as refused:
            make.run(
                cast.actor("admin"), "duty.set", unit_id=village, kind="specialist", person_id=cast.person(login).id
            )
        assert refused.value.problem.code == "duty.wrong_person"
