"""Phones at work on a real line, in a process of their own: the app's own modules in node (tests/phones/load.js)."""

import json
import subprocess
from typing import Any

from tests import make
from tests.cast import PASSWORD, Cast
from tests.faults.simulation import FOLDER, NODE, Edits

LOGINS = ("xuncha1", "xuncha1", "xuncha2", "qinglong", "qinglong", "baishi")
WHERE = {"qinglong": ("青龙村",), "baishi": ("白石村",)}
EVERYWHERE = ("青龙村", "白石村")
# Several people work on the same tickets, and a remark may be about a problem that its opener threw away.
EXPLAINED = ("ticket.stale", "state.not_from_here", "http.not_found")


class Phones:
    """Begin to work when entered, and do not look up until they are told to heal."""

    def __init__(self, cast: Cast, address: str, direct: str, *, seed: int = 1, edits: Edits | None = None) -> None:
        """
        :param address: where they send to, a proxy perhaps.
        :param direct: the server itself, to sign in.
        """
        villages = {login: [cast.unit(name).id for name in WHERE.get(login, EVERYWHERE)] for login in LOGINS}
        self.given = {
            "address": address, "direct": direct, "seed": seed, "logins": LOGINS, "password": PASSWORD,
            "kinds": [make.STEPS, make.LOCKED], "villages": villages, "edits": edits or {}, "patience": 120,
        }  # fmt: skip

    def __enter__(self) -> "Phones":
        command = [*NODE, str(FOLDER / "load.js"), json.dumps(self.given)]
        pipe = subprocess.PIPE
        self.process = subprocess.Popen(command, stdin=pipe, stdout=pipe, text=True)
        assert self.process.stdout is not None
        assert self.process.stdout.readline() == "ready\n"
        return self

    def __exit__(self, *_: object) -> None:
        self.process.kill()
        self.process.wait()

    def heal(self) -> list[dict[str, Any]]:
        """Let them send what is left, over a line that works now. Their reports."""
        told, _ = self.process.communicate("heal\n", timeout=600)
        reports: list[dict[str, Any]] = json.loads(told)
        return reports
