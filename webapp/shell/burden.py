"""What this system keeps and sends, and why 减负自检: one table over everything that people are asked for.

A test holds it against the arguments of all commands: a field that is asked for and stands nowhere here fails it.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from marshmallow import Schema, fields

from webapp.accounts.vocab import INVITATION_LIFE, SESSION_LIFE
from webapp.kernel.commands import COMMANDS
from webapp.kernel.text import lazy
from webapp.sheets.vocab import KEPT as SHEETS_KEPT


@dataclass(frozen=True)
class Asked:
    """Something that is asked for: in words, why, and the names of its arguments in the commands."""

    label: Any
    why: Any
    names: frozenset[str]


def _asked(label: Any, why: Any, *names: str) -> Asked:
    return Asked(label, why, frozenset(names))


ASKED: tuple[Asked, ...] = (
    _asked(
        lazy("Name, phone number and role of who works here, since when and in whose place"),
        lazy("so that everybody has a way in of their own"),
        "phone", "role", "from_on", "to_on", "deputy_for",
    ),
    _asked(
        lazy("A complaint or suggestion, and how to reach who sent it, if they like"),
        lazy("so that what goes wrong with this system is heard; nothing tells who sent it"),
        "complaint_id",
    ),
    _asked(
        lazy("Villages, departments and places, with their position, and who answers for a village"),
        lazy("so that a problem finds its place and whoever can put it right"),
        "unit_id", "parent_id", "kind", "number_prefix", "venue",
        "code_prefixes",
    ),
    _asked(
        lazy("Village, place and kind of a problem"), lazy("so that it is known what is wrong where"),
        "village_id", "venue_id", "type_code",
    ),
    _asked(
        lazy("A sentence, and what a kind asks for besides, such as the text of a sign"),
        lazy("so that whoever fixes it finds it; a photo instead will do, and never are both demanded"),
        "words", "fields_",
    ),
    _asked(
        lazy("Photos, with the time and place that the phone gives them"),
        lazy("as evidence, so that nobody has to write a report; a phone that gives no place is not refused"),
        "id", "sha256", "taken_at", "lat", "lng", "accuracy", "source",
    ),
    _asked(
        lazy("Who has to fix it, if not who the duties say"),
        lazy("so that a department's problem does not land on the village"),
        "responsible_id", "responsible_person_id",
    ),
    _asked(
        lazy("Why, when something is returned, corrected, reopened, declared void or withheld"),
        lazy("so that a decision over others can be questioned"),
        "reason", "reason_code", "photo_id",
    ),
    _asked(
        lazy("By whom and how a fix was told, when it came on paper or by phone"),
        lazy("so that nobody needs a phone to report, and nobody reviews what they did themselves"),
        "channel", "fixed_by", "fixed_at",
    ),
    _asked(lazy("Whether it was in time, when that is disputed"), lazy("because the clock can be wrong"), "on_time"),
    _asked(
        lazy("That a problem is not handed over yet"), lazy("so that an unannounced visit stays one"), "hold_back",
    ),
    _asked(
        lazy("Sign-in name, password, language, letter size, the role one acts in"),
        lazy("to come in, and to be able to read it"),
        "current", "new", "locale", "large", "membership_id",
    ),
    _asked(
        lazy("Views of the ledger and exports that somebody asks for"),
        lazy("so that lists are not put together by hand"),
        "address", "name", "view_id", "pictures",
    ),
    _asked(
        lazy("Free and swapped days"), lazy("so that due dates go by working days"), "day", "is_working", "note",
    ),
    _asked(
        lazy("The ledger that was kept before this app, if it is taken over"),
        lazy("so that nothing has to be written anew, and what is open goes on"),
        "number", "state", "inspected_on", "handed_on", "due_on", "fixed_on", "closed_on", "done", "found_by",
        "reviewed_by", "remark",
    ),
    _asked(
        lazy("What kinds of problems there are, and what each asks for"),
        lazy("so that nobody has to write down what can be chosen"),
        "code", "revision", "title_zh", "title_en", "short_zh", "short_en", "how_to_fix_zh", "how_to_fix_en",
        "alternatives_zh", "alternatives_en", "evidence_reason_zh", "evidence_reason_en", "severity", "term_days",
        "default_owner", "evidence", "icon", "named", "keywords", "retired", "document",
    ),
    _asked(lazy("How long photos are kept"), lazy("so that nothing is kept longer than it is of use"), "years"),
    _asked(
        lazy("Which person or phone a step of the office is about"), lazy("to invite, switch off, report lost"),
        "person_id", "from_person_id", "to_person_id", "device", "token_hash",
    ),
    _asked(
        lazy("Who did each step, in which role and when"), lazy("so that nobody can say it was otherwise"),
    ),
    _asked(
        lazy("What kind of phone sends, and when it was last in touch"),
        lazy("so that the office sees what has not arrived"),
    ),
    _asked(
        lazy("Numbers the machine gives itself; nobody types them"), lazy("so that what is sent twice arrives once"),
        "ticket_id", "version", "session_id", "seq", "made_at",
    ),
)  # fmt: skip
"""Everything that commands ask people or their phones for."""


@dataclass(frozen=True)
class Report:
    """Something that is put together out of what is kept, who does that, and what it spares."""

    label: Any
    who: Any
    why: Any


REPORTS: tuple[Report, ...] = (
    Report(
        lazy("Overview of a township"), lazy("by itself"),
        lazy("no village fills in anything for it; nothing is ranked"),
    ),
    Report(
        lazy("Ledger, on screen and as a spreadsheet"), lazy("the office, when it needs it"),
        lazy("instead of tables that villages would fill in"),
    ),
    Report(
        lazy("Notice, closure slip, sheet of a village"), lazy("the office, when a village works on paper"),
        lazy("printed from what is there"),
    ),
)  # fmt: skip

MESSAGES: tuple[Any, ...] = ()
"""What is sent to people. Nothing yet: whoever wants to know looks."""

PHOTOS_END = lazy("The photos of a problem that was closed or void are removed")
"""After as many years as are set (tickets/retention.py)."""

ENDS: tuple[tuple[Any, int], ...] = (
    (lazy("An exported spreadsheet is removed"), SHEETS_KEPT.days),
    (lazy("A sign-in that is not used ends"), SESSION_LIFE.days),
    (lazy("An invitation that nobody used stops working"), INVITATION_LIFE.days),
)
"""What ends by itself, after how many days."""


def asked_for() -> dict[str, set[str]]:
    """Names of all arguments of all commands, those inside others too, with the commands that ask for them."""
    found: dict[str, set[str]] = {}
    for name, command in COMMANDS.items():
        for argument in _names(command.schema()):
            found.setdefault(argument, set()).add(name)
    return found


def _names(schema: Schema) -> Iterator[str]:
    for name, held in schema.fields.items():
        inner: Any = held
        while isinstance(inner, fields.List):
            inner = inner.inner
        if isinstance(inner, fields.Nested):
            yield from _names(inner.schema)
        else:
            yield name
