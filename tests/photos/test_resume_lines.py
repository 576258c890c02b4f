"""Lines that really break: sockets closed, reset and gone silent in the middle of a photo, against real servers."""

import http.client
import io
import os
import random
import socket
import struct
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from flask import Flask
from PIL import Image

from tests import databases, make
from tests.cast import Cast, sign_in
from tests.house import HouseClient
from tests.photos.sending import PIECE, address, digest, parts_of, patch, stands_at, stored
from webapp.kernel import clock as kernel_clock
from webapp.kernel.db import db
from webapp.photos.vocab import READ_STEP

ROOT = Path(__file__).parents[2]
PATIENCE = 60.0  # a busy machine is no fault of the code
RESET = struct.pack("ii", 1, 0)  # SO_LINGER: close with a reset

SERVER = """\
from datetime import datetime
from webapp.kernel import clock
from webapp.photos import api
clock.set_frozen(datetime.fromisoformat({now!r}))
api.SILENCE = 2.0
from webapp import create_app
app = create_app()
"""


@cache
def photo(seed: object = 1) -> bytes:
    """A photo of some 170 KB, another one for each seed."""
    noise = random.Random(str(seed)).randbytes(380 * 380 * 3)
    out = io.BytesIO()
    Image.frombytes("RGB", (380, 380), noise).save(out, "JPEG", quality=95)
    return out.getvalue()


class Line:
    """A connection to the server on which a request begins and may never end."""

    def __init__(self, server: str, cookie: str) -> None:
        self.server, self.cookie = server, cookie
        where = urlsplit(server)
        self.socket = socket.create_connection((where.hostname, where.port), PATIENCE)

    def say(self, method: str, photo_id: str, data: bytes, offset: int = 0, end: int = 0) -> None:
        """Send a request that brings a photo from ``offset`` on, of its body only what lies before ``end``; return
        when the server has read it."""
        head = {
            "Host": urlsplit(self.server).netloc, "Origin": self.server, "Cookie": f"xungai={self.cookie}",
            "Content-Length": len(data) - offset, "Content-Type": "image/jpeg" if method == "PUT" else PIECE,
            "Content-Digest": digest(data), "Repr-Digest": digest(data), "Upload-Offset": offset,
            "Upload-Length": len(data),
        }  # fmt: skip
        lines = (f"{method} {address(photo_id)} HTTP/1.1", *(f"{name}: {value}" for name, value in head.items()))
        self.socket.sendall(("\r\n".join(lines) + "\r\n\r\n").encode() + data[offset:end])
        wait_for(lambda: self.unread() == 0)

    def unread(self) -> int:
        """Bytes that lie in the server's socket, so that a reset would lose them."""
        ours, theirs = (f":{end[1]:04X}" for end in (self.socket.getsockname(), self.socket.getpeername()))
        for row in Path("/proc/net/tcp").read_text("ascii").splitlines()[1:]:
            _, local, remote, _, queues, *_ = row.split()
            if local.endswith(theirs) and remote.endswith(ours):
                return int(queues.partition(":")[2], 16)
        return 0

    def close(self) -> None:
        """Hang up."""
        self.socket.close()

    def reset(self) -> None:
        """Break off, as a network does that forgets a connection."""
        self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET)
        self.socket.close()

    def be_silent(self) -> None:
        """Go out of range: nothing more is said, and the connection stays."""

    def answer(self) -> http.client.HTTPResponse:
        """What the server says when this side has said all it will."""
        self.socket.shutdown(socket.SHUT_WR)
        heard = http.client.HTTPResponse(self.socket)
        heard.begin()
        return heard


Call = Callable[[], Line]
Cut = Callable[[Line], None]


def caller(client: HouseClient, server: str) -> Call:
    """Opens lines to a server for somebody who is signed in."""
    sign_in(client, "xuncha1")
    cookie = client.get_cookie("xungai")
    assert cookie is not None
    return lambda: Line(server, cookie.value)


@pytest.fixture
def call(cast: Cast, client: HouseClient, live: str) -> Call:
    """Opens lines to a threaded server in this process."""
    return caller(client, live)


@pytest.fixture
def call_gunicorn(
    app: Flask, cast: Cast, client: HouseClient, store: databases.Sqlite | databases.Postgresql, tmp_path: Path
) -> Iterator[Call]:
    """Opens lines to the server of an installation, on the same database and photos; it waits for two seconds only."""
    (tmp_path / "frozen.py").write_text(SERVER.format(now=kernel_clock.now().isoformat()), "utf-8")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = ["gunicorn", "--worker-class=gthread", "--threads=8", "--log-level=error", f"--bind=127.0.0.1:{port}"]
    settings = {"DATA_DIR": str(app.config["SETTINGS"].data_dir), "DATABASE_URL": store.url}
    running = subprocess.Popen(
        [sys.executable, "-m", *command, f"--pythonpath={tmp_path}", f"--chdir={ROOT}", "frozen:app"],
        env={**os.environ, **settings, "PYTHONDONTWRITEBYTECODE": "1"},
    )
    try:
        wait_for(lambda: answers(port))
        yield caller(client, f"http://127.0.0.1:{port}")
    finally:
        running.terminate()
        running.wait(PATIENCE)


def answers(port: int) -> bool:
    asking = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
    try:
        asking.request("GET", "/healthz")
        return asking.getresponse().status == 200
    except OSError:
        return False
    finally:
        asking.close()


def wait_for(is_so: Callable[[], bool]) -> None:
    """Wait until something is so; fail when it never is."""
    ends = time.monotonic() + PATIENCE
    while not is_so():
        assert time.monotonic() < ends
        time.sleep(0.02)


def kept(client: HouseClient, photo_id: str, *, beyond: int = 0) -> int:
    """How much of a photo is here, once the server has noticed that its line broke."""
    wait_for(lambda: (stands_at(client, photo_id) or (0,))[0] > beyond)
    found = stands_at(client, photo_id)
    assert found is not None
    return found[0]


def cut_twice(call: Call, client: HouseClient, cut: Cut, lost: int) -> None:
    """A photo whose line is cut in the whole and again in the rest; of what came at most ``lost`` bytes are lost."""
    photo_id, data = make.new_id(), photo(cut.__name__)

    whole = call()
    whole.say("PUT", photo_id, data, 0, 60_000)
    cut(whole)
    first = kept(client, photo_id)
    assert 60_000 - lost <= first <= 60_000

    rest = call()
    rest.say("PATCH", photo_id, data, first, first + 40_000)
    cut(rest)
    second = kept(client, photo_id, beyond=first)
    assert first + 40_000 - lost <= second <= first + 40_000

    assert patch(client, photo_id, data, second).status_code == 201
    assert stored(data)
    assert parts_of(photo_id) == []


def test_a_line_that_hangs_up_loses_no_byte(call: Call, client: HouseClient) -> None:
    cut_twice(call, client, Line.close, lost=0)


def test_a_line_that_is_reset_loses_a_step_at_most(call: Call, client: HouseClient) -> None:
    cut_twice(call, client, Line.reset, lost=READ_STEP)


def said_all(call: Call) -> None:
    """Who stops in the middle and still listens hears where it stands."""
    photo_id, data = make.new_id(), photo(2)
    whole, rest, last = call(), call(), call()

    whole.say("PUT", photo_id, data, 0, 50_000)
    cut_off = whole.answer()
    assert (cut_off.status, cut_off.headers["Upload-Offset"]) == (400, "50000")

    rest.say("PATCH", photo_id, data, 50_000, 90_000)
    moved_on = rest.answer()
    assert (moved_on.status, moved_on.headers["Upload-Offset"]) == (200, "90000")

    last.say("PATCH", photo_id, data, 90_000, len(data))
    whole_now = last.answer()
    assert (whole_now.status, whole_now.headers["Upload-Offset"]) == (201, str(len(data)))
    db.session.rollback()
    assert stored(data)


def test_who_stops_in_the_middle_hears_where_it_stands(call: Call, client: HouseClient) -> None:
    said_all(call)


def test_a_wrong_place_is_refused_before_a_byte_is_sent(call: Call) -> None:
    line = call()
    line.say("PATCH", make.new_id(), photo(), 10_000)

    refused = http.client.HTTPResponse(line.socket)
    refused.begin()

    assert (refused.status, refused.headers["Upload-Offset"]) == (409, "0")
    line.close()


@pytest.mark.slow
def test_a_line_cut_again_and_again_brings_the_photo_once(call: Call, client: HouseClient) -> None:
    """Hardly a byte travels twice, however often the line breaks."""
    for seed, every in ((3, 7_000), (4, 20_000), (5, 50_000)):
        photo_id, data, here, sent = make.new_id(), photo(seed), 0, 0
        while here < len(data):
            line, end = call(), min(here + every, len(data))
            line.say("PATCH" if here else "PUT", photo_id, data, here, end)
            line.close()
            sent += end - here
            here = kept(client, photo_id, beyond=here)
        assert sent == len(data)
        assert stored(data)


@pytest.mark.slow
def test_an_installation_s_server_keeps_what_came_too(call_gunicorn: Call, client: HouseClient) -> None:
    for cut, lost in ((Line.close, 0), (Line.reset, READ_STEP), (Line.be_silent, READ_STEP)):
        cut_twice(call_gunicorn, client, cut, lost)
    said_all(call_gunicorn)
