"""The greeting on the terminal: addresses, a QR code for phones, who may sign in."""

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import segno

from webapp.kernel.text import _

LIGHT_FRAME = 2
BLOCKS = {(0, 0): " ", (1, 0): "▀", (0, 1): "▄", (1, 1): "█"}
BLACK_ON_WHITE, PLAIN = "\033[30;107m", "\033[0m"


@dataclass(frozen=True)
class SignIn:
    """A line of the list of demo sign-ins."""

    login: str
    name: str
    post: str


@dataclass(frozen=True)
class Greeting:
    """What to say. ``here`` opens on this machine, ``phones`` on others.

    ``own_authority``: the certificate is our own, so phones must be told to trust it.
    """

    here: str
    phones: Sequence[str]
    secure: bool
    own_authority: bool
    sign_ins: Sequence[SignIn]
    password: str
    seconds: float


def lines(greeting: Greeting, *, colour: bool) -> Iterable[str]:
    """The greeting line by line.

    :param colour: whether the terminal understands colours; then the QR code is black on white everywhere.
    """
    yield ""
    yield _("Xungai is running (ready after %(seconds)s s).", seconds=f"{greeting.seconds:.0f}")
    yield ""
    yield from _table(
        [(_("On this machine"), greeting.here), *((_("On phones nearby"), url) for url in greeting.phones)]
    )
    if greeting.phones:
        yield ""
        yield from qr(greeting.phones[0], colour=colour)
    yield from _people(greeting)
    yield ""
    yield from _secure(greeting)
    yield _("Ctrl+C ends it.")
    yield ""


def qr(text: str, *, colour: bool) -> Iterable[str]:
    """A QR code in half blocks, two rows a line."""
    rows = [[int(bool(dark)) for dark in row] for row in segno.make(text, error="m").matrix_iter(border=LIGHT_FRAME)]
    rows += [[0] * len(rows[0])] * (len(rows) % 2)
    for upper, lower in zip(rows[::2], rows[1::2], strict=True):
        line = "".join(BLOCKS[pair] for pair in zip(upper, lower, strict=True))
        yield f"  {BLACK_ON_WHITE}{line}{PLAIN}" if colour else f"  {line}"


def _people(greeting: Greeting) -> Iterable[str]:
    if not greeting.sign_ins:
        return
    yield ""
    yield _("Sign in as any of these; the password is the same for all: %(password)s", password=greeting.password)
    yield from _table([(each.login, each.name, each.post) for each in greeting.sign_ins])


def _secure(greeting: Greeting) -> Iterable[str]:
    if greeting.own_authority and greeting.phones:
        yield _("On each phone once: open this address, install the certificate, trust it (docs/phones.md):")
        yield f"  {greeting.phones[0]}/ca.crt"
    elif greeting.phones and not greeting.secure:
        yield _("Phones give position, offline pages and installing only over HTTPS:")
        yield "  HTTPS=1 make run     (docs/phones.md)"


def _table(rows: Sequence[tuple[str, ...]]) -> Iterable[str]:
    widths = [max(_width(row[column]) for row in rows) for column in range(len(rows[0]) - 1)]
    for row in rows:
        cells = [cell + " " * (width - _width(cell)) for cell, width in zip(row[:-1], widths, strict=True)]
        yield "  " + "   ".join([*cells, row[-1]])


def _width(text: str) -> int:
    """Columns on a terminal: a Chinese character takes two."""
    return sum(2 if unicodedata.east_asian_width(letter) in "WF" else 1 for letter in text)
