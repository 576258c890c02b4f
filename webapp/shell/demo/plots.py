"""The courses a ticket takes in the demo: who does what how many working days after the opening."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from webapp.tickets.clock import RETURN_FLOOR_DAYS


@dataclass(frozen=True)
class Beat:
    """One step of a plot.

    ``by`` is a part: opener, owner (the responsible's account), office, second (another reviewer than who
    entered it), inspector, reviewer (who may close this kind), leader. ``says`` names what is said (``stories._said``);
    empty for nothing.
    """

    day: int
    verb: str
    by: str
    says: str = ""
    args: dict[str, Any] = field(default_factory=dict)


Plot = Callable[[int], tuple[Beat, ...]]
"""From the term in working days to the steps after the opening."""

GOT_IT = Beat(0, "acknowledge", "owner")


def _fix(day: int, **args: Any) -> Beat:
    return Beat(day, "submit", "owner", "fixed", args)


def _again(day: int, reason: str) -> Beat:
    return Beat(day, "submit", "owner", f"again {reason}")


def _returned(day: int, reason: str) -> Beat:
    return Beat(day, "return", "reviewer", "returned", {"reason_code": reason})


def _closed(day: int, by: str = "reviewer", **args: Any) -> Beat:
    return Beat(day, "close", by, "closing", args)


def _entered(day: int, channel: str) -> Beat:
    return Beat(day, "submit", "office", "fixed", {"channel": channel, "fixed_by": "secretary"})


def _reopened(day: int) -> Beat:
    return Beat(day, "reopen", "office", args={"reason": "点错了，这一件还没改完"})


def _mid(term: int) -> int:
    """The day a usual fix comes: past the half of its term."""
    return max(1, term * 3 // 5)


def _early(term: int) -> int:
    return max(1, _mid(term) - 1)


PLOTS: dict[str, Plot] = {
    "open": lambda _: (GOT_IT,),
    "ask": lambda _: (GOT_IT, Beat(0, "comment", "owner", "question"), Beat(1, "comment", "office", "answer")),
    "self_open": lambda _: (),
    "sent": lambda term: (GOT_IT, _fix(_mid(term))),
    "sent_again": lambda term: (
        GOT_IT,
        _fix(_early(term)),
        _returned(_early(term) + 1, "unclear"),
        _again(_early(term) + 2, "unclear"),
    ),
    "phone_sent": lambda term: (_entered(_mid(term), "phone"),),
    "back": lambda term: (GOT_IT, _fix(_mid(term)), _returned(_mid(term) + 1, "half_done")),
    "back2": lambda _: (
        GOT_IT,
        _fix(1),
        _returned(2, "unclear"),
        _again(3, "unclear"),
        _returned(4, "other_place"),
    ),
    "noreal": lambda term: (GOT_IT, _fix(_mid(term)), _returned(_mid(term) + 2, "no_real_fix")),
    "took_back": lambda term: (GOT_IT, _fix(_mid(term)), Beat(_mid(term), "withdraw", "owner")),
    "reopened": lambda term: (
        GOT_IT,
        _fix(_mid(term)),
        _closed(_mid(term) + 1),
        _reopened(_mid(term) + 2),
    ),
    "held": lambda _: (),
    "released": lambda term: (
        Beat(0, "release", "opener"),
        GOT_IT,
        _fix(_mid(term)),
        _closed(_mid(term) + 1),
    ),
    "closed": lambda term: (GOT_IT, _fix(_mid(term)), _closed(_mid(term) + 1)),
    "self_closed": lambda term: (_fix(_mid(term)), _closed(_mid(term) + 1)),
    "corrected": lambda term: (
        Beat(0, "correct", "opener", args={"venue": "便民服务中心", "reason": "位置选错了"}),
        GOT_IT,
        _fix(_mid(term)),
        _closed(_mid(term) + 1),
    ),
    "fixed2": lambda term: (
        GOT_IT,
        _fix(_early(term)),
        _returned(_early(term) + 1, "half_done"),
        _again(_early(term) + 2, "half_done"),
        _closed(_early(term) + 3),
    ),
    "late": lambda term: (GOT_IT, _fix(term + 2), _closed(term + 3)),
    "claimed": lambda term: (GOT_IT, _fix(term + 1, fixed_on=term), _closed(term + 2, on_time=True)),
    "spot": lambda _: (
        Beat(0, "witness", "inspector", "fixed", {"fixed_by": "staff"}),
        _closed(0, "inspector"),
    ),
    "phone": lambda term: (_entered(_mid(term), "phone"), _closed(_mid(term) + 1, "second")),
    "paper": lambda term: (_entered(_mid(term), "paper"), _closed(_mid(term) + 1, "second")),
    "void": lambda _: (Beat(1, "void", "office", args={"reason": "和另一件是同一处，重复了"}),),
    "void_red": lambda term: (
        GOT_IT,
        Beat(term + 1, "void", "leader", args={"reason": "到村核过，是今年的新标语"}),
    ),
    "higher": lambda term: (GOT_IT, _fix(_mid(term)), _closed(_mid(term) + 1)),
    "resident": lambda term: (GOT_IT, _fix(_mid(term)), _closed(_mid(term) + 1)),
}

HELD_BACK = frozenset({"held", "released"})
"""Plots whose opener keeps the ticket back at first; ``held`` ones nobody has released yet."""

SOURCES = {
    "self_open": "self_check",
    "self_closed": "self_check",
    "higher": "higher_team",
    "resident": "resident",
}
"""Where the ticket comes from, where it is not a snap."""


def due_day(beats: tuple[Beat, ...], term: int) -> int:
    """The working day after the opening on which the term ends, all pauses of the plot given back."""
    due, stopped = term, 0
    for beat in beats:
        if beat.verb in ("submit", "witness"):
            stopped = beat.day
        elif beat.verb in ("withdraw", "reopen"):
            due += beat.day - stopped
        elif beat.verb == "return":
            real = beat.args["reason_code"] != "no_real_fix"
            due = max(due + (beat.day - stopped) * real, beat.day + RETURN_FLOOR_DAYS)
    return due
