"""Does the worked example of docs/api.md work? A shell runs it as it stands there, against a real server."""

import os
import re
import subprocess
from pathlib import Path

import pytest

from tests import make
from tests.cast import PASSWORD, Cast

pytestmark = pytest.mark.slow

DOCUMENT = Path(__file__).parents[2] / "docs" / "api.md"
BLOCKS = re.compile(r"^```sh\n(.*?)^```", re.DOTALL | re.MULTILINE)


def test_the_worked_example_works(county: Cast, live: str, tmp_path: Path) -> None:
    (tmp_path / "photo.jpg").write_bytes(make.jpeg())
    told = subprocess.run(
        ["bash", "-euo", "pipefail", "-c", "\n".join(BLOCKS.findall(DOCUMENT.read_text("utf-8")))],
        env={"PATH": os.environ["PATH"], "ADDRESS": live, "PASSWORD": PASSWORD},
        cwd=tmp_path, capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip

    assert told.returncode == 0, told.stdout + told.stderr
    name, applied, replayed, ticket, *changes = told.stdout.splitlines()
    assert (name, applied, replayed) == (county.person("xuncha1").name, "applied", "replayed")
    assert re.fullmatch(r"\S+\topen\t\d{4}-\d\d-\d\d", ticket), ticket
    assert '"changed": 1' in "".join(changes)
