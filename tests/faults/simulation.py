"""Many phones and the server in a world of their own: ``python -m tests.faults.simulation 17`` tells one seed's story.

The phones run the app's own modules in node (tests/phones); the server answers them through pipes, in this process.
"""

import contextlib
import itertools
import json
import os
import random
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from flask import Flask

import webapp
from tests import databases, make
from tests.faults.office import Office
from tests.faults.pipe import Pipe
from webapp.config import Config
from webapp.kernel import clock, ids

FOLDER = Path(__file__).parents[1] / "phones"
NODE = ("node", "--experimental-vm-modules", "--no-warnings")

Story = dict[str, Any]
Edits = dict[str, list[tuple[str, str]]]
"""Safeguards of the phones to switch off: path of a module → pieces of its text, and what stands there instead."""


def tell(app: Flask, store: databases.Sqlite | databases.Postgresql, seeds: Sequence[int], edits: Edits) -> list[Story]:
    """The stories of some seeds: ``seed``, ``faults``, how many ``events`` it had, and its ``lines``."""
    stories = perform(app, store, "simulate.js", {"seeds": list(seeds), "edits": edits})
    assert [story["seed"] for story in stories] == list(seeds), "the phones' program has ended"
    return stories


def perform(app: Flask, store: databases.Sqlite | databases.Postgresql, program: str, given: Story) -> list[Story]:
    """Run a program of phones with the server at the other end of its pipes. What it told."""
    asked, asks = os.pipe()
    heard, answers = os.pipe()
    office, stories = Office(app, store), []

    def told(**story: Any) -> None:
        stories.append(story)

    # The pipes are the third and fourth of the child, whatever their numbers are here.
    shell = ["bash", "-c", f'exec 3>&{asks} 4<&{heard}; exec "$@"', "bash"]
    command = [*shell, *NODE, str(FOLDER / program), json.dumps(given)]
    with same_ids() as office.renumber, subprocess.Popen(command, pass_fds=(asks, heard)):
        os.close(asks)
        os.close(heard)
        with os.fdopen(asked, "rb") as reading, os.fdopen(answers, "wb") as writing:
            Pipe(app, office.doings | {"told": told}).serve(reading, writing)
    return stories


@contextlib.contextmanager
def same_ids() -> Iterator[Callable[[], None]]:
    """The ids that the server makes come from its clock and a seed. Answers how to begin anew."""
    before = ids.secrets, ids.time
    numbers = random.Random()

    def renumber() -> None:
        numbers.seed(1)
        make._numbers = itertools.count(1)

    ids.secrets = SimpleNamespace(randbits=numbers.getrandbits)  # type: ignore[assignment]
    ids.time = SimpleNamespace(time=lambda: clock.now().timestamp())  # type: ignore[assignment]
    try:
        yield renumber
    finally:
        ids.secrets, ids.time = before


def main(seeds: list[int]) -> int:
    """Tell the stories of ``seeds`` line by line; 1 when something is wrong in one of them."""
    with tempfile.TemporaryDirectory() as folder:
        store = databases.Sqlite(Path(folder), "simulation")
        app = webapp.create_app(Config(data_dir=Path(folder), database_url=store.url, testing=True))
        store.prepare(app)
        stories = tell(app, store, seeds, {})
    for story in stories:
        print("\n".join([f"seed {story['seed']}", *story["lines"], *story["faults"]]))  # noqa: T201 - it is a program
    return int(any(story["faults"] for story in stories))


if __name__ == "__main__":
    sys.exit(main([int(seed) for seed in sys.argv[1:]]))
