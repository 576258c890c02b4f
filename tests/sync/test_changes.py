"""Reading by cursor: everything once, then what changed, and what left one's sight."""

from typing import Any

import pytest
from flask import Flask

from tests import make
from tests.cast import LOGINS, Cast
from tests.conftest import Clock
from tests.scenes import SCENES
from tests.sync.reading import Phone
from webapp.kernel.commands import COMMANDS, Envelope, execute
from webapp.sync.queries import changes as queries

TOWNSHIP = {"own", "dept", "next", "held"}
SEES = {
    "xuncha1": TOWNSHIP, "xuncha2": TOWNSHIP, "zhenban": TOWNSHIP, "zhenban2": TOWNSHIP, "lingdao": TOWNSHIP,
    "qinglong": {"own", "dept"}, "baishi": {"next"}, "minzheng": {"dept"},
    "xianji": TOWNSHIP | {"far"}, "admin": set(), "linzhen": {"far"},
}  # fmt: skip


@pytest.fixture
def places(cast: Cast) -> dict[str, str]:
    """Relation to 青龙村 → a ticket."""
    inspector, neighbour = cast.actor("xuncha1"), cast.actor("linzhen")
    return {
        "own": make.open_ticket(inspector).id,
        "dept": make.open_ticket(inspector, type_code=make.GROUP).id,
        "next": make.open_ticket(inspector, "白石村").id,
        "far": make.open_ticket(neighbour, "新渡村").id,
        "held": make.held_ticket(inspector).id,
    }


def test_everybody_is_told_what_they_see_and_nothing_else(app: Flask, cast: Cast, places: dict[str, str]) -> None:
    phones = {login: Phone(app, login) for login in LOGINS}
    whole = {login: phone.news() for login, phone in phones.items()}

    for relation, ticket_id in places.items():
        visitor = cast.actor("linzhen" if relation == "far" else "xuncha1")
        make.run(visitor, "ticket.comment", ticket_id=ticket_id, words="还有一处")
    later = {login: phone.news() for login, phone in phones.items()}

    in_order = {login: [places[relation] for relation in places if relation in SEES[login]] for login in LOGINS}
    assert whole == in_order
    assert later == in_order
    assert [phone.gone for phone in phones.values()] == [{}] * len(LOGINS)


def test_a_snapshot_is_what_is_unfinished_and_what_changed_lately(app: Flask, cast: Cast, clock: Clock) -> None:
    inspector, village, office = (cast.actor(login) for login in ("xuncha1", "qinglong", "zhenban"))
    old = [make.closed_ticket(inspector, village, office).id, make.void_ticket(inspector, office).id]
    waiting = make.submitted_ticket(inspector, village).id
    clock.forward(days=10)
    lately = make.closed_ticket(inspector, village, office).id
    clock.forward(days=4, seconds=1)
    phone = Phone(app, "xuncha2")

    (first,) = phone.read()

    assert first["reset"] is True
    assert [item["id"] for item in first["items"]] == [waiting, lately]
    # What is left out of the snapshot is not told afterwards either, until it changes.
    assert phone.news() == []
    make.run(inspector, "ticket.comment", ticket_id=old[0], words="又坏了")
    assert phone.news() == [old[0]]


def test_later_only_what_changed_is_told_each_thing_once_in_order(app: Flask, cast: Cast) -> None:
    inspector = cast.actor("xuncha1")
    first, second, third = (make.open_ticket(inspector).id for _ in range(3))
    phone = Phone(app, "xuncha1")
    phone.read()

    for words in ("一", "二"):
        make.run(inspector, "ticket.comment", ticket_id=third, words=words)
        make.run(inspector, "ticket.comment", ticket_id=first, words=words)
    make.submit(cast.actor("qinglong"), third)
    (told,) = phone.read()

    assert told["reset"] is False
    assert [(item["id"], item["state"]) for item in told["items"]] == [(first, "open"), (third, "submitted")]
    assert phone.items[second]["state"] == "open"
    assert phone.news() == []


def test_a_phone_that_slept_for_long_is_told_of_what_ended_long_ago(app: Flask, cast: Cast, clock: Clock) -> None:
    village, office = cast.actor("qinglong"), cast.actor("zhenban")
    ticket_id = make.open_ticket(cast.actor("xuncha1")).id
    phone = Phone(app, "qinglong")
    phone.read()
    make.submit(village, ticket_id)
    make.run(office, "ticket.close", ticket_id=ticket_id)

    clock.forward(days=90)
    phone.wear("qinglong")  # signed in again

    assert phone.news() == [ticket_id]
    assert phone.items[ticket_id]["state"] == "closed"


# What they change stands in everything that is told, so the phone begins anew (tests/units/test_register.py); or in
# many tickets (tests/units/test_posts.py, tests/sheets/test_former_ledger.py).
REGISTER = {
    "ticket.pass_on",
    "tickets.import",
    "places.import",
    "unit.add",
    "unit.close",
    "unit.correct",
    "unit.reopen",
    "venue.add",
    "venue.correct",
    "venue.close",
    "venue.reopen",
    "person.correct",
}


def test_every_step_on_a_ticket_is_told_and_nothing_else(app: Flask, cast: Cast) -> None:
    phone = Phone(app, "xuncha1")
    told, expected = {}, {}

    for name in sorted(COMMANDS.keys() - REGISTER):
        actor, args = SCENES[name](cast)
        phone.read()
        execute(Envelope(name, args, id=make.new_id()), actor)
        told[name] = phone.news()
        expected[name] = [args["ticket_id"]] if name.startswith("ticket.") else []

    assert told == expected


@pytest.mark.parametrize("limit", [1, 2, 7])
def test_pages_tell_everything_once_though_things_change_meanwhile(app: Flask, cast: Cast, limit: int) -> None:
    inspector = cast.actor("xuncha1")
    made = [make.open_ticket(inspector).id for _ in range(6)]
    phone, witness = Phone(app, "qinglong"), Phone(app, "qinglong")

    first = phone.page(limit=limit)
    told, last = made[0], made[-1]
    make.run(inspector, "ticket.comment", ticket_id=told, words="第一页上的")
    make.run(inspector, "ticket.correct", ticket_id=last, village_id=cast.unit("白石村").id)
    new = make.open_ticket(inspector).id
    second = phone.page(limit=limit)
    make.run(inspector, "ticket.correct", ticket_id=made[1], village_id=cast.unit("白石村").id)
    pages = [first, second, *phone.read(limit=limit)]
    witness.read()

    seen = [item["id"] for page in pages for item in page["items"]]
    assert [page["reset"] for page in pages] == [True] + [False] * (len(pages) - 1)
    assert seen.count(told) == 2
    assert seen[-2:] == [told, new]
    assert phone.items == witness.items
    assert phone.items.keys() == {*made, new} - {last, made[1]}
    assert all(len(page["items"]) + len(page["gone"]) <= limit for page in pages)


def test_one_more_page_is_asked_for_only_when_there_is_one(app: Flask, cast: Cast) -> None:
    for _ in range(4):
        make.open_ticket(cast.actor("xuncha1"))
    phone = Phone(app, "xuncha1")

    assert [len(page["items"]) for page in phone.read(limit=2)] == [2, 2]
    assert [len(page["items"]) for page in phone.read(limit=2)] == [0]


@pytest.mark.parametrize(
    ("login", "change"),
    [
        ("qinglong", {"village_id": "白石村"}),
        ("minzheng", {"responsible_id": "农业农村办"}),
    ],
)
def test_what_left_one_s_sight_is_gone_and_says_when(
    app: Flask, cast: Cast, clock: Clock, login: str, change: dict[str, str]
) -> None:
    office = cast.actor("zhenban")
    ticket_id = make.open_ticket(cast.actor("xuncha1"), type_code=make.GROUP).id
    phone, fresh = Phone(app, login), Phone(app, login)
    phone.read()
    clock.forward(hours=30)

    there = {name: cast.unit(unit).id for name, unit in change.items()}
    make.run(office, "ticket.correct", ticket_id=ticket_id, reason="不在这里", **there)
    (told,) = phone.read()

    moved = phone.client.get(f"/api/v1/tickets/{ticket_id}")
    assert told["items"] == []
    assert told["gone"] == [{"id": ticket_id, "left_at": "2026-09-08 16:00"}]
    assert (moved.status_code, moved.get_json()["details"]["left_at"]) == (410, told["gone"][0]["left_at"])
    assert ticket_id not in phone.items
    # Whoever begins now never had it.
    assert [(page["items"], page["gone"]) for page in fresh.read()] == [([], [])]
    assert fresh.read()[0]["gone"] == []


def test_what_leaves_while_it_is_being_told_is_told_with_the_next_page(
    app: Flask, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    inspector, there = cast.actor("xuncha1"), cast.unit("白石村").id
    ticket_id = make.open_ticket(inspector).id
    phone = Phone(app, "qinglong")

    def move(*args: Any) -> Any:
        found = told(*args)
        make.run(inspector, "ticket.correct", ticket_id=ticket_id, village_id=there)
        return found

    told = queries.told
    with monkeypatch.context() as patch:
        patch.setattr(queries, "told", move)
        first = phone.page()
    second = phone.page()

    assert (first["items"], first["gone"], second["items"]) == ([], [], [])
    assert [each["id"] for each in second["gone"]] == [ticket_id]


def test_what_happens_where_it_went_is_not_told_to_those_it_left(app: Flask, cast: Cast) -> None:
    inspector, village = cast.actor("xuncha1"), cast.unit("白石村").id
    ticket_id = make.open_ticket(inspector).id
    phone, new_owner = Phone(app, "qinglong"), Phone(app, "baishi")
    phone.read()
    new_owner.read()
    make.run(inspector, "ticket.correct", ticket_id=ticket_id, village_id=village)
    phone.read()
    before = phone.ask().data

    make.submit(cast.actor("baishi"), ticket_id)

    assert phone.ask().data == before
    assert new_owner.news() == [ticket_id]


def test_what_came_back_is_there_again_and_may_leave_again(app: Flask, cast: Cast) -> None:
    inspector = cast.actor("xuncha1")
    here, there = cast.unit("青龙村").id, cast.unit("白石村").id
    ticket_id = make.open_ticket(inspector).id
    phone, slow = Phone(app, "qinglong"), Phone(app, "qinglong")
    phone.read()
    slow.read()

    def move(village_id: str) -> None:
        make.run(inspector, "ticket.correct", ticket_id=ticket_id, village_id=village_id)

    met = []
    for village_id in (there, here, there):
        move(village_id)
        (told,) = phone.read()
        met.append((len(told["items"]), len(told["gone"])))
    (whole,) = slow.read()
    move(here)

    assert met == [(0, 1), (1, 0), (0, 1)]
    assert ([], [ticket_id]) == (whole["items"], [each["id"] for each in whole["gone"]])
    assert slow.news() == [ticket_id]


def test_who_opened_it_keeps_it_when_it_leaves_their_village(app: Flask, cast: Cast) -> None:
    """The unit's sight ends, the opener's does not."""
    ticket_id = make.open_ticket(cast.actor("qinglong")).id
    opener = Phone(app, "qinglong")
    opener.read()

    there = cast.unit("白石村").id
    make.run(cast.actor("zhenban"), "ticket.correct", ticket_id=ticket_id, village_id=there, reason="写错了")
    (told,) = opener.read()

    assert ([item["id"] for item in told["items"]], told["gone"]) == ([ticket_id], [])


def test_what_is_held_back_is_told_with_its_release(app: Flask, cast: Cast) -> None:
    inspector = cast.actor("xuncha1")
    phone = Phone(app, "qinglong")
    phone.read()
    held = make.held_ticket(inspector).id
    make.run(inspector, "ticket.correct", ticket_id=held, village_id=cast.unit("白石村").id)
    make.run(inspector, "ticket.correct", ticket_id=held, village_id=cast.unit("青龙村").id)

    before = phone.read()
    make.run(inspector, "ticket.release", ticket_id=held)

    assert [(page["items"], page["gone"]) for page in before] == [([], [])]
    assert phone.news() == [held]
