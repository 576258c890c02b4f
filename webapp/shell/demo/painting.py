"""Drawing the demo's pictures ahead of their use, in processes of their own."""

import multiprocessing
import os
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from functools import partial

from webapp.kernel.orphans import end_with_parent
from webapp.kernel.storage import Store
from webapp.photos import images
from webapp.photos.queries import derived_key
from webapp.photos.vocab import JPEG, VARIANTS
from webapp.shell.demo import pictures
from webapp.shell.demo.acts import Shot

Painter = Callable[[Sequence[Shot]], Iterator[bytes]]
"""Gives the picture of each shot, in the given order."""

AHEAD = 8
"""Shots a process is given at once."""


def paint(shot: Shot) -> bytes:
    """The JPEG of one shot."""
    local = shot.taken_at.replace(tzinfo=None)
    return pictures.draw(shot.kind, shot.stage, shot.seed, taken_at=local, place=shot.place)


def in_processes(store: Store, digest: Callable[[bytes], str]) -> Painter:
    """A painter that uses every processor, and makes the derived sizes while it has the picture at hand.

    :param store: where derived sizes are kept; it is copied into the processes.
    :param digest: the hash photos are kept under.
    """

    def painter(shots: Sequence[Shot]) -> Iterator[bytes]:
        # Spawned, not forked: a forked child would share the open database connections.
        spawn = multiprocessing.get_context("spawn")
        with ProcessPoolExecutor(os.cpu_count() or 1, spawn, end_with_parent, (os.getpid(),)) as pool:
            yield from pool.map(partial(_paint_all_sizes, store, digest), shots, chunksize=AHEAD)

    return painter


def _paint_all_sizes(store: Store, digest: Callable[[bytes], str], shot: Shot) -> bytes:
    data = paint(shot)
    for variant, side in VARIANTS.items():
        store.put(derived_key(digest(data), variant), images.derive(data, JPEG, side))
    return data
