"""One row per verb: the only place that assigns a state."""

from dataclasses import dataclass, field
from typing import Any

import pytest
from flask import Flask

from webapp.kernel import clock, policy
from webapp.kernel.actors import Actor
from webapp.kernel.commands import Context
from webapp.kernel.errors import AppError
from webapp.kernel.policy import Rule
from webapp.kernel.transitions import Step, available, mermaid, move

ACTOR = Actor("p", "周敏", "m", "inspector", "u", "望溪镇", "t", "c")


@dataclass
class Door:
    state: str = "open"
    version: int = 1
    seen: list[str] = field(default_factory=list)


def noted(door: Door, _ctx: Context, _args: dict[str, Any]) -> None:
    door.seen.append(door.state)


SHUT = Step("door.shut", ("open",), "shut", noted, "Shut", needs=("reason",))
KNOCK = Step("door.knock", ("open", "shut"), None, noted, "Knock")
LOCK = Step("door.lock", ("shut",), "locked", noted, "Lock")
STEPS = (SHUT, KNOCK, LOCK)


@pytest.fixture(autouse=True)
def rules(monkeypatch: pytest.MonkeyPatch) -> None:
    everybody = Rule(lambda *_: True, "everybody")
    monkeypatch.setattr(policy, "POLICY", {"door.shut": everybody, "door.knock": everybody})


def go(step: Step, door: Door, **args: Any) -> None:
    move(step, door, Context(ACTOR, "id", clock.now(), clock.now()), args)


def test_a_step_changes_state_and_version_before_its_effect() -> None:
    door = Door()

    go(SHUT, door, reason="Zugluft")

    assert (door.state, door.version, door.seen) == ("shut", 2, ["shut"])


def test_a_step_without_target_leaves_both() -> None:
    door = Door("shut", 4)

    go(KNOCK, door)

    assert (door.state, door.version, door.seen) == ("shut", 4, ["shut"])


@pytest.mark.parametrize(
    ("step", "door", "args", "code"),
    [
        (SHUT, Door("shut"), {"reason": "x"}, "state.not_from_here"),
        (LOCK, Door("open"), {}, "state.not_from_here"),
        (LOCK, Door("shut"), {}, "auth.forbidden"),
        (SHUT, Door("open"), {}, "input.invalid"),
        (SHUT, Door("open"), {"reason": ""}, "input.invalid"),
    ],
)
def test_refused_and_untouched(app: Flask, step: Step, door: Door, args: dict[str, Any], code: str) -> None:
    before = (door.state, door.version)

    with app.app_context(), pytest.raises(AppError) as caught:
        go(step, door, **args)

    assert caught.value.problem.code == code
    assert (door.state, door.version, door.seen) == (*before, [])


def test_what_may_be_done_depends_on_state_and_rule() -> None:
    assert available(STEPS, Door("open"), ACTOR) == ["door.shut", "door.knock"]
    assert available(STEPS, Door("shut"), ACTOR) == ["door.knock"]
    assert available(STEPS, Door("locked"), ACTOR) == []


def test_the_drawing_shows_every_way() -> None:
    assert mermaid(STEPS).splitlines() == [
        "stateDiagram-v2",
        "    open --> shut: shut",
        "    open --> open: knock",
        "    shut --> shut: knock",
        "    shut --> locked: lock",
    ]
