"""The JSON doors: OpenAPI, bodies read strictly, answers with an ETag. Refusals are those of ``kernel.http``."""

import json
from collections.abc import Callable
from typing import Any, NoReturn, TypeVar

import flask_smorest
from flask import Flask, Request, Response, request
from marshmallow import Schema, ValidationError, fields
from webargs.flaskparser import FlaskParser

from webapp.kernel import errors, http
from webapp.kernel.errors import INVALID, MALFORMED, NOT_JSON, AppError, Problem
from webapp.kernel.fields import Id, Moment, Text

PREFIX = "/api/v1"
PROBLEM_JSON = "application/problem+json"
DOCUMENT = "api-docs.openapi_json"

View = TypeVar("View", bound=Callable[..., Any])


class ProblemBody(Schema):
    """What every refusal looks like (RFC 9457). Programs branch on ``code`` only; people read ``detail``."""

    class Meta:
        """Its name in the document."""

        title = "Problem"

    type = fields.String(required=True, metadata={"const": "about:blank"})
    title = fields.String(required=True)
    status = fields.Integer(required=True)
    code = fields.String(required=True, metadata={"description": "Stable; all of them stand in docs/errors.md."})
    detail = fields.String(required=True, metadata={"description": "A sentence in the reader's language."})
    details = fields.Dict(required=True, metadata={"description": "What the sentence is about; differs by code."})


class Reader(FlaskParser):
    """Reads bodies and queries. A body must say that it is JSON and be it: no NaN, no bottomless nesting."""

    def _raw_load_json(self, req: Request) -> Any:
        if not req.is_json:
            raise AppError(NOT_JSON)
        return read_json(req.get_data(cache=True))

    def handle_error(self, error: ValidationError, *_args: Any, **_kwargs: Any) -> NoReturn:
        """Refuse with ``input.invalid`` and what is wrong, field by field."""
        messages = error.normalized_messages()
        raise AppError(INVALID, fields=messages.get("json") or messages.get("query") or messages)


def read_json(body: bytes) -> Any:
    """``body`` as JSON. Raises ``input.malformed``."""
    try:
        return json.loads(body, parse_constant=_refuse)
    except (ValueError, RecursionError):
        raise AppError(MALFORMED) from None


def _refuse(word: str) -> NoReturn:
    raise ValueError(word)


class Blueprint(flask_smorest.Blueprint):
    """A domain's part of the API."""

    ARGUMENTS_PARSER = Reader()

    def __init__(self, name: str, import_name: str, **options: Any) -> None:
        super().__init__(f"api_{name}", import_name, url_prefix=PREFIX, description=options.pop("about", ""))
        self.after_request(_let_it_be_asked_again)


class Api(flask_smorest.Api):
    """The document of the API. Errors stay with ``kernel.http``; here they are only described."""

    ERROR_SCHEMA = ProblemBody
    DEFAULT_RESPONSE_CONTENT_TYPE: str

    def _register_error_handlers(self) -> None:
        """Leave them to ``kernel.http``, which answers pages and programs alike."""

    def _register_responses(self) -> None:
        self.DEFAULT_RESPONSE_CONTENT_TYPE = PROBLEM_JSON
        super()._register_responses()
        self.DEFAULT_RESPONSE_CONTENT_TYPE = flask_smorest.Api.DEFAULT_RESPONSE_CONTENT_TYPE


def init_app(app: Flask, blueprints: tuple[Blueprint, ...]) -> Api:
    """Register the blueprints and the document that describes them."""
    app.config.update(
        API_TITLE="Xungai 巡改",
        API_VERSION="1",
        OPENAPI_VERSION="3.1.0",
        OPENAPI_URL_PREFIX=PREFIX,
        API_SPEC_OPTIONS={
            "info": {"description": ABOUT},
            "security": [{"session": []}],
            "servers": [{"url": "/"}],
        },
    )
    api = Api(app)
    api.register_field(Id, "string", "uuid")
    api.register_field(Text, "string", None)
    api.register_field(Moment, "string", "date-time")
    session = {"type": "apiKey", "in": "cookie", "name": app.config["SESSION_COOKIE_NAME"]}
    api.spec.components.security_scheme("session", session)
    http.ACCESS[DOCUMENT] = http.PUBLIC
    for blueprint in blueprints:
        api.register_blueprint(blueprint)
    return api


def refuses(api: Blueprint, *kinds: Problem) -> Callable[[View], View]:
    """Document the problems that a view answers with, beside those that every view has."""

    def mark(view: View) -> View:
        who = getattr(view, "access", None)  # None: a method, whose class says who may come in
        common = EVERYWHERE if who in (None, http.PUBLIC) else COMMON
        if who == http.PUBLIC:
            view = api.doc(security=[])(view)
        by_status: dict[int, list[str]] = {}
        for kind in (*common, *kinds):
            by_status.setdefault(kind.status, []).append(f"`{kind.code}`")
        for status, codes in by_status.items():
            view = api.alt_response(
                status, schema=ProblemBody, content_type=PROBLEM_JSON, description=", ".join(codes)
            )(view)
        return view

    return mark


def _let_it_be_asked_again(response: Response) -> Response:
    """Every JSON answer to a GET has an ETag and knows 304; the body differs by language and reader."""
    if request.method == "GET" and response.status_code == 200 and response.is_json:
        response.add_etag(weak=True)
        response.vary.update(("Accept-Language", "Cookie"))
        response.make_conditional(request)
    return response


EVERYWHERE = (errors.DEVICE_LOST,)
COMMON = (errors.SIGN_IN, errors.NO_ROLE, *EVERYWHERE)
WRITING = (errors.FOREIGN_ORIGIN, errors.MALFORMED, errors.NOT_JSON, errors.INVALID)

ABOUT = """\
The same write path that the pages use, for phones and for the programs of others.

Sign in with `POST /session`; the cookie it sets is the pages' own. Unsafe methods need `Sec-Fetch-Site: same-origin`
(browsers send it) or an `Origin` equal to this server's. JSON bodies need `Content-Type: application/json`.

Everything is written by a named command with an id of its own, at `POST /commands`; sending it again is harmless.
Photos come first, each by `PUT /photos/<id>`. What one may not see answers exactly like what does not exist.
Every answer to a GET has an `ETag`; `If-None-Match` gets 304.

A phone names itself in every request: `X-Xungai-Device: <id>; made=41; waiting=1; since=2026-11-25T02:00:00Z`, the
highest number it gave to a command, how many are still on it, the oldest since when. The header may be missing, and is
ignored when it is of another shape. A phone that was reported lost gets 410 `device.lost` with `Clear-Site-Data`.
"""
