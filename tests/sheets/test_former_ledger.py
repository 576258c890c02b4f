"""The ledger that was kept before this app is taken over with its own days, states and owners."""

import io
from datetime import date
from typing import Any

import openpyxl
import pytest

from tests import make
from tests.cast import Cast, sign_in
from tests.conftest import Clock
from tests.house import HouseClient, Page
from webapp.kernel import clock as kernel_clock
from webapp.kernel.db import db
from webapp.kernel.errors import AppError
from webapp.kernel.jobs import Job, run_due
from webapp.sheets.models import Sheet
from webapp.tickets.models import Ticket

HEADS = (
    "编号 检查日期 检查人 村 点位 检查项 问题描述 责任主体 责任人 交办日 期限 完成日 整改情况 复核人 销号日 状态 备注"
).split()
CLOSED: dict[str, Any] = {
    "编号": "2025-017", "检查日期": date(2025, 3, 5), "检查人": "周明", "村": "青龙村", "检查项": "台阶破裂",
    "问题描述": "门口第二级台阶裂了", "交办日": "2025.3.6", "期限": "2025年3月20日", "完成日": "20250318",
    "整改情况": "已重新浇筑", "复核人": "陈远", "销号日": "2025/3/19", "备注": "原台账第 17 号",
}  # fmt: skip
OPEN: dict[str, Any] = {"检查日期": "2026-09-01", "村": "白石村", "检查项": "A1-01", "问题描述": "堆着化肥"}


def sheet(*rows: dict[str, Any]) -> bytes:
    book = openpyxl.Workbook()
    book.active.append(HEADS)
    for row in rows:
        book.active.append([row.get(head) for head in HEADS])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def check(client: HouseClient, *rows: dict[str, Any], data: bytes = b"") -> Any:
    form = client.page("/settings/lists/tickets").form("/settings/lists/tickets")
    return client.submit(form, file=(io.BytesIO(data or sheet(*rows)), "台账.xlsx"))


def write(client: HouseClient, shown: Any, times: int = 1) -> list[int]:
    form = Page(shown).form("/write")
    return [client.submit(form).status_code for _ in range(times)]


def test_what_was_closed_long_ago_keeps_its_days_and_lights_nothing(
    cast: Cast, client: HouseClient, clock: Clock
) -> None:
    sign_in(client, "zhenban")
    shown = check(client, CLOSED)
    assert "要写入 1 行" in shown.text
    assert db.session.query(Ticket).count() == 0
    assert write(client, shown, times=2) == [303, 303]

    row = db.session.query(Ticket).one()
    local = kernel_clock.local
    assert (row.number, row.source, row.state, row.closed_on_time) == ("2025-017", "import", "closed", True)
    assert row.closed_at is not None
    assert row.released_at is not None
    days = [local(row.opened_at).date(), local(row.released_at).date(), row.due_on, local(row.closed_at).date()]
    assert days == [date(2025, 3, 5), date(2025, 3, 6), date(2025, 3, 20), date(2025, 3, 19)]
    told = client.get(f"/api/v1/tickets/{row.id}").get_json()
    assert told["light"] is None
    assert told["opened_by"]["name"] == "周明"
    assert (told["submission"]["words"], told["submission"]["decided_by"]) == ("已重新浇筑", "陈远")
    assert told["former"]["remark"] == "原台账第 17 号"
    page = client.page(f"/tickets/{row.id}").text
    for words in ("从原有台账转入", "原有台账", "周明", "原台账第 17 号", "2025-017"):
        assert words in page
    run_due()
    assert db.session.query(Job).count() == 0  # nobody is told, nothing is started
    assert "2025-017" in client.page("/tickets?view=all&source=import").text


def test_what_is_open_goes_on_with_a_number_a_deadline_and_an_owner(cast: Cast, client: HouseClient) -> None:
    sign_in(client, "zhenban")
    write(client, check(client, OPEN, {**OPEN, "问题描述": "第二件", "完成日": "2026-09-03", "整改情况": "搬走了"}))
    first, second = db.session.query(Ticket).order_by(Ticket.number_seq)

    assert first.number is not None
    assert first.number.endswith("0001")
    assert (first.state, second.state) == ("open", "submitted")
    assert first.due_on == date(2026, 9, 8)  # five working days after 1 September
    assert first.responsible_id == cast.unit("白石村").id
    # It goes on like any other: the village reports, an inspector closes; who entered a fix does not review it.
    make.submit(cast.actor("baishi"), first.id)
    make.run(cast.actor("xuncha1"), "ticket.close", ticket_id=first.id, version=make.ticket(first.id).version)
    with pytest.raises(AppError) as refused:
        make.run(cast.actor("zhenban"), "ticket.close", ticket_id=second.id, version=make.ticket(second.id).version)
    assert refused.value.problem.code == "auth.forbidden"
    make.run(cast.actor("xuncha1"), "ticket.close", ticket_id=second.id, version=make.ticket(second.id).version)
    sign_in(client, "baishi")
    told = {item["id"] for item in client.get("/api/v1/changes").get_json()["items"]}
    assert told == {first.id, second.id}  # the village's phone has them


def test_the_same_file_again_doubles_nothing(cast: Cast, client: HouseClient) -> None:
    sign_in(client, "zhenban")
    write(client, check(client, CLOSED, OPEN))
    again = check(client, CLOSED, OPEN, {**OPEN, "问题描述": "新的一件"})
    assert "要写入 1 行" in again.text
    assert "有 2 行已经登记过" in again.text


def test_the_exported_ledger_of_another_installation_is_taken_over(
    cast: Cast, client: HouseClient, clock: Clock
) -> None:
    make.open_ticket(cast.actor("xuncha1"), words="台阶裂了", type_code="A1-08")
    done = make.closed_ticket(cast.actor("xuncha1"), cast.actor("qinglong"), cast.actor("zhenban"))
    sheet_id = make.run(cast.actor("zhenban"), "ledger.export", address={"view": "all"}, pictures=False)["sheet_id"]
    run_due()
    data = db.session.get_one(Sheet, sheet_id)
    sign_in(client, "zhenban")
    assert data.key is not None
    exported = client.application.extensions["photo_store"].get(data.key)
    same = check(client, data=exported)
    assert "有 2 行已经登记过" in same.text  # here it is known by its numbers
    book = openpyxl.load_workbook(io.BytesIO(exported))
    for row in book.active.iter_rows(min_row=2):
        row[1].value = f"老-{row[1].value}"
    out = io.BytesIO()
    book.save(out)
    shown = check(client, data=out.getvalue())
    assert "要写入 2 行" in shown.text, shown.text
    assert write(client, shown) == [303]
    taken = db.session.query(Ticket).filter_by(source="import", state="closed").one()
    assert (taken.number, taken.due_on) == (f"老-{make.ticket(done.id).number}", make.ticket(done.id).due_on)


@pytest.mark.parametrize(
    ("changes", "where", "words"),
    [
        ({"村": "新渡村"}, "第 3 行 D 列", "本乡镇没有这个村"),  # the neighbours'
        ({"检查项": "台阶破了"}, "第 3 行 F 列", "A1-08"),
        ({"检查项": ""}, "第 3 行 F 列", "这里要填"),
        ({"点位": "月亮"}, "第 3 行 E 列", "没有这个点位"),
        ({"责任主体": "县公安局"}, "第 3 行 H 列", "只能选本村"),
        ({"检查日期": "上个月"}, "第 3 行 B 列", "这不是日期"),
        ({"检查日期": "2025-02-30"}, "第 3 行 B 列", "这不是日期"),
        ({"检查日期": "1997-07-01"}, "第 3 行 B 列", "2010-01-01"),
        ({"检查日期": "2026-12-01", "交办日": "", "期限": "", "完成日": "", "销号日": ""}, "第 3 行 B 列", "还没到"),
        ({"销号日": "2025-03-07"}, "第 3 行 O 列", "日期先后不对"),
        ({"期限": "2025-03-01"}, "第 3 行 K 列", "日期先后不对"),
        ({"销号日": "", "状态": "已销号"}, "第 3 行 O 列", "已销号的也必须有"),
        ({"状态": "待整改"}, "第 3 行 O 列", "已销号的才有销号日"),
        ({"状态": "办了"}, "第 3 行 P 列", "只能是"),
        ({"状态": "挂账"}, "第 3 行 P 列", "只能是"),
        ({"编号": "2025-016"}, "第 3 行 A 列", "表里写了两次"),
        ({"编号": "WX-0003"}, "第 3 行 A 列", "由系统自动编"),
        ({"编号": "长" * 40}, "第 3 行 A 列", ""),
    ],
)
def test_a_fault_is_named_and_nothing_is_taken_over(
    cast: Cast, client: HouseClient, changes: dict[str, Any], where: str, words: str
) -> None:
    with_prefix = cast.unit("望溪镇").number_prefix
    changes = {key: value.replace("WX", with_prefix) for key, value in changes.items()}
    sign_in(client, "zhenban")
    answer = check(client, {**CLOSED, "编号": "2025-016", "问题描述": "别的"}, CLOSED | changes)
    assert (answer.status_code, where in answer.text, words in answer.text) == (422, True, True), answer.text
    assert db.session.query(Ticket).count() == 0


def test_a_person_who_is_known_is_named_and_one_who_is_not_stands_in_the_remarks(
    cast: Cast, client: HouseClient
) -> None:
    sign_in(client, "zhenban")
    known = cast.person("baishi")
    write(client, check(client, {**OPEN, "责任人": known.name}, {**OPEN, "问题描述": "二", "责任人": "早已调走"}))
    first, second = db.session.query(Ticket).order_by(Ticket.number_seq)
    assert first.responsible_person_id == known.id
    assert (second.responsible_person_id, second.former) == (None, {"remark": "当时的责任人：早已调走"})


def test_departments_are_not_told_who_found_it(cast: Cast, client: HouseClient) -> None:
    sign_in(client, "zhenban")
    write(
        client, check(client, {**OPEN, "检查人": "周明", "责任主体": "民政办", "检查项": "B1-01", "备注": "周明记的"})
    )
    ticket = db.session.query(Ticket).one()
    sign_in(client, "minzheng")
    told = client.get(f"/api/v1/tickets/{ticket.id}")
    assert told.status_code == 200
    assert "周明" not in told.text
    assert "周明" not in client.page(f"/tickets/{ticket.id}").text
    assert "周明" not in client.get("/api/v1/changes").text


def test_only_the_office_takes_over_and_only_for_its_own_villages(cast: Cast, client: HouseClient) -> None:
    village = cast.unit("青龙村").id
    row = {"village_id": village, "responsible_id": village, "type_code": "A1-08", "state": "open",
           "inspected_on": "2026-09-01"}  # fmt: skip
    for login in ("admin", "lingdao", "xuncha1", "qinglong", "linzhen"):
        with pytest.raises(AppError) as refused:
            make.run(cast.actor(login), "tickets.import", tickets=[row])
        assert refused.value.problem.code == ("http.not_found" if login == "linzhen" else "auth.forbidden")
    sign_in(client, "admin")
    assert client.get("/settings/lists/tickets").status_code == 403


def test_no_phone_reports_under_that_heading(cast: Cast) -> None:
    with pytest.raises(AppError) as refused:
        make.open_ticket(cast.actor("zhenban"), source="import")
    assert refused.value.problem.code == "input.invalid"
