"""What templates may call; nothing else reaches them."""

from typing import Any

from flask import Flask, current_app, g, request, url_for
from flask_login import current_user

from webapp.config import REPOSITORY
from webapp.kernel import forms, http, ids
from webapp.kernel.text import LOCALE_TAGS, _, current_locale, localized, ngettext, pgettext
from webapp.shell import identity, kit, navigation
from webapp.shell.assets import Assets
from webapp.units.vocab import ROLE_LABELS, Role


def init_app(app: Flask) -> None:
    """Give the template environment its words, addresses and the reader."""
    assets = Assets(REPOSITORY / "static")
    app.extensions["assets"] = assets
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True
    app.jinja_env.globals.update(
        _=_,
        gettext=_,
        ngettext=ngettext,
        pgettext=pgettext,
        localized=localized,
        asset=assets.url,
        assets_css=assets.css,
        locale_tag=lambda: LOCALE_TAGS[current_locale()],
        navigation=_navigation,
        seal=lambda: navigation.seal(http.current_actor()),
        may=http.may,
        new_id=ids.new_id,
        acting_fields=forms.acting_fields,
    )
    app.context_processor(_reader)


def _navigation() -> list[dict[str, Any]]:
    actor = http.current_actor()
    if "places" not in g:  # the top bar and the dock both ask
        counts = navigation.counts(actor, navigation.PLACES[actor.role]) if actor else {}
        g.places = navigation.places(actor, request.path, counts)
    places: list[dict[str, Any]] = g.places
    return places


def _reader() -> dict[str, Any]:
    settings = current_app.config["SETTINGS"]
    return {
        "preferences": identity.preferences(),
        "site": {
            "name": _("Xungai"),
            "sponsor": settings.sponsor,
            "filing_number": settings.filing_number,
            "complain": "/complaints/new",
        },
        "current": _current(),
        "url_for": url_for,
    }


def _current() -> dict[str, Any] | None:
    actor = http.current_actor()
    if actor is None:
        return None
    return {
        "name": actor.name,
        "initial": actor.name[:1],
        "role": actor.role,
        "role_label": str(ROLE_LABELS[Role(actor.role)]),
        "unit_name": actor.unit_name,
        "label": f"{actor.unit_name} · {ROLE_LABELS[Role(actor.role)]}",
        "session_id": current_user.session_id,
        "person_id": actor.person_id,
        "membership_id": actor.membership_id,
        # A phone that reads by cursor hears of its kit there; the others on every page.
        "kit": "" if kit.reads(actor) else kit.desk_version(actor, identity.preferences()),
    }
