"""Parts of photos: how many may lie here, for how long, and what a crash leaves of them."""

import errno
import hashlib
import itertools
import tracemalloc
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask, current_app
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, insert, select
from sqlalchemy.exc import OperationalError

from tests import make
from tests.cast import Cast
from tests.conftest import Clock
from tests.photos.sending import counted, parts_of, stored, tiny
from webapp.kernel import clock as kernel_clock
from webapp.kernel.actors import Actor
from webapp.kernel.db import db
from webapp.kernel.errors import AppError
from webapp.kernel.storage import LocalStore
from webapp.photos import commands, parts, queries
from webapp.photos.models import Photo, Upload
from webapp.photos.parts import Arrival, Coming
from webapp.photos.vocab import MOST_BEGUN, STALE_AT_ONCE

PHOTO = tiny()
SIZE = len(PHOTO)


class Phone:
    """Sends one photo, below the doors. ``data`` is what it sends, which need not be what it says."""

    def __init__(self, actor: Actor, data: bytes = PHOTO, length: int = 0) -> None:
        self.actor, self.data, self.photo_id = actor, data, make.new_id()
        self.sha256, self.length = hashlib.sha256(data).hexdigest(), length or len(data)
        self.store: LocalStore = current_app.extensions["photo_store"]

    def whole(self, came: int | None = None, data: bytes | None = None) -> str:
        """PUT, of which ``came`` bytes arrive; the answer in a word."""
        sent = [bytes([each]) for each in (data or self.data)[:came]]
        return self.said(
            lambda: commands.receive(
                self.actor, self.photo_id, sent, self.length, "image/webp", self.sha256, self.store
            )
        )

    def piece(self, offset: int, end: int | None = None, data: bytes | None = None) -> str:
        """PATCH; the answer in a word."""
        sent = [bytes([each]) for each in (data or self.data)[offset:end]]
        coming = Coming(self.photo_id, self.actor.person_id, self.sha256, self.length)
        return self.said(lambda: commands.receive_rest(self.actor, coming, offset, sent, self.store))

    def said(self, send: Callable[[], commands.Stored | int]) -> str:
        try:
            answer = send()
        except AppError as error:
            return f"{error.problem.code} {error.details.get('offset', '')}".strip()
        return str(answer) if isinstance(answer, int) else "stored" if answer.is_new else "was stored"

    def stands_at(self) -> int | None:
        """HEAD."""
        try:
            return queries.arrived(self.actor, self.photo_id)[0]
        except AppError:
            return None
        finally:
            db.session.rollback()

    def until_whole(self) -> list[str]:
        """Go on as a phone does until the photo is whole; what it was told."""
        told: list[str] = []
        while (here := self.stands_at()) != self.length:
            assert len(told) < 4, told
            told.append(self.whole() if here is None else self.piece(here))
        return told


@pytest.fixture
def actor(cast: Cast) -> Actor:
    """Who sends."""
    return cast.actor("xuncha1")


def begun(actor: Actor, length: int = 0) -> Phone:
    """A phone of whose photo 20 bytes are here."""
    phone = Phone(actor, tiny(), length)
    assert phone.whole(20) == "photo.cut_off 20"
    return phone


def begun_by(actor: Actor) -> int:
    return db.session.scalar(select(func.count()).select_from(Upload).where(Upload.person_id == actor.person_id)) or 0


def test_what_somebody_else_began_just_now_is_theirs(cast: Cast, actor: Actor, monkeypatch: pytest.MonkeyPatch) -> None:
    phone, other, begin = Phone(actor), cast.actor("xuncha2"), parts._begin

    def both_begin(coming: Coming, into: LocalStore) -> None:
        begin(replace(coming, person_id=other.person_id), into)
        begin(coming, into)

    monkeypatch.setattr(parts, "_begin", both_begin)

    assert phone.whole(20) == "photo.id_taken"
    assert db.session.get_one(Upload, phone.photo_id).person_id == other.person_id
    assert parts_of(phone.photo_id) == counted(phone.photo_id) == []


def test_one_who_leaves_too_many_loses_those_touched_first(
    cast: Cast, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(parts, "MOST_BEGUN", 3)
    actor, other = cast.actor("xuncha1"), begun(cast.actor("xuncha2"))
    phones = []
    for _ in range(3):
        clock.forward(minutes=1)
        phones.append(begun(actor))
    clock.forward(minutes=1)
    assert phones[0].piece(20, 30) == "30"
    clock.forward(minutes=1)

    newest = begun(actor)

    assert [phone.stands_at() for phone in phones] == [30, None, 20]
    assert parts_of(phones[1].photo_id) == []
    assert (newest.stands_at(), other.stands_at()) == (20, 20)
    assert phones[1].until_whole() == ["stored"]


def test_their_bytes_are_bounded_too(actor: Actor, clock: Clock, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parts, "MOST_BEGUN_BYTES", 1000)
    phones = []
    for length in (600, 100, 200):
        clock.forward(minutes=1)
        phones.append(begun(actor, length))
    clock.forward(minutes=1)

    newest = begun(actor, 700)

    assert [phone.stands_at() for phone in phones] == [None, 20, 20]
    assert newest.stands_at() == 20


@pytest.mark.parametrize(("photos", "expected"), [(500, 501), (MOST_BEGUN, MOST_BEGUN)])
def test_an_inspector_with_500_cut_photos_loses_none(actor: Actor, photos: int, expected: int) -> None:
    row = {"person_id": actor.person_id, "sha256": "0" * 64, "received": 0, "parts": [], "length": 400_000}
    now = kernel_clock.now()
    rows = [{**row, "photo_id": make.new_id(), "touched_at": now - timedelta(minutes=n)} for n in range(photos)]
    db.session.execute(insert(Upload), rows)
    db.session.commit()

    begun(actor, 400_000)

    assert begun_by(actor) == expected


def test_what_nobody_continues_for_two_weeks_goes_when_another_begins(actor: Actor, clock: Clock) -> None:
    phones = []
    for _ in range(STALE_AT_ONCE + 3):
        clock.forward(seconds=1)
        phones.append(begun(actor))
    clock.forward(days=13, hours=23)
    begun(actor)
    assert [phone.stands_at() for phone in phones] == [20] * len(phones)
    assert phones[0].piece(20, 30) == "30"
    clock.forward(hours=1, seconds=1)

    begun(actor)

    gone = phones[1 : STALE_AT_ONCE + 1]
    assert [phone.stands_at() for phone in gone] == [None] * STALE_AT_ONCE
    assert [parts_of(phone.photo_id) for phone in gone] == [[]] * STALE_AT_ONCE
    assert [phone.stands_at() for phone in (phones[0], *phones[STALE_AT_ONCE + 1 :])] == [30, 20, 20]


def test_the_rest_goes_by_hand(app: Flask, actor: Actor, clock: Clock) -> None:
    phones = [begun(actor) for _ in range(STALE_AT_ONCE + 1)]
    clock.forward(days=14, seconds=1)
    fresh = begun(actor)
    phones += [begun(actor)]
    clock.forward(days=14, seconds=1)
    assert fresh.piece(20, 30) == "30"
    db.session.commit()

    result = app.test_cli_runner().invoke(args=["photos", "tidy"])

    assert result.output.strip() == "1 photos"
    assert [phone.stands_at() for phone in (*phones, fresh)] == [None] * len(phones) + [30]


def test_parts_that_cannot_be_removed_trouble_nobody(actor: Actor, monkeypatch: pytest.MonkeyPatch) -> None:
    phone = begun(actor)

    def broken(*_: Any) -> None:
        raise OSError(errno.EROFS, "read-only")

    with monkeypatch.context() as patched:
        patched.setattr(LocalStore, "delete_all", broken)
        assert phone.piece(20) == "stored"

    assert phone.piece(20) == phone.whole() == "was stored"
    assert parts_of(phone.photo_id) == []


def test_what_is_moved_on_while_it_is_thrown_away_goes_too(actor: Actor, monkeypatch: pytest.MonkeyPatch) -> None:
    phone, delete_all, told = begun(actor), LocalStore.delete_all, []

    def moved_on_at_once(self: LocalStore, beginning: str) -> None:
        delete_all(self, beginning)
        if not told:
            told.append(phone.piece(20, 30))

    monkeypatch.setattr(LocalStore, "delete_all", moved_on_at_once)
    parts.throw_away(phone.photo_id, phone.store)

    assert told == ["30"]
    assert parts_of(phone.photo_id) == []
    assert db.session.get(Upload, phone.photo_id) is None


@pytest.mark.parametrize("length", [SIZE, SIZE - 1])
def test_many_small_parts_become_one(actor: Actor, monkeypatch: pytest.MonkeyPatch, length: int) -> None:
    monkeypatch.setattr(parts, "MOST_PARTS", 4)
    phone = Phone(actor)
    most = 0

    for offset in range(length - 1):
        assert phone.piece(offset, offset + 1) == str(offset + 1)
        most = max(most, len(parts_of(phone.photo_id)))
        assert b"".join(counted(phone.photo_id)) == PHOTO[: offset + 1]
    cut_again = phone.whole(length)

    assert most == 4
    assert cut_again == ("stored" if length == SIZE else f"photo.cut_off {length}")
    assert phone.until_whole() == ([] if length == SIZE else ["stored"])
    assert stored(PHOTO)


def test_a_request_holds_a_photo_once(actor: Actor, monkeypatch: pytest.MonkeyPatch) -> None:
    """Also where it joins parts that lie here, and where it makes one of them all."""
    length, step = 4_000_000, 16_384
    coming = Coming(make.new_id(), actor.person_id, "0" * 64, length)
    store = current_app.extensions["photo_store"]
    monkeypatch.setattr(parts, "MOST_PARTS", 1)

    tracemalloc.start()
    try:
        for offset, end in ((0, 1_000_000), (1_000_000, 3_000_000), (3_000_000, length)):
            arrival = Arrival(coming, store, offset)
            arrival.take(bytes(min(step, end - at)) for at in range(offset, end, step))
            joined = arrival.complete() if end == length else arrival.keep()
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()

    assert joined == bytes(length)
    assert peak < 1.2 * length


class Crash(BaseException):
    """The machine goes down."""


class Faults:
    """Every write to the store and every commit is counted, and the n-th one goes wrong, before or after its effect."""

    def __init__(self, patch: pytest.MonkeyPatch, wrong: Callable[[], BaseException]) -> None:
        self.wrong, self.count, self.at, self.is_after = wrong, 0, 0, False
        for name in ("put", "delete", "delete_all"):
            patch.setattr(LocalStore, name, self._faulty(getattr(LocalStore, name)))
        patch.setattr(type(db.session()), "commit", self._faulty(type(db.session()).commit))

    def _faulty(self, real: Callable[..., Any]) -> Callable[..., Any]:
        def call(*args: Any) -> Any:
            self.count += 1
            if self.count == self.at and not self.is_after:
                raise self.wrong()
            result = real(*args)
            if self.count == self.at:
                raise self.wrong()
            return result

        return call

    def each(self, story: Callable[[], None]) -> Iterator[None]:
        """Run ``story`` again and again, with the next write going wrong each time, until none is left."""
        for self.is_after in (False, True):
            for self.at in itertools.count(1):
                self.count = 0
                try:
                    story()
                except (Crash, OSError, OperationalError):
                    db.session.rollback()
                reached, self.at = self.count >= self.at, 0
                if not reached:
                    break
                yield


WRONG: dict[str, Callable[[], BaseException]] = {
    "crash": Crash,
    "disk": lambda: OSError(errno.ENOSPC, "no space left"),
    "database": lambda: OperationalError("COMMIT", {}, Exception("database is locked")),
}


CASES = [(wrong, is_changed) for wrong in WRONG for is_changed in (False, True)]


@pytest.mark.parametrize(
    ("wrong", "is_changed"), [CASES[0], *(pytest.param(*case, marks=pytest.mark.slow) for case in CASES[1:])]
)
def test_whatever_goes_wrong_at_any_write_a_fresh_try_succeeds(
    actor: Actor, clock: Clock, monkeypatch: pytest.MonkeyPatch, wrong: str, is_changed: bool
) -> None:
    """``is_changed``: what was under way then was not what is sent afterwards at the same place."""
    monkeypatch.setattr(parts, "MOST_PARTS", 2)
    faults = Faults(monkeypatch, WRONG[wrong])
    sent = bytes(SIZE) if is_changed else PHOTO
    phone = Phone(actor)

    def story() -> None:
        nonlocal phone
        phone = Phone(actor)
        phone.whole(10, sent)
        for offset in (10, 20, 30):
            phone.piece(offset, offset + 10, sent)
        phone.piece(40, None, sent)

    tried = 0
    for _ in faults.each(story):
        tried += 1
        told = phone.until_whole()
        assert told.count("photo.digest_wrong") <= is_changed, told
        assert stored(PHOTO)
        assert db.session.get(Photo, phone.photo_id).sha256 == phone.sha256  # type: ignore[union-attr]
        clock.forward(days=15)
        parts.tidy(phone.store)
        assert parts_of(phone.photo_id) == []
        assert db.session.get(Upload, phone.photo_id) is None
    assert tried > 20


@pytest.mark.parametrize("end", [15, 20, 25])
def test_what_a_crash_left_at_an_offset_is_ignored(actor: Actor, monkeypatch: pytest.MonkeyPatch, end: int) -> None:
    phone = begun(actor)
    put = LocalStore.put

    def crash(self: LocalStore, key: str, data: bytes) -> None:
        put(self, key, data)
        raise Crash

    with monkeypatch.context() as patched:
        patched.setattr(LocalStore, "put", crash)
        with pytest.raises(Crash):
            phone.piece(20, 30, bytes(SIZE))
    assert bytes(10) in parts_of(phone.photo_id)

    assert phone.piece(20, 20 + end - 10) == str(20 + end - 10)
    assert phone.until_whole() == ["stored"]
    assert stored(PHOTO)
    assert parts_of(phone.photo_id) == []


def test_a_crash_after_the_photo_is_whole_leaves_no_lie(actor: Actor, monkeypatch: pytest.MonkeyPatch) -> None:
    """The photo counts, though its parts still lie there and its row still says otherwise."""
    phone = begun(actor)

    def crash(*_: Any) -> None:
        raise Crash

    with monkeypatch.context() as patched:
        patched.setattr(LocalStore, "delete_all", crash)
        with pytest.raises(Crash):
            phone.piece(20)

    assert db.session.get(Upload, phone.photo_id) is not None
    assert phone.stands_at() == SIZE
    assert phone.piece(20) == "was stored"


PLACE = st.integers(0, SIZE)
REQUESTS = st.tuples(st.sampled_from(["whole", "piece", "lost", "elsewhere", "changed"]), PLACE, PLACE)


@pytest.mark.slow
@settings(max_examples=200, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(requests=st.lists(REQUESTS, max_size=12), most=st.integers(1, 5), grey=st.integers(0, 255))
def test_however_it_is_sent_the_photo_is_whole_or_not_there(
    actor: Actor, requests: Sequence[tuple[str, int, int]], most: int, grey: int
) -> None:
    phone, here, is_spoilt = Phone(actor, tiny(grey)), 0, False
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(parts, "MOST_PARTS", most)
        for how, first, second in requests:
            is_spoilt |= how == "changed"
            before, here = here, act(phone, here, how, first, second)
            assert here >= before or is_spoilt
            if here == phone.length:
                assert stored(phone.data)
            else:
                assert sum(map(len, counted(phone.photo_id))) == here
                assert is_spoilt or b"".join(counted(phone.photo_id)) == phone.data[:here]
        told = phone.until_whole()
    assert told.count("photo.digest_wrong") <= is_spoilt
    assert stored(phone.data)
    assert parts_of(phone.photo_id) == []


def act(phone: Phone, here: int, how: str, first: int, second: int) -> int:
    """One request of a phone on a bad line, and one more where an answer was lost. Returns where it then stands."""
    if how == "whole":
        phone.whole(first)
    elif how == "piece":
        phone.piece(here, here + first)
    elif how == "lost":
        phone.piece(here, here + first)
        phone.piece(here, here + second)
    elif how == "elsewhere":
        phone.piece(first, second)
    else:
        phone.piece(here, here + first, bytes(each ^ 255 for each in phone.data))
    return phone.stands_at() or 0
