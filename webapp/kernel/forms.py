"""Forms: the hidden command_id, what was typed and the write path, brought together for every page.

A page shows ``blank()``; its POST calls ``run()`` and either goes on with ``done()`` or shows the page again
with what ``run()`` gave back: everything typed, what is wrong with it, and the id to send it under.
"""

import re
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from flask import flash, redirect, request
from werkzeug.wrappers import Response

from webapp.kernel import errors
from webapp.kernel.commands import BUSY, Envelope, execute
from webapp.kernel.errors import AppError
from webapp.kernel.http import acting, current_actor, refuse_other_actor
from webapp.kernel.ids import new_id
from webapp.kernel.text import lazy

# Refusals that a person can answer by changing the form. Others (403, 404, 410 …) become a page of their own.
MENDABLE = frozenset({400, 409, 413, 415, 422, 423, 429})

PERSON_FIELD, MEMBERSHIP_FIELD = "acting_person", "acting_membership"

# What the schema library says in English, in our words. What our own fields say is in the reader's language.
_SAYINGS = (
    (re.compile(r"^(Missing data|Field may not be null|Shorter than)"), lazy("Fill this in.")),
    (re.compile(r"^Longer than"), lazy("This is too long.")),
    (re.compile(r"^(Not a valid|Invalid|Must be|String does not|Length must|Unknown field)"), lazy("Check this.")),
)


@dataclass
class Form:
    """What a form shows. ``errors`` are sentences by field, ``summary`` is the one above it.

    ``result`` is what the command answered, None before it was sent or when it was refused (``error``).
    """

    values: Mapping[str, Any] = field(default_factory=dict)
    command_id: str = field(default_factory=new_id)
    errors: dict[str, str] = field(default_factory=dict)
    summary: str = ""
    status: int = 200
    result: dict[str, Any] | None = None
    error: AppError | None = None

    @property
    def failed(self) -> bool:
        """Whether the page is to be shown again."""
        return self.error is not None


def blank(**values: Any) -> Form:
    """A form that nobody has filled in yet, with what stands in it from the start."""
    return Form(values)


def typed(*names: str) -> dict[str, str]:
    """The named fields of the request that are not empty, as arguments of a command."""
    return {name: request.form[name] for name in names if request.form.get(name)}


def command_id() -> str:
    """The form's own id, so that a double tap is a replay; a fresh one when it is missing or bad."""
    sent = request.form.get("command_id", "")
    try:
        return sent if str(uuid.UUID(sent)) == sent else new_id()
    except ValueError:
        return new_id()


def acting_fields() -> dict[str, str]:
    """Whose page this is, as hidden fields; for the macro that every form uses. Empty when nobody is signed in."""
    actor = current_actor()
    return {PERSON_FIELD: actor.person_id, MEMBERSHIP_FIELD: actor.membership_id} if actor else {}


def run(
    name: str,
    args: Mapping[str, Any],
    blame: Mapping[str, str] | None = None,
    identifier: str = "",
    *,
    in_any_role: bool = False,
    device: str | None = None,
) -> Form:
    """Carry out a command for a form, if who is asking is who saw the form.

    :param blame: problem code → the field it is shown at, for problems that a command raises itself.
    :param identifier: the command's id where the arguments depend on it, else the form's own.
    :param in_any_role: the step is about the person, whichever role they act in by now.
    :param device: the phone whose browser sends the form, where the step asks for it.
    Raises AppError for what no change of the form would mend: not found, not allowed, gone.
    """
    identifier = identifier or command_id()
    try:
        membership = None if in_any_role else request.form.get(MEMBERSHIP_FIELD)
        refuse_other_actor(request.form.get(PERSON_FIELD), membership)
        outcome = execute(Envelope(name, args, id=identifier, device=device), acting())
    except AppError as error:
        return refused(error, blame, identifier)
    return Form(request.form, identifier, result=outcome.result)


def refused(error: AppError, blame: Mapping[str, str] | None = None, identifier: str = "") -> Form:
    """The form to show again after a problem; raises it when the form is not what could mend it.

    The id is kept while the first try is still being worked on, so that the next one is its replay.
    """
    if error.problem.status not in MENDABLE:
        raise error
    found = dict(_by_field(error.details.get("fields")))
    sentence = error.problem.text(error.details)
    if place := (blame or {}).get(error.problem.code):
        found[place] = sentence
    kept = identifier if error.problem is BUSY and identifier else new_id()
    return Form(request.form, kept, found, sentence, error.problem.status, error=error)


def done(url: str, said: Any = "") -> Response:
    """On to the next page after success, with a short sentence there."""
    if said:
        flash(str(said))
    return redirect(url, 303)


def invalid(**sentences: Any) -> AppError:
    """A problem of the form itself: a sentence by field."""
    return AppError(errors.INVALID, fields={name: [str(text)] for name, text in sentences.items()})


def _by_field(messages: Any) -> list[tuple[str, str]]:
    if not isinstance(messages, Mapping):
        return []
    return [(str(name), _sentence(inner)) for name, inner in messages.items()]


def _sentence(messages: Any) -> str:
    """The first sentence of what may be nested lists and dicts."""
    while not isinstance(messages, str):
        inner = list(messages.values() if isinstance(messages, Mapping) else messages)
        if not inner:
            return ""
        messages = inner[0]
    ours = next((said for pattern, said in _SAYINGS if pattern.match(messages)), messages)
    return str(ours)
