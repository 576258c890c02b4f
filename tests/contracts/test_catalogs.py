"""The tables that everything reads agree with each other and with the generated documents."""

import ast
import re
from pathlib import Path

from flask import Flask

from tools import docs
from webapp.kernel.commands import COMMANDS
from webapp.kernel.errors import CATALOG
from webapp.kernel.events import EVENTS, REACTIONS
from webapp.kernel.http import access_of
from webapp.kernel.jobs import JOBS
from webapp.kernel.policy import POLICY
from webapp.tickets.commands import SCHEMAS
from webapp.tickets.transitions import TICKET
from webapp.tickets.vocab import State

WEBAPP = Path(__file__).parents[2] / "webapp"
PLACEHOLDER = re.compile(r"%\((\w+)\)")
# Rules that no command bears: pages and doors ask them, or one command asks a second one.
ASKED_BESIDES = {
    "photo.original", "photo.store", "ticket.hold_back", "villages.list", "ticket.list", "unsent.bring",
    "ledger.fetch", "paper.contact",
}  # fmt: skip
# Putting a problem on hold is a step of a later issue; its way out and its filters exist already.
NOT_REACHED_YET = {State.ON_HOLD}
FINAL = {State.VOID}


def test_every_command_has_a_rule_and_every_rule_is_asked(app: Flask) -> None:
    doors = {access_of(app, rule.endpoint) for rule in app.url_map.iter_rules()}

    assert COMMANDS.keys() - POLICY.keys() == set()
    assert POLICY.keys() - COMMANDS.keys() - doors == ASKED_BESIDES - doors


def test_every_step_is_a_command_with_arguments(app: Flask) -> None:
    assert {step.command for step in TICKET} == SCHEMAS.keys()
    assert all(set(step.needs) <= COMMANDS[step.command].schema().fields.keys() for step in TICKET)
    assert len({step.command for step in TICKET}) == len(TICKET)


def test_names_say_noun_and_verb(app: Flask) -> None:
    names = [*COMMANDS, *POLICY, *EVENTS, *CATALOG, *JOBS]

    assert [name for name in names if not re.fullmatch(r"[a-z]+\.[a-z][a-z_]*", name)] == []


def test_every_state_is_reached_and_left() -> None:
    reached = {State.OPEN} | {step.target for step in TICKET if step.target}
    left = {source for step in TICKET if step.target for source in step.sources if source != step.target}

    assert set(State) - reached == NOT_REACHED_YET
    assert set(State) - left == FINAL


def test_every_event_has_a_sentence_filled_by_its_own_data(app: Flask) -> None:
    assert EVENTS
    with app.test_request_context():
        for event in EVENTS.values():
            sentence = str(event.sentence)
            assert sentence, event.name
            assert set(PLACEHOLDER.findall(sentence)) <= set(event.__dataclass_fields__), event.name
            assert event.subject, event.name
    assert set(REACTIONS) <= set(EVENTS.values())


def test_every_problem_is_a_sentence_with_a_status_of_errors(app: Flask) -> None:
    with app.test_request_context():
        for kind in CATALOG.values():
            assert 400 <= kind.status <= 503, kind.code
            assert str(kind.sentence).endswith(("。", ".", "%(reason)s")), (kind.code, str(kind.sentence))


def test_every_problem_is_raised_somewhere() -> None:
    """A code that nothing raises is a promise nobody keeps."""
    declared: dict[str, str] = {}
    named: dict[str, int] = {}
    for path in WEBAPP.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Assign) and isinstance(node.value, ast.Call):
                call = node.value.func
                if isinstance(call, ast.Name) and call.id == "problem" and isinstance(node.targets[0], ast.Name):
                    declared[node.targets[0].id] = ast.unparse(node.value.args[0])
            elif isinstance(node, ast.Name | ast.Attribute) and isinstance(node.ctx, ast.Load):
                name = node.id if isinstance(node, ast.Name) else node.attr
                named[name] = named.get(name, 0) + 1

    assert {code for name, code in declared.items() if name not in named} == set()


def test_generated_documents_are_fresh(app: Flask) -> None:
    stale = [name for name, text in docs.pages(app).items() if (docs.DOCS / name).read_text("utf-8") != text]

    assert stale == [], "run `make docs`"
