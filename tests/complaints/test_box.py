"""The box: put in by anybody, answered by the office, read along by the county."""

import re
from datetime import timedelta

import pytest
from flask import Flask

from tests import make
from tests.cast import Cast, sign_in
from tests.conftest import Clock
from tests.house import HouseClient
from webapp.complaints import queries, vocab
from webapp.complaints.commands import code_of, send
from webapp.complaints.models import Complaint, ComplaintAnswer, ComplaintCount
from webapp.complaints.vocab import A_DAY, CODE_LENGTH, LETTERS
from webapp.kernel.db import db
from webapp.kernel.errors import AppError

WORDS = "公示栏三个月没换过，问谁都说不知道"


def write(client: HouseClient, cast: Cast, **changes: str) -> str:
    """Put a message about 望溪镇 into the box; the code."""
    form = client.page("/complaints/new").form("/complaints/new")
    answer = client.submit(form, **({"unit_id": cast.unit("望溪镇").id, "words": WORDS} | changes))
    found = re.search(r"<code>([A-Z0-9 ]+)</code>", answer.text)
    assert found is not None, answer.text
    return found[1]


def ask(client: HouseClient, code: str) -> str:
    """What a code leads to."""
    return client.submit(client.page("/complaints").form("/complaints"), code=code).text


def test_somebody_unnamed_is_heard_and_answered(app: Flask, cast: Cast, client: HouseClient) -> None:
    code = write(client, cast)
    assert "已收到，还没答复" in ask(client, code)
    office = HouseClient(app)
    sign_in(office, "zhenban")
    assert WORDS[:20] in office.page("/complaints/desk").text
    message = db.session.query(Complaint).one()
    form = office.page(f"/complaints/{message.id}").form(f"/complaints/{message.id}")
    assert office.submit(form, words="").status_code == 422
    office.submit(form, words="明天起每月更换")

    shown = ask(client, code.lower().replace(" ", "-"))
    assert "明天起每月更换" in shown
    assert "望溪镇" in shown
    assert "陈岚" not in shown  # the office answers, not a person
    form = office.page(f"/complaints/{message.id}").form(f"/complaints/{message.id}")
    office.submit(form, words="更正：每半月更换")
    shown = ask(client, code)
    assert shown.index("明天起每月更换") < shown.index("每半月更换")


def test_nothing_tells_who_sent_it(cast: Cast, client: HouseClient) -> None:
    sign_in(client, "qinglong")
    write(client, cast)
    row = db.session.query(Complaint).one()
    kept = " ".join(str(getattr(row, column.name)) for column in Complaint.__table__.columns)

    assert [person for person in (cast.person("qinglong").id, "刘志强", "127.0.0.1") if person in kept] == []
    counts = db.session.query(ComplaintCount).all()
    assert [count.count for count in counts] == [1]
    assert "127.0.0.1" not in counts[0].network


def test_a_double_tap_is_one_message_with_one_code(cast: Cast, client: HouseClient) -> None:
    form = client.page("/complaints/new").form("/complaints/new")
    pages = [client.submit(form, unit_id=cast.unit("望溪镇").id, words=WORDS).text for _ in range(2)]

    assert len({re.search(r"<code>([A-Z0-9 ]+)</code>", page)[1] for page in pages}) == 1  # type: ignore[index]
    assert db.session.query(Complaint).count() == 1


@pytest.mark.parametrize(
    ("change", "words"),
    [({"words": ""}, "这里要填"), ({"unit_id": ""}, "这里要填"), ({"words": "x" * 2001}, "太长")],
)
def test_what_is_missing_is_said_and_nothing_is_lost(
    cast: Cast, client: HouseClient, change: dict[str, str], words: str
) -> None:
    form = client.page("/complaints/new").form("/complaints/new")
    typed = {"unit_id": cast.unit("望溪镇").id, "words": WORDS, "contact": "青龙桥头老王"} | change
    answer = client.submit(form, **typed)

    assert answer.status_code == 422
    assert words in answer.text
    assert "青龙桥头老王" in answer.text
    assert typed["words"] in answer.text
    assert db.session.query(Complaint).count() == 0


def test_it_is_about_a_township_or_the_app(cast: Cast, client: HouseClient) -> None:
    sign_in(client, "qinglong")
    select = client.page("/complaints/new").tree.first("select", name="unit_id")
    offered = [option.text for option in select.all("option")]
    chosen = [option.text for option in select.all("option") if "selected" in option.attrs]

    assert offered == ["请选择", "望溪镇", "临河镇", "这个系统本身"]
    assert chosen == ["望溪镇"]  # one's own
    with pytest.raises(AppError):
        send({"kind": "complaint", "unit_id": cast.unit("青龙村").id, "words": "x"}, make.new_id(), "k", "n")


def test_a_wrong_code_says_the_same_as_none(cast: Cast, client: HouseClient) -> None:
    write(client, cast)
    for code in ("", "AAAA AAAA AAAA", "' OR 1=1 --", "\x00"):
        assert "没有用这个查询码的留言" in ask(client, code)


def test_codes_are_long_and_of_letters_that_nobody_mixes_up() -> None:
    codes = {code_of("key", make.new_id(), "{}") for _ in range(500)}

    assert len(codes) == 500
    assert all(len(code) == CODE_LENGTH and set(code) <= set(LETTERS) for code in codes)
    assert not set("01OIL") & set(LETTERS)
    assert code_of("key", "form", "{}") != code_of("another key", "form", "{}")


def test_what_was_changed_and_sent_again_is_another_message(cast: Cast, client: HouseClient) -> None:
    form = client.page("/complaints/new").form("/complaints/new")
    told = {"unit_id": cast.unit("望溪镇").id, "words": WORDS}
    first, twice = client.submit(form, **told).text, client.submit(form, **told).text
    other = client.submit(form, **told | {"words": WORDS + "，电话也没人接"}).text

    codes = [re.search(r"<code>([A-Z0-9 ]+)</code>", page)[1] for page in (first, twice, other)]  # type: ignore[index]
    assert codes[0] == codes[1] != codes[2]
    assert "电话也没人接" in ask(client, codes[2])
    assert db.session.query(Complaint).count() == 2


def test_from_one_network_a_village_can_write_and_a_machine_cannot(
    cast: Cast, client: HouseClient, clock: Clock
) -> None:
    for _ in range(A_DAY):
        write(client, cast)
    form = client.page("/complaints/new").form("/complaints/new")
    refused = client.submit(form, unit_id=cast.unit("望溪镇").id, words=WORDS)

    assert refused.status_code == 429
    assert WORDS in refused.text
    clock.forward(days=1)
    write(client, cast)
    clock.forward(days=2)
    write(client, cast)
    assert db.session.query(ComplaintCount).count() == 1  # the counts of other days are gone
    assert db.session.query(Complaint).count() == A_DAY + 2


@pytest.mark.parametrize(
    ("login", "sees", "code"),
    [
        ("zhenban", True, None),
        ("lingdao", True, "auth.forbidden"),
        ("xianji", True, "auth.forbidden"),
        ("admin", True, "auth.forbidden"),
        ("linzhen", False, "http.not_found"),
        ("xuncha1", None, "auth.forbidden"),
    ],
)
def test_who_reads_and_who_answers(
    cast: Cast, client: HouseClient, login: str, sees: bool | None, code: str | None
) -> None:
    message = make.complaint(cast.unit("望溪镇").id)
    sign_in(client, login)
    if sees is not None:
        assert ("路灯报了三次" in client.page("/complaints/desk").text) == sees
    if code is None:
        make.run(cast.actor(login), "complaint.answer", complaint_id=message, words="好")
        return
    with pytest.raises(AppError) as refused:
        make.run(cast.actor(login), "complaint.answer", complaint_id=message, words="好")
    assert refused.value.problem.code == code
    assert db.session.query(ComplaintAnswer).count() == 0


def test_what_is_about_the_app_is_answered_by_who_runs_it(cast: Cast) -> None:
    message = make.complaint(cast.unit("安澜县").id)
    make.run(cast.actor("admin"), "complaint.answer", complaint_id=message, words="已修")
    assert [answer.words for answer in queries.answers(message)] == ["已修"]


def test_a_late_answer_stands_out(cast: Cast, client: HouseClient, clock: Clock) -> None:
    make.complaint(cast.unit("望溪镇").id)
    sign_in(client, "zhenban")
    assert "到期未答复" not in client.page("/complaints/desk").text
    clock.forward(days=7)  # Monday to Monday: five working days end with it
    assert "到期未答复" not in client.page("/complaints/desk").text
    clock.forward(days=1)
    assert "到期未答复" in client.page("/complaints/desk").text
    assert timedelta(days=1) == vocab.COUNTED_FOR


@pytest.mark.parametrize("login", [None, "xuncha1", "qinglong", "lingdao"])
def test_it_is_one_tap_from_every_page(cast: Cast, client: HouseClient, login: str | None) -> None:
    if login:
        sign_in(client, login)
    for start in ("/sign-in", "/self-check", "/invitations") if login is None else ("/", "/me", "/tickets"):
        assert "/complaints/new" in client.page(start).links(), start


def test_what_waits_is_counted_where_its_office_goes(cast: Cast, client: HouseClient) -> None:
    message = make.complaint(cast.unit("望溪镇").id)

    def counted(login: str) -> list[str]:
        sign_in(client, login)
        page = client.page("/settings")
        badges = [link.text for link in page.tree.all("a", href="/settings") if "1" in link.text]
        rows = [link.text for link in page.tree.all("a", href="/complaints/desk")]
        return [*badges[:1], *rows]

    told = counted("zhenban")
    assert len(told) == 2
    assert told[1].endswith("1")
    for login in ("linzhen", "admin"):  # another office's, and who runs the app: none of theirs
        assert not any(text.endswith("1") for text in counted(login))
    make.run(cast.actor("zhenban"), "complaint.answer", complaint_id=message, words="本周修")
    assert not any(text.endswith("1") for text in counted("zhenban"))
