"""What a phone keeps of a ticket, and what reading it costs."""

import json
import re
from datetime import date

import pytest
from flask import Flask
from sqlalchemy import text

from tests import make
from tests.cast import Cast
from tests.conftest import Clock
from tests.counting import counted
from tests.shapes import differences, shape
from tests.sync.reading import URL, Phone
from tests.tickets.doing import full_story
from webapp.kernel import clock as kernel_clock
from webapp.kernel.db import db, is_sqlite
from webapp.sync.cursors import Cursor
from webapp.sync.queries import changes as queries
from webapp.sync.schemas import Changes
from webapp.tickets import present
from webapp.tickets.present.answers import Item

SAME = (
    "words", "fields", "field_values", "how_to_fix", "evidence", "responsible_person", "opened_text", "released_text",
    "due_text",
)  # fmt: skip
PHOTO = {"id", "use", "caption", "alt", "width", "height"}
LINE = {"text", "who", "at", "at_text", "quote", "awaited"}


def test_the_document_names_exactly_what_is_told(app: Flask, cast: Cast) -> None:
    full_story(cast)
    make.held_ticket(cast.actor("xuncha1"))
    make.submitted_ticket(cast.actor("xuncha1"), cast.actor("qinglong"))
    moved = make.open_ticket(cast.actor("xuncha1"), type_code=make.GROUP).id
    phone, department = Phone(app, "xuncha1"), Phone(app, "minzheng")
    department.read()
    owner = cast.unit("农业农村办").id
    make.run(cast.actor("zhenban"), "ticket.correct", ticket_id=moved, responsible_id=owner, reason="归农办")

    (whole,), (less,) = phone.read(), department.read()

    assert differences(whole, shape(Changes())) == differences(less, shape(Changes())) == []
    assert (len(whole["items"]), len(less["gone"])) == (4, 1)
    assert all(differences(item, shape(Item())) == [] for item in whole["items"])


def test_a_phone_keeps_the_words_that_the_page_shows(app: Flask, cast: Cast) -> None:
    ticket_id = full_story(cast)
    phone = Phone(app, "zhenban")
    phone.read()

    item = phone.items[ticket_id]

    page = phone.client.get(f"/api/v1/tickets/{ticket_id}").get_json()
    (card,) = phone.client.get("/api/v1/tickets").get_json()["items"]
    assert {name: item[name] for name in card} == card
    assert {name: item[name] for name in SAME} == {name: page[name] for name in SAME}
    for name in ("problem_photos", "fix_photos", "other_photos"):
        assert item[name] == [{key: photo[key] for key in PHOTO} for photo in page[name]]
        assert item[name]
    assert item["timeline"] == [{key: step[key] for key in LINE} for step in page["timeline"]]
    assert len(item["timeline"]) == 7


def test_a_ticket_says_whose_it_is(app: Flask, cast: Cast) -> None:
    ticket_id = make.open_ticket(cast.actor("xuncha1"), type_code=make.GROUP).id
    told = {}

    for login in ("xuncha1", "xuncha2", "qinglong", "minzheng"):
        phone = Phone(app, login)
        phone.read()
        told[login] = phone.items[ticket_id]["mine"], phone.items[ticket_id]["opened_by_me"]

    assert told == {
        "xuncha1": (False, True), "xuncha2": (False, False), "qinglong": (False, False), "minzheng": (True, False),
    }  # fmt: skip
    assert phone.items[ticket_id]["received_at"] == "2026-09-07T02:00:00+00:00"


def test_a_department_s_phone_is_not_told_who_opened_it(app: Flask, cast: Cast) -> None:
    full_story(cast)
    opener = cast.person("xuncha1")
    phone = Phone(app, "minzheng")
    phone.read()

    kept = json.dumps(phone.items, ensure_ascii=False)

    assert (opener.name in kept, opener.id in kept, "望溪镇" in kept) == (False, False, True)


def colour(told: dict[str, str], day: date) -> str:
    """The light of a clock, as a phone works it out."""
    if told.get("paused"):
        return "paused"
    return "red" if day.isoformat() > told["due_on"] else "amber" if day.isoformat() >= told["amber_from"] else "green"


@pytest.mark.parametrize("code", [make.STEPS, make.WIRING, make.SIGN])
def test_the_clocks_say_every_day_what_the_lights_say(cast: Cast, clock: Clock, code: str) -> None:
    inspector = cast.actor("xuncha1")
    photos = [make.claim(make.make_photo(inspector))]
    running = make.open_ticket(inspector, type_code=code, photos=photos).id
    waiting = make.open_ticket(inspector).id
    make.submit(cast.actor("qinglong"), waiting)
    kept = present.items([make.ticket(running), make.ticket(waiting)], inspector)
    met: list[set[str]] = [set(), set(), set()]

    for _ in range(30):
        today = kernel_clock.today()
        cards = present.cards([make.ticket(running), make.ticket(waiting)], inspector)
        lights = [cards[0]["light"], cards[1]["light"], cards[1]["review_light"]]
        clocks = [kept[0]["clock"], kept[1]["clock"], kept[1]["review_clock"]]
        shown = [light["colour"] for light in lights]
        assert [colour(each, today) for each in clocks] == shown, today
        for colours, each in zip(met, shown, strict=True):
            colours.add(each)
        clock.forward(days=1)

    assert met == [{"green", "amber", "red"}, {"paused"}, {"green", "amber", "red"}]
    assert kept[0]["review_clock"] is None


def test_what_has_no_light_has_no_clock(cast: Cast) -> None:
    inspector, village, office = (cast.actor(login) for login in ("xuncha1", "qinglong", "zhenban"))
    made = [
        make.held_ticket(inspector), make.closed_ticket(inspector, village, office),
        make.void_ticket(inspector, office),
    ]  # fmt: skip

    kept = present.items([make.ticket(each.id) for each in made], inspector)

    assert [(item["clock"], item["review_clock"]) for item in kept] == [(None, None)] * 3


def test_any_number_of_tickets_costs_the_same_number_of_queries(app: Flask, cast: Cast) -> None:
    """One, three and forty, of two townships, in different states, some with people, photos and a long timeline."""
    inspector = cast.actor("xuncha1")
    phone, department = Phone(app, "xianji"), Phone(app, "minzheng")
    counts, rows = [], 0
    for many in (1, 2, 37):
        for n in range(many):
            rows += 1
            if n % 18 == 0:
                full_story(cast)
            elif n % 3:
                make.open_ticket(inspector, "白石村", make.GROUP, venue_id=cast.venue("白石村").id)
            else:
                make.open_ticket(cast.actor("linzhen"), "新渡村")
        with counted() as seen:
            told = phone.client.get(URL).get_json()
        with counted() as few:
            department.client.get(URL)
        assert len(told["items"]) == rows
        counts.append((len(seen), len(few)))

    assert counts[0] == counts[1] == counts[2], counts


def test_nothing_new_costs_a_few_queries_and_reads_no_ticket(app: Flask, cast: Cast) -> None:
    phone = Phone(app, "xuncha1")
    counts = []
    for many in (1, 39):
        for _ in range(many):
            make.open_ticket(cast.actor("xuncha1"))
        phone.read()
        with counted() as seen:
            told = phone.page()
        assert told["items"] == []
        counts.append(len(seen))

    assert counts[0] == counts[1] <= 13
    assert not any("timeline_entry" in statement or "issue_type.texts" in statement for statement in seen)


def test_what_changed_is_found_by_its_number(app: Flask, cast: Cast) -> None:
    """However much there is: without statistics the database would walk through all numbers ever given."""
    if not is_sqlite():
        pytest.skip("PostgreSQL decides by its statistics")
    actor = cast.actor("xuncha1")
    with counted() as seen:
        queries.told(actor, Cursor(b"", 0, 0), 10)
    plain = re.sub(r"\?", "0", seen[-1])

    plan = [row[3] for row in db.session.execute(text(f"EXPLAIN QUERY PLAN {plain}"))]

    assert any("change USING INDEX" in step and "(seq>?)" in step for step in plan), plan


def test_nothing_new_is_a_few_hundred_bytes(app: Flask, cast: Cast) -> None:
    for _ in range(3):
        make.open_ticket(cast.actor("xuncha1"))
    phone = Phone(app, "xuncha1")
    phone.read()

    answer = phone.ask()

    headers = sum(len(f"{name}: {value}\r\n") for name, value in answer.headers)
    assert len(answer.data) < 200
    assert len(answer.data) + headers < 560, dict(answer.headers)


def test_a_ticket_is_a_few_thousand_bytes(app: Flask, cast: Cast) -> None:
    for _ in range(3):
        full_story(cast)

    answer = Phone(app, "xuncha1").ask()

    assert len(answer.data) / 3 < 5_600  # a township of 360 tickets stays below 2 MB


def test_what_is_known_is_not_sent_again(app: Flask, cast: Cast) -> None:
    make.open_ticket(cast.actor("xuncha1"))
    phone = Phone(app, "xuncha1")
    first = phone.ask()

    again = phone.client.get(URL, headers={"If-None-Match": first.headers["ETag"]})

    assert (first.status_code, again.status_code, again.data) == (200, 304, b"")
