"""The app at the end of two pipes: one exchange at a time, at the time that the other side says.

The other side (tests/phones/pipe.js) is a world with a clock of its own. Nothing runs beside it, so what it does with
one seed it does again.
"""

import io
import json
import struct
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any, BinaryIO

from flask import Flask
from werkzeug.test import run_wsgi_app

from webapp.kernel import clock
from webapp.kernel.db import db

LENGTH = struct.Struct(">I")
Doing = Callable[..., Any]


class Pipe:
    """``doings`` are what the other side may ask for beside requests, by name."""

    def __init__(self, app: Flask, doings: dict[str, Doing]) -> None:
        self.app, self.doings = app, doings

    def serve(self, asked: BinaryIO, answers: BinaryIO) -> None:
        """Answer until the other side hangs up."""
        while start := asked.read(LENGTH.size):
            head = json.loads(asked.read(LENGTH.unpack(start)[0]))
            body = asked.read(head["size"])
            with clock.freeze(datetime.fromtimestamp(head["at"] / 1000, UTC)):
                answer, rest = self._do(head) if "do" in head else self._request(head, body)
            words = json.dumps(answer | {"size": len(rest)}).encode()
            answers.write(LENGTH.pack(len(words)) + words + rest)
            answers.flush()

    def _do(self, head: dict[str, Any]) -> tuple[dict[str, Any], bytes]:
        with self.app.app_context():
            try:
                return {"answer": self.doings[head["do"]](**head["with"])}, b""
            finally:
                db.session.remove()

    def _request(self, head: dict[str, Any], body: bytes) -> tuple[dict[str, Any], bytes]:
        pieces, status, headers = run_wsgi_app(self.app.wsgi_app, _environ(head, body), buffered=True)
        plain = {name.lower(): value for name, value in headers if name.lower() != "set-cookie"}
        answer = {"status": int(status[:3]), "headers": plain, "cookies": headers.getlist("Set-Cookie")}
        return answer, b"".join(pieces)


def _environ(head: dict[str, Any], body: bytes) -> dict[str, Any]:
    """A request as a web server hands it on. After ``cut`` bytes of the body the phone was gone."""
    path, _, query = head["path"].partition("?")
    headers = {f"HTTP_{name.upper().replace('-', '_')}": value for name, value in head["headers"].items()}
    return {
        **headers,
        "REQUEST_METHOD": head["method"],
        "SCRIPT_NAME": "",
        "PATH_INFO": path,
        "QUERY_STRING": query,
        "CONTENT_TYPE": headers.get("HTTP_CONTENT_TYPE", ""),
        "CONTENT_LENGTH": str(len(body)),
        "REMOTE_ADDR": "127.0.0.1",
        "SERVER_NAME": "phones.test",
        "SERVER_PORT": "80",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "HTTP_HOST": "phones.test",
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": "http",
        "wsgi.input": io.BytesIO(body[: head.get("cut", len(body))]),
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": False,
        "wsgi.multiprocess": False,
        "wsgi.run_once": False,
    }
