"""What one may not see leaves no trace in what is read by cursor, and the cursor says nothing."""

from flask import Flask
from sqlalchemy import update

from tests import make
from tests.cast import Cast
from tests.sync.reading import URL, Phone
from webapp.kernel.db import change, write_transaction
from webapp.kernel.sealing import hidden
from webapp.sync.cursors import LAYOUT, PURPOSE, Cursor
from webapp.sync.models import ChangeCounter


def test_what_is_hidden_moves_not_a_letter(app: Flask, cast: Cast) -> None:
    inspector = cast.actor("xuncha1")
    make.open_ticket(inspector, type_code=make.GROUP)
    make.open_ticket(cast.actor("linzhen"), "新渡村")
    phones = [Phone(app, login) for login in ("qinglong", "minzheng", "linzhen", "admin")]
    for phone in phones:
        phone.read()

    def answers() -> list[tuple[bytes, str]]:
        asked = ({}, {"since": ""}, {"since": "", "limit": 1})
        met = [phone.ask(**query) for phone in phones for query in asked]
        return [(each.data, each.headers["ETag"]) for each in met]

    before = answers()
    held = make.held_ticket(inspector, words="先不说").id
    make.held_ticket(inspector, "白石村", type_code=make.GROUP)
    make.run(inspector, "ticket.comment", ticket_id=held, words="周五再来")
    make.open_ticket(inspector, "白石村")

    assert answers() == before
    assert len(before) == 12


def test_the_cursor_is_as_long_whatever_happened_elsewhere(app: Flask, cast: Cast) -> None:
    """And nothing in it can be compared: hidden numbers in between change all of it."""
    inspector = cast.actor("xuncha1")
    ticket_id = make.open_ticket(inspector).id
    phone = Phone(app, "qinglong")
    cursors = {phone.read()[-1]["next"]}

    for others in (0, 1, 20):
        for _ in range(others):
            make.held_ticket(inspector)
        make.run(inspector, "ticket.comment", ticket_id=ticket_id, words="看看")
        cursors.add(phone.read()[-1]["next"])

    assert len(cursors) == 4
    assert len({len(cursor) for cursor in cursors}) == 1
    assert all(one == other or one[:10] != other[:10] for one in cursors for other in cursors)


def test_a_changed_cursor_is_refused(app: Flask, cast: Cast) -> None:
    phone = Phone(app, "qinglong")
    whole = phone.read()[-1]["next"]

    for place in (0, 5, 22, 30, 58):
        letter = "A" if whole[place] != "A" else "Q"
        phone.cursor = whole[:place] + letter + whole[place + 1 :]
        answer = phone.ask()
        assert (answer.status_code, answer.get_json()["code"]) == (422, "input.invalid"), place
        assert answer.get_json()["details"] == {"fields": {"since": ["not a cursor"]}}


def test_a_strange_question_is_refused(app: Flask, cast: Cast) -> None:
    client = Phone(app, "qinglong").client
    strange = [f"since={text}" for text in ("x", "1", "%00", "%ff", "A" * 59, "A" * 121)]
    strange += [f"limit={text}" for text in ("0", "201", "x", "-1")]

    for query in strange:
        answer = client.get(f"{URL}?{query}")
        assert (answer.status_code, answer.get_json()["code"]) == (422, "input.invalid"), query


def test_a_cursor_that_only_looks_like_one_is_refused(app: Flask, cast: Cast) -> None:
    phone = Phone(app, "qinglong")
    with app.app_context():
        plain = LAYOUT.pack(b"x" * 12, 0, 0)
        others = [hidden("another purpose", plain), hidden(PURPOSE, plain[:-1]), hidden(PURPOSE, b"")]

    for text in others:
        phone.cursor = text
        assert phone.ask().status_code == 422


def test_somebody_else_s_cursor_begins_anew(app: Flask, cast: Cast) -> None:
    mine = make.open_ticket(cast.actor("xuncha1")).id
    other = Phone(app, "baishi")
    other.read()
    phone = Phone(app, "qinglong")
    phone.cursor = other.cursor

    (told,) = phone.read()

    assert (told["reset"], [item["id"] for item in told["items"]]) == (True, [mine])


def test_a_cursor_from_a_lost_future_begins_anew(app: Flask, cast: Cast) -> None:
    """A backup was restored: what the phone has read beyond it never was."""
    mine = make.open_ticket(cast.actor("xuncha1")).id
    phone = Phone(app, "qinglong")
    for _ in range(3):
        make.run(cast.actor("xuncha1"), "ticket.comment", ticket_id=mine, words="看看")
    phone.read()
    assert phone.page()["reset"] is False

    with write_transaction():
        change(update(ChangeCounter).values(last=2))
    (told,) = phone.read()

    assert (told["reset"], [item["id"] for item in told["items"]]) == (True, [mine])


def test_a_snapshot_that_a_lost_future_began_begins_anew(app: Flask, cast: Cast) -> None:
    for _ in range(3):
        make.open_ticket(cast.actor("xuncha1"))
    phone = Phone(app, "qinglong")
    phone.page(limit=1)

    with write_transaction():
        change(update(ChangeCounter).values(last=2))

    assert phone.page()["reset"] is True


def test_a_cursor_says_where_one_stands_to_nobody_but_the_server(app: Flask, cast: Cast) -> None:
    cursor = Cursor(b"0123456789ab", 7, 9)

    text = cursor.write()

    assert Cursor.read(text) == cursor
    assert Cursor.read(text[:-1]) is None


def test_a_cursor_moves_with_what_is_told_and_ends_the_snapshot_with_its_last_page() -> None:
    began = Cursor(b"0123456789ab", 0, 9)

    paging = began.after(4, more=True)
    ended = paging.after(None, more=False)
    later = ended.after(12, more=False)

    assert [(each.at, each.top) for each in (paging, ended, later)] == [(4, 9), (9, 9), (12, 9)]
    assert later.after(None, more=False) == later
