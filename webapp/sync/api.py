"""The doors through which programs and phones send named commands and read what changed (design.md section 5)."""

from collections.abc import Callable
from typing import Any

from flask import jsonify, request
from werkzeug.wrappers import Response

from webapp.kernel import http
from webapp.kernel.actors import Actor
from webapp.kernel.commands import BUSY, COMMANDS, KEY_REUSED, UNKNOWN, execute
from webapp.kernel.errors import BODY_TOO_LARGE, FORBIDDEN, INVALID, NOT_FOUND, AppError
from webapp.kernel.http import SIGNED_IN, access, acting
from webapp.kernel.rest import WRITING, Api, Blueprint, refuses
from webapp.sync.cursors import Cursor
from webapp.sync.present import changes as present
from webapp.sync.schemas import Batch, Changes, Results, Since, read_envelope
from webapp.sync.vocab import BODY_LIMIT, Status

api = Blueprint("commands", __name__, about="The only way to write: named commands, each with an id of its own.")
reading = Blueprint("changes", __name__, about="What changed in the reader's sight, for phones that keep it.")

Answer = dict[str, Any]
View = Callable[..., Any]

# The statuses that one refused command can have; the body is that of any other answer here.
REFUSALS = (403, 404, 409, 410, 422, 423)


def refused_alone(view: View) -> View:
    """Document what one refused command answers with."""
    for status in REFUSALS:
        view = api.alt_response(status, schema=Results, description="The one command was refused or is busy.")(view)
    return view


@api.before_request
def limit_body() -> None:
    """Nobody's commands are as large as photos."""
    request.max_content_length = BODY_LIMIT


@api.route("/commands", methods=["POST"])
@refused_alone
@refuses(api, *WRITING, FORBIDDEN, NOT_FOUND, KEY_REUSED, BODY_TOO_LARGE, UNKNOWN, BUSY)
@api.alt_response(201, schema=Results, success=True, description="The one command was carried out.")
@api.response(200, Results, description="Several commands, or one that was carried out before.")
@access(SIGNED_IN)
@api.arguments(Batch)
def receive(batch: dict[str, Any]) -> Response:
    """Carry out up to 20 commands in their order, each in a transaction of its own.

    A refused one does not stop the others. The same id with the same content is `replayed` with the first result, so
    whoever got no answer sends again. `busy`: not carried out yet, send again later. With exactly one command the HTTP
    status is its own: 201 applied, 200 replayed, 423 busy, or that of the problem; with several it is 200.
    """
    actor = acting()
    results = [_carry_out(sent, actor) for sent in batch["commands"]]
    response = jsonify(results=results)
    response.status_code = _status(results[0]) if len(results) == 1 else 200
    return response


def _carry_out(sent: dict[str, Any], actor: Actor) -> Answer:
    identifier = sent["id"]
    try:
        outcome = execute(read_envelope(sent), actor)
    except AppError as error:
        status = Status.BUSY if error.problem is BUSY else Status.REFUSED
        return {"id": identifier, "status": status, "problem": error.as_json()}
    except Exception as error:  # noqa: BLE001 - one that breaks on our side must not take the others with it
        # Not refused: nothing is wrong with it, so the phone keeps it and tries again.
        return {"id": identifier, "status": Status.BUSY, "problem": http.broken(error).as_json()}
    return {"id": identifier, "status": outcome.status, "result": outcome.result}


def _status(result: Answer) -> int:
    if result["status"] in (Status.APPLIED, Status.REPLAYED):
        return 201 if result["status"] == Status.APPLIED else 200
    return int(result["problem"]["status"])


@reading.route("/changes")
@refuses(reading, INVALID)
@reading.alt_response(304, description="The answer you have is still right.")
@reading.response(200, Changes)
@access(SIGNED_IN)
@reading.arguments(Since, location="query")
def changes(wanted: dict[str, Any]) -> Response:
    """What changed in the reader's sight since a cursor, in the order in which it changed.

    Without a cursor: everything unfinished, and what changed within 14 days. A phone asks again with `next`, at once
    while there is `more`. When nothing changed, `next` is the cursor it asked with.
    """
    return jsonify(present.page(acting(), _cursor(wanted["since"]), wanted["limit"]))


def _cursor(text: str) -> Cursor | None:
    if not text:
        return None
    if (found := Cursor.read(text)) is None:
        raise AppError(INVALID, fields={"since": ["not a cursor"]})
    return found


def describe(document: Api) -> None:
    """Describe the arguments of every command; called when all of them are registered."""
    known = {command.schema.__name__: command.schema for command in COMMANDS.values()}
    for title, arguments in sorted(known.items()):
        document.spec.components.schema(title, schema=arguments)
    schema = document.spec.components.schemas["Envelope"]["properties"]
    schema["name"]["enum"] = sorted(COMMANDS)
    schema["args"] = {
        "anyOf": [{"$ref": f"#/components/schemas/{title}"} for title in sorted(known)],
        "description": "; ".join(f"{name}: {COMMANDS[name].schema.__name__}" for name in sorted(COMMANDS)),
    }
