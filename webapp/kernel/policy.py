"""Who may do what: named rules, combined with ``|`` and ``&``, one table for pages, API, docs and tests."""

from collections.abc import Callable, Mapping
from typing import Any

from webapp.kernel.actors import Actor
from webapp.kernel.errors import FORBIDDEN, AppError

Check = Callable[[Actor, Any], bool]


class Rule:
    """A named yes-or-no question about an actor and a thing."""

    def __init__(self, check: Check, name: str) -> None:
        self.check, self.name = check, name

    def __call__(self, actor: Actor, thing: Any) -> bool:
        return self.check(actor, thing)

    def __or__(self, other: "Rule") -> "Rule":
        return Rule(lambda a, t: self(a, t) or other(a, t), f"{self.name} or {other.name}")

    def __and__(self, other: "Rule") -> "Rule":
        return Rule(lambda a, t: self(a, t) and other(a, t), f"{self._wrapped()} and {other._wrapped()}")

    def _wrapped(self) -> str:
        return f"({self.name})" if " or " in self.name else self.name


def rule(check: Check) -> Rule:
    """Turn a function into a rule that carries its name."""
    return Rule(check, check.__name__.replace("_", " "))


POLICY: dict[str, Rule] = {}


def define(rules: Mapping[str, Rule]) -> None:
    """Add command → rule. Raises ValueError when a command has one already."""
    if twice := POLICY.keys() & rules.keys():
        raise ValueError(f"rules defined twice: {sorted(twice)}")
    POLICY.update(rules)


def can(actor: Actor, command: str, thing: Any = None) -> bool:
    """Whether ``actor`` may run ``command`` on ``thing``; a command without a rule is nobody's."""
    found = POLICY.get(command)
    return found is not None and found(actor, thing)


def require(actor: Actor, command: str, thing: Any = None) -> None:
    """Raise ``auth.forbidden`` unless ``can``."""
    if not can(actor, command, thing):
        raise AppError(FORBIDDEN, command=command)
