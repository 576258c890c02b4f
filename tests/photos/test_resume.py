"""A photo whose line broke goes on from where it stood."""

import hashlib
import io
from typing import Any

import pytest
from sqlalchemy import select
from werkzeug.test import TestResponse

from tests import make
from tests.cast import Cast, sign_in
from tests.house import HouseClient
from tests.photos.sending import address, digest, parts_of, patch, put, stands_at, stored, tiny
from webapp.kernel.db import db
from webapp.kernel.errors import AppError
from webapp.photos import images, parts
from webapp.photos.models import Photo, Upload
from webapp.photos.problems import BUSY
from webapp.photos.vocab import MAX_BYTES

PHOTO = tiny()
SIZE = len(PHOTO)


@pytest.fixture(autouse=True)
def inspector(cast: Cast, client: HouseClient) -> None:
    """Who sends."""
    sign_in(client, "xuncha1")


def code(answer: TestResponse) -> tuple[int, str]:
    assert answer.mimetype == "application/problem+json"
    return answer.status_code, answer.get_json()["code"]


def nothing_lies_about(photo_id: str) -> bool:
    return db.session.get(Upload, photo_id) is None and parts_of(photo_id) == []


def begun(client: HouseClient, came: int = 20) -> str:
    """A photo of which a part has arrived; its id."""
    photo_id = make.new_id()
    assert code(put(client, photo_id, PHOTO, came)) == (400, "photo.cut_off")
    return photo_id


@pytest.mark.slow
def test_a_photo_cut_anywhere_goes_on_from_there(client: HouseClient) -> None:
    for cut in range(SIZE):
        photo_id, data = make.new_id(), tiny(cut)

        broken = put(client, photo_id, data, cut)
        here = stands_at(client, photo_id)
        rest = patch(client, photo_id, data, cut)

        assert code(broken) == (400, "photo.cut_off")
        assert broken.headers["Upload-Offset"] == str(cut)
        assert here == ((cut, len(data)) if cut else None)
        sha256 = hashlib.sha256(data).hexdigest()
        assert (rest.status_code, rest.get_json()) == (
            201, {"id": photo_id, "sha256": sha256, "width": 1, "height": 1},
        )  # fmt: skip
        assert stands_at(client, photo_id) == (len(data), len(data))
        assert stored(data)
        assert nothing_lies_about(photo_id)


def test_pieces_of_one_byte_make_a_photo(client: HouseClient) -> None:
    photo_id = make.new_id()

    for offset in range(SIZE - 1):
        answer = patch(client, photo_id, PHOTO, offset, offset + 1)
        assert (answer.status_code, answer.headers["Upload-Offset"]) == (200, str(offset + 1))
        assert answer.get_json() == {"id": photo_id, "offset": offset + 1, "length": SIZE}
    last = patch(client, photo_id, PHOTO, SIZE - 1)

    assert (last.status_code, last.headers["Upload-Offset"]) == (201, str(SIZE))
    assert stored(PHOTO)


def test_a_piece_that_is_cut_is_kept_too(client: HouseClient) -> None:
    photo_id = begun(client, 10)

    patch(client, photo_id, PHOTO, 10, came=7)

    assert stands_at(client, photo_id) == (17, SIZE)
    assert patch(client, photo_id, PHOTO, 17).status_code == 201
    assert stored(PHOTO)


def test_a_piece_without_a_byte_changes_nothing(client: HouseClient) -> None:
    photo_id = make.new_id()

    fresh = patch(client, photo_id, PHOTO, 0, came=0)

    assert (fresh.status_code, fresh.headers["Upload-Offset"]) == (200, "0")
    assert stands_at(client, photo_id) is None


def test_the_whole_counts_though_a_part_is_here(client: HouseClient) -> None:
    photo_id = begun(client)

    assert put(client, photo_id, PHOTO).status_code == 201
    assert stored(PHOTO)
    assert nothing_lies_about(photo_id)


@pytest.mark.parametrize(("came", "expected"), [(5, 20), (20, 20), (30, 30)])
def test_a_whole_that_is_cut_again_loses_no_ground(client: HouseClient, came: int, expected: int) -> None:
    photo_id = begun(client, 20)

    answer = put(client, photo_id, PHOTO, came)

    assert answer.headers["Upload-Offset"] == str(expected)
    assert stands_at(client, photo_id) == (expected, SIZE)
    assert patch(client, photo_id, PHOTO, expected).status_code == 201
    assert stored(PHOTO)


def test_the_last_piece_again_is_answered_as_the_first_time(client: HouseClient) -> None:
    photo_id = begun(client)
    first = patch(client, photo_id, PHOTO, 20)

    again, other = patch(client, photo_id, PHOTO, 20), patch(client, photo_id, tiny(9), 20)

    assert (again.status_code, again.get_json()) == (200, first.get_json())
    assert again.headers["Upload-Offset"] == str(SIZE)
    assert code(other) == (409, "photo.id_taken")


def test_a_dead_line_that_is_noticed_late_leaves_nothing_of_a_whole_photo(client: HouseClient) -> None:
    photo_id = make.new_id()
    put(client, photo_id, PHOTO)

    answer = put(client, photo_id, PHOTO, 20)

    assert code(answer) == (400, "photo.cut_off")
    assert answer.headers["Upload-Offset"] == str(SIZE)
    assert nothing_lies_about(photo_id)


@pytest.mark.parametrize("offset", [0, 19, 21, SIZE, SIZE + 1])
def test_a_wrong_offset_is_told_the_right_one(client: HouseClient, offset: int) -> None:
    photo_id = begun(client, 20)

    answer = patch(client, photo_id, PHOTO, offset)

    assert code(answer) == (409, "photo.wrong_offset")
    assert answer.get_json()["details"] == {"offset": 20}
    assert answer.headers["Upload-Offset"] == "20"
    assert stands_at(client, photo_id) == (20, SIZE)


def test_what_was_never_begun_is_begun_with_its_first_byte(client: HouseClient) -> None:
    answer = patch(client, make.new_id(), PHOTO, 5)

    assert code(answer) == (409, "photo.wrong_offset")
    assert answer.headers["Upload-Offset"] == "0"


WRONG = digest(b"another")


def test_a_whole_that_is_another_photo_is_thrown_away(client: HouseClient) -> None:
    photo_id = make.new_id()
    put(client, photo_id, PHOTO, 20, Content_Digest=WRONG)

    answer = patch(client, photo_id, PHOTO, 20, Repr_Digest=WRONG)

    assert code(answer) == (422, "photo.digest_wrong")
    assert stands_at(client, photo_id) is None
    assert nothing_lies_about(photo_id)
    assert put(client, photo_id, PHOTO).status_code == 201


def test_a_byte_that_changed_on_its_way_begins_the_photo_anew(client: HouseClient) -> None:
    photo_id = begun(client, 20)
    changed = PHOTO[:30] + bytes([PHOTO[30] ^ 1]) + PHOTO[31:]

    answer = patch(client, photo_id, changed, 20, Repr_Digest=digest(PHOTO))

    assert code(answer) == (422, "photo.digest_wrong")
    assert stands_at(client, photo_id) is None
    assert not stored(changed)
    assert patch(client, photo_id, PHOTO, 0).status_code == 201


def test_a_wrong_whole_throws_the_parts_away(client: HouseClient) -> None:
    photo_id = begun(client, 20)
    changed = PHOTO[:-1] + b"?"

    answer = put(client, photo_id, changed, Content_Digest=digest(PHOTO))

    assert code(answer) == (422, "photo.digest_wrong")
    assert nothing_lies_about(photo_id)


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b"<html>portal</html>" * 3, (422, "photo.not_an_image")),
        (PHOTO[:28] + bytes(SIZE - 28), (422, "photo.undecodable")),
        (b"GIF89a" + bytes(40), (415, "photo.type_unsupported")),
    ],
    ids=["page", "damaged", "gif"],
)
def test_pieces_of_what_is_no_photo_are_thrown_away(
    client: HouseClient, data: bytes, expected: tuple[int, str]
) -> None:
    photo_id = make.new_id()
    put(client, photo_id, data, 20)

    assert code(patch(client, photo_id, data, 20)) == expected
    assert nothing_lies_about(photo_id)
    assert db.session.query(Photo).count() == 0


def test_what_could_not_be_opened_just_now_keeps_its_parts(
    client: HouseClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    photo_id = begun(client, 20)

    def busy(*_: Any, **__: Any) -> None:
        raise AppError(BUSY)

    with monkeypatch.context() as patched:
        patched.setattr(images, "examine", busy)
        assert code(patch(client, photo_id, PHOTO, 20)) == (503, "photo.busy")

    assert stands_at(client, photo_id) == (20, SIZE)
    assert patch(client, photo_id, PHOTO, 20).status_code == 201


def test_a_photo_belongs_to_its_sender(client: HouseClient) -> None:
    unfinished, whole = begun(client), make.new_id()
    put(client, whole, PHOTO)
    sign_in(client, "xuncha2")

    for photo_id in (unfinished, whole):
        nowhere = client.head(address(make.new_id()))
        hidden = client.head(address(photo_id))
        assert hidden.status_code == nowhere.status_code == 404
        same = [
            {k: v for k, v in each.headers if k not in ("Date", "Set-Cookie", "X-Request-ID")}
            for each in (hidden, nowhere)
        ]
        assert same[0] == same[1]
        assert code(patch(client, photo_id, PHOTO, 20)) == (409, "photo.id_taken")
        assert code(put(client, photo_id, PHOTO)) == (409, "photo.id_taken")
        assert code(put(client, photo_id, PHOTO, 30)) == (409, "photo.id_taken")
    assert db.session.query(Photo).count() == 1

    sign_in(client, "xuncha1")
    assert stands_at(client, unfinished) == (20, SIZE)
    assert patch(client, unfinished, PHOTO, 20).status_code == 201


def test_a_part_stays_the_photo_it_was_begun_as(client: HouseClient) -> None:
    photo_id = begun(client, 20)

    other = patch(client, photo_id, tiny(5), 20)
    longer = patch(client, photo_id, PHOTO, 20, Upload_Length=str(SIZE + 1))
    whole = put(client, photo_id, tiny(5))

    assert code(other) == code(longer) == code(whole) == (409, "photo.id_taken")
    assert stands_at(client, photo_id) == (20, SIZE)


UNCLEAR = (None, "", "x", "-1", "1.5", "+1", "1_0", "9" * 16, "sha-256=::", "text/plain")


def test_a_piece_must_say_what_it_is(client: HouseClient) -> None:
    photo_id = begun(client, 20)
    sent = [
        *((name, value) for name in ("Upload-Offset", "Upload-Length", "Repr-Digest") for value in UNCLEAR),
        *(("Content-Type", value) for value in (None, "", "text/plain", "image/webp")),
    ]

    for header, value in sent:
        answer = patch(client, photo_id, PHOTO, 20, **{header: value})
        assert code(answer) == (400, "photo.piece_unclear"), (header, value)
        assert answer.get_json()["details"] == {"headers": [header]}, (header, value)
    endless = patch(client, photo_id, PHOTO, 20, Transfer_Encoding="chunked")
    assert code(endless) == (400, "photo.piece_unclear")
    assert endless.get_json()["details"] == {"headers": ["Content-Length"]}
    assert stands_at(client, photo_id) == (20, SIZE)


def test_a_photo_has_a_byte_at_least(client: HouseClient) -> None:
    answer = patch(client, make.new_id(), b"", 0)

    assert code(answer) == (400, "photo.piece_unclear")
    assert answer.get_json()["details"] == {"headers": ["Upload-Length"]}


class Untouchable(io.BytesIO):
    """A body that must not be read."""

    def read(self, *_: Any) -> bytes:
        raise AssertionError("the body was read")

    readinto = read  # type: ignore[assignment]


@pytest.mark.parametrize(
    ("length", "size", "expected"),
    [
        (MAX_BYTES + 1, 5, (413, "photo.too_large")),
        (SIZE, SIZE - 20 + 1, (422, "photo.piece_too_long")),
        (SIZE, MAX_BYTES * 2, (422, "photo.piece_too_long")),
    ],
)
def test_what_is_too_much_is_refused_before_a_byte_is_read(
    client: HouseClient, length: int, size: int, expected: tuple[int, str]
) -> None:
    photo_id = begun(client, 20)

    answer = client.patch(
        address(photo_id),
        headers={"Upload-Offset": "20", "Upload-Length": str(length), "Repr-Digest": digest(PHOTO)},
        content_type="application/offset+octet-stream",
        environ_overrides={"wsgi.input": Untouchable(), "CONTENT_LENGTH": str(size)},
    )

    assert code(answer) == expected
    assert stands_at(client, photo_id) == (20, SIZE)


@pytest.mark.parametrize(
    ("headers", "expected"),
    [
        ({"Content_Digest": "sha-256=abc"}, (422, "photo.digest_wrong")),
        ({"Origin": "null"}, (403, "auth.foreign_origin")),
    ],
)
def test_a_cut_photo_that_says_nothing_of_itself_leaves_nothing(
    client: HouseClient, headers: dict[str, str], expected: tuple[int, str]
) -> None:
    photo_id = make.new_id()

    assert code(put(client, photo_id, PHOTO, 20, **headers)) == expected
    assert stands_at(client, photo_id) is None
    assert nothing_lies_about(photo_id)


def test_a_cut_photo_without_a_digest_leaves_nothing(client: HouseClient) -> None:
    photo_id = make.new_id()

    answer = client.put(
        address(photo_id), data=PHOTO[:20], content_type="image/webp", environ_overrides={"CONTENT_LENGTH": str(SIZE)}
    )

    assert code(answer) == (400, "photo.cut_off")
    assert answer.headers["Upload-Offset"] == "0"
    assert stands_at(client, photo_id) is None


def test_a_whole_without_a_digest_counts_too(client: HouseClient) -> None:
    photo_id = begun(client, 20)

    answer = client.put(address(photo_id), data=PHOTO, content_type="image/webp")

    assert answer.status_code == 201
    assert nothing_lies_about(photo_id)


@pytest.mark.parametrize("login", ["xianji", "admin"])
def test_who_gives_no_evidence_sends_no_pieces(client: HouseClient, login: str) -> None:
    sign_in(client, login)

    assert code(patch(client, make.new_id(), PHOTO, 0)) == (403, "auth.forbidden")
    assert client.head(address(make.new_id())).status_code == 403


class Slow:
    """A body that comes in bytes, and what stands in the row before each. Nobody waits for it with a connection."""

    def __init__(self, data: bytes, photo_id: str) -> None:
        self.rest, self.photo_id = io.BytesIO(data), photo_id
        self.seen: list[int | None] = []

    def read(self, _size: int) -> bytes:
        assert db.engine.pool.checkedout() == 0  # type: ignore[attr-defined]
        self.seen.append(db.session.scalar(select(Upload.received).where(Upload.photo_id == self.photo_id)))
        db.session.rollback()
        return self.rest.read(1)


@pytest.mark.parametrize(
    ("offset", "end", "expected"),
    [(0, SIZE, (201, None)), (20, SIZE, (201, str(SIZE))), (20, 30, (200, "30"))],
    ids=["whole", "rest", "piece"],
)
def test_on_a_slow_line_what_came_is_kept_before_it_breaks(
    client: HouseClient, monkeypatch: pytest.MonkeyPatch, offset: int, end: int, expected: tuple[int, str | None]
) -> None:
    """A phone asks on another line where it stands while the server still waits on the dead one."""
    photo_id = begun(client, offset) if offset else make.new_id()
    slow = Slow(PHOTO[offset:end], photo_id)
    monkeypatch.setattr(parts, "KEEP_EVERY", 0.0)

    answer = client.open(
        address(photo_id),
        method="PATCH" if offset else "PUT",
        content_type="application/offset+octet-stream" if offset else "image/webp",
        headers={"Content-Digest": digest(PHOTO), "Repr-Digest": digest(PHOTO), "Upload-Offset": str(offset),
                 "Upload-Length": str(SIZE)},
        environ_overrides={"wsgi.input": slow, "CONTENT_LENGTH": str(end - offset)},
    )  # fmt: skip

    assert (answer.status_code, answer.headers.get("Upload-Offset")) == expected
    assert slow.seen == [offset or None, *range(offset + 1, end)]
    assert stands_at(client, photo_id) == (end, SIZE)
    assert nothing_lies_about(photo_id) is (end == SIZE)


def test_a_part_that_is_gone_begins_the_photo_anew(client: HouseClient) -> None:
    photo_id = begun(client, 20)
    patch(client, photo_id, PHOTO, 20, 30)
    from_disk = client.application.extensions["photo_store"]
    from_disk.delete_all(f"partial/{photo_id[-2:]}/{photo_id}.20-")

    answer = patch(client, photo_id, PHOTO, 30)

    assert code(answer) == (409, "photo.wrong_offset")
    assert answer.headers["Upload-Offset"] == "0"
    assert nothing_lies_about(photo_id)
    assert patch(client, photo_id, PHOTO, 0).status_code == 201
    assert stored(PHOTO)


def test_the_document_tells_how_to_go_on(client: HouseClient) -> None:
    document = client.get("/api/v1/openapi.json").get_json()
    described = document["paths"]["/api/v1/photos/{photo_id}"]
    piece, whole, asked = described["patch"], described["put"], described["head"]

    assert {each["name"]: each["required"] for each in piece["parameters"]} == {
        "Upload-Offset": True, "Upload-Length": True, "Repr-Digest": True,
    }  # fmt: skip
    assert {each["name"]: each["required"] for each in whole["parameters"]} == {"Content-Digest": False}
    assert set(piece["requestBody"]["content"]) == {"application/offset+octet-stream"}
    assert set(asked["responses"]["200"]["headers"]) == {"Upload-Offset", "Upload-Length"}
    for answer in ("200", "201", "409"):
        assert set(piece["responses"][answer]["headers"]) == {"Upload-Offset"}, answer
    for status, each in (("400", "piece_unclear"), ("409", "wrong_offset"), ("409", "id_taken"), ("413", "too_large"),
                         ("422", "digest_wrong"), ("422", "piece_too_long"), ("503", "busy")):  # fmt: skip
        assert f"photo.{each}" in piece["responses"][status]["description"]
    assert "photo.cut_off" in whole["responses"]["400"]["description"]
    shown = document["paths"]["/api/v1/photos/{photo_id}/{size}"]["get"]["responses"]["200"]
    assert {"image/jpeg", "image/heic"} <= set(shown["content"])
