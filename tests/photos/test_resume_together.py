"""The same photo from several lines at once: an old one that nobody knows to be dead, and the next one."""

import hashlib
import io
import threading
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from tests import make
from tests.cast import Cast, sign_in
from tests.house import HouseClient
from tests.photos.sending import counted, parts_of, patch, put, stands_at, stored, tiny
from tests.together import together
from webapp.kernel.db import db
from webapp.kernel.storage import LocalStore
from webapp.photos import parts
from webapp.photos.models import Photo, Upload

PHOTO = tiny()
SIZE = len(PHOTO)
Send = Callable[[HouseClient], TestResponse]
Lines = Callable[[Sequence[Send]], list[tuple[int, str]]]


@pytest.fixture
def lines(app: Flask, cast: Cast, client: HouseClient) -> Lines:
    """Sends everything at once, each on a line of its own; status and Upload-Offset of each answer."""
    sign_in(client, "xuncha1")
    cookie = client.get_cookie("xungai")
    assert cookie is not None

    def at_once(sends: Sequence[Send]) -> list[tuple[int, str]]:
        def sent(send: Send) -> tuple[int, str]:
            own = app.test_client()
            own.set_cookie("xungai", cookie.value)
            answer = send(own)
            return answer.status_code, answer.headers.get("Upload-Offset", "")

        return list(together(app, [lambda send=send: sent(send) for send in sends]))  # type: ignore[misc]

    return at_once


def whole_and_alone(photo_id: str) -> bool:
    """The photo is here, once, and nothing else of it."""
    count = db.session.scalar(select(func.count()).select_from(Photo).where(Photo.id == photo_id))
    return count == 1 and stored(PHOTO) and parts_of(photo_id) == [] and db.session.get(Upload, photo_id) is None


class Gate:
    """Bodies of which none is read before all have begun to be."""

    def __init__(self, lines: int) -> None:
        self.barrier = threading.Barrier(lines)

    def __call__(self, data: bytes) -> "Gate.Body":
        """A body behind the gate."""
        return Gate.Body(data, self.barrier)

    class Body:
        """A body that waits for the others."""

        def __init__(self, data: bytes, barrier: threading.Barrier) -> None:
            self.rest, self.barrier, self.has_waited = io.BytesIO(data), barrier, False

        def read(self, size: int) -> bytes:
            """The next bytes."""
            if not self.has_waited:
                self.barrier.wait(30)
                self.has_waited = True
            return self.rest.read(size)


@pytest.mark.parametrize("end", [22, SIZE - 1])
def test_of_many_pieces_for_one_place_one_moves_the_photo_on(client: HouseClient, lines: Lines, end: int) -> None:
    photo_id, gate = make.new_id(), Gate(8)
    put(client, photo_id, PHOTO, 20)

    answers = lines([lambda own: patch(own, photo_id, PHOTO, 20, end, body=gate)] * 8)

    assert sorted(answers) == [(200, str(end))] + [(409, str(end))] * 7
    assert b"".join(counted(photo_id)) == PHOTO[:end]
    assert sorted(parts_of(photo_id)) == sorted(counted(photo_id))
    assert patch(client, photo_id, PHOTO, end).status_code == 201
    assert whole_and_alone(photo_id)


def test_pieces_of_different_length_lose_no_ground(client: HouseClient, lines: Lines) -> None:
    photo_id, gate = make.new_id(), Gate(8)
    put(client, photo_id, PHOTO, 20)

    answers = lines([lambda own, end=end: patch(own, photo_id, PHOTO, 20, end, body=gate) for end in range(23, 31)])

    assert [status for status, _ in answers].count(200) == 1
    assert {status for status, _ in answers} == {200, 409}
    assert stands_at(client, photo_id) == (30, SIZE)
    assert b"".join(counted(photo_id)) == PHOTO[:30]
    assert patch(client, photo_id, PHOTO, 30).status_code == 201
    assert whole_and_alone(photo_id)


def test_a_photo_begun_on_many_lines_at_once_keeps_the_longest(client: HouseClient, lines: Lines) -> None:
    photo_id, gate = make.new_id(), Gate(8)

    answers = lines([lambda own, came=came: put(own, photo_id, PHOTO, came, body=gate) for came in range(3, 35, 4)])

    assert {status for status, _ in answers} == {400}
    assert stands_at(client, photo_id) == (31, SIZE)
    assert b"".join(counted(photo_id)) == PHOTO[:31]
    assert len(parts_of(photo_id)) == len(counted(photo_id))


def test_the_last_piece_on_many_lines_is_one_photo(client: HouseClient, lines: Lines) -> None:
    photo_id, gate = make.new_id(), Gate(8)
    put(client, photo_id, PHOTO, 20)

    answers = lines([lambda own: patch(own, photo_id, PHOTO, 20, body=gate)] * 8)

    assert sorted(answers) == [(200, str(SIZE))] * 7 + [(201, str(SIZE))]
    assert whole_and_alone(photo_id)


def test_everything_at_once_is_one_photo(client: HouseClient, lines: Lines) -> None:
    """What a phone can have under way for one photo, on lines of which it believes all but one dead."""
    photo_id, gate = make.new_id(), Gate(6)
    put(client, photo_id, PHOTO, 20)

    answers = lines([
        lambda own: put(own, photo_id, PHOTO, body=gate),
        lambda own: put(own, photo_id, PHOTO, 10, body=gate),
        lambda own: put(own, photo_id, PHOTO, 35, body=gate),
        lambda own: patch(own, photo_id, PHOTO, 20, body=gate),
        lambda own: patch(own, photo_id, PHOTO, 20, 30, body=gate),
        lambda own: patch(own, photo_id, PHOTO, 20, came=5, body=gate),
    ])  # fmt: skip

    statuses = [status for status, _ in answers]
    assert statuses.count(201) == 1, answers
    assert set(statuses) <= {200, 201, 400, 409}, answers
    assert stands_at(client, photo_id) == (SIZE, SIZE)
    assert stored(PHOTO)


def test_people_who_begin_the_same_id_at_once_get_one_answer(app: Flask, cast: Cast, client: HouseClient) -> None:
    """Nobody does so by accident; it must still be one photo of one person."""
    photo_id, gate = make.new_id(), Gate(4)
    logins = ["xuncha1", "xuncha2", "zhenban", "lingdao"]
    for login in logins:
        sign_in(client, login)

    def send(login: str) -> tuple[int, str]:
        own = app.test_client()
        sign_in(own, login)
        answer = put(own, photo_id, PHOTO, 20, body=gate)
        return answer.status_code, answer.get_json()["code"]

    answers = together(app, [lambda login=login: send(login) for login in logins])  # type: ignore[misc]

    assert sorted(answers) == [(400, "photo.cut_off")] + [(409, "photo.id_taken")] * 3  # type: ignore[type-var]
    assert parts_of(photo_id) == counted(photo_id) == [PHOTO[:20]]


def test_one_who_begins_much_at_once_leaves_no_more_than_allowed(
    client: HouseClient, lines: Lines, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(parts, "MOST_BEGUN", 3)
    ids, gate = [make.new_id() for _ in range(6)], Gate(6)

    lines([lambda own, photo_id=photo_id: put(own, photo_id, PHOTO, 20, body=gate) for photo_id in ids])

    left = [photo_id for photo_id in ids if stands_at(client, photo_id)]
    assert 1 <= len(left) <= 3
    assert [photo_id for photo_id in ids if parts_of(photo_id)] == left


def aside(app: Flask, act: Callable[[], object]) -> None:
    """Let something happen on another line, and wait for it."""

    def run() -> None:
        with app.app_context():
            act()
            db.session.remove()

    thread = threading.Thread(target=run)
    thread.start()
    thread.join()


@pytest.fixture
def between(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Iterator[list[Callable[[], object]]]:
    """What is put in here happens when the next part is durable and its row has not moved yet."""
    waiting: list[Callable[[], object]] = []
    put_as_always = LocalStore.put

    def put_and_wait(self: LocalStore, key: str, data: bytes) -> None:
        put_as_always(self, key, data)
        while waiting and key.startswith("partial/"):
            assert db.engine.pool.checkedout() == 0, "a disk is slow: nobody waits for it with a connection"
            aside(app, waiting.pop(0))

    monkeypatch.setattr(LocalStore, "put", put_and_wait)
    yield waiting
    assert waiting == []


@pytest.mark.parametrize(("end", "here"), [(30, 30), (25, 30), (35, 35)], ids=["as far", "less far", "farther"])
def test_who_is_overtaken_is_told_so_and_loses_nothing(
    client: HouseClient, lines: Lines, between: list[Callable[[], object]], end: int, here: int
) -> None:
    photo_id = make.new_id()
    put(client, photo_id, PHOTO, 20)
    faster: list[tuple[int, str]] = []
    between.append(lambda: faster.extend(lines([lambda own: patch(own, photo_id, PHOTO, 20, end)])))

    slower = patch(client, photo_id, PHOTO, 20, 30)

    assert faster == [(200, str(end))]
    assert (slower.status_code, slower.headers["Upload-Offset"]) == (409, str(here))
    assert stands_at(client, photo_id) == (here, SIZE)
    assert len(parts_of(photo_id)) == len(counted(photo_id))
    assert patch(client, photo_id, PHOTO, here).status_code == 201
    assert whole_and_alone(photo_id)


def test_who_is_overtaken_by_the_last_byte_hears_that_it_is_whole(
    client: HouseClient, lines: Lines, between: list[Callable[[], object]]
) -> None:
    photo_id = make.new_id()
    put(client, photo_id, PHOTO, 20)
    faster: list[tuple[int, str]] = []
    between.append(lambda: faster.extend(lines([lambda own: patch(own, photo_id, PHOTO, 20)])))

    slower = patch(client, photo_id, PHOTO, 20, 30)

    assert faster == [(201, str(SIZE))]
    assert (slower.status_code, slower.headers["Upload-Offset"]) == (200, str(SIZE))
    assert slower.get_json()["sha256"] == hashlib.sha256(PHOTO).hexdigest()
    assert whole_and_alone(photo_id)


def meanwhile(app: Flask, act: Callable[[], object]) -> Callable[[bytes], Any]:
    """A body that begins to arrive when something has happened on another line."""

    def body(data: bytes) -> io.BytesIO:
        class Late(io.BytesIO):
            def readinto(self, buffer: Any) -> int:
                if self.tell() == 0:
                    aside(app, act)
                return super().readinto(buffer)

        return Late(data)

    return body


@pytest.mark.parametrize("end", [30, SIZE], ids=["a piece", "the rest"])
def test_what_is_thrown_away_while_more_comes_begins_anew(
    app: Flask, client: HouseClient, lines: Lines, end: int
) -> None:
    photo_id, store = make.new_id(), app.extensions["photo_store"]
    put(client, photo_id, PHOTO, 20)

    answer = patch(client, photo_id, PHOTO, 20, end, body=meanwhile(app, lambda: parts.throw_away(photo_id, store)))

    assert (answer.status_code, answer.headers["Upload-Offset"]) == (409, "0")
    assert stands_at(client, photo_id) is None
    assert parts_of(photo_id) == []
    assert put(client, photo_id, PHOTO).status_code == 201
    assert whole_and_alone(photo_id)


@pytest.mark.parametrize("end", [30, SIZE], ids=["a piece", "the rest"])
def test_who_sends_what_is_whole_meanwhile_hears_so(app: Flask, client: HouseClient, lines: Lines, end: int) -> None:
    photo_id = make.new_id()
    put(client, photo_id, PHOTO, 20)
    faster: list[tuple[int, str]] = []
    other = meanwhile(app, lambda: faster.extend(lines([lambda own: patch(own, photo_id, PHOTO, 20)])))

    answer = patch(client, photo_id, PHOTO, 20, end, body=other)

    assert faster == [(201, str(SIZE))]
    assert (answer.status_code, answer.headers["Upload-Offset"]) == (200, str(SIZE))
    assert whole_and_alone(photo_id)
