"""The catalogue on screen: added, changed, retired, compared; out as a file and in again."""

import io
import json
from typing import Any

import openpyxl
import pytest

from tests import make
from tests.cast import Cast, sign_in
from tests.conftest import Clock
from tests.house import HouseClient, Page
from tests.scenes import kind_args
from webapp.catalogue import documents, queries
from webapp.catalogue.models import IssueType
from webapp.catalogue.present import kinds as present
from webapp.kernel.db import db
from webapp.kernel.errors import AppError


def newest(code: str) -> IssueType:
    found = queries.by_code(code)
    assert found is not None
    return found


def save(cast: Cast, code: str, **changes: Any) -> None:
    held = queries.by_code(code)
    told = {"revision": held.revision if held else None, "named": held.named if held else None} | changes
    make.run(cast.actor("admin"), "kind.save", **kind_args(code, **told))


def refused(cast: Cast, code: str, **changes: Any) -> AppError:
    with pytest.raises(AppError) as error:
        save(cast, code, **changes)
    return error.value


def test_a_change_holds_for_new_problems_and_old_ones_keep_theirs(cast: Cast, client: HouseClient) -> None:
    before = make.open_ticket(cast.actor("xuncha1"), type_code="A1-01")
    sign_in(client, "admin")
    form = client.page("/settings/catalogue/A1-01").form("/settings/catalogue/A1-01")
    assert client.submit(form, term_days="9", title_zh="活动室成了仓库", short_zh="成了仓库").status_code == 303
    after = make.open_ticket(cast.actor("xuncha1"), type_code="A1-01")

    assert (make.ticket(before.id).term_days, make.ticket(after.id).term_days) == (5, 9)
    assert newest("A1-01").revision == 2
    sign_in(client, "xuncha1")
    assert "活动室当仓库" in client.page(f"/tickets/{before.id}").text
    assert "活动室成了仓库" in client.page(f"/tickets/{after.id}").text
    assert "成了仓库" in client.page("/tickets/new").text


def test_a_new_kind_is_offered_and_found_by_its_words(cast: Cast, client: HouseClient) -> None:
    sign_in(client, "admin")
    form = client.page("/settings/catalogue/new").form("/settings/catalogue/new")
    told = {key: str(value or "") for key, value in kind_args("A1-20").items() if key != "revision"}
    told |= {"title_zh": "没有饮水", "keywords": "饮水机 热水"}
    answer = client.submit(form, **told | {"title_en": "", "term_days": "400"})
    assert (answer.status_code, "这里要填" in answer.text, "没有饮水" in answer.text) == (422, True, True)
    assert client.submit(Page(answer).form("/settings/catalogue/new"), **told).status_code == 303

    assert [kind.code for kind in queries.current() if "热水" in kind.search] == ["A1-20"]
    make.open_ticket(cast.actor("xuncha1"), type_code="A1-20")
    assert [kind.code for kind in queries.current()][-1] == "A1-20"


def test_a_photo_is_demanded_with_a_reason_in_both_languages_only(cast: Cast) -> None:
    error = refused(cast, "A1-01", evidence="required")
    assert set(error.details["fields"]) == {"evidence_reason_zh", "evidence_reason_en"}
    assert (
        "evidence_reason_en"
        in refused(cast, "A1-01", evidence="required", evidence_reason_zh="有危险").details["fields"]
    )
    save(cast, "A1-01", evidence="required", evidence_reason_zh="有危险", evidence_reason_en="It is dangerous")
    save(cast, "A1-01", evidence="optional", evidence_reason_zh="有危险", evidence_reason_en="It is dangerous")
    assert "evidence_reason" not in newest("A1-01").texts


@pytest.mark.parametrize(
    ("code", "changes", "problem"),
    [
        ("A1-01", {"revision": None}, "catalogue.code_taken"),
        ("A9-01", {}, "catalogue.no_group"),
        ("A1-22", {"named": 1}, "catalogue.tile_taken"),
        ("A1-01", {}, "catalogue.same"),
        ("A1-01", {"revision": 7}, "catalogue.changed_meanwhile"),
        ("A1-22", {"revision": 1}, "catalogue.changed_meanwhile"),
        ("a1", {}, "input.invalid"),
        ("A1-22", {"icon": "skull"}, "input.invalid"),
        ("A1-22", {"term_days": 0}, "input.invalid"),
        ("A1-22", {"title_zh": "一二三四五六七八九十一二三"}, "input.invalid"),
    ],
)
def test_what_cannot_be_is_refused_with_its_code(cast: Cast, code: str, changes: dict[str, Any], problem: str) -> None:
    assert refused(cast, code, **changes).problem.code == problem


def test_two_who_change_the_same_kind_lose_nothing(cast: Cast, client: HouseClient) -> None:
    sign_in(client, "admin")
    stale = client.page("/settings/catalogue/A1-01").form("/settings/catalogue/A1-01")
    save(cast, "A1-01", term_days=7)
    answer = client.submit(stale, term_days="8")

    assert answer.status_code == 409
    assert "刚被别人改过" in answer.text
    again = Page(answer).form("/settings/catalogue/A1-01")
    assert 'value="8"' in answer.text  # what was typed is still there
    assert client.submit(again).status_code == 303
    assert newest("A1-01").term_days == 8


def test_retired_it_is_offered_no_more_and_a_phone_that_did_not_know_is_taken(
    cast: Cast, client: HouseClient, clock: Clock
) -> None:
    sign_in(client, "admin")
    page = client.page("/settings/catalogue/A1-01")
    assert client.submit(page.form("/retire")).status_code == 303
    assert newest("A1-01").retired_at is not None
    assert "A1-01" not in [kind.code for kind in queries.current()]
    make.open_ticket(cast.actor("xuncha1"), type_code="A1-01")  # it was offline
    clock.forward(hours=1)
    page = client.page("/settings/catalogue/A1-01")
    assert "已停用" in page.text
    assert client.submit(page.form("/restore")).status_code == 303
    assert "A1-01" in [kind.code for kind in queries.current()]
    assert [row.revision for row in queries.revisions("A1-01")] == [2, 1]
    assert queries.revisions("A1-01")[1].retired_at is not None  # what was, stays told


def test_a_tile_that_went_to_another_is_not_taken_back_by_restoring(cast: Cast) -> None:
    admin = cast.actor("admin")
    tile = newest("A1-01").named
    make.run(admin, "kind.retire", code="A1-01")
    save(cast, "A1-07", named=tile)
    with pytest.raises(AppError) as error:
        make.run(admin, "kind.restore", code="A1-01")
    assert error.value.problem.code == "catalogue.tile_taken"


def test_versions_are_compared_field_by_field_and_day_by_day(cast: Cast, client: HouseClient, clock: Clock) -> None:
    clock.forward(days=1)
    save(cast, "A1-01", term_days=7)
    save(cast, "A1-20", title_zh="没有饮水")
    make.run(cast.actor("admin"), "kind.retire", code="A5-01")
    sign_in(client, "admin")
    page = client.page("/settings/catalogue/A1-01").text
    assert "第 2 版" in page
    assert "期限（工作日） 5 → 7" in page
    assert cast.person("admin").name in page
    today, yesterday = "2026-09-08", "2026-09-07"
    told = client.page(f"/settings/catalogue/changes?since={yesterday}&until={today}").text
    for words in ("没有饮水", "A5-01", "期限（工作日） 5 → 7"):
        assert words in told
    same = client.page(f"/settings/catalogue/changes?since={today}&until={today}").text
    assert "没有变化" in same
    assert client.page("/settings/catalogue/changes?since=x&until=9999-12-31").response.status_code == 200


def test_out_as_a_file_and_in_again_changes_nothing(cast: Cast, client: HouseClient) -> None:
    sign_in(client, "admin")
    told = json.loads(client.get("/settings/catalogue/export.json").data)
    parsed, shipped = documents.parse(told), documents.load()

    assert [kind.code for kind in parsed.kinds] == [kind.code for kind in shipped.kinds]
    assert {field.key for kind in parsed.kinds for field in kind.fields} == {
        field.key for kind in shipped.kinds for field in kind.fields
    }
    assert make.run(cast.actor("admin"), "catalogue.replace", document=told)["count"] == 0
    assert present.document(queries.current(), queries.groups())["types"] == told["types"]


def upload(client: HouseClient, data: bytes) -> Any:
    form = client.page("/settings/catalogue/file").form("/settings/catalogue/file")
    return client.submit(form, file=(io.BytesIO(data), "目录.json"))


def test_a_whole_file_is_shown_before_it_is_written(cast: Cast, client: HouseClient) -> None:
    sign_in(client, "admin")
    told = json.loads(client.get("/settings/catalogue/export.json").data)
    told["types"] = [kind for kind in told["types"] if kind["code"] != "A5-01"]
    told["types"][0]["term_days"] = 6
    shown = upload(client, json.dumps(told).encode())
    assert "将停用 1 种问题" in shown.text
    assert newest("A5-01").retired_at is None  # nothing is written yet

    form = Page(shown).form("/write")
    assert [client.submit(form).status_code for _ in range(2)] == [303, 303]
    assert newest("A5-01").retired_at is not None
    assert newest("A1-01").term_days == 6
    assert newest("A1-02").revision == 1


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "不是可用的问题目录"),
        (b"{", "不是可用的问题目录"),
        (b"[" * 100_000, "不是可用的问题目录"),
        (b"[]", "1 处问题"),
        (b'{"version": "1", "categories": [], "choices": {}, "types": []}', "1 处问题"),
        (b'{"version": "1\\u0000", "categories": [], "choices": {}, "types": []}', "1 处问题"),
    ],
)
def test_what_is_no_catalogue_says_so(cast: Cast, client: HouseClient, data: bytes, words: str) -> None:
    sign_in(client, "admin")
    answer = upload(client, data)
    assert (answer.status_code, words in answer.text) == (422, True), answer.text


def test_every_fault_of_a_file_is_named(cast: Cast, client: HouseClient) -> None:
    sign_in(client, "admin")
    told = json.loads(client.get("/settings/catalogue/export.json").data)
    told["types"][0]["term_days"] = 0
    told["types"][1]["title"]["en"] = ""
    answer = upload(client, json.dumps(told).encode())
    assert "A1-01: term_days" in answer.text
    assert "A1-02: title.en: empty" in answer.text


def rows_of(client: HouseClient) -> list[list[Any]]:
    book = openpyxl.load_workbook(io.BytesIO(client.get("/settings/lists/kinds/current").data))
    return [list(row) for row in book.active.values]


def check(client: HouseClient, rows: list[list[Any]]) -> Any:
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    out = io.BytesIO()
    book.save(out)
    form = client.page("/settings/lists/kinds").form("/settings/lists/kinds")
    return client.submit(form, file=(io.BytesIO(out.getvalue()), "目录.xlsx"))


def test_its_spreadsheet_is_changed_and_brought_in_again(cast: Cast, client: HouseClient) -> None:
    sign_in(client, "admin")
    rows = rows_of(client)
    assert "要写入 0 行" in check(client, rows).text  # as it is, it changes nothing
    heads, at = rows[0], {row[0]: row for row in rows}
    at["A1-01"][heads.index("期限（工作日）")] = 8
    at["A5-01"][heads.index("停用")] = "是"
    texts = ["没有饮水", "No water in the room", "没有饮水", "No water", "有水", "Water", "写一句", "Words"]
    rows.append(["A1-20", *texts, "一般", 10, "村里", "照片或一句话"])
    shown = check(client, rows)
    assert "要写入 3 行" in shown.text
    form = Page(shown).form("/write")
    assert [client.submit(form).status_code for _ in range(2)] == [303, 303]

    assert (newest("A1-01").term_days, newest("A1-01").named) == (8, 5)
    assert newest("A5-01").retired_at is not None
    assert newest("A1-20").texts["title"]["en"] == "No water in the room"
    assert newest("B3-01").fields  # what the list does not say stays
    assert "要写入 0 行" in check(client, rows_of(client)).text


@pytest.mark.parametrize(
    ("column", "value", "words"),
    [
        ("编码", "X1-01", "目录里的分组"),
        ("编码", "A1-02", "表里写了两次"),
        ("程度", "很严重", "只能是"),
        ("期限（工作日）", "0", "1 到 250"),
        ("期限（工作日）", "尽快", "1 到 250"),
        ("名称", "一二三四五六七八九十一二三", "最多 12 个字"),
        ("整改凭据", "要整改照片", "就要写明理由"),
        ("停用", "也许", "填“是”"),
    ],
)
def test_a_fault_of_its_spreadsheet_is_named(
    cast: Cast, client: HouseClient, column: str, value: str, words: str
) -> None:
    sign_in(client, "admin")
    rows = rows_of(client)
    rows[1][rows[0].index(column)] = value
    answer = check(client, rows)
    assert (answer.status_code, words in answer.text) == (422, True)


def test_the_office_reads_it_and_changes_nothing(cast: Cast, client: HouseClient) -> None:
    for login in ("zhenban", "lingdao", "xianji"):
        sign_in(client, login)
        assert "要求照片的理由" in client.page("/settings/catalogue/A1-05").text
        shown = client.page("/settings/catalogue/A1-05").tree.all("form")
        assert not [form for form in shown if "catalogue" in form.get("action", "")]
        with pytest.raises(AppError) as error:
            make.run(cast.actor(login), "kind.retire", code="A1-01")
        assert error.value.problem.code == "auth.forbidden"
    sign_in(client, "zhenban")
    assert client.get("/settings/lists/kinds").status_code == 403
    assert "/settings/lists/kinds" not in client.page("/settings/lists").links()


def test_what_changed_stands_in_the_record_of_the_county(cast: Cast) -> None:
    from webapp.timeline import queries as timeline  # noqa: PLC0415

    save(cast, "A1-01", term_days=7)
    last = timeline.of("unit", cast.unit("安澜县").id)[-1]
    assert (last.name, last.data["codes"], db.session.query(IssueType).filter_by(code="A1-01").count()) == (
        "catalogue.changed", ["A1-01"], 2,
    )  # fmt: skip
