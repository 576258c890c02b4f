"""What a phone holds was told under one scope; under another everything comes anew."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import insert, update

from tests import make
from tests.cast import Cast, fixed_id
from tests.conftest import Clock
from tests.sync.reading import Phone
from webapp.accounts.models import Person
from webapp.catalogue import documents
from webapp.catalogue.commands.publishing import publish
from webapp.catalogue.models import CalendarDay, IssueGroup, IssueType
from webapp.kernel import clock as kernel_clock
from webapp.kernel.db import change, db, write_transaction
from webapp.sync.queries import changes as queries
from webapp.units.models import Duty, Membership, Unit, Venue
from webapp.units.vocab import DutyKind, Role

Act = Callable[[Cast], Any]


def run(statement: Any) -> None:
    with write_transaction():
        db.session.execute(statement)


def rename(unit: str) -> Act:
    return lambda _cast: run(update(Unit).where(Unit.name == unit).values(name=f"新{unit}"))


def new_duty(cast: Cast) -> None:
    row = Duty(id=make.new_id(), person_id=cast.person("xuncha1").id, unit_id=cast.unit("青龙村").id)
    row.kind, row.from_on = DutyKind.SPECIALIST, date(2026, 9, 1)
    with write_transaction():
        db.session.add(row)


def new_revision(_cast: Cast) -> None:
    """A kind gets another text, and with it a revision."""
    run(update(IssueType).where(IssueType.code == make.STEPS).values(icon="vote"))
    with write_transaction():
        assert len(publish(documents.load(), kernel_clock.now())) == 1


CHANGES: dict[str, Act] = {
    "duty": new_duty,
    "village": rename("青龙村"),
    "neighbour": rename("白石村"),
    "department": rename("民政办"),
    "county": rename("安澜县"),
    "venue": lambda _cast: run(update(Venue).where(Venue.name == "公开栏").values(name="三务公开栏")),
    "secretary": lambda _cast: run(update(Person).where(Person.login == "qinglong").values(name="刘志刚")),
    "kind": new_revision,
    "group": lambda _cast: run(
        update(IssueGroup).where(IssueGroup.code == "A").values(title={"zh": "阵地", "en": "x"})
    ),
    "calendar": lambda _cast: run(insert(CalendarDay).values(day=date(2026, 9, 9), is_working=False, note="")),
}


def test_another_name_begins_everything_anew(app: Flask, cast: Cast) -> None:
    ticket_id = make.open_ticket(cast.actor("xuncha1"), type_code=make.GROUP).id
    phones = [Phone(app, login) for login in ("qinglong", "minzheng", "xuncha1", "xianji")]
    for phone in phones:
        phone.read()

    for name, act in CHANGES.items():
        kits = [phone.page()["kit"] for phone in phones]
        act(cast)
        told = [phone.page() for phone in phones]
        assert [(each["reset"], [item["id"] for item in each["items"]]) for each in told] == [
            (True, [ticket_id])
        ] * 4, name
        assert not {each["kit"] for each in told} & set(kits), name


def test_a_renamed_place_stands_in_the_ticket(app: Flask, cast: Cast) -> None:
    ticket_id = make.open_ticket(cast.actor("xuncha1")).id
    phone = Phone(app, "qinglong")
    phone.read()

    rename("青龙村")(cast)
    phone.read()

    assert phone.items[ticket_id]["village"]["name"] == "新青龙村"


def test_a_name_in_another_township_changes_nothing_here(app: Flask, cast: Cast) -> None:
    phones = [Phone(app, login) for login in ("qinglong", "minzheng", "xuncha1", "xianji")]
    for phone in phones:
        phone.read()

    rename("新渡村")(cast)
    rename("临河镇")(cast)

    assert [phone.page()["reset"] for phone in phones] == [False, False, False, True]


def test_another_language_begins_everything_anew(app: Flask, cast: Cast) -> None:
    ticket_id = make.open_ticket(cast.actor("xuncha1")).id
    phone = Phone(app, "qinglong")
    phone.read()
    chinese = phone.items[ticket_id]["state_label"]

    make.run(cast.actor("qinglong"), "account.set_preferences", locale="en", large=False)
    (told,) = phone.read()

    assert told["reset"] is True
    assert (chinese, phone.items[ticket_id]["state_label"]) == ("待整改", "To be fixed")


def test_another_hat_begins_everything_anew_and_forgets_what_it_does_not_show(app: Flask, cast: Cast) -> None:
    here, there = make.open_ticket(cast.actor("xuncha1")).id, make.open_ticket(cast.actor("xuncha1"), "白石村").id
    cast.hat("qinglong", "白石村", Role.VILLAGE_STAFF)
    phone = Phone(app, "qinglong", "青龙村")
    phone.read()
    before = set(phone.items)

    phone.wear("qinglong", "白石村")
    (told,) = phone.read()

    assert (told["reset"], before, set(phone.items)) == (True, {here}, {there})


def test_a_new_role_or_one_more_hat_begins_everything_anew(app: Flask, cast: Cast) -> None:
    """Whoever belongs to a unit does not review for it, so what a ticket offers changes."""
    phone = Phone(app, "zhenban")
    phone.read()

    run(update(Membership).where(Membership.person_id == cast.person("zhenban").id).values(role=Role.INSPECTOR))
    role = phone.page()["reset"]
    cast.hat("zhenban", "青龙村", Role.VILLAGE_STAFF)

    assert (role, phone.page()["reset"], phone.page()["reset"]) == (True, True, False)


def test_another_shape_of_what_is_told_begins_everything_anew(
    app: Flask, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    phone = Phone(app, "zhenban")
    phone.read()

    monkeypatch.setattr(queries, "FORMAT", queries.FORMAT + 1)

    assert phone.page()["reset"] is True


def test_a_duty_begins_anew_on_the_day_it_begins(app: Flask, cast: Cast, clock: Clock) -> None:
    with write_transaction():
        change(update(Duty).where(Duty.id == fixed_id(5, 1)).values(from_on=date(2026, 9, 8)))
    phone = Phone(app, "qinglong")
    phone.read()

    clock.forward(hours=13, minutes=59)
    evening = phone.page()["reset"]
    clock.forward(minutes=1)

    assert (evening, phone.page()["reset"]) == (False, True)


def test_the_kit_is_another_one_for_large_letters_in_another_week_and_with_another_part(
    app: Flask, cast: Cast, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    phone = Phone(app, "qinglong")
    kits = [phone.page()["kit"]]

    clock.forward(days=6, hours=13, minutes=59)  # the end of Sunday
    sunday = phone.page()["kit"]
    clock.forward(minutes=1)
    kits.append(phone.page()["kit"])
    make.run(cast.actor("qinglong"), "account.set_preferences", locale="zh_Hans", large=True)
    kits.append(phone.page()["kit"])
    monkeypatch.setattr(queries, "KIT_PARTS", [*queries.KIT_PARTS, lambda actor: actor.name])
    kits.append(phone.page()["kit"])
    monkeypatch.setattr(queries, "KIT_PARTS", [])
    kits.append(phone.page()["kit"])

    assert sunday == kits[0]
    assert len(set(kits)) == 5
