"""Filling an empty database with the demo county.

Units and people are plain rows; every ticket is played in through the same commands that people use, by the
people themselves, under a clock that moves from act to act. So the demo has timelines, receipts and photos
like any other installation, and every seeding is a test of the write path.
"""

import hashlib
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, timedelta

from webapp.accounts.passwords import hash_password
from webapp.catalogue import documents
from webapp.catalogue.commands.publishing import publish
from webapp.kernel import clock
from webapp.kernel.actors import Actor
from webapp.kernel.commands import Envelope, execute
from webapp.kernel.db import write_transaction
from webapp.kernel.storage import Store
from webapp.photos import commands as photos
from webapp.photos.vocab import JPEG
from webapp.shell.demo import register
from webapp.shell.demo.acts import Act, acts
from webapp.shell.demo.county import UNITS
from webapp.shell.demo.painting import Painter, in_processes
from webapp.shell.demo.people import VILLAGES
from webapp.shell.demo.stories import Story, plan
from webapp.units import queries as units

LAST_NUMBERS = {"望溪镇": 392, "临河镇": 118}
"""The number of each township's newest ticket when all is played."""

Report = Callable[[int, int], None]
"""Told how many acts of how many are done."""


class NotEmpty(RuntimeError):
    """There is something in the database already."""


@dataclass(frozen=True)
class Filled:
    """What was made."""

    tickets: int
    photos: int


def seed(
    password: str,
    store: Store,
    *,
    stories: Sequence[Story] | None = None,
    painter: Painter | None = None,
    report: Report = lambda _done, _all: None,
) -> Filled:
    """Fill the empty database.

    :param stories: what happened; the whole plan as of now when None.
    :param painter: who draws; all processors when None.
    Raises NotEmpty. What was begun and not finished is for the caller to throw away.
    """
    if not register.is_empty():
        raise NotEmpty
    now = clock.now()
    told = plan(now) if stories is None else stories
    catalogue = documents.load()
    founded = min([now, *(story.opened_at for story in told)]) - timedelta(days=30)
    with write_transaction():
        publish(catalogue, founded)
        register.add(hash_password(password), clock.local(founded).date(), _numbers_before(told))
    played = acts(told, catalogue)
    shots = [shot for act in played for shot in act.shots]
    drawn = (painter or in_processes(store, _digest))(shots)
    company = Company()
    for done, act in enumerate(played, start=1):
        _play(act, company, store, drawn)
        report(done, len(played))
    return Filled(len(told), len(shots))


class Company:
    """The actors by login, as they would sign in: in their first post."""

    def __init__(self) -> None:
        self._known: dict[str, Actor] = {}

    def actor(self, login: str) -> Actor:
        """Who has this sign-in name, at work."""
        if login not in self._known:
            found = units.actor_for(register.person_id(login), None)
            if found is None:
                raise LookupError(f"{login} has no post on {clock.today()}")
            self._known[login] = found
        return self._known[login]


def _play(act: Act, company: Company, store: Store, drawn: Iterator[bytes]) -> None:
    with clock.freeze(act.at.astimezone(UTC)):
        actor = company.actor(act.actor)
        claims = []
        for shot in act.shots:
            data = next(drawn)
            digest = _digest(data)
            photos.store(actor, shot.id, data, JPEG, digest, store)
            claims.append(shot.claim(digest))
        args = act.args | ({"photos": claims} if claims else {})
        execute(Envelope(act.command, args, id=act.id, happened_at=act.at, sent_at=act.at), actor)


def _numbers_before(stories: Sequence[Story]) -> dict[str, int]:
    """Where each township's numbers stood before, so that the last ones come out as ``LAST_NUMBERS``."""
    released = Counter(VILLAGES[story.village] for story in stories if not _stays_held(story))
    townships = [unit.name for unit in UNITS if unit.kind == "township"]
    return {name: LAST_NUMBERS[name] - released[name] for name in townships}


def _stays_held(story: Story) -> bool:
    return story.hold_back and not any(move.verb == "ticket.release" for move in story.moves)


def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
