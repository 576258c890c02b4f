"""The ledger: what each filter finds, what it says of itself, and the views that people keep."""

from dataclasses import fields, replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import text as sql

from tests import make
from tests.cast import Cast, sign_in
from tests.conftest import MONDAY, Clock
from tests.house import HouseClient
from webapp.kernel.db import db, is_sqlite
from webapp.kernel.errors import AppError
from webapp.tickets import queries
from webapp.tickets.clock import Colour
from webapp.tickets.filters import NAMES, SORTS, Filter
from webapp.tickets.models import SavedView, Ticket
from webapp.tickets.present import ledger
from webapp.tickets.present.cards import cards
from webapp.tickets.vocab import SAVED_VIEWS

EVERYTHING = Filter(view="all")
TEXTS = st.text(max_size=70)


@pytest.fixture
def known(cast: Cast, clock: Clock) -> dict[str, str]:
    """Tickets by a word of ours: of two villages, kinds, openers, units, days and states."""
    first, second, office = cast.actor("xuncha1"), cast.actor("xuncha2"), cast.actor("zhenban")
    village = cast.actor("qinglong")
    made = {"closed": make.closed_ticket(first, village, office, words="台阶100%好了").id}
    clock.forward(days=7)
    made["steps"] = make.open_ticket(first, words="台阶破了半边").id
    made["locked"] = make.open_ticket(second, "白石村", make.LOCKED, words="上午锁着门").id
    made["group"] = make.open_ticket(first, type_code=make.GROUP).id
    clock.forward(days=7)
    made["returned"] = make.returned_ticket(second, village, office, words="草有半人高").id
    made["waits"] = make.submitted_ticket(first, village, words="门口的草").id
    made["void"] = make.void_ticket(first, office, words="登记重了").id
    return made


def found(cast: Cast, known: dict[str, str], wanted: Filter, login: str = "zhenban") -> set[str]:
    """Our words for what a filter finds; the count agrees."""
    actor = cast.actor(login)
    names = {ticket_id: name for name, ticket_id in known.items()}
    listed = [names[ticket.id] for ticket in queries.listed(actor, wanted, 100)]
    assert len(listed) == queries.count(actor, wanted)
    return set(listed)


class TestFilter:
    """Each one narrows to what it says."""

    @pytest.mark.parametrize(
        ("wanted", "names"),
        [
            (Filter(), {"steps", "locked", "group", "returned", "waits"}),
            (EVERYTHING, {"closed", "steps", "locked", "group", "returned", "waits", "void"}),
            (Filter(view="closed"), {"closed"}),
            (Filter(view="submitted"), {"waits"}),
            (Filter(view="void"), {"void"}),
            (Filter(category="B"), {"group"}),
            (Filter(type_code=make.LOCKED), {"locked"}),
            (Filter(returned="1"), {"returned"}),
            (Filter(returned="0"), {"steps", "locked", "group", "waits"}),
            (Filter(source="snap"), {"steps", "locked", "group", "returned", "waits"}),
            (Filter(source="resident"), set()),
        ],
    )
    def test_by_what_the_office_asks_for(
        self, cast: Cast, known: dict[str, str], wanted: Filter, names: set[str]
    ) -> None:
        assert found(cast, known, wanted) == names

    def test_by_place_unit_and_people(self, cast: Cast, known: dict[str, str]) -> None:
        assert found(cast, known, Filter(village=cast.unit("白石村").id)) == {"locked"}
        assert found(cast, known, Filter(responsible=cast.unit("民政办").id)) == {"group"}
        assert found(cast, known, Filter(opener=cast.person("xuncha2").id)) == {"locked", "returned"}
        assert found(cast, known, Filter(owner=cast.person("baishi").id)) == {"locked"}
        assert found(cast, known, Filter(township=cast.unit("临河镇").id)) == set()

    def test_by_day_the_last_one_included(self, cast: Cast, known: dict[str, str]) -> None:
        first, second = "2026-09-14", "2026-09-21"

        assert found(cast, known, Filter(since=second)) == {"returned", "waits"}
        assert found(cast, known, Filter(until=first)) == {"steps", "locked", "group"}
        assert found(cast, known, Filter(since=first, until=first)) == {"steps", "locked", "group"}
        assert found(cast, known, Filter(view="closed", since="2026-09-07", until="2026-09-07")) == {"closed"}
        assert found(cast, known, Filter(view="closed", since="2026-09-08")) == set()

    @pytest.mark.parametrize(
        ("words", "names"),
        [
            ("半边", {"steps"}),
            ("草", {"returned", "waits"}),
            ("100%", {"closed"}),
            ("%", {"closed"}),
            ("_", set()),
            ("白石", {"locked"}),
            ("民政", {"group"}),
            ("没有的话", set()),
        ],
    )
    def test_by_chinese_words_as_they_stand(
        self, cast: Cast, known: dict[str, str], words: str, names: set[str]
    ) -> None:
        assert found(cast, known, replace(EVERYTHING, words=words)) == names

    def test_by_number(self, cast: Cast, known: dict[str, str]) -> None:
        number = make.ticket(known["locked"]).number

        assert found(cast, known, replace(EVERYTHING, words=number or "")) == {"locked"}

    def test_by_light_as_each_row_shows_it(self, cast: Cast, known: dict[str, str], clock: Clock) -> None:
        actor = cast.actor("zhenban")
        seen = set()
        for day in range(25):
            clock.set(MONDAY)
            clock.forward(days=14 + day)
            shown = {card["id"]: card["light"] for card in cards(queries.listed(actor, Filter(), 100), actor)}
            for colour in Colour:
                lit = {ticket.id for ticket in queries.listed(actor, Filter(light=colour), 100)}
                assert lit == {id_ for id_, light in shown.items() if light and light["colour"] == colour}, (
                    day,
                    colour,
                )
                seen |= {colour} if lit else set()
        assert seen == set(Colour)

    def test_widens_nothing(self, cast: Cast, known: dict[str, str]) -> None:
        assert found(cast, known, EVERYTHING, "linzhen") == set()
        assert found(cast, known, Filter(village=cast.unit("青龙村").id), "baishi") == set()
        assert found(cast, known, replace(EVERYTHING, words="半边"), "baishi") == set()

    @pytest.mark.parametrize("sort", [*SORTS, *(f"-{name}" for name in SORTS)])
    def test_sorts_pages_that_meet_without_gap_or_overlap(self, cast: Cast, known: dict[str, str], sort: str) -> None:
        actor, wanted = cast.actor("zhenban"), replace(EVERYTHING, sort=sort)
        whole = [ticket.id for ticket in queries.listed(actor, wanted, 100)]
        pages = [[t.id for t in queries.listed(actor, replace(wanted, page=n), 4)[:3]] for n in (1, 2, 3)]
        values = [getattr(make.ticket(id_), SORTS[sort.removeprefix("-")].key) for id_ in whole]  # type: ignore[attr-defined]
        there = [value for value in values if value is not None]

        assert [id_ for page in pages for id_ in page] == whole
        assert there == sorted(there, reverse=sort.startswith("-"))
        assert values == there + [None] * (len(values) - len(there))


class TestAddress:
    """All of a list stands in its address."""

    @given(st.dictionaries(st.sampled_from([NAMES.get(f.name, f.name) for f in fields(Filter)]), TEXTS))
    def test_anything_is_read_and_what_was_read_reads_the_same(self, args: dict[str, str]) -> None:
        wanted = Filter.from_args(args)

        assert Filter.from_args(wanted.address | {"page": str(wanted.page)}) == wanted

    def test_what_makes_no_sense_is_left_out(self) -> None:
        bad = {"view": "x", "light": "blue", "since": "2026-13-40", "until": "20260101", "returned": "2", "sort": "x"}

        assert Filter.from_args(bad | {"page": "-1", "village": "\0"}) == Filter()

    def test_words_are_looked_for_everywhere_unless_told_otherwise(self) -> None:
        assert Filter.from_args({"q": "草"}).view == "all"
        assert Filter.from_args({"q": "草", "view": "unfinished"}).view == "unfinished"


class TestPage:
    """What the office sees of it."""

    def test_shows_each_narrowing_and_the_way_back(
        self, cast: Cast, client: HouseClient, known: dict[str, str]
    ) -> None:
        village = cast.unit("白石村")
        sign_in(client, "zhenban")
        page = client.page(f"/tickets?village={village.id}&light=red&since=2026-09-01&returned=0")
        chips = {chip.text: chip.get("href") for chip in page.tree.all("a", class_="chip")}
        without = {text: chips[text] for text in ("白石村", "超期", "9月1日起", "没退回过")}

        assert "1–1" in page.text
        for text, left_out in zip(without, ("village", "light", "since", "returned"), strict=True):
            assert f"{left_out}=" not in without[text]
            assert without[text].count("=") == 4
        assert "上午锁着门" not in page.text  # that column is not among the usual ones

    def test_counts_what_each_choice_would_leave(self, cast: Cast, client: HouseClient, known: dict[str, str]) -> None:
        sign_in(client, "zhenban")
        page = client.page(f"/tickets?opener=x&by={cast.person('xuncha1').id}")
        options = {o.text for o in page.tree.first("select", name="village").all("option")}

        assert options == {"不限", "青龙村（3）"}

    def test_columns_are_those_asked_for(self, client: HouseClient, known: dict[str, str]) -> None:
        sign_in(client, "zhenban")
        page = client.page("/tickets?columns=number&columns=words&columns=nonsense")
        heads = [th.text for th in page.tree.first("thead").all("th")]

        assert heads == ["编号", "问题描述"]
        assert page.tree.first("tbody").first("a", class_="ledger-open").get("href").startswith("/tickets/")
        assert "上午锁着门" in page.text
        assert any("columns=number.words" in link for link in page.links())

    def test_a_page_past_the_end_and_a_filter_without_any_lead_back(
        self, client: HouseClient, known: dict[str, str]
    ) -> None:
        sign_in(client, "zhenban")
        for address in ("/tickets?page=7", "/tickets?q=没有的话"):
            page = client.page(address)
            assert "没有符合这些条件的问题" in page.text
            assert any(link.startswith("/tickets?view=") for link in page.links())

    def test_a_department_cannot_find_out_who_opened_what(
        self, cast: Cast, client: HouseClient, known: dict[str, str]
    ) -> None:
        sign_in(client, "minzheng")
        openers = [cast.person(login).id for login in ("xuncha1", "xuncha2", "zhenban")]
        told = [
            [each["id"] for each in client.get(f"/api/v1/tickets?by={opener}").get_json()["items"]]
            for opener in openers
        ]
        pages = [client.page(f"/tickets?columns=opener&by={opener}") for opener in openers]

        assert told == [[known["group"]]] * 3
        assert all("1–1" in page.text for page in pages)
        assert not any(page.tree.all("select", name="by") for page in pages)
        assert "周敏" not in "".join(page.html for page in pages)


def test_programs_filter_by_the_same(cast: Cast, client: HouseClient, known: dict[str, str]) -> None:
    sign_in(client, "zhenban")

    def told(**question: Any) -> set[str]:
        names = {ticket_id: name for name, ticket_id in known.items()}
        return {names[t["id"]] for t in client.get("/api/v1/tickets", query_string=question).get_json()["items"]}

    assert told(responsible=cast.unit("民政办").id) == {"group"}
    assert told(by=cast.person("xuncha2").id) == {"locked", "returned"}
    assert told(category="B") == {"group"}
    assert told(q="草") == {"returned", "waits"}
    assert told(returned="true") == {"returned"}
    assert told(returned="false", q="草") == {"waits"}
    assert told(light="paused") == {"waits"}
    assert told(state="closed", since="2026-09-07") == {"closed"}
    assert told(state="closed", until="2026-09-06") == set()
    assert client.get("/api/v1/tickets?light=blue").status_code == 422


class TestViews:
    """Kept under a name, by who kept them."""

    def test_a_view_comes_back_by_its_name(self, cast: Cast, client: HouseClient, known: dict[str, str]) -> None:
        sign_in(client, "zhenban")
        address = f"/tickets?village={cast.unit('白石村').id}&sort=-opened&columns=number.words"
        form = client.page(address).form("/tickets/views")
        answer = client.submit(form, name=" 白石 ")
        page = client.page(answer.location)
        link = next(a for a in page.tree.all("a") if a.text == "白石")
        shown = client.page(link.get("href"))

        assert [th.text for th in shown.tree.first("thead").all("th")] == ["编号", "问题描述"]
        assert "1–1" in shown.text

    def test_the_same_name_means_the_same_view(self, cast: Cast) -> None:
        office = cast.actor("zhenban")
        first = make.run(office, "view.save", name="一", address={"q": "草"})
        second = make.run(office, "view.save", name="一", address={"view": "closed", "made": "up"})

        assert first == second
        assert [view.address for view in queries.views_of(office)] == [{"view": "closed"}]

    def test_there_is_an_end_to_them(self, cast: Cast, client: HouseClient) -> None:
        office = cast.actor("zhenban")
        for number in range(SAVED_VIEWS):
            make.run(office, "view.save", name=f"第{number}个", address={})
        with pytest.raises(AppError, match=r"view\.too_many"):
            make.run(office, "view.save", name="多了", address={})
        make.run(office, "view.save", name="第0个", address={"view": "all"})
        sign_in(client, "zhenban")
        answer = client.submit(client.page("/tickets?view=all").form("/tickets/views"), name="多了")

        assert answer.status_code == 422
        assert f"最多存 {SAVED_VIEWS} 个视图" in answer.text
        assert "多了" in answer.text  # what was typed is still there

    def test_nobody_reaches_those_of_others(self, cast: Cast, client: HouseClient) -> None:
        view_id = make.run(cast.actor("zhenban"), "view.save", name="我的", address={})["view_id"]
        other = cast.actor("zhenban2")
        for name, more in (("view.rename", {"name": "你的"}), ("view.delete", {})):
            with pytest.raises(AppError, match=r"http\.not_found"):
                make.run(other, name, view_id=view_id, **more)
        sign_in(client, "zhenban2")

        assert "我的" not in {a.text for a in client.page("/tickets").tree.all("a")}
        assert make.run(other, "view.save", name="我的", address={})["view_id"] != view_id

    def test_they_are_renamed_and_removed(self, cast: Cast, client: HouseClient) -> None:
        office = cast.actor("zhenban")
        one, two = (make.run(office, "view.save", name=name, address={})["view_id"] for name in ("一", "二"))
        sign_in(client, "zhenban")
        page = client.page("/tickets/views")
        taken = client.submit(page.form(f"/{one}/name"), name="二")
        assert taken.status_code == 422
        assert "您已有一个同名的视图" in taken.text
        client.submit(page.form(f"/{one}/name"), name="三")
        client.submit(page.form(f"/{two}/delete"))

        assert db.session.query(SavedView.name).all() == [("三",)]
        client.submit(client.page("/tickets/views").form(f"/{one}/delete"))
        assert "还没有存过视图" in client.page("/tickets/views").text

    @pytest.mark.parametrize("name", ["", "   ", "长" * 25])
    def test_a_name_is_some_words(self, cast: Cast, name: str) -> None:
        with pytest.raises(AppError, match=r"input\.invalid"):
            make.run(cast.actor("zhenban"), "view.save", name=name, address={})


def test_every_column_has_a_cell(cast: Cast, known: dict[str, str]) -> None:
    actor = cast.actor("zhenban")
    rows = ledger.rows(queries.listed(actor, EVERYTHING, 100), actor)

    assert all(row["cells"].keys() == ledger.COLUMNS.keys() for row in rows)


def test_what_is_not_finished_is_walked_in_its_order(cast: Cast) -> None:
    """However much was closed: the office's first list reads its own page and no more."""
    if is_sqlite():
        pytest.skip("SQLite sorts what has no deadline first and so sorts itself: 30 ms of 100,000")
    wanted = Filter()
    rows = wanted.sorted(wanted.apply(queries.visible_to(cast.actor("zhenban")))).with_only_columns(Ticket.id).limit(50)
    plain = rows.compile(db.engine, compile_kwargs={"literal_binds": True})
    # Of few tickets every way is equally short; without the other ways the plan does not hang on the statistics.
    db.session.execute(sql("DROP INDEX ix_ticket_township_due"))
    for way in ("enable_seqscan", "enable_bitmapscan", "enable_sort", "enable_incremental_sort"):
        db.session.execute(sql(f"SET LOCAL {way} = off"))

    plan = [row[0] for row in db.session.execute(sql(f"EXPLAIN {plain}"))]
    db.session.rollback()

    assert any("ix_ticket_township_unfinished" in step for step in plan), plan
    assert not any("Sort" in step for step in plan), plan
