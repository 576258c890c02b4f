"""The ledger as a spreadsheet: what is in it, who may have it, how it is written beside everything else."""

from datetime import date, datetime
from io import BytesIO
from typing import Any

import openpyxl
import pytest
from flask import Flask
from openpyxl.worksheet.worksheet import Worksheet

from tests import make
from tests.cast import Cast, sign_in
from tests.conftest import Clock
from tests.counting import counted
from tests.house import HouseClient
from webapp.kernel.db import db, write_transaction
from webapp.kernel.errors import AppError
from webapp.kernel.jobs import LEASE, Job, run_due
from webapp.kernel.storage import photo_store
from webapp.sheets import jobs, present
from webapp.sheets.models import Sheet
from webapp.sheets.vocab import KEPT, ROWS_WITH_PICTURES, SHEETS_A_PERSON, SheetState
from webapp.tickets.filters import Filter
from webapp.timeline.models import Entry
from webapp.units.models import Membership

# domain.md 2.7, and what the app knows besides.
HEADS = (
    "序号|编号|来源|检查日期|检查人|村|点位|一级类|二级类|检查项|问题描述|照片号|依据|程度|责任主体|责任人|是否上级原因|整改措施|"
    "交办日|期限|延期|完成日|整改情况|复核人|复核意见|销号日|督办/约谈|回头看|是否反弹|状态|退回次数|备注"
).split("|")


def asked(cast: Cast, login: str = "zhenban", pictures: bool = False, **address: str) -> str:
    """The id of a sheet that somebody has asked for."""
    outcome = make.run(cast.actor(login), "ledger.export", address=address or {"view": "all"}, pictures=pictures)
    made: str = outcome["sheet_id"]
    return made


def written(sheet_id: str) -> Worksheet:
    """What stands in the file, once the job has run."""
    run_due()
    db.session.expire_all()
    sheet = db.session.get_one(Sheet, sheet_id)
    assert sheet.state == SheetState.READY
    opened = openpyxl.load_workbook(BytesIO(photo_store().get(sheet.key)))
    assert sheet.size == len(photo_store().get(sheet.key))
    found = opened.worksheets[0]
    assert isinstance(found, Worksheet)
    return found


def rows(sheet: Worksheet) -> list[dict[str, Any]]:
    """Its rows by their heads."""
    heads, *lines = sheet.iter_rows(values_only=True)
    return [dict(zip(map(str, heads), line, strict=True)) for line in lines]


def test_has_the_columns_of_the_field_and_what_is_known(cast: Cast, clock: Clock) -> None:
    inspector, village, office = cast.actor("xuncha1"), cast.actor("qinglong"), cast.actor("zhenban")
    venue = cast.venue("青龙村").id
    ticket = make.open_ticket(inspector, venue_id=venue, words="台阶破了", type_code=make.STEPS)
    clock.forward(days=1)
    make.submit(village, ticket.id, words="先垫了砖")
    make.run(office, "ticket.return", ticket_id=ticket.id, reason_code="half_done", words="要抹水泥")
    clock.forward(days=1)
    make.submit(village, ticket.id, words="抹平了")
    make.run(office, "ticket.close", ticket_id=ticket.id)
    make.open_ticket(inspector, type_code=make.GROUP)
    sheet = written(asked(cast, view="all", sort="number"))
    first, second = rows(sheet)

    assert list(first) == HEADS
    assert sheet.title == "台账"
    told = {name: value.date() if isinstance(value, datetime) else value for name, value in first.items()}
    assert told | {"照片号": ""} == {
        "序号": 1, "编号": "望溪-0001", "来源": "巡查", "检查日期": date(2026, 9, 7), "检查人": "周敏",
        "村": "青龙村",
        "点位": "党员活动室", "一级类": "活动室阵地", "二级类": "场所", "检查项": "台阶破裂", "问题描述": "台阶破了",
        "照片号": "", "依据": None, "程度": told["程度"], "责任主体": "青龙村", "责任人": "刘志强",
        "是否上级原因": "否", "整改措施": told["整改措施"], "交办日": date(2026, 9, 7),
        "期限": told["期限"], "延期": None,
        "完成日": date(2026, 9, 9), "整改情况": "抹平了", "复核人": "陈岚", "复核意见": "合格",
        "销号日": date(2026, 9, 9), "督办/约谈": None, "回头看": None, "是否反弹": None, "状态": "已销号",
        "退回次数": 1, "备注": None,
    }  # fmt: skip
    assert told["程度"] in ("一般", "较重", "严重")
    assert told["整改措施"]
    assert (second["责任主体"], second["是否上级原因"], second["状态"]) == ("民政办", "是", "待整改")


@pytest.mark.parametrize(
    "words", ["=1+1", "+86 138", "-3 块牌子", "@某人", '=HYPERLINK("http://x")', "http://x.example", "007"]
)
def test_text_is_never_a_formula(cast: Cast, words: str) -> None:
    make.open_ticket(cast.actor("xuncha1"), words=words)
    sheet = written(asked(cast))
    cell = sheet.cell(2, HEADS.index("问题描述") + 1)

    assert (cell.value, cell.data_type, cell.number_format, cell.hyperlink) == (words, "s", "@", None)


@pytest.mark.parametrize("words", ["a\nb", "长" * 2000, "😀 𠮷", "<b>&amp;"])
def test_any_text_arrives(cast: Cast, words: str) -> None:
    make.open_ticket(cast.actor("xuncha1"), words=words)
    (row,) = rows(written(asked(cast)))

    assert row["问题描述"] == words


def test_has_what_the_list_shows_in_its_order(cast: Cast) -> None:
    inspector = cast.actor("xuncha1")
    slow, quick = make.open_ticket(inspector), make.open_ticket(inspector, type_code=make.WIRING)
    make.open_ticket(inspector, "白石村")
    village = cast.unit("青龙村").id

    found = rows(written(asked(cast, view="unfinished", village=village)))
    assert [row["编号"] for row in found] == [quick.number, slow.number]
    found = rows(written(asked(cast, view="unfinished", village=village, sort="-due")))
    assert [row["编号"] for row in found] == [slow.number, quick.number]


def test_pictures_stand_in_their_row(cast: Cast) -> None:
    inspector, village = cast.actor("xuncha1"), cast.actor("qinglong")
    make.open_ticket(inspector, type_code=make.GROUP)  # without any
    ticket = make.open_ticket(inspector, photos=[make.claim(make.make_photo(inspector, n)) for n in (1, 2)])
    make.submit(village, ticket.id, photos=[make.claim(make.make_photo(village, 3))])
    sheet = written(asked(cast, pictures=True, view="all", sort="number"))
    at = [(image.anchor._from.row, image.anchor._from.col) for image in sheet._images]  # type: ignore[attr-defined]

    assert at == [(2, len(HEADS)), (2, len(HEADS) + 1)]
    assert [cell.value for cell in sheet[1]][len(HEADS) :] == ["整改前", "整改后"]


def test_a_photo_that_is_lost_costs_only_its_picture(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    inspector = cast.actor("xuncha1")
    make.open_ticket(inspector, photos=[make.claim(make.make_photo(inspector, 9))])

    def lost(*_: object) -> bytes:
        raise jobs.StoreMiss("gone")

    monkeypatch.setattr(jobs, "derived", lost)
    sheet = written(asked(cast, pictures=True))

    assert len(rows(sheet)) == 1
    assert sheet._images == []  # type: ignore[attr-defined]


def test_holds_what_the_asker_may_see(cast: Cast) -> None:
    make.open_ticket(cast.actor("xuncha1"))
    with pytest.raises(AppError, match=r"sheet\.empty"):
        asked(cast, "linzhen")
    for login in ("qinglong", "minzheng", "admin"):
        with pytest.raises(AppError, match=r"auth\.forbidden"):
            asked(cast, login)
    assert len(rows(written(asked(cast, "xianji")))) == 1


def test_ends_with_the_role_it_was_asked_in(cast: Cast, clock: Clock) -> None:
    make.open_ticket(cast.actor("xuncha1"))
    sheet_id = asked(cast)
    with write_transaction():
        held = db.session.get_one(Sheet, sheet_id).membership_id
        db.session.get_one(Membership, held).to_on = date(2026, 9, 6)
    run_due()
    db.session.expire_all()

    assert db.session.get_one(Sheet, sheet_id).state == SheetState.STOPPED


def test_is_in_the_chain_of_who_took_it(cast: Cast) -> None:
    make.open_ticket(cast.actor("xuncha1"))
    asked(cast, q="台阶")
    (entry,) = db.session.query(Entry).filter_by(name="ledger.exported").all()

    assert (entry.subject_id, entry.actor_id) == (cast.person("zhenban").id, cast.person("zhenban").id)
    assert entry.data == {"rows": 1, "address": {"view": "all", "q": "台阶"}, "pictures": False}


def test_pictures_have_a_limit_that_is_said(cast: Cast, monkeypatch: pytest.MonkeyPatch, client: HouseClient) -> None:
    monkeypatch.setattr("webapp.sheets.commands.ROWS_WITH_PICTURES", 1)
    monkeypatch.setattr("webapp.sheets.pages.exports.ROWS_WITH_PICTURES", 1)
    for _ in range(2):
        make.open_ticket(cast.actor("xuncha1"))
    with pytest.raises(AppError, match=r"sheet\.too_many_pictures"):
        asked(cast, pictures=True)
    sign_in(client, "zhenban")
    page = client.page("/sheets?view=all")

    assert "带照片最多 1 条" in page.text
    assert not page.tree.all("input", name="pictures")
    assert ROWS_WITH_PICTURES == 5_000


class TestKeeping:
    """Files are copies of data: they go by themselves."""

    def test_a_file_goes_after_a_week(self, cast: Cast, clock: Clock) -> None:
        make.open_ticket(cast.actor("xuncha1"))
        sheet_id = asked(cast)
        written(sheet_id)
        key = db.session.get_one(Sheet, sheet_id).key
        clock.forward(days=KEPT.days, seconds=-1)
        run_due()
        assert photo_store().exists(key)
        clock.forward(seconds=2)
        run_due()
        db.session.expire_all()

        assert not photo_store().exists(key)
        assert db.session.get(Sheet, sheet_id) is None

    def test_only_so_many_of_one_person(self, cast: Cast) -> None:
        make.open_ticket(cast.actor("xuncha1"))
        made = []
        for _ in range(SHEETS_A_PERSON + 2):
            made.append(asked(cast))
            run_due()
        db.session.expire_all()

        assert [each.id for each in db.session.query(Sheet).order_by(Sheet.created_at, Sheet.id)] == made[2:]

    def test_one_that_was_forgotten_while_it_was_written_leaves_nothing(
        self, cast: Cast, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        make.open_ticket(cast.actor("xuncha1"))
        sheet_id = asked(cast)
        key, fill = db.session.get_one(Sheet, sheet_id).key, jobs.fill

        def meanwhile(*args: Any, **more: Any) -> None:
            fill(*args, **more)
            with write_transaction():
                jobs.forget(sheet_id)

        monkeypatch.setattr(jobs, "fill", meanwhile)
        run_due()

        assert not photo_store().exists(key)
        assert db.session.query(Job).filter_by(name="sheets.write").all() == []


class TestWriting:
    """A long job beside short ones."""

    def test_says_how_far_it_is_and_keeps_its_lease(
        self, cast: Cast, clock: Clock, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        for _ in range(5):
            make.open_ticket(cast.actor("xuncha1"))
        monkeypatch.setattr(jobs, "CHUNK", 2)
        sheet_id = asked(cast)
        seen: list[tuple[int, int]] = []
        whole = present.lines

        def slow(*args: Any) -> list[present.Line]:
            sheet = db.session.get_one(Sheet, sheet_id)
            seen.append((sheet.done, sheet.total))
            clock.forward(seconds=LEASE.total_seconds() * 0.9)
            assert run_due() == 0  # another worker finds nothing to take
            return whole(*args)

        monkeypatch.setattr(jobs, "lines", slow)
        assert len(rows(written(sheet_id))) == 5
        assert seen == [(0, 5), (2, 5), (4, 5)]

    def test_a_worker_that_lost_its_lease_stops(
        self, cast: Cast, clock: Clock, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        for _ in range(3):
            make.open_ticket(cast.actor("xuncha1"))
        monkeypatch.setattr(jobs, "CHUNK", 1)
        sheet_id = asked(cast)
        whole, calls = present.lines, []

        def asleep(*args: Any) -> list[present.Line]:
            calls.append(args)
            if len(calls) == 1:
                clock.forward(seconds=LEASE.total_seconds() + 1)
                assert run_due() == 1  # the other one writes it all
            return whole(*args)

        monkeypatch.setattr(jobs, "lines", asleep)

        assert len(rows(written(sheet_id))) == 3
        assert len(calls) == 1 + 3

    def test_a_chunk_costs_the_same_number_of_queries(self, cast: Cast) -> None:
        inspector, village, office = cast.actor("xuncha1"), cast.actor("qinglong"), cast.actor("zhenban")
        counts = []
        for _ in range(3):
            make.closed_ticket(inspector, village, office)
            ids = list(jobs.tickets.ids(office, Filter(view="all")))
            db.session.expire_all()
            with counted() as seen:
                for line in present.lines(ids, office, 1):
                    [column.value(line) for column in present.columns() if column.value]
            counts.append(len(seen))

        assert counts[0] == counts[1] == counts[2]

    def test_a_second_try_writes_over_what_the_first_left(self, cast: Cast) -> None:
        make.open_ticket(cast.actor("xuncha1"))
        sheet_id = asked(cast)
        photo_store().put(db.session.get_one(Sheet, sheet_id).key, b"half of it")

        assert len(rows(written(sheet_id))) == 1

    def test_one_that_never_ends_is_called_failed(
        self, cast: Cast, clock: Clock, client: HouseClient, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        make.open_ticket(cast.actor("xuncha1"))
        sheet_id = asked(cast)

        def broken(*_: object, **__: object) -> None:
            raise OSError("no room")

        monkeypatch.setattr(jobs, "fill", broken)
        run_due()
        sign_in(client, "zhenban")
        assert client.get(f"/api/v1/sheets/{sheet_id}").get_json()["state"] == "writing"
        clock.forward(hours=1, seconds=1)

        assert client.get(f"/api/v1/sheets/{sheet_id}").get_json()["state"] == "failed"
        page = client.page(f"/sheets/{sheet_id}")
        assert "导出时出了问题" in page.text
        assert "/sheets?view=all" in page.links()


class TestPages:
    """Ask, wait, fetch."""

    def test_from_the_list_to_the_file(self, app: Flask, cast: Cast, client: HouseClient) -> None:
        make.open_ticket(cast.actor("xuncha1"), "白石村")
        make.open_ticket(cast.actor("xuncha1"))
        sign_in(client, "zhenban")
        village = cast.unit("白石村").id
        link = next(each for each in client.page(f"/tickets?village={village}").links() if each.startswith("/sheets"))
        page = client.page(link)
        assert "1 条问题" in page.text
        waiting = client.page(client.submit(page.form("/sheets")).location)
        assert "正在导出" in waiting.text
        address = waiting.tree.first("sheet-progress").get("data-sheet")
        assert client.get(f"/sheets/{address}/file").status_code == 409
        assert client.get(f"/api/v1/sheets/{address}").get_json() == {
            "id": address, "state": "writing", "done": 0, "total": 1
        }  # fmt: skip
        run_due()
        ready = client.page(f"/sheets/{address}")
        answer = client.get(next(each for each in ready.links() if each.endswith("/file")))

        assert client.get(f"/api/v1/sheets/{address}").get_json()["state"] == "ready"
        assert answer.mimetype.endswith("spreadsheetml.sheet")
        assert "attachment" in answer.headers["Content-Disposition"]
        assert "20260907-1000.xlsx" in answer.headers["Content-Disposition"]
        assert "no-store" in answer.headers["Cache-Control"]
        assert [row["村"] for row in rows(openpyxl.load_workbook(BytesIO(answer.data)).worksheets[0])] == ["白石村"]
        assert f"/sheets/{address}" in client.page("/sheets?view=all").links()

    def test_nobody_else_comes_to_it(self, cast: Cast, client: HouseClient) -> None:
        make.open_ticket(cast.actor("xuncha1"))
        sheet_id = asked(cast)
        written(sheet_id)
        sign_in(client, "zhenban2")

        for path in (f"/sheets/{sheet_id}", f"/sheets/{sheet_id}/file", f"/api/v1/sheets/{sheet_id}"):
            assert client.get(path).status_code == 404

    def test_a_file_that_is_gone_says_so(self, cast: Cast, client: HouseClient) -> None:
        make.open_ticket(cast.actor("xuncha1"))
        sheet_id = asked(cast)
        written(sheet_id)
        photo_store().delete(db.session.get_one(Sheet, sheet_id).key)
        sign_in(client, "zhenban")
        answer = client.get(f"/sheets/{sheet_id}/file")

        assert answer.status_code == 410
        assert "保留一周后已删除" in answer.text

    def test_an_empty_list_has_nothing_to_write(self, cast: Cast, client: HouseClient) -> None:
        sign_in(client, "zhenban")
        page = client.page("/sheets?view=all")

        assert "没有可导出的" in page.text
        assert not page.tree.all("form", id="export")

    def test_it_speaks_the_language_of_the_page(self, cast: Cast, client: HouseClient) -> None:
        make.open_ticket(cast.actor("xuncha1"))
        make.run(cast.actor("zhenban"), "account.set_preferences", locale="en")
        sign_in(client, "zhenban")
        client.submit(client.page("/sheets?view=all").form("/sheets"))
        (sheet,) = db.session.query(Sheet).all()
        found = written(sheet.id)

        assert found.title == "Ledger"
        assert "Inspected on" in rows(found)[0]
