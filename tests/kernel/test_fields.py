"""Fields that keep out what no database should meet."""

import math
from datetime import UTC, datetime
from typing import Any

import pytest
from flask import Flask
from marshmallow import Schema, ValidationError, fields

from webapp.kernel.fields import Args, Id, Moment, Text, number


class Example(Args):
    text = Text(limit=5)
    id = Id()
    at = Moment(allow_none=True)
    lat = number(-90, 90)
    flag = fields.Boolean()


def load(app: Flask, **args: Any) -> Any:
    with app.app_context():
        return Example().load(args)


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ({"text": " 你好\n "}, {"text": "你好"}),
        ({"text": "a\tb"}, {"text": "a\tb"}),
        ({"text": "🙂🙂🙂🙂🙂"}, {"text": "🙂🙂🙂🙂🙂"}),
        ({"id": "01990000-0000-7000-8000-00000000ABCD"}, {"id": "01990000-0000-7000-8000-00000000abcd"}),
        ({"at": "2026-09-07T10:00:00+08:00"}, {"at": datetime(2026, 9, 7, 2, tzinfo=UTC)}),
        ({"at": "1970-01-01T08:00:00+08:00"}, {"at": datetime(1970, 1, 1, tzinfo=UTC)}),
        ({"at": None}, {"at": None}),
        ({"lat": -90}, {"lat": -90.0}),
    ],
    ids=str,
)
def test_kept(app: Flask, given: dict[str, Any], kept: dict[str, Any]) -> None:
    assert load(app, **given) == kept


@pytest.mark.parametrize(
    "given",
    [
        {"text": "a\x00b"}, {"text": "a\x1bb"}, {"text": "\ud800"}, {"text": "sechs!"}, {"text": 7}, {"text": None},
        {"text": ["a"]}, {"id": ""}, {"id": "{01990000-0000-7000-8000-00000000abcd}"}, {"id": "0" * 32}, {"id": 1},
        {"id": "urn:uuid:01990000-0000-7000-8000-00000000abcd"}, {"at": "2026-09-07T10:00:00"}, {"at": "2026-09-07"},
        {"at": "1969-12-31T23:59:59Z"}, {"at": "0001-01-01T00:00:00+14:00"}, {"at": "9999-12-31T23:59:59-14:00"},
        {"at": 1e300}, {"lat": math.nan}, {"lat": math.inf}, {"lat": 90.1}, {"lat": "x"}, {"lat": 10**400},
        {"other": 1},
    ],
    ids=lambda given: repr(given)[:40],
)  # fmt: skip
def test_refused(app: Flask, given: dict[str, Any]) -> None:
    with pytest.raises(ValidationError) as caught:
        load(app, **given)

    assert list(caught.value.normalized_messages()) == list(given)


def test_arguments_refuse_what_they_do_not_name() -> None:
    assert issubclass(Args, Schema)
    assert Args().unknown == "raise"
