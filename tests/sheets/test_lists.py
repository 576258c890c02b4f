"""Lists from spreadsheets: checked cell by cell, written whole or not at all."""

import io
from typing import Any

import openpyxl
import pytest
from openpyxl import Workbook, load_workbook

from tests import make
from tests.cast import Cast, sign_in
from tests.house import HouseClient
from webapp.accounts.models import Person
from webapp.kernel.db import db
from webapp.kernel.errors import AppError
from webapp.sheets.lists import LISTS
from webapp.units import queries
from webapp.units.models import Unit, Venue

PEOPLE = "姓名\t手机号\t单位\t任职\n"
PLACES = "乡镇\t单位类型\t单位\t点位\t纬度\t经度\n"


def sheet(*rows: tuple[Any, ...]) -> bytes:
    """A workbook as a spreadsheet program writes it."""
    book = Workbook()
    for row in rows:
        book.active.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def check(client: HouseClient, key: str, rows: str = "", file: bytes = b"") -> Any:
    """Send a list to be checked."""
    form = client.page(f"/settings/lists/{key}").form(f"/settings/lists/{key}")
    sent: dict[str, Any] = {"rows": rows}
    if file:
        sent["file"] = (io.BytesIO(file), "名单.xlsx")
    return client.submit(form, **sent)


def write(client: HouseClient, checked: Any, times: int = 1) -> list[int]:
    """Tap on the button that writes; statuses."""
    from tests.house import Page  # noqa: PLC0415 - the page that was just answered

    form = Page(checked).form("/write")
    return [client.submit(form).status_code for _ in range(times)]


def test_people_from_a_workbook_come_in_whole(cast: Cast, client: HouseClient) -> None:
    sign_in(client, "zhenban")
    file = sheet(
        ("任职", "姓名", "单位", "手机号", "备注"),  # another order, and a column that nobody asked for
        ("村级联络人", "方小云", "白石村", 13900002222, "x"),
        ("巡查人", "许大山", "望溪镇", None, None),
        (None, None, None, None, None),
        ("村级联络人", cast.person("baishi").name, "白石村", None, None),  # is there already
    )
    checked = check(client, "people", file=file)
    assert "要写入 2 行" in checked.text
    assert "有 1 行已经登记过" in checked.text
    assert db.session.query(Person).filter_by(name="方小云").count() == 0

    assert write(client, checked, times=2) == [303, 303]
    person = db.session.query(Person).filter_by(name="方小云").one()
    assert person.phone == "13900002222"
    assert [(m.unit.name, m.role) for m in queries.current_memberships(person.id)] == [("白石村", "village_staff")]
    assert "没有发现问题" in check(client, "people", file=file).text  # once more: all of them are there
    assert "要写入 0 行" in check(client, "people", file=file).text


@pytest.mark.parametrize(
    ("row", "where", "words"),
    [
        ("\t\t白石村\t村级联络人", "第 3 行 A 列", "这里要填"),
        ("方小云\t打我电话\t白石村\t村级联络人", "第 3 行 B 列", "这不是手机号"),
        ("方小云\t13900001111\t白石村\t村级联络人", "第 3 行 B 列", "已经是刘志强的了"),
        ("方小云\t\t白石寸\t村级联络人", "第 3 行 C 列", "没有这个单位"),
        ("方小云\t\t新渡村\t村级联络人", "第 3 行 C 列", "没有这个单位"),  # the neighbours' villages do not exist
        ("方小云\t\t白石村\t村长", "第 3 行 D 列", "只能是"),
        ("方小云\t\t白石村\t巡查人", "第 3 行 D 列", "“白石村”只有：村级联络人"),
        ("方小云\t\t望溪镇\t分管领导", "第 3 行 D 列", "您不能给这个任职"),
        ("许大山\t\t白石村\t村级联络人", "第 3 行 A 列", "表里写了两次"),
    ],
)
def test_a_fault_is_named_by_row_and_column_and_nothing_is_written(
    cast: Cast, client: HouseClient, row: str, where: str, words: str
) -> None:
    make.run(cast.actor("zhenban"), "person.correct", person_id=cast.person("qinglong").id, name="刘志强",
             phone="13900001111")  # fmt: skip
    sign_in(client, "zhenban")
    typed = f"{PEOPLE}许大山\t\t白石村\t村级联络人\n{row}\n"
    answer = check(client, "people", typed)

    assert answer.status_code == 422
    assert "有 1 处问题，什么都没写入" in answer.text
    assert where in answer.text
    assert words in answer.text
    assert "许大山" in answer.text  # what was pasted is still there
    assert db.session.query(Person).filter_by(name="许大山").count() == 0


def test_every_fault_of_every_row_is_named(cast: Cast, client: HouseClient) -> None:
    sign_in(client, "zhenban")
    answer = check(client, "people", f"{PEOPLE}\t打我电话\t白石寸\t村长\n方小云\t\t白石村\t\n")

    assert "有 5 处问题，什么都没写入" in answer.text
    for where in ("第 2 行 A 列", "第 2 行 B 列", "第 2 行 C 列", "第 2 行 D 列", "第 3 行 D 列"):
        assert where in answer.text


def test_a_formula_without_a_value_is_no_empty_cell(cast: Cast, client: HouseClient) -> None:
    sign_in(client, "zhenban")
    file = sheet(("姓名", "手机号", "单位", "任职"), ("方小云", "=1+1", "白石村", "村级联络人"))
    answer = check(client, "people", file=file)
    assert (answer.status_code, "第 2 行 B 列" in answer.text, "没有结果的公式" in answer.text) == (422, True, True)


def test_a_new_unit_is_of_one_kind(cast: Cast, client: HouseClient) -> None:
    sign_in(client, "admin")
    typed = f"{PLACES}望溪镇\t责任站所\t水利站\t\t\t\n望溪镇\t村\t水利站\t门口\t\t\n"
    answer = check(client, "places", typed)
    assert (answer.status_code, "名册里或上面已写为：责任站所" in answer.text) == (422, True)


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        ("", "里面没有内容"),
        ("姓名\t单位\n方小云\t白石村", "缺“任职”这一列"),
        (PEOPLE + "x\t\ty\tz\n" * 501, "一次最多 500 行"),
    ],
)
def test_what_is_no_list_is_said(cast: Cast, client: HouseClient, rows: str, words: str) -> None:
    sign_in(client, "zhenban")
    answer = check(client, "people", rows)
    assert (answer.status_code, words in answer.text) == (422, True)


def test_a_file_that_is_none_is_said(cast: Cast, client: HouseClient) -> None:
    sign_in(client, "zhenban")
    assert "读不了" in check(client, "people", file=b"PK\x03\x04 half").text


def test_villages_and_places_come_in_whole(cast: Cast, client: HouseClient) -> None:
    sign_in(client, "admin")
    there = cast.venue("青龙村").name
    typed = PLACES + "\n".join(
        [
            "望溪镇\t村\t长湾村\t活动室\t30.1\t120.1",
            "望溪镇\t村\t长湾村\t公示栏\t\t",
            "望溪镇\t责任站所\t水利站\t\t\t",
            f"望溪镇\t村\t青龙村\t{there}\t\t",
            "望溪镇\t村\t青龙村\t文化礼堂\t\t",
        ]
    )
    checked = check(client, "places", typed)
    assert "要写入 4 行" in checked.text
    assert write(client, checked, times=2) == [303, 303]

    village = cast.unit("长湾村")
    assert [(v.name, v.lat) for v in queries.venues_of([village.id])] == [("活动室", 30.1), ("公示栏", None)]
    assert (village.lat, cast.unit("水利站").kind) == (None, "department")
    assert db.session.query(Venue).filter_by(name="文化礼堂").one().unit_id == cast.unit("青龙村").id
    assert db.session.query(Unit).filter_by(name="长湾村").count() == 1


@pytest.mark.parametrize(
    ("login", "row", "words"),
    [
        ("admin", "南山镇\t村\t长湾村\t\t\t", "没有这个乡镇"),
        ("admin", "望溪镇\t镇\t长湾村\t\t\t", "只能是"),
        ("admin", "望溪镇\t责任站所\t水利站\t办公室\t\t", "只有村才有点位"),
        ("admin", "望溪镇\t责任站所\t青龙村\t\t\t", "名册里或上面已写为：村"),
        ("admin", "望溪镇\t村\t青龙村\t礼堂\t120.1\t30.1", "先写纬度，再写经度"),
        ("zhenban", "望溪镇\t村\t长湾村\t\t\t", "只有管理员能添加单位"),
        ("zhenban", "临河镇\t村\t新渡村\t礼堂\t\t", "没有这个乡镇"),
    ],
)
def test_faults_of_places(cast: Cast, client: HouseClient, login: str, row: str, words: str) -> None:
    sign_in(client, login)
    answer = check(client, "places", PLACES + row)
    assert (answer.status_code, words in answer.text) == (422, True), answer.text


def test_what_changed_meanwhile_writes_nothing_at_all(cast: Cast, client: HouseClient) -> None:
    sign_in(client, "zhenban")
    typed = f"{PEOPLE}许大山\t\t白石村\t村级联络人\n方小云\t13900002222\t白石村\t村级联络人"
    checked = check(client, "people", typed)
    make.run(cast.actor("zhenban"), "person.correct", person_id=cast.person("qinglong").id, name="刘志强",
             phone="13900002222")  # fmt: skip

    assert write(client, checked) == [422]
    assert db.session.query(Person).filter_by(name="许大山").count() == 0


def test_nobody_brings_in_what_they_may_not_add(cast: Cast) -> None:
    leader = {"name": "方小云", "phone": "", "unit_id": cast.unit("望溪镇").id, "role": "leader"}
    fine = {"name": "许大山", "phone": "", "unit_id": cast.unit("白石村").id, "role": "village_staff"}
    with pytest.raises(AppError, match=r"auth\.forbidden"):
        make.run(cast.actor("zhenban"), "people.import", people=[fine, leader])
    place = {"parent_id": cast.unit("望溪镇").id, "kind": "village", "name": "长湾村", "venue": ""}
    with pytest.raises(AppError, match=r"auth\.forbidden"):
        make.run(cast.actor("zhenban"), "places.import", places=[place])
    assert db.session.query(Person).filter_by(name="许大山").count() == 0


@pytest.mark.parametrize("key", LISTS)
def test_the_template_is_read_back_by_its_own_list(cast: Cast, client: HouseClient, key: str) -> None:
    sign_in(client, "zhenban" if key == "tickets" else "admin")
    answer = client.get(f"/settings/lists/{key}/template")
    book = load_workbook(io.BytesIO(answer.data))
    heads = [cell.value for cell in book.active[1]]

    assert heads == [str(column.other) for column in LISTS[key].columns]
    assert "没有发现问题" in check(client, key, file=answer.data).text
    assert openpyxl.__version__


def test_a_long_list_comes_back_to_be_written_and_any_other_form_stays_small(cast: Cast, client: HouseClient) -> None:
    sign_in(client, "zhenban")
    long = "[" + " " * 1_500_000 + "]"
    data = {"checked": long, "acting_person": cast.person("zhenban").id}
    taken = client.post("/settings/lists/people/write", data=data, content_type="multipart/form-data")
    assert taken.status_code == 422  # an empty list is no list; it was read
    other = client.post("/settings/lists/people", data={"rows": long}, content_type="multipart/form-data")
    assert other.status_code == 413


DUTIES = "姓名\t手机号\t单位\t任职\t职责\t负责的村\n"


def test_who_answers_for_a_village_comes_with_the_list(cast: Cast, client: HouseClient) -> None:
    sign_in(client, "zhenban")
    known = cast.person("baishi").name
    rows = DUTIES + "方小云\t\t白石村\t村级联络人\t村书记\t\n" + "许大山\t\t望溪镇\t巡查人\t包村干部\t白石村\n"
    rows += f"{known}\t\t白石村\t村级联络人\t专员\t\n"
    checked = check(client, "people", rows)
    assert "要写入 3 行" in checked.text
    assert write(client, checked) == [303]
    village = cast.unit("白石村").id
    held = {duty.kind: duty.person.name for duty in queries.duties_of([village])}
    assert held == {"village_secretary": "方小云", "contact_cadre": "许大山", "specialist": known}
    assert len(queries.current_memberships(cast.person("baishi").id)) == 1  # no second one of the same
    assert "要写入 0 行" in check(client, "people", rows).text


def test_somebody_who_is_here_gets_one_more_role_and_is_not_doubled(cast: Cast, client: HouseClient) -> None:
    person = cast.person("baishi")
    make.run(cast.actor("zhenban"), "person.correct", person_id=person.id, name=person.name, phone="13900004444")
    sign_in(client, "zhenban")
    rows = f"{PEOPLE}{person.name}\t139 0000 4444\t望溪镇\t巡查人\n"
    assert write(client, check(client, "people", rows), times=2) == [303, 303]

    assert db.session.query(Person).filter_by(name=person.name).count() == 1
    assert {m.role for m in queries.current_memberships(person.id)} == {"village_staff", "inspector"}


@pytest.mark.parametrize(
    ("cells", "where", "words"),
    [
        ("白石村\t村级联络人\t村长\t", "第 2 行 E 列", "只能是"),
        ("望溪镇\t巡查人\t包村干部\t", "第 2 行 F 列", "写一个归您管的村"),
        ("望溪镇\t巡查人\t包村干部\t新渡村", "第 2 行 F 列", "没有这个单位"),
        ("望溪镇\t巡查人\t\t白石村", "第 2 行 E 列", "这里要填"),
    ],
)
def test_a_duty_that_cannot_be_is_named(cast: Cast, client: HouseClient, cells: str, where: str, words: str) -> None:
    sign_in(client, "zhenban")
    answer = check(client, "people", f"{DUTIES}方小云\t\t{cells}\n")
    assert (answer.status_code, where in answer.text, words in answer.text) == (422, True, True), answer.text
