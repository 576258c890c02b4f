"""The double random draw 双随机: which villages are visited, and who goes.

Made so that nobody has to believe it. Whoever draws makes a *seed* and publishes its *seal*, a hash of the seed and of
everything the draw depends on; afterwards the seed is told, and anybody runs the draw again:

    python draw.py record.json

This file needs Python alone, and counts in whole numbers only, so every machine draws the same. The seal covers the
conditions too: otherwise whoever knows the seed could add a village until the wanted one comes out.
"""

import hashlib
import json
import secrets
import sys
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

SEED_BYTES, NUMBER_BYTES = 32, 16

LEAST, DAYS_COUNTED = 30, 360
AN_OPEN_ONE, OPEN_COUNTED = 15, 12
"""What a village weighs: nobody is ever safe (``LEAST``), a year unseen makes thirteen times as likely, each open
problem counts as half a month unseen."""


class DrawError(ValueError):
    """A draw that cannot be made. ``code`` says why, ``village`` where it failed."""

    def __init__(self, code: str, village: str = "") -> None:
        super().__init__(f"{code}: {village}" if village else code)
        self.code, self.village = code, village


@dataclass(frozen=True)
class Conditions:
    """What a draw depends on beside its seed. Ids are any texts; their order says nothing.

    ``weights`` is each village that takes part with its weight (whole, above 0), ``inspectors`` who may go, ``former``
    who went to a village the last time, ``visits`` how many villages are drawn, ``group`` how many go to each.
    """

    weights: Mapping[str, int]
    inspectors: Sequence[str]
    visits: int
    group: int = 2
    former: Mapping[str, Sequence[str]] = field(default_factory=dict)


@dataclass(frozen=True)
class Drawn:
    """A village that came out, and who goes there, in the order they were drawn."""

    village: str
    inspectors: tuple[str, ...]


def weight(days_unseen: int | None, unfinished: int) -> int:
    """What a village weighs.

    :param days_unseen: whole days since its last visit of any kind; None for a village that was never visited.
    :param unfinished: how many of its problems are not finished.
    """
    days = DAYS_COUNTED if days_unseen is None else min(max(days_unseen, 0), DAYS_COUNTED)
    return LEAST + days + AN_OPEN_ONE * min(max(unfinished, 0), OPEN_COUNTED)


def new_seed() -> str:
    """A seed that nobody can guess: 64 hexadecimal digits."""
    return secrets.token_hex(SEED_BYTES)


def seal(seed: str, conditions: Conditions) -> str:
    """What is published before the draw: the SHA-256 of seed and conditions, as 64 hexadecimal digits."""
    return hashlib.sha256(f"{seed}\n{_canonical(conditions)}".encode()).hexdigest()


def run(seed: str, conditions: Conditions) -> list[Drawn]:
    """Draw. The same seed and conditions give the same result on every machine.

    No village comes out twice. Nobody who went to a village the last time goes there again while there are others, and
    never the same group as a whole; else those go who have the fewest villages so far, and chance decides among equals.

    Raises DrawError: ``draw.nothing`` (no visit or nobody in a group), ``draw.wrong_weight``,
    ``draw.too_few_villages``, ``draw.too_few_inspectors``.
    """
    _check(conditions)
    load = dict.fromkeys(sorted(conditions.inspectors), 0)
    return [Drawn(village, _group(seed, conditions, village, load)) for village in _villages(seed, conditions)]


def record(seed: str, conditions: Conditions) -> dict[str, Any]:
    """What is published after a draw: all that is needed to run it again, with its result."""
    drawn = [{"village": each.village, "inspectors": list(each.inspectors)} for each in run(seed, conditions)]
    return {"seal": seal(seed, conditions), "seed": seed, "conditions": asdict(conditions), "drawn": drawn}


def differences(told: Mapping[str, Any]) -> list[str]:
    """What is wrong with a published record: nothing, or ``seal`` (it was made from another seed or other conditions),
    ``drawn`` (the draw gives another result). Raises DrawError ``draw.unreadable``, and what ``run`` raises."""
    try:
        conditions, seed = Conditions(**told["conditions"]), str(told["seed"])
        again = record(seed, conditions)
        return [name for name in ("seal", "drawn") if told[name] != again[name]]
    except (KeyError, TypeError, AttributeError) as error:
        raise DrawError("draw.unreadable") from error


def _check(conditions: Conditions) -> None:
    if conditions.visits < 1 or conditions.group < 1:
        raise DrawError("draw.nothing")
    for village, each in conditions.weights.items():
        if type(each) is not int or each < 1:
            raise DrawError("draw.wrong_weight", village)
    if len(conditions.weights) < conditions.visits:
        raise DrawError("draw.too_few_villages")
    if len(set(conditions.inspectors)) < conditions.group:
        raise DrawError("draw.too_few_inspectors")


def _villages(seed: str, conditions: Conditions) -> list[str]:
    """Drawn one after another, each with a chance in proportion to its weight among those that are left."""
    villages = sorted(conditions.weights)
    left = _Weights([conditions.weights[village] for village in villages])
    # 128 bits against a total of some 30: the remainder favours nobody by as much as could ever be seen.
    return [
        villages[left.take(_numbers(seed, 1, "village", str(turn))[0] % left.total)]
        for turn in range(conditions.visits)
    ]


def _group(seed: str, conditions: Conditions, village: str, load: dict[str, int]) -> tuple[str, ...]:
    former = set(conditions.former.get(village, ()))
    chance = dict(zip(load, _numbers(seed, len(load), "inspectors", village), strict=True))
    waiting = sorted(load, key=lambda each: (each in former, load[each], chance[each]))
    group = waiting[: conditions.group]
    if set(group) == former:
        raise DrawError("draw.too_few_inspectors", village)
    for each in group:
        load[each] += 1
    return tuple(group)


def _numbers(seed: str, count: int, *what: str) -> list[int]:
    """Numbers below 2^128 that follow from the seed and what they are for."""
    stretch = hashlib.shake_256(bytes.fromhex(seed) + json.dumps(what).encode()).digest(count * NUMBER_BYTES)
    return [int.from_bytes(stretch[at : at + NUMBER_BYTES], "big") for at in range(0, len(stretch), NUMBER_BYTES)]


class _Weights:
    """Weights of which one is taken out after another; sums of stretches (a Fenwick tree) make that quick."""

    def __init__(self, weights: Sequence[int]) -> None:
        self.weights, self.total = list(weights), sum(weights)
        self.sums = [0, *weights]
        for at in range(1, len(self.sums)):
            if (above := at + (at & -at)) < len(self.sums):
                self.sums[above] += self.sums[at]

    def take(self, point: int) -> int:
        """Take out the one in whose stretch ``point`` (0 to ``total`` - 1) lies; its position."""
        at, rest = 0, point
        for step in (1 << bit for bit in reversed(range(len(self.sums).bit_length()))):
            if at + step < len(self.sums) and self.sums[at + step] <= rest:
                at += step
                rest -= self.sums[at]
        gone, index = self.weights[at], at + 1
        self.total -= gone
        while index < len(self.sums):
            self.sums[index] -= gone
            index += index & -index
        return at


def _canonical(conditions: Conditions) -> str:
    plain = asdict(conditions)
    plain["inspectors"] = sorted(set(plain["inspectors"]))
    plain["former"] = {village: sorted(set(who)) for village, who in plain["former"].items()}
    return json.dumps(plain, sort_keys=True, separators=(",", ":"))


def main(arguments: Sequence[str]) -> int:
    """Run a published draw again; 0 when it comes out as it was told, 1 when not, 2 when it cannot be read."""
    if len(arguments) != 1:
        sys.stdout.write("usage: python draw.py record.json\n")
        return 2
    try:
        wrong = differences(json.loads(Path(arguments[0]).read_text("utf-8")))
    except (OSError, ValueError) as error:
        sys.stdout.write(f"This record cannot be drawn again: {error}\n")
        return 2
    said = f"Not as it was told: {', '.join(wrong)}." if wrong else "The draw comes out as it was told."
    sys.stdout.write(f"{said}\n")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
