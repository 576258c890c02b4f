"""Photos that come with a plain form: stored first, then named by the command, so a form shown again keeps them."""

import hashlib
from typing import Any

from flask import current_app, request

from webapp.kernel import forms
from webapp.kernel.actors import Actor
from webapp.kernel.errors import AppError
from webapp.kernel.ids import id_within, parse_id
from webapp.kernel.storage import photo_store
from webapp.photos import commands as photos
from webapp.photos.queries import by_ids


def received(actor: Actor) -> tuple[list[dict[str, Any]], list[dict[str, Any]], AppError | None]:
    """Store the files of this form and gather those stored before.

    A file's id comes from the form's command and its bytes, so that a double tap names the same photos and is a replay.

    :returns: claims for the command, the same photos as a form shows them, and the problem of the first file
        that was refused (the others are kept).
    """
    kept = [i for i in map(_own(actor), request.form.getlist("photo_id")) if i]
    refused: AppError | None = None
    command_id = forms.command_id()
    for file in request.files.getlist("photos"):
        if not file.filename:
            continue
        data = file.read()
        try:
            stored = photos.store(
                actor,
                id_within(command_id, actor.person_id, hashlib.sha256(data).hexdigest()),
                data,
                file.mimetype,
                None,
                photo_store(),
                heic=current_app.config["SETTINGS"].heic,
            )
            if stored.photo_id not in kept:
                kept.append(stored.photo_id)
        except AppError as error:
            refused = refused or error
    return [{"id": i} for i in kept], [_shown(i) for i in kept], refused


def _own(actor: Actor) -> Any:
    def check(text: str) -> str | None:
        identifier = parse_id(text, "photo_id")
        found = by_ids([identifier]).get(identifier)
        return identifier if found is not None and found.uploaded_by == actor.person_id else None

    return check


def _shown(photo_id: str) -> dict[str, Any]:
    base = f"/api/v1/photos/{photo_id}"
    return {"id": photo_id, "thumb": f"{base}/thumb", "view": f"{base}/view", "alt": ""}
