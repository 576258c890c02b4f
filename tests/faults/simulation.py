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

PROGRAM = Path(__file__).parents[1] / "phones" / "simulate.js"
NODE = ("node", "--experimental-vm-modules", "--no-warnings")

Edits = dict[str, tuple[str, str]]


def tell(
    app: Flask, store: databases.Sqlite | databases.Postgresql, seeds: Sequence[int], edits: Edits | None = None
) -> list[dict[str, Any]]:
    """The stories of some seeds: ``seed``, ``faults``, how many ``events`` it had, and its ``lines``.

    :param edits: safeguards of the phones to switch off: path → what stands there, and what instead.
    """
    asked, asks = os.pipe()
    heard, answers = os.pipe()
    given = json.dumps({"seeds": list(seeds), "edits": edits or {}})
    office = Office(app, store)
    with same_ids() as office.renumber:
        # The pipes are the third and fourth of the child, whatever their numbers are here.
        shell = f'exec 3>&{asks} 4<&{heard}; exec "$@"'
        command = ["bash", "-c", shell, "bash", *NODE, str(PROGRAM), given]
        with subprocess.Popen(command, stdout=subprocess.PIPE, pass_fds=(asks, heard)) as process:
            os.close(asks)
            os.close(heard)
            with os.fdopen(asked, "rb") as reading, os.fdopen(answers, "wb") as writing:
                Pipe(app, office.doings).serve(reading, writing)
            told, _ = process.communicate()
    return [json.loads(line) for line in told.splitlines()]


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
        stories = tell(app, store, seeds)
    for story in stories:
        print("\n".join([f"seed {story['seed']}", *story["lines"], *story["faults"]]))  # noqa: T201 - it is a program
    return int(any(story["faults"] for story in stories))


if __name__ == "__main__":
    sys.exit(main([int(seed) for seed in sys.argv[1:]]))
