"""A bad network between phones and server: a TCP proxy that breaks connections, each by a fate drawn from the seed.

One connection carries one request. Bytes are counted as the phone hands them over.
"""

import asyncio
import contextlib
import socket
import threading
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from random import Random

PIECE = 4096
CUTS = ("cut_request", "vanish", "cut_answer", "lose_answer")
PORTALS = (
    (b"text/html", b"<!doctype html><title>Wi-Fi</title><p>Please accept our terms.</p>"),
    (b"application/json", b'{"ok": true}'),
)
PORTAL = b"HTTP/1.1 200 OK\r\nContent-Type: %s\r\nContent-Length: %d\r\nConnection: close\r\n\r\n%s"


@dataclass(frozen=True)
class Fate:
    """What becomes of one connection.

    ``name``: ``pass``; ``cut_request`` after ``after`` bytes, of which the last ``lost`` never reach the server;
    ``vanish``: the same, and the server is not told; ``cut_answer`` after ``after`` bytes; ``lose_answer``: the server
    has carried it out; ``duplicate``: the same bytes once more ``after`` ms later; ``delay`` of ``after`` ms;
    ``portal``: somebody else's page.
    """

    name: str = "pass"
    after: int = 0
    lost: int = 0


Choose = Callable[[Random], Fate]


def weather(weights: dict[str, float]) -> Choose:
    """Fates by weight; cuts from the first byte to the last of a photo, short ones as likely as long ones."""

    def choose(random: Random) -> Fate:
        name = random.choices(list(weights), list(weights.values()))[0]
        return Fate(name, int(10 ** random.uniform(0, 5)) if name in CUTS else random.randrange(400))

    return choose


def fair(_random: Random) -> Fate:
    """A network that works."""
    return Fate()


@dataclass
class Counts:
    """``answers_lost``: the server had answered, and the phone never heard."""

    connections: int = 0
    up: int = 0
    down: int = 0
    answers_lost: int = 0
    fates: Counter[str] = field(default_factory=Counter)


class Link:
    """One direction of the line, shared by all connections. ``rate`` in bytes a second; 0 is without limit."""

    def __init__(self, rate: float) -> None:
        self.rate, self.free_at = rate, 0.0

    async def carry(self, size: int) -> None:
        """Wait as long as so many bytes take."""
        if self.rate:
            now = asyncio.get_running_loop().time()
            self.free_at = max(self.free_at, now) + size / self.rate
            await asyncio.sleep(self.free_at - now)


class Proxy:
    """Listens on a free port while it is entered. ``choose`` may be changed at any time."""

    def __init__(self, target: int, choose: Choose = fair, *, seed: int = 1, rate: float = 0) -> None:
        self.target, self.choose, self.seed = target, choose, seed
        self.counts, self.up, self.down = Counts(), Link(rate), Link(rate)
        self.url = ""
        self._open: set[asyncio.Task[None] | None] = set()  # asyncio itself forgets a task whose phone hung up
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)

    def __enter__(self) -> "Proxy":
        listening = socket.create_server(("127.0.0.1", 0), backlog=512)
        # What waits in the kernel is not on its way yet: a phone must not think that it has left.
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, PIECE)
        self.url = f"http://127.0.0.1:{listening.getsockname()[1]}"
        self._thread.start()
        serving = asyncio.start_server(self._serve, sock=listening, limit=PIECE)
        asyncio.run_coroutine_threadsafe(serving, self._loop).result(10)
        return self

    def __exit__(self, *_: object) -> None:
        asyncio.run_coroutine_threadsafe(self._hang_up(), self._loop).result(10)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(10)

    async def _hang_up(self) -> None:
        open_still = asyncio.all_tasks() - {asyncio.current_task()}
        for task in open_still:
            task.cancel()
        await asyncio.gather(*open_still, return_exceptions=True)

    async def _serve(self, phone: asyncio.StreamReader, back: asyncio.StreamWriter) -> None:
        self._open.add(asyncio.current_task())
        self.counts.connections += 1
        fate = self.choose(Random(f"{self.seed}:{self.counts.connections}"))
        self.counts.fates[fate.name] += 1
        with contextlib.suppress(OSError, asyncio.CancelledError, asyncio.IncompleteReadError):
            await Connection(self, fate, phone, back).live()
        back.transport.abort() if fate.name in CUTS else back.close()
        self._open.discard(asyncio.current_task())


class Connection:
    """One request on its way, and its answer."""

    def __init__(self, proxy: Proxy, fate: Fate, phone: asyncio.StreamReader, back: asyncio.StreamWriter) -> None:
        self.proxy, self.fate, self.phone, self.back = proxy, fate, phone, back
        self.sent = bytearray()

    async def live(self) -> None:
        """Do with it what its fate says."""
        if self.fate.name == "portal":
            await self._portal()
        else:
            await self._carry()

    async def _carry(self) -> None:
        if self.fate.name == "delay":
            await asyncio.sleep(self.fate.after / 1000)
        answers, server = await asyncio.open_connection("127.0.0.1", self.proxy.target)
        try:
            await self._exchange(answers, server)
        finally:
            if self.fate.name != "vanish":
                server.close()
        if self.fate.name == "duplicate":
            await asyncio.sleep(self.fate.after / 1000)
            await self._again()

    async def _exchange(self, answers: asyncio.StreamReader, server: asyncio.StreamWriter) -> None:
        """Until the server has said all, or the line is cut."""
        up, down = asyncio.ensure_future(self._up(server)), asyncio.ensure_future(self._down(answers))
        try:
            done, _ = await asyncio.wait({up, down}, return_when=asyncio.FIRST_COMPLETED)
            if up in done and not up.result():
                await down
        finally:
            for task in (up, down):
                task.cancel()

    async def _up(self, server: asyncio.StreamWriter) -> bool:
        """Carry the request. Whether the line was cut."""
        cuts = self.fate.name in ("cut_request", "vanish")
        while piece := await self.phone.read(PIECE):
            await self.proxy.up.carry(len(piece))
            self.proxy.counts.up += len(piece)
            self.sent += piece
            room = self.fate.after - self.fate.lost if cuts else len(self.sent)
            server.write(piece[: max(0, room - len(self.sent) + len(piece))])
            await server.drain()
            if cuts and len(self.sent) >= self.fate.after:
                return True
        server.write_eof()
        return False

    async def _down(self, answers: asyncio.StreamReader) -> None:
        """Carry the answer, as far as its fate lets it."""
        name, told = self.fate.name, 0
        while piece := await answers.read(PIECE):
            await self.proxy.down.carry(len(piece))
            if name != "lose_answer":
                self.back.write(piece[: max(0, self.fate.after - told)] if name == "cut_answer" else piece)
                self.proxy.counts.down += len(piece)
                await self.back.drain()
            told += len(piece)
        if told and name in ("lose_answer", "cut_answer"):
            self.proxy.counts.answers_lost += name == "lose_answer" or told > self.fate.after

    async def _again(self) -> None:
        """The same bytes on another connection; nobody hears the answer."""
        answers, server = await asyncio.open_connection("127.0.0.1", self.proxy.target)
        server.write(bytes(self.sent))
        while await answers.read(PIECE):
            pass
        server.close()

    async def _portal(self) -> None:
        await self.phone.readuntil(b"\r\n\r\n")
        kind, page = PORTALS[self.fate.after % 2]
        self.back.write(PORTAL % (kind, len(page), page))
        self.back.write_eof()
        while await self.phone.read(PIECE):
            pass
