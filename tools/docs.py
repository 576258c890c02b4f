"""Write the generated pages below docs/: ``python -m tools.docs [--check]``.

Verbs, permissions, problems, events and addresses are tables in the code; these pages are what the
tables say, for people. ``--check`` writes nothing and fails when a page differs from the code.
"""

import dataclasses
import re
import sys
import tempfile
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from flask import Flask
from flask_babel import force_locale

import webapp
from webapp.config import Config
from webapp.config import settings as declared
from webapp.kernel.commands import COMMANDS
from webapp.kernel.errors import CATALOG
from webapp.kernel.events import EVENTS
from webapp.kernel.http import access_of
from webapp.kernel.policy import POLICY
from webapp.kernel.transitions import Step, mermaid
from webapp.tickets.transitions import TICKET

DOCS = Path(__file__).resolve().parent.parent / "docs"
NOTE = "\n\nWritten by `make docs` from the code; not edited by hand.\n\n"


def table(head: tuple[str, ...], rows: Iterable[tuple[Any, ...]]) -> str:
    """A Markdown table."""
    lines = [head, tuple("---" for _ in head), *rows]
    return "".join("| " + " | ".join(_cell(cell) for cell in line) + " |\n" for line in lines)


def _cell(value: Any) -> str:
    return str(value).replace("|", "\\|").replace("\n", " ")


def tickets() -> str:
    """Every verb of a ticket with its states, and the drawing of them."""
    rows = [(f"`{s.command}`", s.label, ", ".join(s.sources), _target(s), ", ".join(s.needs)) for s in TICKET]
    head = ("command", "button", "from", "to", "needs")
    return f"# Tickets: verbs and states{NOTE}{table(head, rows)}\n```mermaid\n{mermaid(TICKET)}\n```\n"


def _target(step: Step) -> str:
    return step.target or "(as it was)"


def permissions() -> str:
    """Who may run which command."""
    rows = [(f"`{name}`", POLICY[name].name) for name in sorted(POLICY)]
    lead = "Seeing comes first: what one may not see answers as if it did not exist.\n\n"
    return f"# Permissions: command and rule{NOTE}{lead}{table(('command', 'who may'), rows)}"


def errors() -> str:
    """Every problem with its code, status and sentence."""
    rows = [(f"`{p.code}`", p.status, p.sentence) for p in sorted(CATALOG.values(), key=lambda p: p.code)]
    lead = "A code never changes its meaning. The part before the dot names the domain that declares it.\n\n"
    return f"# Errors: stable codes{NOTE}{lead}{table(('code', 'status', 'sentence'), rows)}"


def events() -> str:
    """Every fact that the timeline can hold, with its sentence and its data."""
    rows = []
    for name, event in sorted(EVENTS.items()):
        names = [field.name for field in dataclasses.fields(event)]
        fields = [name for name in names if name not in ("subject_id", "unit_id")]
        rows.append((f"`{name}`", event.sentence, ", ".join(fields)))
    return f"# Events: what the timeline holds{NOTE}{table(('event', 'sentence', 'data'), rows)}"


def commands() -> str:
    """Every command with its arguments."""
    rows = []
    for name, command in sorted(COMMANDS.items()):
        fields = [(field.data_key or key, field.required) for key, field in command.schema().fields.items()]
        rows.append((f"`{name}`", ", ".join(f"**{key}**" if required else key for key, required in fields)))
    lead = "Sent to `POST /api/v1/commands` or by a form; arguments in bold are required.\n\n"
    return f"# Commands: the only way to write{NOTE}{lead}{table(('command', 'arguments'), rows)}"


def routes(app: Flask) -> str:
    """Every address with its methods and who may come in."""
    rows = []
    for rule in sorted(app.url_map.iter_rules(), key=lambda r: (r.rule, sorted(r.methods or ()))):
        methods = " ".join(sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}))
        rows.append((f"`{rule.rule}`", methods, access_of(app, rule.endpoint) or "nobody"))
    return f"# Routes: addresses and who may come in{NOTE}{table(('address', 'methods', 'access'), rows)}"


def settings() -> str:
    """Every environment variable with its default and its meaning."""
    defaults = {field.name: field.default for field in dataclasses.fields(Config)}
    rows = [(f"`{s.name}`", s.shown or _default(defaults[key]), s.meaning) for key, s in declared().items()]
    lead = "Environment variables, read once at the start. One that is missing or empty takes its default; one that\n"
    lead += "cannot be read stops the app, which then names it and says what it must be.\n\n"
    return f"# Settings: what an installation may decide{NOTE}{lead}{table(('variable', 'default', 'meaning'), rows)}"


def _default(value: Any) -> str:
    return f"`{int(value) if isinstance(value, bool) else value}`"


def pages(app: Flask) -> dict[str, str]:
    """File name to text, in English."""
    with app.test_request_context(), force_locale("en"):
        found = {
            "tickets": tickets(),
            "permissions": permissions(),
            "errors": errors(),
            "events": events(),
            "commands": commands(),
            "routes": routes(app),
            "settings": settings(),
        }
    return {f"{name}.md": re.sub(r"\n{3,}", "\n\n", text) for name, text in found.items()}


def main(arguments: list[str]) -> int:
    """1 when ``--check`` found a page that differs."""
    with tempfile.TemporaryDirectory() as folder:
        fresh = pages(webapp.create_app(Config(data_dir=Path(folder))))
    stale = [name for name, text in fresh.items() if _read(DOCS / name) != text]
    if "--check" in arguments:
        for name in stale:
            print(f"docs/{name} differs from the code: run `make docs`")
        return 1 if stale else 0
    DOCS.mkdir(exist_ok=True)
    for name in stale:
        (DOCS / name).write_text(fresh[name], "utf-8")
    return 0


def _read(path: Path) -> str:
    return path.read_text("utf-8") if path.exists() else ""


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
