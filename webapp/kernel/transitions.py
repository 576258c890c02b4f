"""State changes as data: one row per verb, read by guards, buttons, API, docs and tests."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from webapp.kernel.actors import Actor
from webapp.kernel.commands import Context
from webapp.kernel.errors import INVALID, AppError, problem
from webapp.kernel.policy import can, require
from webapp.kernel.text import lazy

NOT_FROM_HERE = problem("state.not_from_here", 409, lazy("Somebody was faster: this step is no longer possible here."))

Effect = Callable[[Any, Context, dict[str, Any]], None]


@dataclass(frozen=True)
class Step:
    """``sources`` are the states it may start from; ``target`` None leaves the state as it is.

    ``command`` is at once the command's name, the key of its rule, the address's tail and the label's key.
    ``needs`` are arguments that must not be empty. ``check`` raises a problem after rule and state held.
    """

    command: str
    sources: tuple[str, ...]
    target: str | None
    effect: Effect
    label: Any
    needs: tuple[str, ...] = ()
    meaning: str = ""


def available(steps: Iterable[Step], thing: Any, actor: Actor) -> list[str]:
    """Names of the commands that ``actor`` may give to ``thing`` in its present state."""
    return [step.command for step in steps if thing.state in step.sources and can(actor, step.command, thing)]


def move(step: Step, thing: Any, context: Context, args: dict[str, Any]) -> None:
    """Take ``thing`` through ``step``: the only place that assigns ``.state``.

    Raises ``state.not_from_here``, ``auth.forbidden``, ``input.invalid``, or what the effect says. The state comes
    first: of two reviewers the slower one is told that somebody was faster, not that the step is not theirs.
    The version rises with every change of state; effects raise it for owner and due date.
    """
    if thing.state not in step.sources:
        raise AppError(NOT_FROM_HERE, state=thing.state, command=step.command)
    require(context.actor, step.command, thing)
    if missing := [name for name in step.needs if not args.get(name)]:
        raise AppError(INVALID, fields={name: [str(lazy("Fill this in."))] for name in missing})
    before = thing.state
    if step.target is not None and step.target != before:
        thing.state = step.target
        thing.version += 1
    step.effect(thing, context, args)


def mermaid(steps: Iterable[Step]) -> str:
    """The table of steps as a Mermaid state diagram."""
    lines = ["stateDiagram-v2"]
    for step in steps:
        verb = step.command.partition(".")[2]
        lines += [f"    {source} --> {step.target or source}: {verb}" for source in step.sources]
    return "\n".join(lines)
