"""What every door shares: who is asking, where from, which errors look like what, which headers go along."""

import gzip
import logging
from collections.abc import Callable
from typing import Any, TypeVar
from urllib.parse import urlsplit

from flask import Flask, Response, current_app, g, jsonify, redirect, render_template, request, url_for
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response as BaseResponse

from webapp.kernel import errors, logs
from webapp.kernel.actors import Actor
from webapp.kernel.db import release
from webapp.kernel.errors import AppError, Problem
from webapp.kernel.policy import can, require
from webapp.kernel.storage import StoreUnreachable
from webapp.kernel.text import _, lazy

log = logging.getLogger("xungai")
request_log = logging.getLogger("xungai.requests")

UNSAFE = frozenset({"POST", "PUT", "PATCH", "DELETE"})
API = "/api/"
CSP = "; ".join((
    "default-src 'none'", "script-src 'self'", "style-src 'self'", "img-src 'self' blob: data:",
    "font-src 'self'", "connect-src 'self'", "manifest-src 'self'", "worker-src 'self'", "form-action 'self'",
    "base-uri 'none'", "frame-ancestors 'none'",
))  # fmt: skip
# Scripts say by these whose page they run on, and which phone they run on.
PERSON_HEADER, MEMBERSHIP_HEADER = "X-Xungai-Person", "X-Xungai-Membership"
# No document: nothing in it may load, run or be shown in a frame. Short, because phones ask often.
PROGRAM_CSP = "default-src 'none'; frame-ancestors 'none'"
DEVICE_HEADER = "X-Xungai-Device"
FORM_TYPES = frozenset({"application/x-www-form-urlencoded", "multipart/form-data"})
COMPRESSED = frozenset({"text/html", "application/json", "application/problem+json"})
SMALLEST = 800
PERMISSIONS = "camera=(self), geolocation=(self), microphone=(), payment=(), usb=()"

View = TypeVar("View", bound=Callable[..., Any])

# Endpoint → who may come in: "public", "signed in", or the command whose rule decides. A route without is refused.
ACCESS: dict[str, str] = {}
PUBLIC, SIGNED_IN = "public", "signed in"


def access(who: str) -> Callable[[View], View]:
    """Declare who may come in through a view: ``PUBLIC``, ``SIGNED_IN`` or a command's name.

    Put it below the route decorator; a test fails for a route without.
    """

    def mark(view: View) -> View:
        view.access = who  # type: ignore[attr-defined]
        return view

    return mark


def access_of(app: Flask, endpoint: str) -> str | None:
    """Who may come in at an endpoint, or None when nobody said so."""
    view = app.view_functions.get(endpoint)
    return getattr(view, "access", None) or ACCESS.get(endpoint)


def current_actor() -> Actor | None:
    """Who is asking, in the membership of this session; None when signed out."""
    actor: Actor | None = g.get("actor")
    return actor


def acting() -> Actor:
    """Who is asking. Raises ``auth.sign_in`` when nobody is, ``auth.no_role`` for somebody without a role."""
    actor = current_actor()
    if actor is None:
        raise AppError(errors.NO_ROLE if has_no_role() else errors.SIGN_IN)
    return actor


def has_no_role() -> bool:
    """Whether somebody is signed in whose memberships have all ended, so that nobody is there to act."""
    return current_actor() is None and bool(g.get("has_no_role"))


def may(command: str, thing: Any = None) -> bool:
    """Whether who is asking may run a command; for templates."""
    actor = current_actor()
    return actor is not None and can(actor, command, thing)


def wants_json() -> bool:
    """Whether this is a program's request."""
    return request.path.startswith(API) or request.accept_mimetypes.best == "application/json"


def local_path(target: str | None, default: str) -> str:
    """``target`` if it is a plain path of this app, else ``default``.

    ``urlparse`` alone lets ``/\\evil.example`` through; browsers read a backslash as a slash.
    """
    if not target or not target.startswith("/") or target.startswith(("//", "/\\")):
        return default
    if any(ord(letter) <= 32 or letter == "\\" for letter in target) or urlsplit(target).netloc:
        return default
    return target


def public_url(path: str) -> str:
    """``path`` as a full address: the configured one, else the one this request came by."""
    base = current_app.config["SETTINGS"].public_url or request.host_url.rstrip("/")
    return f"{base}{path}"


def init_app(app: Flask, identify: Callable[[], None]) -> None:
    """Register guards, headers and error pages. ``identify`` puts who is asking into ``g.actor``."""
    app.before_request(_begin_line)
    app.after_request(_end_line)  # registered first, it runs last
    app.before_request(_limit_body)
    app.before_request(_refuse_foreign_origin)
    app.before_request(identify)
    app.before_request(_refuse_other_actor)
    app.before_request(_refuse_undeclared)
    app.before_request(_read_form)
    app.after_request(_headers)
    app.after_request(_compress)
    app.register_error_handler(AppError, _app_error)
    app.register_error_handler(HTTPException, _http_error)
    app.register_error_handler(StoreUnreachable, _unreachable)
    app.register_error_handler(Exception, _broken)


def _begin_line() -> None:
    """Number the request. The pattern of its address is logged, never the address: that may hold an invitation."""
    given = request.headers.get(logs.REQUEST_HEADER) if current_app.config["SETTINGS"].trusted_proxies else None
    rule = request.url_rule.rule if request.url_rule else None
    logs.begin(request=logs.request_id(given), method=request.method, route=rule, bytes_in=request.content_length or 0)


def _end_line(response: Response) -> Response:
    identifier = logs.noted("request")
    if identifier is None:
        return response
    response.headers[logs.REQUEST_HEADER] = identifier
    # At a public door it does not matter who somebody is; the box for complaints promises that nobody knows.
    is_public = request.endpoint is not None and access_of(current_app, request.endpoint) == PUBLIC
    if not is_public and (actor := current_actor()):
        logs.note(person=actor.person_id, membership=actor.membership_id)
    logs.end(request_log, "request", status=response.status_code)
    return response


def _limit_body() -> None:
    """Only forms with photos may be large. The form parser bounds the parts of a multipart body, but reads any
    other whole; and who is not signed in has no photos to send."""
    is_public = request.endpoint is not None and access_of(current_app, request.endpoint) == PUBLIC
    if is_public or request.mimetype in ("application/x-www-form-urlencoded", "application/json"):
        request.max_content_length = current_app.config["MAX_FORM_MEMORY_SIZE"]
    limit = getattr(current_app.view_functions.get(request.endpoint or ""), "form_memory", None)
    if limit is not None:
        request.max_form_memory_size = limit


def form_memory(limit: int) -> Callable[[View], View]:
    """Let the fields of a multipart form take so many bytes together, for lists that come back to be written."""

    def mark(view: View) -> View:
        view.form_memory = limit  # type: ignore[attr-defined]
        return view

    return mark


def _refuse_foreign_origin() -> None:
    """CSRF without tokens that expire offline: the browser itself says where a request comes from."""
    if request.method not in UNSAFE:
        return
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        if site == "same-origin":
            return
        raise AppError(errors.FOREIGN_ORIGIN)
    if request.headers.get("Origin") != request.host_url.rstrip("/"):
        raise AppError(errors.FOREIGN_ORIGIN)


def refuse_other_actor(person_id: str | None, membership_id: str | None) -> None:
    """Refuse what was written on somebody else's page: a tab or a phone may have changed hands since it was opened.

    :param person_id: whose page it was, and in which membership; None is not checked (programs do not say).
    Raises ``auth.other_person`` or ``auth.other_role``.
    """
    actor = current_actor()
    if actor is None:
        return
    if person_id and person_id != actor.person_id:
        raise AppError(errors.OTHER_PERSON)
    if membership_id and membership_id != actor.membership_id:
        raise AppError(errors.OTHER_ROLE)


def _refuse_other_actor() -> None:
    """Reading too: what one person sees must not get into the store that a phone keeps for another."""
    refuse_other_actor(request.headers.get(PERSON_HEADER), request.headers.get(MEMBERSHIP_HEADER))


def _read_form() -> None:
    """Before a body comes in over a slow network, the connection that told who is asking goes back; a form is
    read here, so that no view reads it while holding another."""
    if request.method in UNSAFE:
        release()
        if request.mimetype in FORM_TYPES:
            request.form  # noqa: B018 - reading it parses it


def _refuse_undeclared() -> None:
    if request.endpoint is None:
        return
    who = access_of(current_app, request.endpoint)
    if who is None:
        raise AppError(errors.FORBIDDEN)
    if who == PUBLIC:
        return
    actor = acting()
    if who != SIGNED_IN:
        require(actor, who)


def _headers(response: Response) -> Response:
    headers = response.headers
    if response.is_json:
        headers.setdefault("Content-Security-Policy", PROGRAM_CSP)
    else:
        headers.setdefault("Content-Security-Policy", CSP)
        headers.setdefault("Referrer-Policy", "strict-origin-when-cross-origin")
        headers.setdefault("Permissions-Policy", PERMISSIONS)
        headers.setdefault("Cross-Origin-Opener-Policy", "same-origin")
    headers.setdefault("X-Content-Type-Options", "nosniff")
    headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
    headers.setdefault("Cache-Control", "no-store" if current_actor() or has_no_role() else "no-cache")
    if request.is_secure:
        headers.setdefault("Strict-Transport-Security", "max-age=31536000")
    return response


def _compress(response: Response) -> Response:
    """Phones on a bad network: text leaves compressed. Pages carry no secret that a guess could be mixed with."""
    if (
        response.direct_passthrough
        or response.mimetype not in COMPRESSED
        or "Content-Encoding" in response.headers
        or "gzip" not in request.headers.get("Accept-Encoding", "")
        or len(response.get_data()) < SMALLEST
    ):
        return response
    response.set_data(gzip.compress(response.get_data(), 6))
    response.headers["Content-Encoding"] = "gzip"
    response.vary.add("Accept-Encoding")
    return response


TITLES = {
    400: lazy("That could not be read"),
    401: lazy("Sign in first"),
    403: lazy("Not yours to do"),
    404: lazy("Nothing here"),
    409: lazy("Somebody was faster"),
    410: lazy("No longer here"),
    413: lazy("Too large"),
    422: lazy("Something is missing"),
    423: lazy("Just a moment"),
    429: lazy("Wait a little"),
}


def answer(error: AppError) -> BaseResponse:
    """A problem as ``application/problem+json`` or as a page, in the reader's language."""
    status = error.problem.status
    logs.note(error=error.problem.code)
    if wants_json():
        response: BaseResponse = jsonify(error.as_json())
        response.mimetype = "application/problem+json"
    else:
        page = render_template(
            "errors/page.html",
            code=error.problem.code,
            title=TITLES.get(status, _("Something broke")),
            detail=error.problem.text(error.details),
            back_url=local_path(request.args.get("back"), "/"),
            request_id=logs.noted("request"),
        )
        response = Response(page, mimetype="text/html")
    response.status_code = status
    response.headers.extend(error.problem.headers)
    if "seconds" in error.details:
        response.headers["Retry-After"] = str(error.details["seconds"])
    return response


def _app_error(error: AppError) -> BaseResponse:
    if not wants_json() and request.method == "GET":
        if error.problem is errors.SIGN_IN:
            return redirect(url_for("accounts.sign_in", next=request.full_path.rstrip("?")))
        if error.problem is errors.NO_ROLE:
            return redirect(url_for("accounts.no_role"))
    return answer(error)


_BY_STATUS: dict[int, Problem] = {
    400: errors.MALFORMED,
    404: errors.NOT_FOUND,
    405: errors.METHOD,
    413: errors.BODY_TOO_LARGE,
    415: errors.NOT_JSON,
    422: errors.INVALID,
}


def _http_error(error: HTTPException) -> BaseResponse:
    if error.code is not None and error.code < 400:
        return error.get_response()
    kind = _BY_STATUS.get(error.code or 500, errors.INTERNAL if (error.code or 500) >= 500 else errors.MALFORMED)
    data = getattr(error, "data", None) or {}
    details = {"fields": data["messages"]} if "messages" in data else {}
    response = answer(AppError(kind, **details))
    if methods := getattr(error, "valid_methods", None):
        response.headers["Allow"] = ", ".join(sorted(methods))
    return response


def broken(error: Exception) -> AppError:
    """What people are told when something broke on our side. The log keeps the rest; tests see it raised."""
    if current_app.testing and not current_app.config.get("SHOW_BROKEN"):
        raise error
    log.error("%s %s broke", request.method, request.url_rule, exc_info=error)
    return AppError(errors.INTERNAL)


def _unreachable(error: StoreUnreachable) -> BaseResponse:
    current_app.logger.error("the store of photos: %s", error)
    return answer(AppError(errors.STORE_UNREACHABLE))


def _broken(error: Exception) -> BaseResponse:
    return answer(broken(error))
