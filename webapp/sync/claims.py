"""What a phone says of itself in the header of every request. Nothing in it is ever a reason to refuse one."""

import re
from dataclasses import dataclass
from datetime import datetime

from webapp.kernel.fields import DeviceTime
from webapp.sync.vocab import LARGEST_SEQ

LONGEST = 200
NUMBER = re.compile(r"[0-9]{1,10}")
INSTANT = re.compile(r"[0-9]{4}(?:-[0-9]{2}){2}T[0-9]{2}(?::[0-9]{2}){2}(?:\.[0-9]{1,6})?Z")
ID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
KINDS = {"made": NUMBER, "waiting": NUMBER, "since": INSTANT}


@dataclass(frozen=True)
class Claim:
    """A phone's own account: the highest number it ``made``, how many are ``waiting`` on it, the oldest ``since``."""

    device: str
    made: int = 0
    waiting: int = 0
    since: datetime | None = None


def claim_in(header: str | None) -> Claim | None:
    """The claim in an ``X-Xungai-Device`` header; None when there is none, or one that is not exactly of that shape.

    ``<id>; made=41; waiting=1; since=2026-11-25T02:00:00Z``: the parameters in any order, each may be missing, none may
    come twice. An instant that no working clock says is left out, as everywhere.
    """
    if header is None or len(header) > LONGEST:
        return None
    device, *rest = (part.lstrip(" ") for part in header.split(";"))
    said = [part.partition("=") for part in rest]
    values = {name: value for name, _, value in said}
    well_formed = all(name in KINDS and KINDS[name].fullmatch(value) for name, value in values.items())
    if not ID.fullmatch(device) or not well_formed or len(values) < len(said):
        return None
    made, waiting = int(values.get("made", 0)), int(values.get("waiting", 0))
    if max(made, waiting) > LARGEST_SEQ:
        return None
    since = DeviceTime().deserialize(values["since"]) if waiting and "since" in values else None
    return Claim(device, made, waiting, since)
