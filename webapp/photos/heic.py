"""HEIC and HEIF, decoded in a child process: its library had several memory errors in one year.

The child (``heic_child``) is a program of its own, started fresh: a fork of a threaded server can
deadlock. It gets none of our environment, and files instead of pipes, so that neither side can block or
drown the other.
"""

import json
import os
import signal
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from PIL import Image

from webapp.kernel.errors import AppError
from webapp.photos.problems import BUSY, TOO_COSTLY, TOO_MANY_PIXELS, UNDECODABLE
from webapp.photos.vocab import (
    HEIC,
    MAX_HEIC_CPU_SECONDS,
    MAX_HEIC_MEMORY,
    MAX_HEIC_WALL_SECONDS,
    MAX_PIXELS,
    MEGA,
)

PROGRAM = Path(__file__).with_name("heic_child.py")
MAX_HEAD = 4096
MAX_EXIF = 1 * MEGA
PASSED_ON = ("PATH", "PYTHONPATH", "PYTHONHOME", "LD_LIBRARY_PATH", "LANG", "TMPDIR")
"""Variables the child needs to find its libraries. One memory arena keeps its address space countable."""


@dataclass(frozen=True)
class Decoded:
    """An upright RGB picture within the asked size, the full size in pixels, and the EXIF block."""

    picture: Image.Image
    width: int
    height: int
    exif: bytes


def decode(data: bytes, long_side: int, *, cpu_seconds: int = MAX_HEIC_CPU_SECONDS) -> Decoded:
    """Decode the primary picture of a HEIC file.

    :param long_side: pixels of the longer side of the answer at most.
    :param cpu_seconds: whole seconds of CPU after which the child is killed.
    :raises AppError: ``photo.undecodable``, ``photo.too_many_pixels``, ``photo.too_costly`` (CPU or memory
        over the limit), ``photo.busy`` (no answer in time: the machine is overloaded, so try again).
    """
    with tempfile.TemporaryFile() as given, tempfile.TemporaryFile() as answer:
        given.write(data)
        given.seek(0)
        _check_end(_run(given, answer, long_side, cpu_seconds))
        answer.seek(0)
        return _read_answer(answer, long_side)


def _run(given: IO[bytes], answer: IO[bytes], long_side: int, cpu_seconds: int) -> int:
    """Run the child to its end or kill it; its exit code, negative when a signal ended it."""
    limits = {
        "long_side": long_side,
        "pixels": MAX_PIXELS[HEIC],
        "cpu_seconds": cpu_seconds,
        "memory": MAX_HEIC_MEMORY,
        "answer": 3 * long_side * long_side + MAX_EXIF + MAX_HEAD,
    }
    environment = {name: os.environ[name] for name in PASSED_ON if name in os.environ}
    environment["MALLOC_ARENA_MAX"] = "1"
    with subprocess.Popen(  # noqa: S603 - our own program, no shell, figures only
        [sys.executable, "-P", "-s", str(PROGRAM), json.dumps(limits)],
        stdin=given,
        stdout=answer,
        stderr=subprocess.DEVNULL,
        env=environment,
        close_fds=True,
    ) as child:
        try:
            return child.wait(MAX_HEIC_WALL_SECONDS)
        except subprocess.TimeoutExpired as error:
            raise AppError(BUSY) from error
        finally:
            child.kill()


def _check_end(code: int) -> None:
    """The child ends with 0 and an answer; SIGXCPU or SIGKILL mean that a limit was reached."""
    if code in (-signal.SIGXCPU, -signal.SIGKILL):
        raise AppError(TOO_COSTLY)
    if code != 0:
        raise AppError(UNDECODABLE)


def _read_answer(answer: IO[bytes], long_side: int) -> Decoded:
    """Check every figure of the answer: the child has read hostile bytes and may have been taken over."""
    head: dict[str, Any] = json.loads(answer.readline(MAX_HEAD))
    problem = head.get("problem")
    if problem == "too_many_pixels":
        raise AppError(TOO_MANY_PIXELS, limit_mp=MAX_PIXELS[HEIC] // MEGA)
    if problem == "too_costly":
        raise AppError(TOO_COSTLY)
    size = int(head["shown"][0]), int(head["shown"][1])
    width, height, exif_bytes = int(head["width"]), int(head["height"]), int(head["exif"])
    fits = min(size) > 0 and max(size) <= long_side and 0 < width * height <= MAX_PIXELS[HEIC]
    if problem or not fits or not 0 <= exif_bytes <= MAX_EXIF:
        raise AppError(UNDECODABLE)
    exif = answer.read(exif_bytes)
    return Decoded(Image.frombytes("RGB", size, answer.read(3 * size[0] * size[1])), width, height, exif)
