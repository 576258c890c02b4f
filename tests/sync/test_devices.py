"""Phones: what they say of themselves, what arrived of it, and what did not."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.exc import OperationalError

from tests import make
from tests.cast import Cast, sign_in
from tests.conftest import Clock
from tests.house import HouseClient
from tests.tickets.test_queries import counted
from tests.together import together
from webapp.accounts.models import LoginSession
from webapp.kernel.actors import Actor
from webapp.kernel.commands import Envelope, execute
from webapp.kernel.db import db
from webapp.kernel.errors import AppError
from webapp.sync import commands
from webapp.sync.models import Device, Discard
from webapp.sync.queries import phones as queries
from webapp.sync.vocab import CONTACT_EVERY, PHONES_A_PERSON

ANDROID = "Mozilla/5.0 (Linux; Android 13) AppleWebKit/537.36 Chrome/120 Mobile Safari/537.36"
SINCE = datetime(2026, 9, 6, 2, 0, tzinfo=UTC)


def says(device: str, made: int = 0, waiting: int = 0, **more: str) -> dict[str, str]:
    """The headers of a request from a phone."""
    claim = f"{device}; made={made}; waiting={waiting}"
    if waiting:
        claim += "; since=2026-09-06T02:00:00Z"
    return {"X-Xungai-Device": claim, "User-Agent": ANDROID, **more}


def rows() -> list[Device]:
    db.session.expire_all()
    return list(db.session.scalars(select(Device).order_by(Device.first_seen_at, Device.id)))


def send(actor: Actor, device: str, *numbers: int) -> None:
    """Let commands of these numbers arrive."""
    for seq in numbers:
        execute(Envelope("account.set_preferences", {"large": True}, id=make.new_id(), device=device, seq=seq), actor)


def account(actor: Actor) -> queries.Account:
    (found,) = queries.accounts(queries.own(actor))
    return found


# What a request says


def test_a_request_from_a_phone_makes_it_known(cast: Cast, client: HouseClient, clock: Clock) -> None:
    session_id = sign_in(client, "xuncha1")
    device = make.new_id()

    answer = client.get("/api/v1/me", headers=says(device, 41, 1))

    (row,) = rows()
    assert answer.status_code == 200
    assert (row.id, row.person_id, row.label) == (device, cast.person("xuncha1").id, "Android · Chrome")
    assert (row.made, row.waiting, row.waiting_since) == (41, 1, SINCE)
    assert row.first_seen_at == row.seen_at == clock.now()
    assert db.session.get_one(LoginSession, session_id).device == device


def test_made_never_goes_down_and_waiting_follows(cast: Cast, client: HouseClient) -> None:
    sign_in(client, "xuncha1")
    device = make.new_id()
    told = []
    for made, waiting in ((3, 3), (7, 5), (5, 1), (0, 0)):
        client.get("/api/v1/me", headers=says(device, made, waiting))
        (row,) = rows()
        told.append((row.made, row.waiting, row.waiting_since))

    assert told == [(3, 3, SINCE), (7, 5, SINCE), (7, 1, SINCE), (7, 0, None)]


def test_nothing_is_written_while_nothing_is_new(cast: Cast, client: HouseClient, clock: Clock) -> None:
    sign_in(client, "xuncha1")
    device, began = make.new_id(), clock.now()
    seen = []
    for forward in (timedelta(0), CONTACT_EVERY, timedelta(seconds=1), timedelta(seconds=1)):
        clock.set(clock.now() + forward)
        with counted() as statements:
            client.get("/api/v1/me", headers=says(device, 1, 1))
        seen.append((rows()[0].seen_at - began, any("UPDATE device" in each for each in statements)))

    later = CONTACT_EVERY + timedelta(seconds=1)
    assert seen == [(timedelta(0), False), (timedelta(0), False), (later, True), (later, False)]


@pytest.mark.parametrize(
    "header",
    ["", "phone", "{};", "{}; made=-1", "{}; made=1; made=2", "{}; since=now", "{}\u00e9", "{}; made=9999999999"],
)
def test_a_strange_header_is_passed_over(cast: Cast, client: HouseClient, header: str) -> None:
    sign_in(client, "xuncha1")

    answer = client.get("/api/v1/me", headers={"X-Xungai-Device": header.format(make.new_id())})

    assert (answer.status_code, rows()) == (200, [])


def test_who_is_signed_out_has_no_phone(cast: Cast, client: HouseClient) -> None:
    answer = client.get("/api/v1/me", headers=says(make.new_id(), 3))

    assert (answer.status_code, rows()) == (401, [])


def test_a_page_of_somebody_else_says_nothing_of_this_persons_work(cast: Cast, client: HouseClient) -> None:
    sign_in(client, "xuncha1")
    other, own = cast.person("xuncha2").id, cast.person("xuncha1").id

    client.get("/api/v1/me", headers=says(make.new_id(), 3, **{"X-Xungai-Person": other}))
    assert rows() == []
    client.get("/api/v1/me", headers=says(make.new_id(), 3, **{"X-Xungai-Person": own}))

    assert [row.person_id for row in rows()] == [own]


def test_two_people_share_a_phone_and_have_an_account_each(cast: Cast, client: HouseClient) -> None:
    device = make.new_id()
    for login, made in (("xuncha1", 3), ("xuncha2", 5)):
        sign_in(client, login)
        client.get("/api/v1/me", headers=says(device, made))
    send(cast.actor("xuncha1"), device, 1, 2)

    first, second = account(cast.actor("xuncha1")), account(cast.actor("xuncha2"))

    assert (first.made, first.arrived, first.missing) == (3, 2, [(3, 3)])
    assert (second.made, second.arrived, second.missing) == (5, 0, [(1, 5)])


def test_a_reader_does_not_notice_that_a_contact_cannot_be_written(
    cast: Cast, client: HouseClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    sign_in(client, "xuncha1")

    def locked() -> Any:
        raise OperationalError("INSERT", {}, Exception("database is locked"))

    monkeypatch.setattr(commands, "write_transaction", locked)
    answer = client.get("/api/v1/me", headers=says(make.new_id(), 1))

    assert (answer.status_code, rows()) == (200, [])


def test_fifty_phones_are_remembered_and_quiet_ones_that_owe_nothing_go_first(
    cast: Cast, client: HouseClient, clock: Clock
) -> None:
    person = cast.person("xuncha1").id
    lost = make.phone(person, lost_at=clock.now(), lost_by=person)
    owing = make.phone(person, made=1)
    waiting = make.phone(person, waiting=1)
    quiet = []
    for _ in range(PHONES_A_PERSON - 3):
        clock.forward(minutes=1)
        quiet.append(make.phone(person))
    sign_in(client, "xuncha1")
    fresh = [make.new_id(), make.new_id()]

    for device in fresh:
        clock.forward(minutes=1)
        client.get("/api/v1/me", headers=says(device))

    assert {row.id for row in rows()} == {lost, owing, waiting, *quiet[2:], *fresh}
    assert len(rows()) == PHONES_A_PERSON


def test_among_fifty_that_owe_something_the_oldest_goes_and_a_lost_one_stays(
    cast: Cast, client: HouseClient, clock: Clock
) -> None:
    person = cast.person("xuncha1").id
    lost = [make.phone(person, lost_at=clock.now(), lost_by=person, seen_at=clock.now()) for _ in range(2)]
    owing = []
    for _ in range(PHONES_A_PERSON - 2):
        clock.forward(minutes=1)
        owing.append(make.phone(person, made=1))
    sign_in(client, "xuncha1")
    fresh = make.new_id()

    client.get("/api/v1/me", headers=says(fresh))

    assert {row.id for row in rows()} == {*lost, *owing[1:], fresh}


def test_many_requests_of_one_new_phone_at_once_make_one_row(app: Flask, cast: Cast, client: HouseClient) -> None:
    sign_in(client, "xuncha1")
    cookie = client.get_cookie("xungai")
    assert cookie is not None
    device = make.new_id()

    def call(made: int) -> int:
        own = app.test_client()
        own.set_cookie("xungai", cookie.value)
        return own.get("/api/v1/me", headers=says(device, made)).status_code

    answers = together(app, [lambda made=made: call(made) for made in range(1, 13)])

    (row,) = rows()
    assert answers == [200] * 12
    assert 1 <= row.made <= 12
    client.get("/api/v1/me", headers=says(device, 12))
    assert rows()[0].made == 12


# What arrived


@pytest.mark.parametrize(
    ("made", "arrived", "thrown", "missing"),
    [
        (0, (), (), []),
        (3, (), (), [(1, 3)]),
        (3, (1, 2, 3), (), []),
        (41, (*range(1, 17), *range(18, 42)), (), [(17, 17)]),
        (9, (2, 3, 7), (), [(1, 1), (4, 6), (8, 9)]),
        (9, (2, 3, 7), (4, 6, 9), [(1, 1), (5, 5), (8, 8)]),
        (2, (1, 5), (), [(2, 4)]),  # its claim is older than what arrived
        (1, (1,), (4,), [(2, 3)]),
        (3, (0, 1, 2, 3), (), []),  # numbers begin at 1
    ],
)
def test_the_account_of_a_phone(
    cast: Cast, made: int, arrived: tuple[int, ...], thrown: tuple[int, ...], missing: list[tuple[int, int]]
) -> None:
    actor = cast.actor("xuncha1")
    device = make.phone(actor.person_id, made=made)
    send(actor, device, *arrived)
    for seq in thrown:
        make.run(actor, "device.discard", device=device, seq=seq, name="ticket.open")

    found = account(actor)

    assert found.missing == missing
    assert (found.arrived, found.discarded) == (len([n for n in arrived if n]), len(thrown))
    assert found.made == max(made, 0, *arrived, *thrown)
    assert found.made == found.arrived + found.discarded + sum(last - first + 1 for first, last in missing)
    assert found.is_behind == bool(missing)


def test_a_number_that_came_twice_counts_once(cast: Cast) -> None:
    actor = cast.actor("xuncha1")
    device = make.phone(actor.person_id, made=2)

    send(actor, device, 1, 1, 2)

    assert (account(actor).arrived, account(actor).missing) == (2, [])


def test_what_was_thrown_away_and_arrives_all_the_same_has_arrived(cast: Cast) -> None:
    actor = cast.actor("xuncha1")
    device = make.phone(actor.person_id, made=2)
    make.run(actor, "device.discard", device=device, seq=2, name="ticket.open")

    send(actor, device, 1, 2)

    found = account(actor)
    assert (found.arrived, found.discarded, found.missing) == (2, 0, [])


def test_what_others_send_under_the_same_phone_is_not_ones_own(cast: Cast) -> None:
    actor = cast.actor("xuncha1")
    device = make.phone(actor.person_id, made=2)
    send(cast.actor("xuncha2"), device, 1)
    make.run(cast.actor("xuncha2"), "device.discard", device=device, seq=2, name="ticket.open")

    assert account(actor).missing == [(1, 2)]


def test_any_number_of_phones_costs_the_same_number_of_queries(cast: Cast) -> None:
    actor, counts = cast.actor("xuncha1"), []
    for _ in range(3):
        device = make.phone(actor.person_id, made=9)
        send(actor, device, 2, 5)
        with counted() as seen:
            found = queries.accounts(queries.own(actor))
        counts.append(len([each for each in seen if each.startswith("SELECT")]))

    assert [each.missing for each in found] == [[(1, 1), (3, 4), (6, 9)]] * 3
    assert counts == [4, 4, 4]


# Throwing away


def test_a_discard_is_kept_once_with_what_it_was(cast: Cast, clock: Clock) -> None:
    actor = cast.actor("xuncha1")
    args = {"device": make.new_id(), "seq": 4, "name": "ticket.open", "made_at": "2026-09-06T02:00:00Z"}

    first, again = make.run(actor, "device.discard", **args), make.run(actor, "device.discard", **args)

    row = db.session.scalars(select(Discard)).one()
    assert first == again == {"device": args["device"], "seq": 4}
    assert (row.person_id, row.name, row.made_at, row.discarded_at) == (
        actor.person_id,
        "ticket.open",
        SINCE,
        clock.now(),
    )


def test_what_has_arrived_cannot_be_thrown_away(cast: Cast) -> None:
    actor, device = cast.actor("xuncha1"), make.new_id()
    send(actor, device, 4)
    send(cast.actor("xuncha2"), device, 5)

    with pytest.raises(AppError, match=r"device\.arrived"):
        make.run(actor, "device.discard", device=device, seq=4, name="ticket.open")
    make.run(actor, "device.discard", device=device, seq=5, name="ticket.open")

    assert [row.seq for row in db.session.scalars(select(Discard))] == [5]


@pytest.mark.parametrize(
    "args",
    [{"seq": 0}, {"seq": "4"}, {"seq": 2**31}, {"device": "x"}, {"name": "x" * 65}, {"name": None}, {"who": "x"}],
)
def test_a_strange_discard_is_refused(cast: Cast, args: dict[str, Any]) -> None:
    with pytest.raises(AppError, match=r"input\.invalid"):
        make.run(
            cast.actor("xuncha1"),
            "device.discard",
            **{"device": make.new_id(), "seq": 4, "name": "ticket.open", **args},
        )


def test_the_same_discard_twice_at_once_is_one(app: Flask, cast: Cast) -> None:
    actor, device = cast.actor("xuncha1"), make.new_id()

    def throw() -> dict[str, Any]:
        return make.run(actor, "device.discard", device=device, seq=1, name="ticket.open")

    answers = together(app, [throw] * 4)

    assert answers == [{"device": device, "seq": 1}] * 4
    assert len(list(db.session.scalars(select(Discard)))) == 1
