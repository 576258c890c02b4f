"""The double random draw: the same everywhere, fair, and open to be run again by anybody."""

import json
import subprocess
import sys
from collections import Counter
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from webapp.visits import draw
from webapp.visits.draw import Conditions, DrawError, weight

SEED = "5eed" * 16
FIVE = Conditions(
    weights={"qinglong": 390, "baishi": 45, "gaoping": 120, "shimen": 60, "taoyuan": 30},
    inspectors=("chen", "li", "zhao", "sun"),
    visits=3,
    former={"qinglong": ["chen", "li"]},
)
ONE = replace(FIVE, weights={"qinglong": 30}, visits=1)


def villages(conditions: Conditions, seed: str = SEED) -> list[str]:
    return [each.village for each in draw.run(seed, conditions)]


def test_every_machine_draws_this() -> None:
    """Worked out once and written down: a change of the rule would make every published record wrong."""
    assert draw.seal(SEED, FIVE) == "80c691e6d7841b1295a4d53440c4ed9b463f798a05fcef75fa7f6deee47e70d8"
    assert [(each.village, each.inspectors) for each in draw.run(SEED, FIVE)] == [
        ("gaoping", ("zhao", "chen")),
        ("qinglong", ("sun", "zhao")),
        ("taoyuan", ("li", "chen")),
    ]


def test_the_order_in_which_something_is_listed_says_nothing() -> None:
    turned = replace(
        FIVE,
        weights=dict(reversed(FIVE.weights.items())),
        inspectors=FIVE.inspectors[::-1],
        former={"qinglong": ["li", "chen"]},
    )

    assert draw.run(SEED, turned) == draw.run(SEED, FIVE)
    assert draw.seal(SEED, turned) == draw.seal(SEED, FIVE)


@pytest.mark.parametrize(
    "other",
    [
        replace(FIVE, weights=FIVE.weights | {"taoyuan": 31}),
        replace(FIVE, weights=FIVE.weights | {"xin": 30}),
        replace(FIVE, inspectors=FIVE.inspectors[:3]),
        replace(FIVE, visits=2),
        replace(FIVE, group=1),
        replace(FIVE, former={}),
    ],
)
def test_the_seal_holds_everything_that_the_draw_depends_on(other: Conditions) -> None:
    assert draw.seal(SEED, other) != draw.seal(SEED, FIVE)


def test_each_village_comes_first_as_often_as_it_weighs() -> None:
    rounds = 6_000
    first = Counter(villages(replace(FIVE, visits=1), f"{turn:064x}")[0] for turn in range(rounds))

    for village, each in FIVE.weights.items():
        share = each / sum(FIVE.weights.values())
        assert first[village] / rounds == pytest.approx(share, abs=0.025), village


def test_the_second_is_drawn_among_those_that_are_left() -> None:
    heavy = replace(FIVE, weights={"a": 10_000, "b": 1, "c": 1}, visits=2, former={})
    drawn = [villages(heavy, f"{turn:064x}") for turn in range(400)]
    second = Counter(others[0] for first, *others in drawn if first == "a")

    # The heavy one is out: left in, it would come again nearly always, and the light ones hardly ever.
    assert second.keys() == {"b", "c"}
    assert min(second.values()) > 150


@given(
    weights=st.dictionaries(st.text(min_size=1, max_size=3), st.integers(1, 1_000), min_size=1, max_size=40),
    seed=st.binary(min_size=32, max_size=32),
    data=st.data(),
)
def test_nobody_is_drawn_twice_and_nobody_goes_twice_running(
    weights: dict[str, int], seed: bytes, data: st.DataObject
) -> None:
    people = [f"p{number}" for number in range(data.draw(st.integers(4, 8)))]
    former = dict.fromkeys(list(weights)[::2], people[:2])
    visits = data.draw(st.integers(1, len(weights)))
    drawn = draw.run(seed.hex(), Conditions(weights, people, visits, former=former))

    assert len({each.village for each in drawn}) == len(drawn) == visits
    for each in drawn:
        assert len(set(each.inspectors)) == 2
        # Four people and two of them were there before: there are always others.
        assert not set(each.inspectors) & set(former.get(each.village, ()))


def test_everybody_goes_equally_often() -> None:
    many = Conditions({f"v{number}": 30 for number in range(20)}, ("a", "b", "c", "d", "e"), 20)
    went = Counter(person for each in draw.run(SEED, many) for person in each.inspectors)

    assert set(went.values()) == {8}


def test_where_nobody_else_is_there_one_of_the_former_goes_with_somebody_new() -> None:
    (drawn,) = draw.run(SEED, replace(ONE, inspectors=("chen", "li", "zhao")))

    assert "zhao" in drawn.inspectors


@pytest.mark.parametrize(
    ("conditions", "code", "village"),
    [
        (replace(FIVE, visits=6), "draw.too_few_villages", ""),
        (replace(FIVE, visits=0), "draw.nothing", ""),
        (replace(FIVE, group=0), "draw.nothing", ""),
        (replace(FIVE, inspectors=("chen", "chen")), "draw.too_few_inspectors", ""),
        (replace(ONE, inspectors=("chen", "li")), "draw.too_few_inspectors", "qinglong"),
        (replace(FIVE, weights=FIVE.weights | {"taoyuan": 0}), "draw.wrong_weight", "taoyuan"),
        (replace(FIVE, weights=FIVE.weights | {"taoyuan": 0.5}), "draw.wrong_weight", "taoyuan"),  # type: ignore[dict-item]
    ],
)  # fmt: skip
def test_a_draw_that_cannot_be_made_says_why(conditions: Conditions, code: str, village: str) -> None:
    with pytest.raises(DrawError) as error:
        draw.run(SEED, conditions)

    assert (error.value.code, error.value.village) == (code, village)


def test_what_is_unseen_and_what_is_open_weighs_more_and_nobody_is_safe() -> None:
    assert weight(0, 0) == 30
    assert weight(30, 0) == weight(0, 2) == 60
    assert weight(None, 0) == weight(360, 0) == weight(5_000, 0) == 390
    assert weight(360, 12) == weight(360, 100) == 570


def test_anybody_runs_it_again_with_python_alone(tmp_path: Path) -> None:
    told = draw.record(SEED, FIVE)
    assert _again(tmp_path, told) == (0, "The draw comes out as it was told.\n")

    other = told | {"drawn": told["drawn"][::-1]}
    assert _again(tmp_path, other) == (1, "Not as it was told: drawn.\n")
    tampered = told | {"conditions": told["conditions"] | {"former": {}}}
    status, said = _again(tmp_path, tampered)
    assert (status, said.startswith("Not as it was told: seal")) == (1, True)


@pytest.mark.parametrize("told", [{}, [], {"conditions": {"weights": 1}, "seed": SEED}, "?"])
def test_what_is_no_record_is_said_to_be_none(tmp_path: Path, told: Any) -> None:
    assert _again(tmp_path, told)[0] == 2


def test_a_seed_is_told_by_nobody() -> None:
    assert len({draw.new_seed() for _ in range(20)}) == 20
    assert len(bytes.fromhex(draw.new_seed())) == 32


def _again(folder: Path, told: Any) -> tuple[int, str]:
    """The command as somebody runs it who has this one file: isolated, without site-packages."""
    path = folder / "record.json"
    path.write_text(json.dumps(told), "utf-8")
    command = [sys.executable, "-I", "-S", str(draw.__file__), str(path)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.stderr == ""
    return done.returncode, done.stdout
