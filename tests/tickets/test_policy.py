"""Seeing and doing: who may give which step to a ticket, and who may not although the role would fit."""

import pytest

from tests import make
from tests.cast import LOGINS, Cast
from tests.scenes import SCENES, everything
from tests.tickets.doing import may
from webapp.kernel.errors import AppError
from webapp.tickets.transitions import TICKET

# In the scene of each step (tests/scenes.py): y = may, 3 = sees it and may not (403), . = does not exist (404).
# The ticket is in 青龙村 and 青龙村's own to fix; 周敏 (xuncha1) opened it, 青龙村 (qinglong) reports its fixes.
TABLE = """
                    xuncha1 xuncha2 qinglong baishi minzheng zhenban zhenban2 lingdao xianji admin linzhen
ticket.release      y       3       .        .      .        3       3        y       3      .     .
ticket.acknowledge  3       3       y        .      .        3       3        3       3      .     .
ticket.submit       3       3       y        .      .        y       y        3       3      .     .
ticket.witness      y       y       3        .      .        3       3        3       3      .     .
ticket.withdraw     3       3       y        .      .        3       3        3       3      .     .
ticket.return       y       y       3        .      .        y       y        y       3      .     .
ticket.close        y       y       3        .      .        y       y        y       3      .     .
ticket.reopen       3       3       3        .      .        y       y        3       3      .     .
ticket.correct      y       3       3        .      .        y       y        3       3      .     .
ticket.void         3       3       3        .      .        y       y        y       3      .     .
ticket.comment      y       y       y        .      .        y       y        y       3      .     .
ticket.withhold     3       3       3        .      .        3       3        y       3      .     .
"""
ROWS = [line.split() for line in TABLE.strip().splitlines()]
EXPECTED = {row[0]: dict(zip(ROWS[0], row[1:], strict=True)) for row in ROWS[1:]}
VERBS = [step.command for step in TICKET]


def test_the_table_names_every_verb_and_everybody() -> None:
    assert [*EXPECTED] == VERBS
    assert ROWS[0] == list(LOGINS)


@pytest.mark.parametrize("verb", VERBS)
def test_who_may(cast: Cast, verb: str) -> None:
    _, args = SCENES[verb](cast)

    assert {login: may(cast, login, verb, args["ticket_id"]) for login in LOGINS} == EXPECTED[verb]


@pytest.mark.parametrize("verb", VERBS)
def test_it_works_for_who_may(cast: Cast, verb: str) -> None:
    actor, args = SCENES[verb](cast)

    result = make.run(actor, verb, **args)

    ticket = make.ticket(args["ticket_id"])
    due_on = ticket.due_on.isoformat() if ticket.due_on else None
    assert result == {
        "ticket_id": ticket.id, "number": ticket.name, "state": ticket.state, "version": ticket.version,
        "due_on": due_on,
    }  # fmt: skip


@pytest.mark.parametrize(("login", "code"), [("linzhen", "http.not_found"), ("xianji", "auth.forbidden")])
@pytest.mark.parametrize("verb", VERBS)
def test_a_stranger_meets_nothing_and_a_reader_may_not(cast: Cast, verb: str, login: str, code: str) -> None:
    _, args = SCENES[verb](cast)
    before = everything()

    with pytest.raises(AppError) as caught:
        make.run(cast.actor(login), verb, **{**args, "photos": []} if "photos" in args else args)

    assert caught.value.problem.code == code
    assert everything() == before


@pytest.mark.parametrize("verb", [v for v in VERBS if v not in ("ticket.comment", "ticket.correct")])
def test_doing_it_again_under_another_id_changes_nothing(cast: Cast, verb: str) -> None:
    actor, args = SCENES[verb](cast)
    make.run(actor, verb, **args)
    before = everything()

    with pytest.raises(AppError) as caught:
        make.run(actor, verb, **args)

    assert caught.value.problem.code in {"state.not_from_here", "auth.forbidden", "ticket.stale", "photo.withheld"}
    assert everything() == before


def test_correcting_to_what_stands_there_is_refused(cast: Cast) -> None:
    actor, args = SCENES["ticket.correct"](cast)
    make.run(actor, "ticket.correct", **args)

    with pytest.raises(AppError, match=r"ticket\.nothing_changed"):
        make.run(actor, "ticket.correct", **args)


# Opening: y may; 3 knows the village and may not; . does not know the village.
OPENING = """
         xuncha1 xuncha2 qinglong baishi minzheng zhenban zhenban2 lingdao xianji admin linzhen
青龙村    y       y       y        .      .        y       y        3       3      3     .
白石村    y       y       .        y      .        y       y        3       3      3     .
新渡村    .       .       .        .      .        .       .        .       3      3     y
"""


@pytest.mark.parametrize("row", OPENING.strip().splitlines()[1:], ids=str.split)
def test_who_may_open_where(cast: Cast, row: str) -> None:
    village, *expected = row.split()
    found = []
    for login in LOGINS:
        args = {"ticket_id": make.new_id(), "village_id": cast.unit(village).id, "type_code": make.STEPS, "words": "破"}
        try:
            make.run(cast.actor(login), "ticket.open", **args)
            found.append("y")
        except AppError as error:
            found.append({403: "3", 404: "."}[error.problem.status])

    assert found == expected
