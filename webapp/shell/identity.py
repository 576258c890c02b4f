"""Who is asking: the signed-in session behind the cookie, the membership it acts in, the reader's language."""

import hmac
import logging
from typing import Any

from flask import Flask, current_app, g, has_request_context, request, session
from flask_login import LoginManager, UserMixin, current_user, login_user, logout_user
from sqlalchemy.exc import OperationalError

from webapp.accounts import queries, signin
from webapp.accounts.models import LoginSession, Person
from webapp.accounts.vocab import KNOWN_DEVICE_LIFE, SEEN_EVERY
from webapp.kernel import clock
from webapp.kernel.db import db, write_transaction
from webapp.kernel.errors import DEVICE_LOST, AppError
from webapp.kernel.http import DEVICE_HEADER, PERSON_HEADER
from webapp.kernel.sealing import sealed
from webapp.kernel.text import DEFAULT_LOCALE, best_locale
from webapp.sync.claims import claim_in
from webapp.sync.commands import note_contact
from webapp.sync.queries import phones
from webapp.units import queries as units

DEVICE_COOKIE = "xungai_device"
PREFERENCES = ("locale", "large")
CHOSE = "chose"

log = logging.getLogger("xungai")


class Visitor(UserMixin):  # type: ignore[misc]
    """A signed-in browser, as Flask-Login wants it: its id is the session's token, never the person's."""

    def __init__(self, token: str, found: LoginSession) -> None:
        self.token = token
        self.session_id = found.id
        self.person_id = found.person_id
        self.name = found.person.name
        self.locale, self.large = found.person.locale, found.person.large
        self.membership_id = found.membership_id
        self.device = found.device

    def get_id(self) -> str:
        """What the cookie carries."""
        return self.token


login_manager = LoginManager()
login_manager.session_protection = None  # a phone's address changes with every cell; sessions are in a table


@login_manager.user_loader  # type: ignore[untyped-decorator]
def load(token: str) -> Visitor | None:
    """The visitor of a cookie's token; None when the session has ended."""
    found = queries.live_session(token)
    return Visitor(token, found) if found else None


def init_app(app: Flask) -> None:
    """Let Flask-Login read the cookie."""
    login_manager.init_app(app)


def identify() -> None:
    """Put the actor into ``g``; note now and then that session and phone were used.

    Raises ``device.lost`` to a phone that was reported lost.
    """
    g.actor = None
    if request.endpoint in ("shell.asset", "shell.healthz", "shell.metrics"):
        return
    if not current_user.is_authenticated:
        _refuse_lost_session()
        return
    visitor: Visitor = current_user
    _note_phone(visitor)
    g.actor = units.actor_for(visitor.person_id, visitor.membership_id)
    g.has_no_role = g.actor is None
    _note_use(visitor.session_id)


def locale() -> str:
    """The reader's locale: the person's choice, the browser's choice, what the browser asks for."""
    if not has_request_context():
        return DEFAULT_LOCALE  # a job or a program: nobody reads
    chosen = session.get("locale")
    if current_user and current_user.is_authenticated and current_user.locale:
        chosen = current_user.locale
    return best_locale(chosen, request.headers.get("Accept-Language", ""))


def preferences() -> dict[str, Any]:
    """Language and large mode of the reader, for the layout."""
    large = bool(session.get("large"))
    if current_user and current_user.is_authenticated:
        large = current_user.large
    return {"large": large, "locale": locale()}


def come_in(token: str, person: Person) -> None:
    """Give the browser its session cookie. Raises ``device.lost`` on a phone that this person reported lost."""
    found = queries.live_session(token)
    assert found is not None  # noqa: S101 - it was opened a moment ago
    claim = claim_in(request.headers.get(DEVICE_HEADER))
    if claim is not None and phones.is_lost(person.id, claim.device):
        signin.sign_out(found.id)
        raise AppError(DEVICE_LOST)
    leave()  # whoever was signed in here before must not live on as a copied cookie
    session.permanent = True
    login_user(Visitor(token, found))
    g.actor = units.actor_for(person.id, found.membership_id)
    g.has_no_role = g.actor is None
    g.known_device = person.id


def leave() -> None:
    """End the session on both sides."""
    if current_user.is_authenticated:
        signin.sign_out(current_user.session_id)
        session.update(locale=locale(), large=current_user.large)  # the sign-in page goes on looking the same
    logout_user()
    kept = {key: session[key] for key in PREFERENCES if key in session}
    session.clear()
    session.update(kept)
    g.actor, g.has_no_role = None, False


def keep_preferences(values: dict[str, Any]) -> None:
    """Keep language and large mode in this browser, for somebody who is not signed in."""
    session.permanent = True
    session.update(values, **{CHOSE: True})


def chosen_preferences() -> dict[str, Any]:
    """What was chosen in this browser before signing in, once: it then belongs to the person."""
    if not session.pop(CHOSE, False):
        return {}
    return {key: session[key] for key in PREFERENCES if key in session}


def visitor() -> signin.Visitor:
    """Who knocks, for the guess limits. A device counts as known only for the account it signed in to."""
    body = request.get_json(silent=True)
    typed = request.form.get("login") or (body.get("login") if isinstance(body, dict) else None)
    return signin.Visitor(
        network=request.remote_addr or "unknown",
        device_label=device_label(request.headers.get("User-Agent", "")),
        known_device=_known_device(typed),
    )


def device_label(agent: str) -> str:
    """A few words by which a person recognises a browser: "Android · WeChat"."""
    systems = {"Android": "Android", "iPhone": "iPhone", "iPad": "iPad", "Windows": "Windows", "Mac OS": "Mac"}
    programs = {"MicroMessenger": "WeChat", "Edg/": "Edge"} | {p: p for p in ("Firefox", "Chrome", "Safari")}
    system = next((name for sign, name in systems.items() if sign in agent), "")
    program = next((name for sign, name in programs.items() if sign in agent), "")
    return " · ".join(part for part in (system, program) if part) or agent[:60]


def remember_device(response: Any) -> Any:
    """After a sign-in: mark this browser as one the person has used, so a stranger's guesses cannot lock it out."""
    if person_id := g.get("known_device"):
        response.set_cookie(
            DEVICE_COOKIE,
            f"{person_id}.{_mark(person_id)}",
            max_age=int(KNOWN_DEVICE_LIFE.total_seconds()),
            httponly=True,
            samesite="Lax",
            secure=current_app.config["SESSION_COOKIE_SECURE"],
        )
    return response


def _known_device(login: Any) -> str | None:
    person_id, _, mark = request.cookies.get(DEVICE_COOKIE, "").partition(".")
    if not isinstance(login, str) or not hmac.compare_digest(mark.encode(), _mark(person_id).encode()):
        return None
    person = queries.by_login(login)
    return person_id if person is not None and person.id == person_id else None


def _mark(person_id: str) -> str:
    return sealed("device", person_id)


def _refuse_lost_session() -> None:
    token = session.get("_user_id")
    if token is not None and queries.is_lost(token):
        raise AppError(DEVICE_LOST)


def _note_phone(visitor: Visitor) -> None:
    claim = claim_in(request.headers.get(DEVICE_HEADER))
    if claim is None:
        return
    if (request.headers.get(PERSON_HEADER) or visitor.person_id) != visitor.person_id:
        # A page of somebody else who was signed in before: what it says is not about this person's work.
        if phones.is_lost(visitor.person_id, claim.device):
            raise AppError(DEVICE_LOST)
        return
    label = device_label(request.headers.get("User-Agent", ""))
    note_contact(claim, visitor.person_id, visitor.session_id, visitor.device, label[:120])


def _note_use(session_id: str) -> None:
    row = db.session.get(LoginSession, session_id)
    if row is None or clock.now() - row.seen_at <= SEEN_EVERY:
        return
    try:
        with write_transaction():
            db.session.get_one(LoginSession, session_id).seen_at = clock.now()
    except OperationalError as error:  # locked, or a full disk: whoever only reads must not notice
        log.warning("could not note that a session was used: %s", error.orig)
