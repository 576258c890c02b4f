"""The door for photos: in by PUT, out to those who see what they hang on."""

import hashlib
import io
from typing import Any

import pytest
from PIL import Image
from werkzeug.test import TestResponse

from tests import make
from tests.cast import Cast, sign_in
from tests.house import HouseClient
from tests.photos.sending import digest
from webapp.kernel import jobs
from webapp.kernel.db import db
from webapp.kernel.errors import AppError
from webapp.photos.api import digest_claimed
from webapp.photos.models import Photo
from webapp.photos.vocab import MAX_BYTES


def put(client: HouseClient, photo_id: str, data: bytes, **options: Any) -> TestResponse:
    headers = {"Content-Digest": digest(data), **options.pop("headers", {})}
    return client.put(f"/api/v1/photos/{photo_id}", data=data, headers=headers, content_type="image/jpeg", **options)


def code(response: TestResponse) -> tuple[int, str]:
    assert response.mimetype == "application/problem+json"
    return response.status_code, response.get_json()["code"]


def test_a_photo_is_stored_once_and_the_same_again_is_harmless(cast: Cast, client: HouseClient) -> None:
    sign_in(client, "xuncha1")
    photo_id, data = make.new_id(), make.jpeg()

    first, again = put(client, photo_id, data), put(client, photo_id, data)

    answer = {"id": photo_id, "sha256": hashlib.sha256(data).hexdigest(), "width": 16, "height": 12}
    assert (first.status_code, first.get_json()) == (201, answer)
    assert (again.status_code, again.get_json()) == (200, answer)
    assert db.session.query(Photo).count() == 1
    assert jobs.run_due() == 1


def test_an_id_stands_for_its_bytes_and_its_sender(cast: Cast, client: HouseClient) -> None:
    sign_in(client, "xuncha1")
    photo_id = make.new_id()
    put(client, photo_id, make.jpeg(1))

    other = put(client, photo_id, make.jpeg(2))
    sign_in(client, "xuncha2")
    stranger = put(client, photo_id, make.jpeg(1))

    assert code(other) == code(stranger) == (409, "photo.id_taken")


def test_the_digest_is_checked_when_it_is_there(cast: Cast, client: HouseClient) -> None:
    sign_in(client, "xuncha1")
    data = make.jpeg()

    wrong = put(client, make.new_id(), data, headers={"Content-Digest": digest(b"other")})
    unreadable = put(client, make.new_id(), data, headers={"Content-Digest": "sha-256=abc"})
    without = client.put(f"/api/v1/photos/{make.new_id()}", data=data, content_type="image/jpeg")

    assert code(wrong) == code(unreadable) == (422, "photo.digest_wrong")
    assert without.status_code == 201


@pytest.mark.parametrize(
    ("data", "content_type", "expected"),
    [
        (b"", "image/jpeg", (422, "photo.not_an_image")),
        (b"<html>portal</html>", "image/jpeg", (422, "photo.not_an_image")),
        (make.jpeg()[:200], "image/jpeg", (422, "photo.undecodable")),
        (make.jpeg(), "image/png", (422, "photo.type_mismatch")),
        (make.jpeg(), "text/plain", (415, "photo.type_unsupported")),
        (b"GIF89a" + bytes(40), "image/gif", (415, "photo.type_unsupported")),
    ],
    ids=["empty", "page", "cut", "not what it says", "not a picture's type", "gif"],
)
def test_what_is_no_whole_picture_is_refused_and_not_stored(
    cast: Cast, client: HouseClient, data: bytes, content_type: str, expected: tuple[int, str]
) -> None:
    sign_in(client, "xuncha1")

    answer = client.put(f"/api/v1/photos/{make.new_id()}", data=data, content_type=content_type)

    assert code(answer) == expected
    assert db.session.query(Photo).count() == 0


def test_an_announced_length_is_refused_before_a_byte_is_read(cast: Cast, client: HouseClient) -> None:
    sign_in(client, "xuncha1")

    class Untouchable(io.BytesIO):
        def read(self, *_: Any) -> bytes:
            raise AssertionError("the body was read")

    answer = client.put(
        f"/api/v1/photos/{make.new_id()}",
        content_type="image/jpeg",
        environ_overrides={"wsgi.input": Untouchable(), "CONTENT_LENGTH": str(MAX_BYTES + 1)},
    )

    assert code(answer) == (413, "photo.too_large")
    assert "20" in answer.get_json()["detail"]


@pytest.mark.parametrize("login", ["xianji", "admin"])
def test_who_gives_no_evidence_stores_none(cast: Cast, client: HouseClient, login: str) -> None:
    sign_in(client, login)

    assert code(put(client, make.new_id(), make.jpeg())) == (403, "auth.forbidden")


def test_nobody_stores_signed_out_or_from_elsewhere(cast: Cast, client: HouseClient) -> None:
    signed_out = put(client, make.new_id(), make.jpeg())
    sign_in(client, "xuncha1")
    foreign = put(client, make.new_id(), make.jpeg(), headers={"Origin": "https://evil.example"})

    assert code(signed_out) == (401, "auth.sign_in")
    assert code(foreign) == (403, "auth.foreign_origin")


@pytest.mark.parametrize(("size", "longest"), [("thumb", 320), ("view", 1600)])
def test_sizes_are_made_on_the_first_view_without_metadata(
    cast: Cast, client: HouseClient, size: str, longest: int
) -> None:
    sign_in(client, "xuncha1")
    photo_id = big_photo(client)

    answer = client.get(f"/api/v1/photos/{photo_id}/{size}")

    shown = Image.open(io.BytesIO(answer.data))
    assert (answer.status_code, answer.mimetype, max(shown.size)) == (200, "image/jpeg", longest)
    assert not shown.getexif()
    assert b"a comment" not in answer.data


def big_photo(client: HouseClient) -> str:
    """A photo larger than every size, with a camera's name and a comment in it."""
    exif = Image.Exif()
    exif[0x010F] = "Camera"
    out = io.BytesIO()
    Image.new("RGB", (2000, 1500), (90, 120, 90)).save(out, "JPEG", exif=exif, comment=b"a comment")
    photo_id = make.new_id()
    assert put(client, photo_id, out.getvalue()).status_code == 201
    return photo_id


def test_photos_go_out_with_headers_that_keep_them_harmless(cast: Cast, client: HouseClient) -> None:
    sign_in(client, "xuncha1")
    photo_id = make.make_photo(cast.actor("xuncha1"))

    thumb, original = (client.get(f"/api/v1/photos/{photo_id}/{size}") for size in ("thumb", "original"))

    for answer in (thumb, original):
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
        assert answer.headers["Cross-Origin-Resource-Policy"] == "same-origin"
        assert "Cookie" in answer.headers["Vary"]
    assert thumb.headers["Cache-Control"] == "private, max-age=600, must-revalidate"
    assert original.headers["Cache-Control"] == "private, no-store"
    assert original.headers["Content-Disposition"] == f'attachment; filename="{photo_id}.jpg"'
    assert original.data == make.jpeg()


def test_a_photo_that_is_known_is_not_sent_again(cast: Cast, client: HouseClient) -> None:
    sign_in(client, "xuncha1")
    url = f"/api/v1/photos/{make.make_photo(cast.actor('xuncha1'))}/thumb"
    etag = client.get(url).headers["ETag"]

    again = client.get(url, headers={"If-None-Match": etag})

    assert (again.status_code, again.data, again.headers["ETag"]) == (304, b"", etag)


def test_a_known_photo_is_asked_for_permission_again(cast: Cast, client: HouseClient) -> None:
    sign_in(client, "xuncha1")
    url = f"/api/v1/photos/{make.make_photo(cast.actor('xuncha1'))}/thumb"
    etag = client.get(url).headers["ETag"]
    sign_in(client, "linzhen")

    assert code(client.get(url, headers={"If-None-Match": etag})) == (404, "http.not_found")


ORIGINALS = {
    "xuncha1": 200, "xuncha2": 200, "qinglong": 403, "baishi": 404, "minzheng": 404, "zhenban": 200, "zhenban2": 200,
    "lingdao": 200, "xianji": 200, "admin": 404, "linzhen": 404,
}  # fmt: skip


def test_originals_are_for_those_who_judge_evidence(cast: Cast, client: HouseClient) -> None:
    actor = cast.actor("xuncha1")
    photo_id = make.make_photo(actor)
    make.open_ticket(actor, photos=[make.claim(photo_id)])

    found = {}
    for login in ORIGINALS:
        sign_in(client, login)
        found[login] = client.get(f"/api/v1/photos/{photo_id}/original").status_code

    assert found == ORIGINALS


def test_a_hidden_photo_answers_like_one_that_does_not_exist(cast: Cast, client: HouseClient) -> None:
    actor = cast.actor("xuncha1")
    photo_id = make.make_photo(actor)
    make.held_ticket(actor, photos=[make.claim(photo_id)])
    sign_in(client, "qinglong")

    hidden, nowhere, unknown_size = (
        client.get(f"/api/v1/photos/{each}")
        for each in (f"{photo_id}/thumb", f"{make.new_id()}/thumb", f"{photo_id}/huge")
    )

    assert hidden.data == nowhere.data == unknown_size.data
    assert hidden.status_code == nowhere.status_code == unknown_size.status_code == 404
    same = [
        {k: v for k, v in each.headers if k not in ("Date", "Set-Cookie", "X-Request-ID")} for each in (hidden, nowhere)
    ]
    assert same[0] == same[1]


@pytest.mark.parametrize(
    "header", ["", "sha-512=:abc=:", "sha-256=::", "sha-256=:YWJj:", f"sha-256=:{'A' * 44}:", "md5", "sha-256"]
)
def test_a_digest_that_cannot_be_read_is_wrong(header: str) -> None:
    with pytest.raises(AppError, match=r"photo\.digest_wrong"):
        digest_claimed(header)


def test_the_sha_256_of_several_digests_is_taken() -> None:
    expected = hashlib.sha256(b"x").hexdigest()

    assert digest_claimed(f"sha-512=:YWJj:, {digest(b'x')}") == expected
    assert digest_claimed(f"{digest(b'x')};a=1, unixsum=30637") == expected
    assert digest_claimed(None) is None
