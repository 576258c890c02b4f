"""The bad network itself: each fate does what it says."""

import socket
import threading
import time
from collections.abc import Callable, Iterator

import pytest

from tests.faults.proxy import Fate, Proxy

REQUEST = b"POST / HTTP/1.1\r\nContent-Length: 6\r\n\r\nhello!"
ANSWER = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"


class Listener:
    """A server that keeps what it hears and always answers the same."""

    def __init__(self) -> None:
        self.heard: list[bytes] = []
        self.socket = socket.create_server(("127.0.0.1", 0))
        threading.Thread(target=self._serve, daemon=True).start()

    def _serve(self) -> None:
        while True:
            connection, _ = self.socket.accept()
            with connection:
                came = b""
                while not came.endswith(b"hello!") and (piece := connection.recv(4096)):
                    came += piece
                self.heard.append(came)
                if came == REQUEST:
                    connection.sendall(ANSWER)

    def wait(self, count: int) -> None:
        """Until it has heard so many."""
        deadline = time.monotonic() + 10
        while len(self.heard) < count and time.monotonic() < deadline:
            time.sleep(0.01)


Send = Callable[[Fate], bytes]


@pytest.fixture
def listener() -> Iterator[Listener]:
    made = Listener()
    yield made
    made.socket.close()


@pytest.fixture
def send(listener: Listener) -> Send:
    """Sends the request over a line of that fate; what came back."""

    def sent(fate: Fate) -> bytes:
        with Proxy(listener.socket.getsockname()[1], lambda _: fate) as proxy:
            host, port = proxy.url.removeprefix("http://").split(":")
            with socket.create_connection((host, int(port)), timeout=10) as phone:
                phone.sendall(REQUEST)
                got = b""
                try:
                    while piece := phone.recv(4096):
                        got += piece
                except ConnectionResetError:
                    pass
            listener.wait(0 if fate.name == "portal" else 2 if fate.name == "duplicate" else 1)
        return got

    return sent


@pytest.mark.parametrize(
    ("fate", "arrives", "comes_back"),
    [
        (Fate(), [REQUEST], ANSWER),
        (Fate("delay", 5), [REQUEST], ANSWER),
        (Fate("cut_request", 10), [REQUEST[:10]], b""),
        (Fate("cut_request", 10, 4), [REQUEST[:6]], b""),
        (Fate("cut_answer", 5), [REQUEST], ANSWER[:5]),
        (Fate("lose_answer"), [REQUEST], b""),
        (Fate("duplicate", 5), [REQUEST, REQUEST], ANSWER),
    ],
    ids=lambda given: given.name if isinstance(given, Fate) else "",
)
def test_a_fate(send: Send, listener: Listener, fate: Fate, arrives: list[bytes], comes_back: bytes) -> None:
    assert send(fate) == comes_back
    assert listener.heard == arrives


def test_a_portal_answers_for_the_server(send: Send, listener: Listener) -> None:
    assert b"accept our terms" in send(Fate("portal", 0))
    assert b'{"ok": true}' in send(Fate("portal", 1))
    assert listener.heard == []


def test_a_line_is_as_narrow_as_it_says(listener: Listener) -> None:
    begun = time.monotonic()
    with Proxy(listener.socket.getsockname()[1], rate=200) as proxy:
        with socket.create_connection(("127.0.0.1", int(proxy.url.rsplit(":")[-1])), timeout=10) as phone:
            phone.sendall(REQUEST)
            assert phone.recv(4096) == ANSWER
        assert proxy.counts.up == len(REQUEST)

    assert time.monotonic() - begun >= len(REQUEST) / 200
